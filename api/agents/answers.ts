/** What is answered about agents and their tasks (contract 11). */
import { z } from 'zod';

const time = z.iso.datetime({ offset: true });
const word = z.string().nullable();
const number = z.number().nullable();

const taskResult = z
  .object({ outcome: z.enum(['done', 'blocked', 'failed']), summary: z.string(), resolution: word })
  .loose()
  .nullable()
  .meta({ description: 'What the agent said at its end; null before that' });

export const queueHealth = z.object({ status: z.string(), queued_depth: z.number(), running: z.number() });

const agentFields = {
  id: z.int(),
  ticket_id: number,
  model: word,
  selected_model: word,
  harness: z.string(),
  runtime_profile_id: word,
  status: z.string(),
  started_at: time.nullable(),
  finished_at: time.nullable(),
  heartbeat: time.nullable(),
  assigned_by: z.string(),
  error_message: word,
  attempts: z.int(),
  last_task_id: number,
  created_at: time,
  ticket_title: word,
  ticket_status: word,
  ticket_itop_ref: word,
  current_task_id: number,
  task_status: word,
  task_progress_pct: number,
  task_type: word,
  task_error_message: word,
  idle_seconds: z.int().meta({ description: 'Since its last sign of life' }),
  running_seconds: z.int(),
  task_working_seconds: number,
  gate_wait_seconds: number.meta({ description: 'What its gates waited for people; null when it had none' }),
};
export const agentRow = z.object(agentFields).loose();
export const agentsAnswer = z.object({ agents: z.array(agentRow), total: z.int() });
export const activeAnswer = z.object({ agents: z.array(agentRow), count: z.number(), queue_health: queueHealth });

const taskState = {
  id: z.int(),
  task_type: z.string(),
  status: z.string(),
  progress_pct: z.int(),
  attempt: z.int(),
  result: taskResult,
  error_message: word,
  started_at: time.nullable(),
  completed_at: time.nullable(),
  created_at: time,
};

export const oneAgentAnswer = z
  .object({
    ...agentFields,
    ticket_description: word,
    current_task: z.object(taskState).loose().optional(),
    change_requests: z.array(
      z
        .object({
          ...{ id: z.int(), action: z.string(), target: z.string(), risk_level: z.string(), state: z.string() },
          ...{ requested_at: time, decided_at: time.nullable() },
        })
        .loose(),
    ),
    audit: z.array(
      z
        .object({
          ...{ id: z.int(), actor: z.string(), channel: z.string(), action: z.string(), target: word, result: word },
          ...{ details: z.record(z.string(), z.unknown()), created_at: time },
        })
        .loose(),
    ),
  })
  .loose();

const taskFields = { ...taskState, agent_id: z.int(), ticket_id: number };
export const tasksAnswer = z.object({
  tasks: z.array(z.object({ ...taskFields, priority_rank: z.int() }).loose()),
  total: z.int(),
});
export const latestTaskAnswer = z
  .object({
    ...taskFields,
    prompt: z.string(),
    output: z.string().meta({ description: 'The last of what its program said' }),
  })
  .loose();

export const taskBriefAnswer = z.object({
  task_id: z.int(),
  agent_id: z.int(),
  ticket_id: number,
  task_type: z.string(),
  prompt: z.string(),
  attempt: z.int(),
  workflow: z
    .object({
      ...{ id: z.int(), name: z.string(), workflow_key: z.string() },
      blueprint: z.union([z.string(), z.record(z.string(), z.unknown()), z.array(z.unknown())]),
      matched: word.meta({ description: 'By what the workflow was found for the ticket' }),
    })
    .nullable(),
});

export const resultAnswer = z.object({ accepted: z.literal(true), outcome: z.enum(['done', 'blocked', 'failed']) });
export const stopAnswer = z.object({ status: z.enum(['stopped', 'stopping', 'not_active']), agent_id: z.int() });

const isolation = z
  .object({ kind: z.string(), sentence: z.string(), runs_plans: z.boolean() })
  .loose()
  .meta({ description: 'What keeps programs from the platform, and whether approved plans run there' });

const harness = z
  .object({
    name: z.string(),
    state: z.enum(['ready', 'not_installed', 'not_signed_in', 'broken']),
    version: word,
    detail: z.string(),
    works: z.array(z.enum(['chat', 'tickets'])),
    why: word,
  })
  .loose();

export const runnerHealthAnswer = z.object({
  status: z.enum(['ok', 'no_runner']),
  runners: z.array(
    z
      .object({
        ...{ id: z.string(), host: z.string(), pid: z.int(), isolation, harnesses: z.array(harness) },
        ...{ active_runs: z.array(z.string()), max_concurrent: z.int(), started_at: time, heartbeat_at: time },
      })
      .loose(),
  ),
  harness: word,
  chat_harness: word,
  available_harnesses: z.array(z.object({ name: z.string() })),
  isolation: isolation.nullable(),
  max_concurrent_agents: z.int(),
  queue_health: queueHealth,
});
