import { createHash } from 'node:crypto';
import { systemActor } from '../access/index.js';
import { notify, transaction, type Connection, type Database, type Queryable } from '../db/index.js';
import { storableText } from '../rooms/index.js';
import { addNote, lockTicket } from '../tickets/index.js';
import { gateChanged, sayAtGate } from './announce.js';
import { auditChange } from './auditChange.js';
import type { ArgvPlan, Change } from './contract.js';
import { decide } from './decide.js';
import { eligibilityOf, standings } from './eligibility.js';
import { planIsTheApproved } from './planIsTheApproved.js';
import { liveVotes } from './voteRows.js';
import { ticketIsClosed } from './withdraw.js';

/** An approved plan that this runner, and no other, may start now. */
export type Execution = {
  readonly changeId: number;
  readonly ticketId: number | null;
  readonly plan: ArgvPlan;
  readonly digest: string;
};

export type Receipt = {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly durationMs: number;
  /** Standard output and error as they came, cut to what is stored; the digest is over all of it. */
  readonly output: string;
  readonly outputSha256: string;
  /** Why it did not run to its end by itself. */
  readonly trouble: string | null;
};

/** Characters of output that are kept; the whole would be a log file in the database. */
const keptOutput = 16_000;

async function next(q: Queryable): Promise<Change | undefined> {
  const { rows } = await q.query<Change>(
    `select * from changes where state = 'approved' and plan_kind = 'argv' and execute_before > clock_timestamp()
       and not exists (select from executions e where e.change_id = changes.id)
     order by decided_at limit 1 for update skip locked`,
  );
  return rows[0];
}

/** Those who approved, looked at again: somebody may have lost the membership since (GATES.md, high risk). */
async function stillApproved(q: Connection, change: Change): Promise<boolean> {
  if (change.risk_level === 'low' || change.risk_level === 'medium') return true;
  const people = await standings(q, change.policy, { changeId: change.id });
  const votes = await liveVotes(q, change.id);
  // The time to vote is over and not asked about again here.
  return decide(change.policy, votes, eligibilityOf(people), 0, 1).state === 'approved';
}

async function stop(q: Connection, change: Change, reason: string): Promise<void> {
  const { rows } = await q.query<Change>(
    `update changes set state = 'drifted', state_reason = $2, version = version + 1 where id = $1 and state = 'approved' returning *`,
    [change.id, reason],
  );
  const actor = await systemActor(q, 'executor', 'executor');
  await auditChange(q, change, { actor, action: 'change_drifted', result: reason });
  if (rows[0]) {
    await gateChanged(q, rows[0]);
    await sayAtGate(q, rows[0], `Change ${change.id} was **not run**: ${reason}`, { onceKey: `drifted:${change.id}` });
  }
}

/**
 * Takes the next approved plan: from here on it counts as started, before anything is started. A crash after this line
 * leaves a row that says "may have run", which is never run again (GATES.md: at most once).
 */
export async function claimExecution(
  db: Database,
  runnerId: string,
  leaseSeconds: number,
): Promise<Execution | undefined> {
  return transaction(db, async (q) => {
    const change = await next(q);
    if (!change) return undefined;
    const { plan } = change;
    if (plan.kind !== 'argv' || !(await planIsTheApproved(q, change))) {
      await stop(q, change, 'the stored plan is not the one that was approved.');
      return undefined;
    }
    if (await ticketIsClosed(q, change)) {
      await stop(q, change, 'its ticket was closed before it started.');
      return undefined;
    }
    if (!(await stillApproved(q, change))) {
      await stop(q, change, 'somebody who approved it may not approve it any more.');
      return undefined;
    }
    const { rowCount } = await q.query(
      `update changes set state = 'executing', version = version + 1
       where id = $1 and state = 'approved' and execute_before > clock_timestamp()`,
      [change.id],
    );
    if (rowCount !== 1) return undefined;
    await q.query(
      `insert into executions (change_id, state, runner_id, digest, lease_until)
       values ($1, 'running', $2, $3, clock_timestamp() + make_interval(secs => $4))`,
      [change.id, runnerId, change.digest, leaseSeconds],
    );
    const actor = await systemActor(q, 'executor', 'executor');
    await auditChange(q, change, {
      actor,
      action: 'change_executing',
      details: { digest: change.digest, runner: runnerId },
    });
    await gateChanged(q, change);
    return { changeId: change.id, ticketId: change.ticket_id, plan, digest: change.digest };
  });
}

export async function renewExecution(
  q: Queryable,
  changeId: number,
  runnerId: string,
  leaseSeconds: number,
): Promise<boolean> {
  const { rowCount } = await q.query(
    `update executions set lease_until = clock_timestamp() + make_interval(secs => $3)
     where change_id = $1 and runner_id = $2 and state = 'running'`,
    [changeId, runnerId, leaseSeconds],
  );
  return rowCount === 1;
}

