import type { Queryable } from '../../db/index.js';
import type { Caller } from '../../http/caller.js';
import { visibleTickets } from '../../tickets/index.js';

type Counted = { readonly status: string; readonly count: number };

/** Visible tickets by status: read from an index, and counted rather than sorted. */
export async function ticketsByStatus(q: Queryable, caller: Caller): Promise<Counted[]> {
  const visible = visibleTickets(caller, 1);
  const { rows } = await q.query<Counted>(
    `select t.status, count(*)::integer as count from tickets t where ${visible.sql} group by t.status order by t.status`,
    [...visible.params],
  );
  return rows;
}

/** Visible tickets that were filed, by day (UTC) and status as it is now, over the last `days` days with today. */
export async function ticketsByDay(
  q: Queryable,
  caller: Caller,
  days: number,
): Promise<{ date: string; status: string; count: number }[]> {
  const visible = visibleTickets(caller, 2);
  const { rows } = await q.query<{ date: string; status: string; count: number }>(
    `select to_char(t.created_at at time zone 'UTC', 'YYYY-MM-DD') as date, t.status, count(*)::integer as count from tickets t
     where t.created_at >= (date_trunc('day', clock_timestamp() at time zone 'UTC') - make_interval(days => $1 - 1)) at time zone 'UTC'
       and ${visible.sql} group by 1, 2 order by 1, 2`,
    [days, ...visible.params],
  );
  return rows;
}

/** Agents of visible tickets by state; `queued` are those whose last task waits for a runner. */
export async function agentsByStatus(q: Queryable, caller: Caller): Promise<(Counted & { queued: number })[]> {
  const visible = visibleTickets(caller, 1);
  const { rows } = await q.query<Counted & { queued: number }>(
    `select a.status, count(*)::integer as count,
       count(*) filter (where a.status in ('spawned', 'running') and task.status = 'queued')::integer as queued
     from agents a left join agent_tasks task on task.id = a.last_task_id left join tickets t on t.id = a.ticket_id
     where a.ticket_id is null or ${visible.sql} group by a.status order by a.status`,
    [...visible.params],
  );
  return rows;
}

export async function agentsThatHang(q: Queryable, caller: Caller): Promise<number> {
  const visible = visibleTickets(caller, 1);
  const { rows } = await q.query<{ count: number }>(
    `select count(*)::integer as count from agents a left join tickets t on t.id = a.ticket_id
     where a.status in ('running', 'working') and a.heartbeat < clock_timestamp() - interval '2 minutes'
       and (a.ticket_id is null or ${visible.sql})`,
    [...visible.params],
  );
  return rows[0]?.count ?? 0;
}

/** How many tools there are, and how many were found well within the last five minutes. */
export async function toolCounts(q: Queryable): Promise<{ total: number; healthy: number }> {
  const { rows } = await q.query<{ total: number; healthy: number }>(
    `select count(*)::integer as total,
       count(*) filter (where status = 'healthy' and last_check > clock_timestamp() - interval '5 minutes')::integer as healthy
     from tools`,
  );
  return rows[0] ?? { total: 0, healthy: 0 };
}
