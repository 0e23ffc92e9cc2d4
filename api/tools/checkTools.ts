import { recordEvent } from '../audit/index.js';
import { jsonText, transaction, type Database, type Queryable } from '../db/index.js';
import { chooseProbe } from './chooseProbe.js';
import { probe, type CheckResult } from './probe.js';

type Claimed = {
  readonly id: number;
  readonly name: string;
  readonly type: string;
  readonly host: string | null;
  readonly port: number | null;
  readonly attempt: number;
};
export type Checked = {
  readonly tool_id: number;
  readonly name: string;
  readonly status: CheckResult['status'];
  readonly response_time_ms: number | null;
  readonly error: string | null;
};

/** Seconds after which a check whose process died is made by another one; more than the longest probe takes. */
const lease = 30;
/** Tools that are claimed and asked at the same time: none waits for its turn while its lease runs. */
const atOnce = 8;

const returned = 'id, name, type, host, port, check_attempt as attempt';

/** Claims the tools whose time has come and that nobody is asking; one claim a tool, however many processes look. */
async function claimDue(q: Queryable): Promise<Claimed[]> {
  const { rows } = await q.query<Claimed>(
    `update tools set check_attempt = check_attempt + 1, check_lease_until = clock_timestamp() + make_interval(secs => $1)
     where id in (
       select id from tools where host is not null and check_interval > 0
         and (check_lease_until is null or check_lease_until < clock_timestamp())
         and (last_check is null or last_check + make_interval(secs => check_interval) <= clock_timestamp())
       order by last_check nulls first, id limit $2 for update skip locked)
     returning ${returned}`,
    [lease, atOnce],
  );
  return rows;
}

/** Claims these tools at once: a person waits. A check of them that is under way counts for nothing. */
async function claimNow(q: Queryable, ids: readonly number[]): Promise<Claimed[]> {
  const { rows } = await q.query<Claimed>(
    `update tools set check_attempt = check_attempt + 1, check_lease_until = clock_timestamp() + make_interval(secs => $1)
     where id in (select id from tools where id = any($2) order by id for update) returning ${returned}`,
    [lease, ids],
  );
  return rows.sort((one, other) => one.id - other.id);
}

/** Writes the result, unless a later check has begun. What changed is an event; what stayed is only in the history. */
async function finish(db: Database, tool: Claimed, result: CheckResult): Promise<void> {
  await transaction(db, async (q) => {
    const { rows } = await q.query<{ status: string }>(
      'select status from tools where id = $1 and check_attempt = $2 for update',
      [tool.id, tool.attempt],
    );
    const before = rows[0]?.status;
    if (before === undefined) return;
    const asked = tool.host !== null;
    await q.query(
      `update tools set status = $2, check_lease_until = null, last_check = case when $3 then clock_timestamp() else last_check end
       where id = $1`,
      [tool.id, result.status, asked],
    );
    // What was not asked has no history.
    if (!asked) return;
    await q.query(
      'insert into tool_checks (tool_id, status, response_time_ms, error, details) values ($1, $2, $3, $4, $5)',
      [tool.id, result.status, result.responseTimeMs, result.error, jsonText(result.details)],
    );
    if (result.status === before) return;
    await recordEvent(q, {
      category: 'health',
      level: result.status === 'down' ? 'warning' : 'info',
      actor: 'system',
      action: `tool_${result.status}`,
      target: `tool_${tool.id}`,
      details: { tool: tool.name, before, error: result.error },
    });
  });
}

async function check(db: Database, tool: Claimed): Promise<Checked> {
  const result = await probe(chooseProbe(tool));
  await finish(db, tool, result);
  const { status, responseTimeMs, error } = result;
  return { tool_id: tool.id, name: tool.name, status, response_time_ms: responseTimeMs, error };
}

/** Asks these tools now, some at a time; who is not there is left out. */
export async function checkNow(db: Database, ids: readonly number[]): Promise<Checked[]> {
  const results: Checked[] = [];
  for (let first = 0; first < ids.length; first += atOnce) {
    const claimed = await claimNow(db, ids.slice(first, first + atOnce));
    results.push(...(await Promise.all(claimed.map((tool) => check(db, tool)))));
  }
  return results;
}

/** Periodic: asks every tool whose time has come, and returns how many those were. */
export async function checkDueTools(db: Database): Promise<number> {
  for (let count = 0; ;) {
    const claimed = await claimDue(db);
    await Promise.all(claimed.map((tool) => check(db, tool)));
    count += claimed.length;
    if (claimed.length < atOnce) return count;
  }
}