function resultText(receipt: Receipt): string {
  const seconds = (receipt.durationMs / 1000).toFixed(1);
  const how = receipt.signal === null ? `exit code ${receipt.exitCode ?? 'unknown'}` : `ended by ${receipt.signal}`;
  const trouble = receipt.trouble === null ? '' : ` ${receipt.trouble}`;
  return `${how} after ${seconds} s.${trouble}`;
}

async function settle(
  q: Connection,
  changeId: number,
  state: 'completed' | 'failed',
  reason: string | null,
  result: string,
): Promise<Change | undefined> {
  const { rows } = await q.query<Change>(
    `update changes set state = $2, state_reason = $3, result = $4, result_kind = 'verified', completed_by = 'executor',
       completed_at = clock_timestamp(), version = version + 1 where id = $1 and state = 'executing' returning *`,
    [changeId, state, reason, result],
  );
  return rows[0];
}

async function tell(q: Connection, change: Change, heading: string, output: string): Promise<void> {
  const actor = await systemActor(q, 'executor', 'executor');
  await auditChange(q, change, {
    actor,
    action: `change_${change.state}`,
    result: change.state_reason ?? heading,
  });
  await gateChanged(q, change);
  const ticket = change.ticket_id === null ? undefined : await lockTicket(q, change.ticket_id);
  if (!ticket) return;
  // A fence that the output cannot close, so that nothing of it is read as our own words.
  const body =
    output.trim() === ''
      ? heading
      : `${heading}\n\n~~~~~~~~\n${output.replaceAll('~~~~~~~~', '~~~~ ~~~~').trimEnd()}\n~~~~~~~~`;
  await addNote(q, ticket, actor, {
    source: 'executor',
    body,
    audience: 'user',
    externalRef: `change:${change.id}:result`,
  });
}

/** Writes the receipt and completes the change; false when it was settled otherwise meanwhile (its lease had run out). */
export async function finishExecution(
  db: Database,
  execution: Execution,
  runnerId: string,
  receipt: Receipt,
): Promise<boolean> {
  return transaction(db, async (q) => {
    const succeeded = receipt.exitCode === 0 && receipt.trouble === null;
    // A program may write anything; a byte that the database refuses would leave its outcome unknown.
    const output = storableText(receipt.output.slice(0, keptOutput));
    const { rowCount } = await q.query(
      `update executions set state = $3, exit_code = $4, signal = $5, duration_ms = $6, output = $7, output_sha256 = $8, finished_at = clock_timestamp()
       where change_id = $1 and runner_id = $2 and state = 'running'`,
      [
        execution.changeId,
        runnerId,
        succeeded ? 'succeeded' : 'failed',
        receipt.exitCode,
        receipt.signal,
        receipt.durationMs,
        output,
        receipt.outputSha256,
      ],
    );
    if (rowCount !== 1) return false;
    const text = resultText(receipt);
    const change = await settle(
      q,
      execution.changeId,
      succeeded ? 'completed' : 'failed',
      succeeded ? null : text,
      text,
    );
    if (!change) return false;
    const shown =
      output.length < receipt.output.length ? `${output}\n[cut; sha256 of all of it: ${receipt.outputSha256}]` : output;
    await tell(q, change, `Change ${change.id} ${succeeded ? 'ran as approved' : '**failed**'}: ${text}`, shown);
    return true;
  });
}

/** Plans whose runner died while they ran: whether they ran to the end is not known, and they are never started again. */
export async function settleLostExecutions(db: Database): Promise<number> {
  const { rows } = await db.query<{ change_id: number }>(
    `select change_id from executions where state = 'running' and lease_until < clock_timestamp() order by change_id limit 20`,
  );
  for (const { change_id: id } of rows) {
    await transaction(db, async (q) => {
      const { rowCount } = await q.query(
        `update executions set state = 'unknown', finished_at = clock_timestamp()
         where change_id = $1 and state = 'running' and lease_until < clock_timestamp()`,
        [id],
      );
      if (rowCount !== 1) return;
      const reason = 'unknown: the runner was lost while it ran. It may have run, and it is not run again.';
      const change = await settle(q, id, 'failed', reason, reason);
      if (change)
        await tell(
          q,
          change,
          `Change ${id}: the outcome is **unknown**. The runner was lost while it ran; it may have run, and it is not run again. A person has to look.`,
          '',
        );
      await notify(q, 'changes');
    });
  }
  return rows.length;
}

export function sha256(text: string | Buffer): string {
  return createHash('sha256').update(text).digest('hex');
}
