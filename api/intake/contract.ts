/** Intake: the words and shapes of contract 17. */
import { z } from 'zod';
import { classifications } from '../../config/roles.js';
import { foldWords } from '../../config/foldWords.js';
import { anyObject, flag, optionalText, page, text } from '../http/fields.js';
import { shownLine } from '../http/shownText.js';

/** A list, a list as JSON text, or one value alone (contract 17.1). */
function asList(value: unknown): unknown {
  if (value === null) return [];
  if (Array.isArray(value)) return value;
  if (typeof value !== 'string') return [value];
  const trimmed = value.trim();
  if (trimmed === '') return [];
  if (!trimmed.startsWith('[')) return [trimmed];
  try {
    const parsed: unknown = JSON.parse(trimmed);
    return Array.isArray(parsed) ? parsed : [trimmed];
  } catch {
    return [trimmed];
  }
}

function list<T extends z.ZodType>(item: T, most: number) {
  return z.preprocess(asList, z.array(item).max(most));
}

/** One of these, whatever its case and the blanks around it. */
function oneOf<const T extends readonly string[]>(known: T, alias: (value: string) => string = (value) => value) {
  const find = (value: string): string => {
    const wanted = alias(value.trim()).toLowerCase();
    return known.find((one) => one.toLowerCase() === wanted) ?? value;
  };
  return text(80)
    .transform(find)
    .pipe(z.enum(known, { error: () => `Use one of ${known.join(', ')}` }));
}

const risk = oneOf(['low', 'medium', 'high', 'critical']);

const groupFields = {
  description: text(2_000),
  default_assignee: optionalText(255),
  risk_level: risk,
  enabled: flag(true),
};
/** Left-out fields of a group or a rule that is there already stay as they are. */
export const groupBody = z.object({ name: shownLine(160), ...optionalOf(groupFields) }).meta({
  examples: [{ name: 'Print Services', description: 'Printers and copiers.', risk_level: 'low' }],
});
export type GroupBody = z.output<typeof groupBody>;
export const groupPatch = z.object({ name: shownLine(160).optional(), ...optionalOf(groupFields) });
export type GroupPatch = z.output<typeof groupPatch>;

/** Keywords of one rule, and characters of one: every message of everybody is compared with all of them. */
const most = { keywords: 500, length: 200, names: 50 };

/** The same words written twice would be one keyword that looks like two (contract 27.30). */
const keywords = list(
  shownLine(most.length).refine((value) => foldWords(value) !== '', { message: 'has no word in it' }),
  most.keywords,
).transform((words) => {
  const folded = words.map(foldWords);
  return words.filter((_, at) => folded.indexOf(folded[at] ?? '') === at).map((word) => word.toLowerCase());
});
const names = list(shownLine(160), most.names);

const ruleFields = {
  intent: shownLine(120),
  keywords,
  ticket_class: oneOf(['Incident', 'UserRequest', 'Change', 'RoutineChange', 'NormalChange', 'EmergencyChange']),
  priority: oneOf(['P1', 'P2', 'P3', 'P4'], (value) => (/^[1-4]$/.test(value) ? `P${value}` : value)),
  assignment_group: shownLine(160),
  responsible: shownLine(160),
  accountable: shownLine(160),
  consulted: names,
  informed: names,
  approval_required: flag(false),
  approval_action: optionalText(240),
  risk_level: risk,
  knowledge_tags: list(shownLine(120), most.names),
  auto_assign_agent: flag(false),
  auto_agent_model: optionalText(100),
  auto_agent_prompt: optionalText(8_000),
  security_classification: oneOf(classifications),
  weight: z.coerce.number().gt(0).max(1),
  enabled: flag(true),
};
export const ruleBody = z.object({ name: shownLine(240), ...optionalOf(ruleFields) }).meta({
  examples: [
    {
      ...{ name: 'Badge does not open', intent: 'badge', keywords: ['badge', 'door card'], ticket_class: 'Incident' },
      ...{ priority: 'P3', assignment_group: 'Endpoint Support', approval_required: false, auto_assign_agent: false },
    },
  ],
});
export type RuleBody = z.output<typeof ruleBody>;
export const rulePatch = z.object({ name: shownLine(240).optional(), ...optionalOf(ruleFields) });
export type RulePatch = z.output<typeof rulePatch>;

type OptionalOf<F extends Record<string, z.ZodType>> = { [K in keyof F]: z.ZodOptional<F[K]> };

/** Every field may be left out; one that is there is checked. What stands for "nothing given" stays apart from a null. */
function optionalOf<F extends Record<string, z.ZodType>>(fields: F): OptionalOf<F> {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.optional()])) as OptionalOf<F>;
}

export const words = z
  .object({
    message: text(60_000).default(''),
    title: optionalText(2_000),
    category: optionalText(200),
    requester_email: optionalText(300),
  })
  .refine(({ message, title }) => message.trim() !== '' || title !== null, { message: 'message or title is required' })
  .meta({ examples: [{ message: 'I clicked a link in a strange e-mail', title: null, category: null }] });
export type Words = z.output<typeof words>;

