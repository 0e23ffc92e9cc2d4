import type { Queryable } from '../../db/index.js';
import type { Caller } from '../../http/caller.js';
import { visibleChanges } from '../../changes/index.js';
import { visibleTickets } from '../../tickets/index.js';
import { atRiskFrom, hoursSql, postmortemHours } from '../sla.js';

const since = (days: string): string => `clock_timestamp() - make_interval(days => ${days})`;

export type TaskFigures = {
  readonly task_type: string;
  readonly total_tasks: number;
  readonly completed_tasks: number;
  readonly avg_work_seconds: number | null;
  readonly p50_work_seconds: number | null;
  readonly p95_work_seconds: number | null;
  readonly avg_gate_wait_seconds: number | null;
};

/** Tasks of the period by type. Time at a gate is the waiting of the task's own changes, and no work. */
export async function taskFigures(q: Queryable, caller: Caller, days: number): Promise<TaskFigures[]> {
  const visible = visibleTickets(caller, 2);
  const { rows } = await q.query<TaskFigures>(
    `with work as (
       select task.task_type, task.status, waited.seconds as gate_wait,
         greatest(extract(epoch from task.completed_at - task.started_at) - coalesce(waited.seconds, 0), 0) as worked
       from agent_tasks task left join tickets t on t.id = task.ticket_id
       left join lateral (select sum(extract(epoch from coalesce(c.decided_at, least(c.expires_at, clock_timestamp())) - c.requested_at)) as seconds
         from changes c where c.agent_id = task.agent_id and c.task_id = task.id) waited on true
       where task.created_at > ${since('$1')} and (task.ticket_id is null or ${visible.sql}))
     select task_type, count(*)::integer as total_tasks, count(*) filter (where status = 'completed')::integer as completed_tasks,
       round(avg(worked), 1)::float8 as avg_work_seconds,
       percentile_cont(0.5) within group (order by worked)::float8 as p50_work_seconds,
       percentile_cont(0.95) within group (order by worked)::float8 as p95_work_seconds,
       round(avg(gate_wait), 1)::float8 as avg_gate_wait_seconds
     from work group by task_type order by total_tasks desc, task_type limit 12`,
    [days, ...visible.params],
  );
  return rows;
}

export type SlaFigures = {
  readonly tickets: number;
  readonly open_tickets: number;
  readonly within_sla: number;
  readonly breached_sla: number;
  readonly at_risk: number;
};

/** Tickets of the period against the hours of their priority; a ticket's end is its end, whatever is noted later. */
export async function slaFigures(q: Queryable, caller: Caller, days: number): Promise<SlaFigures> {
  const visible = visibleTickets(caller, 2);
  const { rows } = await q.query<SlaFigures>(
    `with timed as (
       select t.ended_at, extract(epoch from coalesce(t.ended_at, clock_timestamp()) - t.created_at) / 3600 / (${hoursSql}) as spent
       from tickets t where t.created_at > ${since('$1')} and ${visible.sql})
     select count(*)::integer as tickets, count(*) filter (where ended_at is null)::integer as open_tickets,
       count(*) filter (where spent <= 1)::integer as within_sla, count(*) filter (where spent > 1)::integer as breached_sla,
       count(*) filter (where ended_at is null and spent > ${atRiskFrom} and spent <= 1)::integer as at_risk
     from timed`,
    [days, ...visible.params],
  );
  return rows[0] ?? { tickets: 0, open_tickets: 0, within_sla: 0, breached_sla: 0, at_risk: 0 };
}

export type PostmortemFigures = {
  readonly required: number;
  readonly written: number;
  readonly within: number;
  readonly missing: number;
  readonly breached: number;
  readonly at_risk: number;
  readonly latency: number | null;
  readonly total: number;
};

