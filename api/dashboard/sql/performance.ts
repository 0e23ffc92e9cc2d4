import type { Queryable } from '../../db/index.js';
import type { Caller } from '../../http/caller.js';
import { visibleTickets } from '../../tickets/index.js';

/** Of the last fifty agents of visible tickets those that were started in the last `days`, and how long each worked; null is ever. */
export async function agentPerformance(
  q: Queryable,
  caller: Caller,
  days: number | null,
): Promise<Record<string, unknown>[]> {
  const visible = visibleTickets(caller, 2);
  const { rows } = await q.query<Record<string, unknown>>(
    `select id, model, harness, status, ticket_id, ticket_title, duration_seconds from (
       select a.id, coalesce(a.started_at, a.created_at) as begun, a.model, a.harness, a.status, a.ticket_id, t.title as ticket_title,
       round(extract(epoch from coalesce(a.finished_at, clock_timestamp()) - a.started_at), 1)::float8 as duration_seconds
     from agents a left join tickets t on t.id = a.ticket_id where a.ticket_id is null or ${visible.sql}
     order by a.id desc limit 50) as last
     where $1::integer is null or begun > clock_timestamp() - make_interval(days => $1) order by id desc`,
    [days, ...visible.params],
  );
  return rows;
}

/** Checks of each tool in the last `days` days, and the share of those that found it well; null of none. */
export async function toolUptime(q: Queryable, days: number): Promise<Record<string, unknown>[]> {
  const { rows } = await q.query<Record<string, unknown>>(
    `select tools.name, count(c.id)::integer as total_checks, count(c.id) filter (where c.status = 'healthy')::integer as healthy_checks,
       round(100.0 * count(c.id) filter (where c.status = 'healthy') / nullif(count(c.id), 0), 2)::float8 as uptime_pct
     from tools left join tool_checks c on c.tool_id = tools.id and c.timestamp > clock_timestamp() - make_interval(days => $1)
     group by tools.id order by tools.name`,
    [days],
  );
  return rows;
}
