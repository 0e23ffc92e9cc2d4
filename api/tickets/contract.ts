/** Tickets: the words and shapes of contract 7 and 8. */
import { z } from 'zod';
import { anyObject, flag, optionalText, text } from '../http/fields.js';
import type { Audience } from '../http/caller.js';

/** Contract 7.2. */
export const ticketStatuses = [
  'new',
  'assigned',
  'in_progress',
  'awaiting_user_response',
  'pending_approval',
  'awaiting_access',
  'blocked',
  'resolved',
  'closed',
  'closed/resolved',
  'implemented',
  'rejected',
  'cancelled',
  'canceled',
] as const;
export type TicketStatus = (typeof ticketStatuses)[number];

/** What a provider closes its own ticket at (contract 7.2). */
export const closingStatuses: readonly string[] = ['resolved', 'closed', 'closed/resolved', 'implemented'];

/** Nothing more is expected to happen to such a ticket. */
export const finalStatuses: readonly string[] = [
  'resolved',
  'closed',
  'closed/resolved',
  'implemented',
  'rejected',
  'cancelled',
  'canceled',
];

export type Ticket = {
  readonly id: number;
  readonly title: string;
  readonly description: string;
  readonly itop_class: string;
  readonly itop_ref: string;
  readonly status: string;
  readonly priority: string | null;
  readonly owning_group: string | null;
  readonly assignee: string | null;
  readonly assignee_person_id: number | null;
  readonly assignee_team: string | null;
  readonly agent_id: number | null;
  readonly opened_by_name: string | null;
  readonly opened_by_email: string | null;
  readonly requester_name: string | null;
  readonly requester_email: string | null;
  readonly affected_user_name: string | null;
  readonly affected_user_email: string | null;
  readonly requester_person_id: number | null;
  readonly security_classification: string;
  readonly access_scope: Readonly<Record<string, unknown>>;
  readonly provider: string;
  readonly provider_ref: string | null;
  readonly provider_class: string | null;
  readonly provider_url: string | null;
  readonly provider_sync_status: string;
  readonly provider_payload: Readonly<Record<string, unknown>>;
  readonly thread_id: number | null;
  readonly session_id: number | null;
  readonly waiting_for: string | null;
  readonly worked_by: string | null;
  readonly resolution: string | null;
  readonly helped: boolean | null;
  readonly version: number;
  readonly created_at: Date;
  readonly updated_at: Date;
};

export type Note = {
  readonly id: number;
  readonly ticket_id: number;
  readonly source: string;
  readonly author: string;
  readonly body: string;
  readonly audience: Audience;
  readonly external_ref: string | null;
  readonly created_at: Date;
};

/** Lines of a note have a meaning: what stands in one does not begin another. */
const oneLine = (value: string): string => value.replaceAll(/\s+/g, ' ').trim();

const priorities = ['P1', 'P2', 'P3', 'P4', '1', '2', '3', '4'];

/** Whatever the case and the blanks around it; null where there is none. */
const status = (value: string | null): string | null => value && value.trim().toLowerCase();
const unsupported = (issue: { readonly input?: unknown }): string =>
  `Unsupported ticket status: ${String(issue.input)}`;

export const createBody = z.object({
  title: text(2_000),
  description: text(60_000).nullish(),
  ticket_class: optionalText(120),
  status: optionalText(50)
    .transform(status)
    .pipe(z.enum(ticketStatuses, { error: unsupported }).nullable()),
  priority: optionalText(50),
  provider: optionalText(80),
  provider_ref: optionalText(100).optional(),
  provider_class: optionalText(120).optional(),
  sync_provider: z.union([z.boolean(), z.stringbool()]).nullish(),
  created_by: optionalText(100),
  auto_assign: flag(true),
  assignee_team: optionalText(255),
  owning_group: optionalText(160),
  opened_by_name: optionalText(240),
  opened_by_email: optionalText(300),
  requester_name: optionalText(240),
  requester_email: optionalText(300),
  affected_user_name: optionalText(240),
  affected_user_email: optionalText(300),
  security_classification: z.enum(['public', 'internal', 'confidential', 'restricted', 'secret']).default('internal'),
  access_scope: anyObject.nullish(),
});
export type CreateTicket = z.output<typeof createBody>;