/** Incidents of the two highest priorities that ended in the period are to have a postmortem within a day. */
export async function postmortemFigures(q: Queryable, caller: Caller, days: number): Promise<PostmortemFigures> {
  const visible = visibleTickets(caller, 2);
  const { rows } = await q.query<PostmortemFigures>(
    `with due as (
       select extract(epoch from first.at - t.ended_at) as latency, first.at is not null as written,
         extract(epoch from coalesce(first.at, clock_timestamp()) - t.ended_at) / 3600 / ${postmortemHours} as spent
       from tickets t left join lateral (select min(p.created_at) as at from postmortems p where p.ticket_id = t.id) first on true
       where t.ended_at > ${since('$1')} and t.itop_class = 'Incident' and ltrim(upper(t.priority), 'P') in ('1', '2')
         and t.status not in ('cancelled', 'canceled', 'rejected') and ${visible.sql})
     select count(*)::integer as required, count(*) filter (where written)::integer as written,
       count(*) filter (where written and spent <= 1)::integer as within, count(*) filter (where not written)::integer as missing,
       count(*) filter (where spent > 1)::integer as breached,
       count(*) filter (where not written and spent > ${atRiskFrom} and spent <= 1)::integer as at_risk,
       round(avg(case when latency > 0 then latency when latency <= 0 then 0 end), 1)::float8 as latency,
       (select count(*)::integer from postmortems p join tickets t on t.id = p.ticket_id
          where p.created_at > ${since('$1')} and ${visible.sql}) as total
     from due`,
    [days, ...visible.params],
  );
  const none = { required: 0, written: 0, within: 0, missing: 0, breached: 0, at_risk: 0, latency: null, total: 0 };
  return rows[0] ?? none;
}

export type GateFigures = {
  readonly total: number;
  readonly pending: number;
  readonly approved: number;
  readonly completed: number;
  readonly rejected: number;
  readonly avg_wait_seconds: number | null;
};

/** Gates of the period by what became of them; the wait ends with the decision or with the time for it. */
export async function gateFigures(q: Queryable, caller: Caller, days: number): Promise<GateFigures> {
  const visible = visibleChanges(caller, 2);
  const { rows } = await q.query<GateFigures>(
    `select count(*)::integer as total, count(*) filter (where c.state = 'pending')::integer as pending,
       count(*) filter (where c.state in ('approved', 'executing'))::integer as approved,
       count(*) filter (where c.state = 'completed')::integer as completed,
       count(*) filter (where c.state in ('rejected', 'expired', 'withdrawn', 'superseded'))::integer as rejected,
       round(avg(extract(epoch from c.decided_at - c.requested_at)), 1)::float8 as avg_wait_seconds
     from changes c where c.requested_at > ${since('$1')} and ${visible.sql}`,
    [days, ...visible.params],
  );
  return rows[0] ?? { total: 0, pending: 0, approved: 0, completed: 0, rejected: 0, avg_wait_seconds: null };
}

export type Counted = { readonly name: string; readonly count: number };

/** Rows of the period by one column. The names come from the code, never from a request. */
async function counted(q: Queryable, sql: string, params: readonly unknown[]): Promise<Counted[]> {
  return (await q.query<Counted>(sql, [...params])).rows;
}

export function runsByStatus(q: Queryable, caller: Caller, days: number): Promise<Counted[]> {
  const visible = visibleTickets(caller, 2);
  return counted(
    q,
    `select r.gate as name, count(*)::integer as count from cicd_security_runs r left join tickets t on t.id = r.ticket_id
     where r.created_at > ${since('$1')} and (r.ticket_id is null or ${visible.sql}) group by r.gate order by r.gate`,
    [days, ...visible.params],
  );
}

export function autoAssignments(q: Queryable, days: number): Promise<Counted[]> {
  return counted(
    q,
    `select action as name, count(*)::integer as count from event_log
     where created_at > ${since('$1')} and action in ('auto_agent_assigned', 'auto_assignment_no_match',
       'auto_assignment_capacity_reached', 'auto_assignment_failed', 'auto_agent_assignment_failed') group by action order by action`,
    [days],
  );
}

export function workflowsByStatus(q: Queryable): Promise<Counted[]> {
  return counted(q, 'select status as name, count(*)::integer as count from agent_workflows group by status', []);
}

export function workflowRunsByStatus(q: Queryable, days: number): Promise<Counted[]> {
  return counted(
    q,
    `select status as name, count(*)::integer as count from workflow_runs where created_at > ${since('$1')} group by status`,
    [days],
  );
}

export function toolsByStatus(q: Queryable): Promise<Counted[]> {
  return counted(q, 'select status as name, count(*)::integer as count from tools group by status', []);
}
