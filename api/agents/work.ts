import { systemActor, issueRunToken, revokeRunTokens } from '../access/index.js';
import { record, recordEvent } from '../audit/index.js';
import {
  claim,
  giveBack,
  holds,
  notify,
  transaction,
  type Connection,
  type Database,
  type Lease,
} from '../db/index.js';
import type { Actor } from '../http/caller.js';
import { addNote, finalStatuses, lockTicket, type Ticket } from '../tickets/index.js';
import { putAside, tasksAtGates } from './atGate.js';
import type { TaskResult } from './contract.js';
import { changeHarness, notForHere } from './stranded.js';
import { leaveToPerson } from './spawn.js';

/** A task that this runner works now, with the token that its agent calls the API with. */
export type TaskWork = {
  readonly lease: Lease;
  readonly token: string;
  readonly agentId: number;
  readonly ticketId: number;
  readonly harness: string;
  readonly model: string | null;
  readonly prompt: string;
  /** A result is there already: the runner before died after it was written. Nothing is run again. */
  readonly finished: boolean;
};

/**
 * Runs of one task that may end without a result before a person is told. Counted in `agents.attempts` (contract 12.13),
 * not by the lease's attempt: a restart of the platform or a wait at a gate is no failure of the agent.
 */
const failuresAtMost = 3;

type Row = {
  agent_id: number;
  ticket_id: number;
  prompt: string;
  harness: string;
  model: string | null;
  result: TaskResult | null;
};

/**
 * Claims the next task; only for harnesses that this runner has ready. `instead` is the one of them that takes up what was
 * meant for a program that is nowhere any more.
 */
export async function claimTask(
  db: Database,
  runnerId: string,
  leaseSeconds: number,
  ready: readonly string[],
  instead?: string,
): Promise<TaskWork | undefined> {
  return transaction(db, async (q) => {
    const lease = await claim(q, 'agent_tasks', runnerId, leaseSeconds, notForHere(ready, instead));
    if (!lease) return undefined;
    const { rows } = await q.query<Row>(
      `select t.agent_id, t.ticket_id, t.prompt, a.harness, a.model, t.result from agent_tasks t join agents a on a.id = t.agent_id
       where t.id = $1`,
      [lease.id],
    );
    const row = rows[0];
    if (!row) return undefined;
    const replaced = instead !== undefined && !ready.includes(row.harness);
    if (replaced) {
      await changeHarness(q, { id: row.agent_id, ticketId: row.ticket_id, harness: row.harness }, instead);
    }
    await q.query(
      `update agents set status = 'running', started_at = coalesce(started_at, clock_timestamp()), heartbeat = clock_timestamp() where id = $1`,
      [row.agent_id],
    );
    await recordEvent(q, {
      category: 'agent',
      actor: `task_${lease.id}`,
      action: 'agent_running',
      target: `agent_${row.agent_id}`,
      details: { attempt: lease.attempt, runner: runnerId, ticket_id: row.ticket_id },
    });
    return {
      lease,
      token: await issueRunToken(q, lease, row.agent_id),
      agentId: row.agent_id,
      ticketId: row.ticket_id,
      harness: replaced ? instead : row.harness,
      model: replaced ? null : row.model,
      prompt: row.prompt,
      finished: row.result !== null,
    };
  });
}

/** The agent's own word on how it ended; counts once the process has exited too. False: the lease is gone. */
export async function writeTaskResult(db: Database, lease: Lease, result: TaskResult): Promise<boolean> {
  return transaction(db, async (q) => {
    if (!(await holds(q, lease))) return false;
    await q.query('update agent_tasks set result = $2, progress_pct = 100 where id = $1', [
      lease.id,
      JSON.stringify(result),
    ]);
    return true;
  });
}

/** The model that works it, where nobody asked for one by name: the card and the record say so. */
export async function noteModel(db: Database, lease: Lease, model: string): Promise<void> {
  await db.query(
    `update agents set model = $3 where id = (select agent_id from agent_tasks where id = $1 and attempt = $2 and status = 'running')`,
    [lease.id, lease.attempt, model],
  );
}

export async function noteProgress(db: Database, lease: Lease, tail: string): Promise<void> {
  await db.query(
    `update agent_tasks set output = right($3, 12000) where id = $1 and attempt = $2 and status = 'running'`,
    [lease.id, lease.attempt, tail.replaceAll('\u0000', '')],
  );
  await db.query(
    `update agents set heartbeat = clock_timestamp() where id = (select agent_id from agent_tasks where id = $1 and attempt = $2)`,
    [lease.id, lease.attempt],
  );
}

