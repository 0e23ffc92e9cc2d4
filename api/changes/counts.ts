import type { Queryable } from '../db/index.js';
import type { Caller } from '../http/caller.js';
import type { ChangeState } from './contract.js';
import { visibleChanges } from './readChange.js';

/** Open gates that the caller may see, whatever a list is filtered by (contract 10.3). */
export async function countPending(q: Queryable, caller: Caller): Promise<number> {
  const { sql, params } = visibleChanges(caller, 1);
  const { rows } = await q.query<{ count: number }>(
    `select count(*) from changes c where c.state = 'pending' and ${sql}`,
    params,
  );
  return rows[0]?.count ?? 0;
}

/** The changes that the caller may see, counted by exact state. */
export async function countByState(q: Queryable, caller: Caller): Promise<[ChangeState, number][]> {
  const { sql, params } = visibleChanges(caller, 1);
  const { rows } = await q.query<{ state: ChangeState; count: number }>(
    `select c.state, count(*) from changes c where ${sql} group by c.state order by c.state`,
    params,
  );
  return rows.map(({ state, count }) => [state, count]);
}