const attachment = z.union([
  text(500).transform((filename) => ({ filename })),
  z.object({
    filename: shownLine(500),
    content_type: optionalText(200),
    storage_ref: optionalText(2_000),
    sha256: optionalText(64).refine((value) => value === null || /^[0-9a-f]{64}$/i.test(value), {
      message: 'is no SHA-256 in hexadecimal',
    }),
    size_bytes: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).nullish(),
  }),
]);
export type Attachment = z.output<typeof attachment>;

export const submitBody = words
  .safeExtend({
    /** With what intake writes above it, it is the description of a ticket, which has its own limit. */
    message: text(58_000).default(''),
    requester_name: optionalText(240),
    affected_user_name: optionalText(240),
    affected_user_email: optionalText(300),
    channel: optionalText(80),
    attachments: list(attachment, 50).default([]),
    provider: optionalText(80),
    sync_provider: z
      .union([z.boolean(), z.stringbool()])
      .nullish()
      .transform((value) => value ?? null),
    auto_assign: flag(true),
  })
  .meta({
    examples: [
      {
        ...{ message: 'I clicked a link in a strange e-mail', requester_name: 'Ana', channel: 'dashboard' },
        ...{ requester_email: 'ana@example.org', attachments: ['mail.eml'], auto_assign: true },
      },
    ],
  });
export type Submission = z.output<typeof submitBody>;

export const sessionsQuery = z.object(page(50, 200));

const texts = z.array(z.string());
const related = z.object({
  id: z.number(),
  itop_ref: z.string(),
  itop_class: z.string(),
  title: z.string(),
  status: z.string(),
  provider: z.string(),
  provider_ref: z.string().nullable(),
  updated_at: z.iso.datetime({ offset: true }),
});
const article = z.object({
  id: z.number(),
  title: z.string(),
  category: z.string().nullable(),
  source: z.string(),
  tags: z.array(z.unknown()),
  updated_at: z.iso.datetime({ offset: true }),
});
/** Contract 17.3, with what explains the choice and the approved workflow that fits. */
export const classificationShape = z.object({
  rule_id: z.number().nullable(),
  rule_name: z.string(),
  intent: z.string(),
  confidence: z.number(),
  ticket_class: z.string(),
  priority: z.string(),
  assignment_group: z.string(),
  approval_required: z.boolean(),
  approval_action: z.string().nullable(),
  risk_level: z.string(),
  auto_assign_agent: z.boolean(),
  auto_agent_model: z.string().nullable(),
  auto_agent_prompt: z.string().nullable(),
  raci: z.object({ responsible: z.string(), accountable: z.string(), consulted: texts, informed: texts }),
  knowledge_tags: texts,
  matched_keywords: texts,
  score: z.number(),
  also: z.array(z.object({ rule_id: z.number(), assignment_group: z.string() })),
  workflow: z.object({ id: z.number(), name: z.string(), workflow_key: z.string() }).nullable(),
  related_tickets: z.array(related),
  knowledge_articles: z.array(article),
});

/** Contract 17.6. `reason` is there when nothing was assigned, the agent's fields when one was. */
export const autoAssignmentShape = z.looseObject({
  status: z.enum(['skipped', 'assigned', 'error']),
  reason: z.string().optional(),
  rule_id: z.number().optional(),
  score: z.number().optional(),
  agent_id: z.number().optional(),
  task_id: z.number().optional(),
});

export const saved = z.object({ id: z.number(), status: z.enum(['saved', 'updated', 'disabled']) });
export type Saved = z.output<typeof saved>;
export const sessionRow = z.looseObject({
  id: z.number(),
  requester_name: z.string().nullable(),
  requester_email: z.string().nullable(),
  channel: z.string(),
  message: z.string(),
  attachments: z.array(z.unknown()),
  classification: anyObject,
  ticket_id: z.number().nullable(),
  ticket_title: z.string().nullable(),
  ticket_status: z.string().nullable(),
  status: z.string(),
});

const moments = { created_at: z.iso.datetime({ offset: true }), updated_at: z.iso.datetime({ offset: true }) };
export const raciShape = z.object({
  groups: z.array(
    z.object({
      id: z.number(),
      name: z.string(),
      description: z.string(),
      default_assignee: z.string().nullable(),
      risk_level: z.string(),
      enabled: z.boolean(),
      ...moments,
    }),
  ),
  rules: z.array(
    z.object({
      id: z.number(),
      name: z.string(),
      intent: z.string(),
      keywords: texts,
      ticket_class: z.string(),
      priority: z.string(),
      assignment_group: z.string(),
      responsible: z.string(),
      accountable: z.string(),
      consulted: texts,
      informed: texts,
      approval_required: z.boolean(),
      approval_action: z.string().nullable(),
      risk_level: z.string(),
      knowledge_tags: texts,
      auto_assign_agent: z.boolean(),
      auto_agent_model: z.string().nullable(),
      auto_agent_prompt: z.string().nullable(),
      security_classification: z.string(),
      weight: z.number(),
      enabled: z.boolean(),
      edited_at: z.iso.datetime({ offset: true }).nullable(),
      ...moments,
    }),
  ),
});
