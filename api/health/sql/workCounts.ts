import type { Queryable } from '../../db/index.js';

export type WorkCount = { readonly state: string; readonly count: number };

const queries = {
  turns: 'select status as state, count(*) from ops_chat_turns group by status',
  tasks: 'select status as state, count(*) from agent_tasks group by status',
  outbox: 'select status as state, count(*) from outbox group by status',
  changes: 'select state, count(*) from changes group by state',
};
export type CountedWork = keyof typeof queries;

/** How many rows of this kind there are in each state. */
export async function workCounts(q: Queryable, what: CountedWork): Promise<WorkCount[]> {
  const { rows } = await q.query<WorkCount>(queries[what]);
  return rows;
}