type End = {
  readonly task: 'completed' | 'failed' | 'stopped';
  readonly agent: 'finished' | 'failed' | 'stopped' | 'terminated';
  readonly error: string | null;
};

async function end(
  q: Connection,
  lease: Lease,
  how: End,
): Promise<{ agentId: number; ticket: Ticket | undefined } | undefined> {
  const { rows } = await q.query<{ agent_id: number; ticket_id: number | null }>(
    `update agent_tasks set status = $3, completed_at = clock_timestamp(), lease_owner = null, lease_until = null, error_message = $4
     where id = $1 and attempt = $2 and status = 'running' returning agent_id, ticket_id`,
    [lease.id, lease.attempt, how.task, how.error],
  );
  const row = rows[0];
  if (!row) return undefined;
  await revokeRunTokens(q, lease);
  await q.query(`update agents set status = $2, finished_at = clock_timestamp(), error_message = $3 where id = $1`, [
    row.agent_id,
    how.agent,
    how.error?.slice(0, 500) ?? null,
  ]);
  const ticket = row.ticket_id === null ? undefined : await lockTicket(q, row.ticket_id);
  if (ticket?.agent_id === row.agent_id) await q.query('update tickets set agent_id = null where id = $1', [ticket.id]);
  return { agentId: row.agent_id, ticket: ticket && { ...ticket, agent_id: null } };
}

export type TaskRun = {
  /** It was ended by us and not by itself: it is no failure of the agent. */
  readonly stopped: boolean;
  readonly how: string;
  readonly reference: string;
  /** Seconds before it is tried again; left out, a few that grow. */
  readonly pause?: number;
  /** It is not tried again in any case. */
  readonly last?: boolean;
};

/** `waiting`: put aside until people have decided (`resumeDecided`). */
export type TaskEnd = 'completed' | 'retried' | 'failed' | 'stopped' | 'waiting' | 'lost';

/** What the platform does after a run: what the agent wrote decides, not how its process ended. */
export async function finishTask(db: Database, lease: Lease, run: TaskRun): Promise<TaskEnd> {
  return transaction(db, async (q) => {
    if (!(await holds(q, lease))) return 'lost';
    const { rows } = await q.query<{
      agent_id: number;
      result: TaskResult | null;
      stop_requested_at: Date | null;
      stop_reason: string | null;
    }>('select agent_id, result, stop_requested_at, stop_reason from agent_tasks where id = $1', [lease.id]);
    const row = rows[0];
    if (!row) return 'lost';
    const actor = await systemActor(q, 'system', 'runner');
    if (row.stop_requested_at && row.result === null) {
      // Contract 7.13: who was taken off the ticket is not merely stopped.
      const agent = row.stop_reason === 'unassigned' ? 'terminated' : 'stopped';
      const ended = await end(q, lease, { task: 'stopped', agent, error: row.stop_reason });
      if (ended?.ticket && !finalStatuses.includes(ended.ticket.status))
        await leaveToPerson(q, ended.ticket, 'The agent was stopped.');
      await record(q, {
        actor,
        action: 'agent_stopped',
        target: `agent_${ended?.agentId ?? 0}`,
        result: row.stop_reason ?? 'stopped',
      });
      return 'stopped';
    }
    const { result } = row;
    // TASK.md tells an agent to ask and to end: whatever it says then, it is not done while its gate is open.
    if (result?.outcome !== 'failed' && (await tasksAtGates(q, [lease.id])).length > 0) {
      await putAside(q, lease, row.agent_id, result);
      return 'waiting';
    }
    if (result === null && run.stopped && run.last !== true) {
      // We are shutting down: somebody else, or we after the restart, go on with it.
      await giveBack(q, lease, 0);
      await notify(q, 'tasks');
      return 'retried';
    }
    if (result === null && run.last !== true) {
      const failures = await countFailure(q, row.agent_id);
      if (failures < failuresAtMost) {
        await giveBack(q, lease, run.pause ?? 2 ** failures);
        return 'retried';
      }
    }
    return result?.outcome === 'done' ? complete(q, lease, result) : giveUp(q, lease, result, run);
  });
}

async function countFailure(q: Connection, agentId: number): Promise<number> {
  const { rows } = await q.query<{ attempts: number }>(
    'update agents set attempts = attempts + 1 where id = $1 returning attempts',
    [agentId],
  );
  return rows[0]?.attempts ?? failuresAtMost;
}

