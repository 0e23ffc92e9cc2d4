import type { Queryable } from '../db/index.js';
import type { Caller } from '../http/caller.js';
import { postmortemHours, share } from './sla.js';
import {
  autoAssignments,
  gateFigures,
  postmortemFigures,
  runsByStatus,
  slaFigures,
  taskFigures,
  toolsByStatus,
  workflowRunsByStatus,
  workflowsByStatus,
  type Counted,
  type TaskFigures,
} from './sql/metrics.js';

const sum = (rows: readonly Counted[], names?: readonly string[]): number =>
  rows.reduce((total, { name, count }) => total + (names === undefined || names.includes(name) ? count : 0), 0);

/** The mean over all types, each as heavy as its tasks are many. */
function mean(rows: readonly TaskFigures[], of: 'avg_work_seconds' | 'avg_gate_wait_seconds'): number | null {
  const known = rows.filter((row) => row[of] !== null);
  const tasks = known.reduce((total, row) => total + row.total_tasks, 0);
  if (tasks === 0) return null;
  const seconds = known.reduce((total, row) => total + (row[of] ?? 0) * row.total_tasks, 0);
  return Math.round((seconds / tasks) * 10) / 10;
}

/** Contract 22.3, `ops-metrics`: the last `days` days of what the caller may see. */
export async function readMetrics(q: Queryable, caller: Caller, days: number): Promise<Record<string, unknown>> {
  const tasks = await taskFigures(q, caller, days);
  const sla = await slaFigures(q, caller, days);
  const learnt = await postmortemFigures(q, caller, days);
  const gates = await gateFigures(q, caller, days);
  const workflows = await workflowsByStatus(q);
  const runs = await workflowRunsByStatus(q, days);
  const tools = await toolsByStatus(q);
  return {
    days,
    agent_summary: {
      tasks: tasks.reduce((total, row) => total + row.total_tasks, 0),
      completed: tasks.reduce((total, row) => total + row.completed_tasks, 0),
      avg_work_seconds: mean(tasks, 'avg_work_seconds'),
      avg_gate_wait_seconds: mean(tasks, 'avg_gate_wait_seconds'),
    },
    agent_by_task_type: tasks,
    sla: { ...sla, compliance_pct: share(sla.within_sla, sla.tickets) },
    postmortem_sla: {
      tickets_requiring_postmortem: learnt.required,
      tickets_with_postmortem: learnt.written,
      within_sla: learnt.within,
      total_postmortems: learnt.total,
      missing_postmortem: learnt.missing,
      breached_sla: learnt.breached,
      at_risk: learnt.at_risk,
      avg_postmortem_latency_seconds: learnt.latency,
      compliance_pct: share(learnt.within, learnt.required),
      target_hours: postmortemHours,
    },
    approval_gates: gates,
    workflows: {
      total: sum(workflows),
      active: sum(workflows, ['active', 'approved']),
      tested: sum(workflows, ['tested']),
      review_queue: sum(workflows, ['ready_for_review', 'tested']),
      runs: { total: sum(runs), completed: sum(runs, ['completed', 'passed']), failed: sum(runs, ['failed', 'error']) },
    },
    cicd: (await runsByStatus(q, caller, days)).map(({ name, count }) => ({ status: name, count })),
    auto_assignment: (await autoAssignments(q, days)).map(({ name, count }) => ({ action: name, count })),
    tool_health: {
      tools: sum(tools),
      healthy: sum(tools, ['healthy']),
      down: sum(tools, ['down']),
      degraded_or_unknown: sum(tools, ['degraded', 'unknown']),
    },
  };
}