/** Contract 7.8: the text may come under four names; a title that the text does not hold stands above it. */
export const noteBody = z
  .object({
    body: text(60_000).nullish(),
    note: text(60_000).nullish(),
    content: text(60_000).nullish(),
    title: text(500).nullish(),
    author: optionalText(100),
    source: optionalText(50),
    visibility: z.enum(['internal', 'user', 'public']).default('internal'),
    external_ref: optionalText(200),
  })
  .meta({
    examples: [
      {
        ...{ body: 'Scoped recipients and found no additional delivery.', author: 'agent_26', source: 'agent' },
        visibility: 'internal',
      },
    ],
  })
  .transform(({ body, note, content, title, ...rest }) => {
    const main =
      [body, note, content].find((value) => value !== null && value !== undefined && value.trim() !== '') ?? '';
    const heading = title ?? '';
    const whole = heading !== '' && !main.includes(heading) ? `${heading}\n\n${main}` : main;
    return { ...rest, body: whole.trim() };
  })
  .refine(({ body }) => body !== '', { path: ['body'], message: 'Missing note body. Use body or note' });

const statusExample = {
  ...{ status: 'resolved', actor: 'agent-159' },
  reason: 'All approved containment steps completed, tests passed, residual risk documented.',
  close_provider: true,
};
const statusFields = {
  status: text(50)
    .transform((value) => value.trim().toLowerCase())
    .pipe(z.enum(ticketStatuses, { error: unsupported })),
  actor: optionalText(100),
  reason: text(20_000)
    .nullish()
    .transform((value) => value ?? ''),
  close_provider: flag(false),
};
export const statusBody = z.object(statusFields).meta({ examples: [statusExample] });
/** The compatibility form: a resource that is told nothing about its status is another mistake than a wrong status. */
export const ticketUpdateBody = z
  .object({
    ...statusFields,
    status: optionalText(50)
      .transform(status)
      .pipe(z.enum(ticketStatuses, { error: unsupported }).nullable()),
  })
  .meta({ examples: [statusExample] });
export type StatusBody = z.output<typeof statusBody>;

export const assignmentBody = z
  .object({
    assignee_team: optionalText(255),
    owning_group: optionalText(160),
    assignee: optionalText(255),
    escalation_tier: optionalText(80),
    priority: optionalText(10).refine((value) => value === null || priorities.includes(value.toUpperCase()), {
      message: 'Unsupported priority. Use P1 to P4',
    }),
    actor: optionalText(100),
    reason: text(2_000)
      .nullish()
      .transform((value) => value ?? ''),
  })
  .refine(
    ({ assignee_team, owning_group, assignee, escalation_tier, priority }) =>
      [assignee_team, owning_group, assignee, escalation_tier, priority].some((value) => value !== null),
    { message: 'No assignment or escalation fields supplied' },
  )
  .meta({
    examples: [
      {
        ...{
          assignee_team: 'Tier 2 Endpoint Support',
          owning_group: 'Endpoint Support',
          assignee: 'endpoint.tier2.demo',
        },
        ...{ escalation_tier: 'Tier 2', priority: 'P2', actor: 'ops-chat-reassignment-smoke' },
        reason: 'Requester clarified that endpoint packaging is required.',
      },
    ],
  });
export type Assignment = Omit<z.output<typeof assignmentBody>, 'actor'>;

export const userResponseBody = z.object({
  response: text(60_000).refine((value) => value.trim() !== '', { message: 'The response is empty' }),
  responder_name: optionalText(240),
  responder_email: optionalText(300),
  resume_agent: flag(true),
});

/** Contract 8.1. */
export const requestInfoBody = z.object({
  question: text(20_000).refine((value) => value.trim() !== '', { message: 'The question is empty' }),
  contact_method: optionalText(80).transform((value) => oneLine(value ?? 'email')),
  recipient: optionalText(300).transform((value) => value && oneLine(value)),
  context: text(20_000).nullish(),
});
export type RequestInfo = z.output<typeof requestInfoBody>;

/** Contract 7.10. */
export const contactsBody = z.object({
  opened_by_name: optionalText(240),
  opened_by_email: optionalText(300),
  requester_name: optionalText(240),
  requester_email: optionalText(300),
  affected_user_name: optionalText(240),
  affected_user_email: optionalText(300),
  actor: optionalText(100),
  reason: optionalText(2_000).transform((value) => value ?? 'ticket contact metadata updated'),
});
export type Contacts = z.output<typeof contactsBody>;