async function complete(q: Connection, lease: Lease, result: TaskResult): Promise<'completed' | 'lost'> {
  const ended = await end(q, lease, { task: 'completed', agent: 'finished', error: null });
  if (!ended) return 'lost';
  const actor = await systemActor(q, 'system', 'runner');
  const { agentId, ticket } = ended;
  await record(q, {
    actor,
    action: 'agent_completed',
    target: `agent_${agentId}`,
    result: 'done',
    details: { summary: result.summary },
  });
  if (!ticket) return 'completed';
  await addNote(q, ticket, actor, {
    source: 'agent-lifecycle',
    author: `agent-${agentId}`,
    body: `Agent completed: ${result.summary}`,
    audience: 'internal',
  });
  if (!finalStatuses.includes(ticket.status))
    await leaveToPerson(q, ticket, 'The agent is done and the ticket is not closed.');
  return 'completed';
}

async function giveUp(
  q: Connection,
  lease: Lease,
  result: TaskResult | null,
  run: { readonly how: string; readonly reference: string },
): Promise<'completed' | 'failed' | 'lost'> {
  const blocked = result?.outcome === 'blocked';
  const reason = result?.summary ?? `The agent ended without a result (${run.how}).`;
  const ended = await end(q, lease, {
    task: blocked ? 'completed' : 'failed',
    agent: blocked ? 'finished' : 'failed',
    error: reason,
  });
  if (!ended) return 'lost';
  const { agentId, ticket } = ended;
  const actor = await systemActor(q, 'system', 'runner');
  const action = blocked ? 'agent_blocked' : 'agent_failed';
  await record(q, { actor, action, target: `agent_${agentId}`, result: reason, details: { reference: run.reference } });
  if (!ticket || finalStatuses.includes(ticket.status)) return blocked ? 'completed' : 'failed';
  const told = result === null ? `The agent could not finish this (reference ${run.reference}).` : result.summary;
  const group = ticket.owning_group ?? 'the service desk';
  await addNote(q, ticket, actor, {
    source: 'agent-lifecycle',
    author: `agent-${agentId}`,
    body: `${told}\n\nA person of ${group} goes on with it.`,
    audience: 'user',
  });
  await leaveToPerson(q, ticket, reason);
  return blocked ? 'completed' : 'failed';
}

/** Contract 11.4. A task that nobody works now ends at once; a running one is ended by its runner, which looks at the request. */
export async function requestStop(
  q: Connection,
  agentId: number,
  reason: string,
): Promise<'stopped' | 'stopping' | 'not_active'> {
  const { rows } = await q.query<{ id: number; status: string }>(
    `update agent_tasks set stop_requested_at = coalesce(stop_requested_at, clock_timestamp()), stop_reason = coalesce(stop_reason, $2),
       status = case when status = 'running' then status else 'stopped' end,
       completed_at = case when status = 'running' then null else clock_timestamp() end
     where agent_id = $1 and status in ('queued', 'running', 'pending_approval') returning id, status`,
    [agentId, reason],
  );
  const task = rows[0];
  if (!task) return 'not_active';
  if (task.status === 'running') {
    await notify(q, 'stops');
    return 'stopping';
  }
  await q.query(
    `update agents set status = 'stopped', finished_at = clock_timestamp(), error_message = $2 where id = $1`,
    [agentId, reason],
  );
  await q.query('update tickets set agent_id = null where agent_id = $1', [agentId]);
  return 'stopped';
}

/**
 * Stops an agent whose ticket nobody takes over by that. One that had not begun, or stood at a gate, has no run whose end
 * would leave the ticket to a person, so that is done here.
 */
export async function stopAgent(
  q: Connection,
  agentId: number,
  actor: Actor,
  reason: string,
): Promise<'stopped' | 'stopping' | 'not_active'> {
  const how = await requestStop(q, agentId, reason);
  if (how !== 'stopped') return how;
  await record(q, { actor, action: 'agent_stopped', target: `agent_${agentId}`, result: reason });
  const { rows } = await q.query<{ ticket_id: number | null }>('select ticket_id from agents where id = $1', [agentId]);
  const ticketId = rows[0]?.ticket_id ?? null;
  const ticket = ticketId === null ? undefined : await lockTicket(q, ticketId);
  if (ticket && !finalStatuses.includes(ticket.status)) await leaveToPerson(q, ticket, 'The agent was stopped.');
  return how;
}

/** Tasks of these that somebody asked to stop. */
export async function stopRequests(db: Database, taskIds: readonly number[]): Promise<number[]> {
  if (taskIds.length === 0) return [];
  const { rows } = await db.query<{ id: number }>(
    'select id from agent_tasks where id = any($1) and stop_requested_at is not null',
    [taskIds],
  );
  return rows.map(({ id }) => id);
}
