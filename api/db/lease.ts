import type { Queryable } from './pool.js';

/** Work that is claimed: rows with a status, a lease and a fencing token (`attempt`). */
export type LeasedTable = 'ops_chat_turns' | 'agent_tasks' | 'provider_pushes';
export type Lease = { table: LeasedTable; id: number; attempt: number };

const order: Record<LeasedTable, string> = {
  ops_chat_turns: 'id',
  // Five minutes of waiting are worth one rank, so that nothing starves behind a stream of urgent work.
  agent_tasks: `priority_rank - floor(extract(epoch from clock_timestamp() - created_at) / 300), id`,
  provider_pushes: 'id',
};

/**
 * Claims one row that is queued, or whose worker gave no sign of life until its lease ran out. Raises `attempt`: whoever
 * held the row before is fenced off from that statement on. `owner` names the runner instance, `seconds` the lease.
 */
export async function claim(
  q: Queryable,
  table: LeasedTable,
  owner: string,
  seconds: number,
  unless = 'false',
): Promise<Lease | undefined> {
  const { rows } = await q.query<{ id: number; attempt: number }>(
    `update ${table} set status = 'running', lease_owner = $1, attempt = attempt + 1,
       lease_until = clock_timestamp() + make_interval(secs => $2), started_at = coalesce(started_at, clock_timestamp())
     where id = (
       select id from ${table} as candidate
       where ((status = 'queued' and not_before <= clock_timestamp())
           or (status = 'running' and lease_until < clock_timestamp()))
         and not (${unless})
       order by ${order[table]} limit 1 for no key update skip locked)
     returning id, attempt`,
    [owner, seconds],
  );
  const row = rows[0];
  return row && { table, id: row.id, attempt: row.attempt };
}

/** Extends the leases that are still ours and returns those; what is missing in the answer was lost. */
export async function renew(q: Queryable, leases: readonly Lease[], seconds: number): Promise<Lease[]> {
  const kept: Lease[] = [];
  for (const table of ['ops_chat_turns', 'agent_tasks'] as const) {
    const mine = leases.filter((lease) => lease.table === table);
    if (mine.length === 0) continue;
    const { rows } = await q.query<{ id: number; attempt: number }>(
      `update ${table} as work set lease_until = clock_timestamp() + make_interval(secs => $3)
       from unnest($1::bigint[], $2::integer[]) as held(id, attempt)
       where work.id = held.id and work.attempt = held.attempt and work.status = 'running'
         and work.lease_until > clock_timestamp()
       returning work.id, work.attempt`,
      [mine.map(({ id }) => id), mine.map(({ attempt }) => attempt), seconds],
    );
    kept.push(...rows.map(({ id, attempt }) => ({ table, id, attempt })));
  }
  return kept;
}

/**
 * True while this attempt is the current one and its lease runs; locks the row, so that the answer holds until commit. The
 * lock lets others refer to the row meanwhile, as a steering event does: whoever writes one holds the ticket already.
 */
export async function holds(q: Queryable, { table, id, attempt }: Lease): Promise<boolean> {
  const { rowCount } = await q.query(
    `select from ${table} where id = $1 and attempt = $2 and status = 'running' and lease_until > clock_timestamp() for no key update`,
    [id, attempt],
  );
  return rowCount === 1;
}

/** Gives a claimed row back to the queue, to be tried again after `seconds`; false when the lease was lost. */
export async function giveBack(q: Queryable, { table, id, attempt }: Lease, seconds: number): Promise<boolean> {
  const { rowCount } = await q.query(
    `update ${table} set status = 'queued', lease_owner = null, lease_until = null,
       not_before = clock_timestamp() + make_interval(secs => $3)
     where id = $1 and attempt = $2 and status = 'running'`,
    [id, attempt, seconds],
  );
  return rowCount === 1;
}
