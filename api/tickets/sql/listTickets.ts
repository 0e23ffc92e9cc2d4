import { readPage, type Queryable } from '../../db/index.js';
import type { Caller } from '../../http/caller.js';
import type { ListTickets } from '../contract.js';
import { visibleTickets } from '../visibility.js';

/** Contract 7.4; what is not in the table sorts by the last change. */
const sortable = new Map([
  ['id', 't.id'],
  ['title', 't.title'],
  ['class', 't.itop_class'],
  ['status', 't.status'],
  ['priority', 't.priority'],
  ['assignee', 't.assignee'],
  ['agent', 't.agent_id'],
  ['created_at', 't.created_at'],
  ['provider', 't.provider'],
]);

const searched = [
  'title',
  'description',
  'assignee',
  'assignee_team',
  'requester_name',
  'requester_email',
  'affected_user_name',
  'affected_user_email',
  'provider_ref',
  'itop_ref',
];

const agentStates = {
  assigned: 't.agent_id is not null',
  unassigned: 't.agent_id is null',
  running: `a.status in ('spawned', 'running', 'working')`,
  completed: `a.status in ('finished', 'terminated')`,
};

export async function listTickets(
  q: Queryable,
  caller: Caller,
  query: ListTickets,
): Promise<{ tickets: Record<string, unknown>[]; total: number }> {
  const visible = visibleTickets(caller, 1);
  const params: unknown[] = [...visible.params];
  const where = [visible.sql];
  const add = (sql: (place: string) => string, value: unknown): void => {
    params.push(value);
    where.push(sql(`$${params.length}`));
  };
  const like = (value: string): string => `%${value.replaceAll(/[\\%_]/g, '\\$&')}%`;
  if (query.status !== null) add((p) => `t.status = ${p}`, query.status);
  if (query.priority !== null) add((p) => `t.priority = ${p}`, query.priority);
  if (query.assignee !== null) add((p) => `t.assignee ilike ${p}`, like(query.assignee));
  if (query.provider !== null) add((p) => `lower(t.provider) = lower(${p})`, query.provider);
  if (query.owning_group !== null) add((p) => `t.owning_group = ${p}`, query.owning_group);
  if (query.q !== null) add((p) => `(${searched.map((name) => `t.${name} ilike ${p}`).join(' or ')})`, like(query.q));
  if (query.agent_state) where.push(agentStates[query.agent_state]);
  if (query.agent_only) where.push('t.agent_id is not null');
  const order = sortable.get(query.sort_by) ?? 't.updated_at';
  const { rows, total } = await readPage(
    q,
    `select t.*, a.status as agent_status, a.model as agent_model, a.started_at as agent_started, t.provider_url as external_url,
       count(*) over () as total
     from tickets t left join agents a on a.id = t.agent_id
     where ${where.join(' and ')}
     order by ${order} ${query.sort_dir} nulls last, t.id desc`,
    params,
    query,
  );
  return { tickets: rows, total };
}
