/** The dashboard's figures: contract 22.1 and 22.3. */
import { z } from 'zod';
import { auditRow } from '../audit/index.js';

const days = z.coerce.number().int().min(1).max(365);
export const daysQuery = (standard: number) => z.object({ days: days.default(standard) });
export const startedQuery = z.object({
  days: days.optional().meta({ description: 'Only those that were started within so many days.' }),
});

const counted = z.object({ date: z.string(), count: z.number() });

export const statsAnswer = z.object({
  tickets: z.object({
    total: z.number(),
    new: z.number(),
    assigned: z.number(),
    resolved: z.number(),
    closed: z.number(),
    trend: z.array(counted).meta({ description: 'Tickets that were filed, day by day (UTC), today last.' }),
  }),
  agents: z.object({
    active: z.number(),
    queued: z.number(),
    waiting: z.number(),
    stalled: z.number(),
    history: z.number(),
    open: z.number(),
    total: z.number(),
    distribution: z.array(z.object({ status: z.string(), count: z.number() })),
  }),
  changes: z.object({ pending: z.number() }),
  tools: z.object({ total: z.number(), healthy: z.number() }),
  recent_activity: z.array(auditRow).meta({ description: 'The 30 newest rows of the trail; none without audit:read.' }),
});

export const ticketChart = z.object({
  data: z.array(z.object({ date: z.string(), status: z.string(), count: z.number() })),
  days: z.number(),
});

export const agentPerformance = z.object({
  agents: z.array(
    z.object({
      id: z.number(),
      model: z.string().nullable(),
      harness: z.string(),
      status: z.string(),
      duration_seconds: z.number().nullable(),
      ticket_id: z.number().nullable(),
      ticket_title: z.string().nullable(),
    }),
  ),
});

export const toolUptime = z.object({
  tools: z.array(
    z.object({
      name: z.string(),
      total_checks: z.number(),
      healthy_checks: z.number(),
      uptime_pct: z.number().nullable(),
    }),
  ),
  days: z.number(),
});

const seconds = z.number().nullable();
const counts = z.array(z.object({ status: z.string(), count: z.number() }));

export const opsMetrics = z.object({
  days: z.number(),
  agent_summary: z.object({
    tasks: z.number(),
    completed: z.number(),
    avg_work_seconds: seconds,
    avg_gate_wait_seconds: seconds,
  }),
  agent_by_task_type: z.array(
    z.object({
      task_type: z.string(),
      total_tasks: z.number(),
      completed_tasks: z.number(),
      avg_work_seconds: seconds,
      p50_work_seconds: seconds,
      p95_work_seconds: seconds,
      avg_gate_wait_seconds: seconds,
    }),
  ),
  sla: z.object({
    tickets: z.number(),
    open_tickets: z.number(),
    within_sla: z.number(),
    breached_sla: z.number(),
    at_risk: z.number(),
    compliance_pct: z.number().nullable(),
  }),
  postmortem_sla: z.object({
    tickets_requiring_postmortem: z.number(),
    tickets_with_postmortem: z.number(),
    within_sla: z.number(),
    total_postmortems: z.number(),
    missing_postmortem: z.number(),
    breached_sla: z.number(),
    at_risk: z.number(),
    avg_postmortem_latency_seconds: seconds,
    compliance_pct: z.number().nullable(),
    target_hours: z.number(),
  }),
  approval_gates: z.object({
    total: z.number(),
    pending: z.number(),
    approved: z.number(),
    completed: z.number(),
    rejected: z.number(),
    avg_wait_seconds: seconds,
  }),
  workflows: z.object({
    total: z.number(),
    active: z.number(),
    tested: z.number(),
    review_queue: z.number(),
    runs: z.object({ total: z.number(), completed: z.number(), failed: z.number() }),
  }),
  cicd: counts,
  auto_assignment: z.array(z.object({ action: z.string(), count: z.number() })),
  tool_health: z.object({
    tools: z.number(),
    healthy: z.number(),
    down: z.number(),
    degraded_or_unknown: z.number(),
  }),
});
