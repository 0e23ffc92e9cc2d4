/** Tickets: the words and shapes of contract 7 and 8. */
import { z } from 'zod';
import { anyObject, flag, optionalText, page, text } from '../http/fields.js';
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
  readonly requester_name: string | null;
  readonly requester_email: string | null;
  readonly requester_person_id: number | null;
  readonly security_classification: string;
  readonly access_scope: Readonly<Record<string, unknown>>;
  readonly provider: string;
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

export const listQuery = z.object({
  status: optionalText(50),
  priority: optionalText(50),
  assignee: optionalText(255),
  provider: optionalText(80),
  owning_group: optionalText(160),
  q: optionalText(200),
  agent_state: z.enum(['assigned', 'unassigned', 'running', 'completed']).optional(),
  agent_only: flag(false),
  sort_by: z.string().default('updated_at'),
  sort_dir: z.enum(['asc', 'desc']).default('desc'),
  ...page(100, 5000),
});
export type ListTickets = z.output<typeof listQuery>;

/** Contract 7.8: the text may come under four names; a title that the text does not hold stands above it. */
export const noteBody = z
  .object({
    body: text(60_000).nullish(),
    note: text(60_000).nullish(),
    content: text(60_000).nullish(),
    title: text(500).nullish(),
    source: optionalText(50),
    visibility: z.enum(['internal', 'user', 'public']).default('internal'),
    external_ref: optionalText(200),
  })
  .transform(({ body, note, content, title, ...rest }) => {
    const main =
      [body, note, content].find((value) => value !== null && value !== undefined && value.trim() !== '') ?? '';
    const heading = title ?? '';
    const whole = heading !== '' && !main.includes(heading) ? `${heading}\n\n${main}` : main;
    return { ...rest, body: whole.trim() };
  })
  .refine(({ body }) => body !== '', { path: ['body'], message: 'Missing note body. Use body or note' });

export const statusBody = z.object({
  status: text(50)
    .transform((value) => value.trim().toLowerCase())
    .pipe(z.enum(ticketStatuses, { error: unsupported })),
  reason: text(20_000).default(''),
});

export const assignmentBody = z
  .object({
    assignee_team: optionalText(255),
    owning_group: optionalText(160),
    assignee: optionalText(255),
    escalation_tier: optionalText(80),
    priority: optionalText(10).refine((value) => value === null || priorities.includes(value.toUpperCase()), {
      message: 'Unsupported priority. Use P1 to P4',
    }),
    reason: text(2_000).default(''),
  })
  .refine(
    ({ assignee_team, owning_group, assignee, escalation_tier, priority }) =>
      [assignee_team, owning_group, assignee, escalation_tier, priority].some((value) => value !== null),
    { message: 'No assignment or escalation fields supplied' },
  );
export type Assignment = z.output<typeof assignmentBody>;

export const userResponseBody = z.object({
  response: text(60_000).refine((value) => value.trim() !== '', { message: 'The response is empty' }),
  responder_name: optionalText(240),
  responder_email: optionalText(300),
});
