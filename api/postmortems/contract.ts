/** Postmortems, their evidence and what becomes of them: the words and shapes of contract 19. */
import { z } from 'zod';
import { flag, id, optionalText, page, text } from '../http/fields.js';
import { anyList, anyText } from '../http/looseFields.js';

export const postmortemStatuses = ['draft', 'ready_for_review', 'approved', 'needs_revision', 'promoted'] as const;
export type PostmortemStatus = (typeof postmortemStatuses)[number];

export type Promotion = {
  readonly workflow_id?: number;
  readonly workflow_key?: string;
  readonly knowledge_article_id?: number;
  readonly skill_ids?: readonly number[];
};

export type Postmortem = {
  readonly id: number;
  readonly ticket_id: number | null;
  readonly agent_id: number | null;
  readonly task_id: number | null;
  readonly status: PostmortemStatus;
  readonly summary: string;
  readonly went_well: string;
  readonly improvements: string;
  readonly workflow_proposal: string;
  readonly documentation: string;
  readonly skill_proposals: readonly unknown[];
  readonly test_cases: readonly unknown[];
  readonly guardrails: readonly unknown[];
  readonly created_by: string;
  readonly principal_id: number | null;
  readonly author_person_ids: readonly number[];
  readonly review_notes: string;
  readonly reviewed_by: string | null;
  readonly reviewed_by_person_id: number | null;
  readonly reviewed_at: Date | null;
  readonly promotion: Promotion | null;
  readonly promoted_at: Date | null;
  readonly version: number;
  readonly created_at: Date;
  readonly updated_at: Date;
};

const optionalId = id()
  .nullish()
  .transform((value) => value ?? null);

/** What a postmortem says; texts and lists in whatever shape their writer had them (contract 19.1). */
const content = {
  summary: anyText().optional(),
  went_well: anyText().optional(),
  improvements: anyText().optional(),
  workflow_proposal: anyText().optional(),
  documentation: anyText(120_000).optional(),
  skill_proposals: anyList().optional(),
  test_cases: anyList().optional(),
  guardrails: anyList().optional(),
};

export const createBody = z
  .object({
    ticket_id: optionalId,
    agent_id: optionalId,
    task_id: optionalId,
    status: optionalText(40).meta({ description: 'approved and promoted become ready_for_review: a person reviews.' }),
    created_by: optionalText(100),
    ...content,
  })
  .meta({
    examples: [
      {
        ticket_id: 28,
        status: 'ready_for_review',
        summary: 'A phishing mail reached twelve people; its URL was blocked within forty minutes.',
        improvements: 'Blocking waited for a gate that nobody watched.',
        workflow_proposal: '1. Scope the recipients.\n2. Ask for a gate to block the URL.\n3. Verify.',
        guardrails: ['Never open the URL outside of the sandbox.'],
        skill_proposals: [{ name: 'Scope recipients', purpose: 'Find everybody who got a message.' }],
      },
    ],
  });
export type CreatePostmortem = z.output<typeof createBody>;

export const editBody = z
  .object({ status: optionalText(40), review_notes: text(20_000).optional(), ...content })
  .refine((body) => Object.values(body).some((value) => value !== undefined && value !== null), {
    message: 'No fields to update',
  });
export type EditPostmortem = z.output<typeof editBody>;

export const listQuery = z.object({
  ticket_id: id().optional(),
  status: optionalText(40),
  ...page(100, 500),
});
export type ListPostmortems = z.output<typeof listQuery>;

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
export type ReviewPostmortem = z.output<typeof reviewBody>;

export const promoteBody = z.object({
  create_knowledge: flag(true),
  create_workflow: flag(true),
  create_skills: flag(true),
  workflow_status: optionalText(40).meta({ description: 'active and approved become ready_for_review.' }),
  mark_promoted: flag(true),
  created_by: optionalText(100),
});
export type PromotePostmortem = z.output<typeof promoteBody>;

export const synthesizeBody = z.object({
  agent_id: optionalId,
  task_id: optionalId,
  created_by: optionalText(100),
  reason: optionalText(500),
});
export type Synthesize = z.output<typeof synthesizeBody>;

const time = z.iso.datetime({ offset: true });
const rowShape = {
  id: z.number(),
  ticket_id: z.number().nullable(),
  agent_id: z.number().nullable(),
  task_id: z.number().nullable(),
  status: z.enum(postmortemStatuses),
  summary: z.string(),
  went_well: z.string(),
  improvements: z.string(),
  workflow_proposal: z.string(),
  documentation: z.string(),
  skill_proposals: z.array(z.unknown()),
  test_cases: z.array(z.unknown()),
  guardrails: z.array(z.unknown()),
  created_by: z.string(),
  review_notes: z.string(),
  reviewed_by: z.string().nullable(),
  reviewed_at: time.nullable(),
  promoted_at: time.nullable(),
  version: z.number(),
  created_at: time,
  updated_at: time,
  ticket_title: z.string().nullable(),
  agent_model: z.string().nullable(),
};
const asset = z.object({ id: z.number(), title: z.string(), external_ref: z.string().nullable(), updated_at: time });
const promotedWorkflow = z.object({
  id: z.number(),
  name: z.string(),
  status: z.string(),
  version: z.number(),
  workflow_key: z.string(),
  updated_at: time,
});

export const listAnswer = z.object({
  postmortems: z.array(z.object(rowShape)),
  total: z.number(),
  limit: z.number(),
  offset: z.number(),
});
export const postmortemAnswer = z.object({
  ...rowShape,
  promotion_assets: z.object({
    knowledge_articles: z.array(asset),
    workflow: promotedWorkflow.nullable(),
    workflow_key: z.string(),
    skills: z.array(z.object({ id: z.number(), name: z.string(), enabled: z.boolean(), updated_at: time })),
  }),
});
export const createdAnswer = z.object({ id: z.number(), status: z.literal('created'), version: z.number() });
export const updatedAnswer = z.object({
  id: z.number(),
  status: z.literal('updated'),
  version: z.number(),
  postmortem_status: z.string(),
});
export const reviewAnswer = z.object({
  id: z.number(),
  status: z.enum(['approved', 'needs_revision']),
  version: z.number(),
  reviewed_by: z.string(),
});
export const synthesizedAnswer = z.object({
  status: z.enum(['ready_for_review', 'exists']),
  postmortem_id: z.number(),
});
const done = z.enum(['created', 'updated', 'skipped']);
export const promotedAnswer = z.object({
  status: z.literal('promoted'),
  postmortem_id: z.number(),
  ticket_id: z.number().nullable(),
  knowledge_article_id: z.number().nullable(),
  knowledge_action: done,
  workflow_id: z.number().nullable(),
  workflow_key: z.string(),
  workflow_action: done,
  workflow_status: z.string().nullable(),
  skill_ids: z.array(z.number()),
  skill_actions: z.array(z.object({ id: z.number(), name: z.string(), action: done })),
  mark_promoted: z.boolean(),
});
