/** Workflows and their runs: the words and shapes of contract 18. */
import { z } from 'zod';
import { classifications, type Classification } from '../../config/roles.js';
import { harnessNames } from '../../config/sections/runner.js';
import { flag, id, optionalText, page, text } from '../http/fields.js';
import { anyText, objectField } from '../http/looseFields.js';
import { blueprintField, type Blueprint } from './blueprint.js';

export const runStatuses = ['queued', 'running', 'completed', 'passed', 'failed', 'error'] as const;
export const finishedRuns = ['completed', 'passed', 'failed', 'error'] as const;

/** A row as it is stored; versions of one workflow share its key. */
export type Workflow = {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly ticket_class: string | null;
  readonly trigger_type: string;
  readonly status: string;
  readonly workflow_key: string;
  readonly version: number;
  readonly blueprint: Blueprint;
  readonly test_plan: string;
  readonly test_results: string;
  readonly approval_policy: Readonly<Record<string, unknown>>;
  readonly skill_ids: readonly number[];
  readonly ticket_id: number | null;
  readonly security_classification: Classification;
  readonly created_by: string;
  readonly author_person_ids: readonly number[];
  readonly reviewed_by: string | null;
  readonly reviewed_at: Date | null;
  readonly review_notes: string;
  readonly replaces_id: number | null;
  readonly created_at: Date;
  readonly updated_at: Date;
};

const optionalId = id()
  .nullish()
  .transform((value) => value ?? null);
const name = text(240)
  .transform((value) => value.replaceAll(/\s+/g, ' ').trim())
  .refine((value) => value !== '', { message: 'The name is empty' });
const skillIds = z.array(id()).max(200);

export const saveBody = z
  .object({
    name,
    blueprint: blueprintField,
    description: text(20_000).nullish(),
    ticket_class: optionalText(100),
    trigger_type: optionalText(80),
    status: optionalText(40).meta({ description: 'active and approved become ready_for_review: a review activates.' }),
    test_plan: anyText().optional(),
    test_results: anyText().optional(),
    approval_policy: objectField().nullish(),
    workflow_key: optionalText(200),
    update_name: flag(false),
    skill_ids: skillIds.nullish(),
    ticket_id: optionalId.meta({ description: 'The ticket that it was learnt from.' }),
    created_by: optionalText(100),
  })
  .meta({
    examples: [
      {
        name: 'Report phish response',
        ticket_class: 'Incident',
        blueprint: '1. Scope the recipients.\n2. Ask for a gate to block the URL.\n3. Verify and tell the reporter.',
        approval_policy: { workflow_key: 'incident:phishing', requires_human: true },
        status: 'ready_for_review',
      },
    ],
  });
export type SaveWorkflow = z.output<typeof saveBody>;

export const editBody = z
  .object({
    name: name.optional(),
    blueprint: blueprintField.optional(),
    description: text(20_000).optional(),
    ticket_class: text(100).nullable().optional(),
    trigger_type: text(80).optional(),
    status: optionalText(40),
    test_plan: anyText().optional(),
    test_results: anyText().optional(),
    approval_policy: objectField().optional(),
    workflow_key: optionalText(200),
    skill_ids: skillIds.optional(),
    security_classification: z.enum(classifications).nullish().meta({
      description:
        'Who may read it: those whose own maximum is not below. Alone it changes the row that is named, and no review is needed.',
    }),
  })
  .refine((body) => Object.values(body).some((value) => value !== undefined && value !== null), {
    message: 'No fields to update',
  });
export type EditWorkflow = z.output<typeof editBody>;

export const listQuery = z.object({
  status: optionalText(40),
  ticket_class: optionalText(100).meta({ description: 'Also those that are for every class.' }),
  workflow_key: optionalText(200),
  ...page(100, 500),
});
export type ListWorkflows = z.output<typeof listQuery>;

export const reviewBody = z.object({
  approved: flag(false),
  review_notes: text(20_000).nullish(),
  reviewed_by: optionalText(100).meta({ description: 'Taken from the sign-in, whatever stands here.' }),
  version: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .meta({ description: 'The version that was read; another is 412, an approval without one 428.' }),
});
export type ReviewWorkflow = z.output<typeof reviewBody>;

