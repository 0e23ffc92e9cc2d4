/** What the routes about changes answer (contract 10, with the states of GATES.md). */
import { z } from 'zod';
import { anyObject } from '../http/fields.js';
import { changeStates } from './contract.js';

const time = z.string().meta({ format: 'date-time' });
export const wireStatuses = ['pending', 'approved', 'rejected', 'completed'] as const;

const status = z
  .enum(wireStatuses)
  .meta({ description: 'The four words that agents poll on; state has the exact one.' });
const state = z.enum(changeStates);

const execution = z
  .looseObject({
    state: z.string(),
    exit_code: z.number().nullable(),
    signal: z.string().nullable(),
    duration_ms: z.number().nullable(),
    output: z.string().nullable(),
  })
  .nullable();

/** Compact: what an agent that waits has to know. */
export const changeStatusShape = z.object({
  id: z.number(),
  status,
  state,
  final: z.boolean(),
  state_reason: z.string().nullable(),
  approved_by: z.string().nullable(),
  approved_at: time.nullable(),
  rejected_reason: z.string().nullable(),
  result: z.string().nullable(),
  result_kind: z.enum(['verified', 'reported']).nullable(),
  action: z.string(),
  target: z.string(),
  risk_level: z.string(),
  requested_at: time,
  expires_at: time,
  execute_before: time.nullable(),
  agent_id: z.number().nullable(),
  ticket_id: z.number().nullable(),
  execution,
});

export const changeShape = changeStatusShape
  .extend({
    task_id: z.number().nullable(),
    reason: z.string(),
    command: z.string().nullable(),
    plan: z.looseObject({ kind: z.string(), target: z.string() }),
    plan_kind: z.string(),
    digest: z.string(),
    approval_policy: anyObject,
    policy: anyObject,
    policy_name: z.string(),
    requested_by: z.string(),
    claimed_by: z.string().nullable(),
    approval_mode: z.string().nullable(),
    auto_approved: z.boolean(),
    completed_by: z.string().nullable(),
    completed_at: time.nullable(),
    agent_model: z.string().nullable(),
    agent_status: z.string().nullable(),
    ticket_title: z.string().nullable(),
    ticket_itop_ref: z.string().nullable(),
    waiting_seconds: z.number().meta({ description: 'Until now, or until it was decided.' }),
  })
  .loose();

const may = z.object({
  name: z.string(),
  matrix_id: z.string().nullable(),
  voted: z.enum(['approve', 'reject']).nullable(),
});
const mayNot = z.object({ name: z.string(), why: z.string() });
const explanation = z.object({
  may: z.array(may),
  may_not: z.array(mayNot),
  progress: z.string(),
  needed: z.string(),
});

export const changeDetailShape = changeShape.extend({ explanation }).loose();
export const changeListShape = z.object({
  changes: z.array(changeShape),
  total: z.number(),
  pending: z.number().meta({ description: 'Open gates in all that the caller may see, whatever is filtered.' }),
});
export const pendingShape = z.object({ changes: z.array(changeShape), count: z.number() });
export const statsShape = z.object({
  pending: z.number(),
  approved: z.number(),
  rejected: z.number(),
  completed: z.number(),
  by_state: z.record(z.string(), z.number()),
});

export const explainShape = z.object({
  change_id: z.number(),
  status,
  state,
  final: z.boolean(),
  state_reason: z.string().nullable(),
  requested_by: z.string(),
  expires_at: time,
  policy: z.object({
    id: z.string(),
    version: z.number(),
    description: z.string(),
    alternatives: z.array(z.object({ group: z.string(), approvals: z.number() })),
    deny_threshold: z.number(),
    assurance: z.string(),
  }),
  may: z.array(may),
  may_not: z.array(mayNot),
  needed: z.string(),
  progress: z.string(),
  you: z
    .object({ may: z.boolean(), why: z.string().nullable() })
    .meta({ description: 'Whether the caller may decide it, and if not, why.' }),
});

export const requestedShape = z.object({
  change_id: z.number(),
  status,
  state,
  already_open: z.boolean(),
  digest: z.string(),
  expires_at: time,
  policy: z.object({ id: z.string(), description: z.string() }),
  may_approve: z.array(z.string()),
});

const resume = z.object({
  status: z.enum(['not_applicable', 'not_resumed', 'already_active', 'already_active_ticket', 'resumed']),
  reason: z.string().optional(),
  agent_id: z.number().optional(),
  task_id: z.number().nullable().optional(),
});

export const decisionShape = z.object({
  status: z.enum(['pending', 'approved', 'rejected']),
  change_id: z.number(),
  detail: z.string(),
  already_approved: z.literal(true).optional(),
  resume: resume.optional(),
});

export const withdrawnShape = z.object({
  status: z.literal('rejected'),
  state: z.literal('withdrawn'),
  change_id: z.number(),
  detail: z.string(),
  resume,
});

export const completedShape = z.object({
  status: z.literal('completed'),
  change_id: z.number(),
  result: z.string().nullable(),
  result_kind: z.enum(['verified', 'reported']).nullable(),
  access_sync: z.looseObject({ status: z.enum(['granted', 'not_access_request', 'missing_access_request']) }),
});