export const runBody = z.object({
  ticket_id: optionalId,
  agent_id: optionalId,
  task_id: optionalId,
  status: z.enum(runStatuses).default('queued'),
});
export type RunRequest = z.output<typeof runBody>;

export const completeBody = z.object({
  status: z.enum(finishedRuns).default('completed'),
  result: anyText().optional(),
});

const harness = optionalText(80).pipe(
  z.enum(harnessNames, { error: () => `Unknown harness. Use one of ${harnessNames.join(', ')}` }).nullable(),
);
const started = { model: optionalText(200), harness, profile_id: optionalText(80) };
export const rerunBody = z.object({ ticket_id: id(), ...started, created_by: optionalText(100) });
export const learnBody = z.object({ ...started, context: text(20_000).nullish() });
export type LearnRequest = z.output<typeof learnBody>;

const time = z.iso.datetime({ offset: true });
export const rowShape = {
  id: z.number(),
  name: z.string(),
  description: z.string(),
  ticket_class: z.string().nullable(),
  trigger_type: z.string(),
  status: z.string(),
  workflow_key: z.string(),
  version: z.number(),
  blueprint: z.union([z.string(), z.record(z.string(), z.unknown()), z.array(z.unknown())]),
  test_plan: z.string(),
  test_results: z.string(),
  approval_policy: z.record(z.string(), z.unknown()),
  skill_ids: z.array(z.number()),
  ticket_id: z.number().nullable(),
  security_classification: z.enum(classifications),
  created_by: z.string(),
  reviewed_by: z.string().nullable(),
  reviewed_at: time.nullable(),
  review_notes: z.string(),
  replaces_id: z.number().nullable(),
  created_at: time,
  updated_at: time,
  review_state: z.string(),
};
const runCounts = {
  run_count: z.number(),
  completed_run_count: z.number(),
  failed_run_count: z.number(),
  latest_run_at: time.nullable(),
};
const run = z.object({
  id: z.number(),
  workflow_id: z.number(),
  workflow_version: z.number(),
  ticket_id: z.number().nullable(),
  agent_id: z.number().nullable(),
  task_id: z.number().nullable(),
  status: z.string(),
  result: z.string(),
  created_by: z.string(),
  started_at: time.nullable(),
  completed_at: time.nullable(),
  created_at: time,
  ticket_title: z.string().nullable(),
  ticket_status: z.string().nullable(),
  provider: z.string().nullable(),
  provider_ref: z.string().nullable(),
  itop_ref: z.string().nullable(),
  itop_class: z.string().nullable(),
});

export const listAnswer = z.object({
  workflows: z.array(z.object({ ...rowShape, ...runCounts })),
  total: z.number(),
  limit: z.number(),
  offset: z.number(),
});
export const workflowAnswer = z.object({ ...rowShape, ...runCounts, runs: z.array(run) });
export const savedAnswer = z.object({
  status: z.enum(['saved', 'updated']),
  id: z.number().meta({ description: 'The row that holds this version; not the active one, which stays in force.' }),
  action: z.enum(['created', 'updated']),
  workflow_key: z.string(),
  version: z.number(),
  workflow_status: z.string(),
  active_workflow_id: z.number().nullable(),
});
export const reviewAnswer = z.object({
  status: z.enum(['active', 'needs_revision', 'superseded']),
  id: z.number(),
  workflow_key: z.string(),
  version: z.number(),
  reviewed_by: z.string(),
  superseded_workflow_ids: z.array(z.number()),
});
export const runAnswer = z.object({ id: z.number(), status: z.literal('created'), run_status: z.string() });
export const completeAnswer = z.object({ id: z.number(), status: z.string() });
export const startedAnswer = z.object({
  status: z.enum(['started', 'spawned']),
  run_id: z.number().optional(),
  workflow_id: z.number().optional(),
  agent_id: z.number(),
  task_id: z.number(),
  ticket_id: z.number(),
  harness: z.string(),
  priority_rank: z.number(),
});
