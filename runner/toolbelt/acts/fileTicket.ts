import { asksForNewTicket, looksLikeFollowUp } from '../../../api/intake/rules/index.js';
import type { AgentStart, TicketRow, Turn } from '../platform/shapes.js';
import type { TurnCalls } from '../platform/turnCalls.js';
import { ToolFailure } from '../toolFailure.js';
import { unlessRefused } from './unlessRefused.js';

/** Contract 23.6: the outcome of starting an agent for a ticket that was filed. */
export type AgentOutcome = AgentStart | { readonly status: 'skipped' | 'not_started'; readonly reason: string };

export interface NewTicket {
  readonly title: string;
  readonly description: string;
  readonly ticketClass: string;
  readonly priority: string;
  readonly group: string;
  readonly intent: string;
  readonly people?: Readonly<Record<string, string | undefined>> | undefined;
  readonly provider?: string | undefined;
  readonly syncProvider?: boolean | undefined;
  /** False: nobody is started, a person works it. */
  readonly spawnAgent: boolean;
  readonly prompt?: string | undefined;
  readonly model?: string | undefined;
  /** The caller knows that it is a matter of its own, whatever the wording. */
  readonly separate?: boolean | undefined;
  /** Written when everything else is known. */
  readonly reply: (ticket: TicketRow, agent: AgentOutcome) => string;
}

export interface FiledTicket {
  readonly mode: 'ticket';
  readonly reply: string;
  readonly ticket_id: number;
  readonly ticket: TicketRow;
  readonly classification: Readonly<Record<string, unknown>>;
  readonly agent: AgentOutcome;
  readonly idempotent_replay?: true;
}

/** Refuses a second ticket for what an earlier one of the conversation is about. */
function refuseFollowUp(turn: Turn, separate: boolean): void {
  const message = turn.message.body;
  if (turn.tickets.length === 0 || turn.force_new_ticket || separate || asksForNewTicket(message)) return;
  if (!looksLikeFollowUp(message)) return;
  const ids = turn.tickets.map(({ id }) => id);
  throw new ToolFailure(
    `This message continues a ticket of the conversation (${ids.map((id) => `#${id}`).join(', ')}).`,
    `Use continue-ticket --ticket-id ${ids[0] ?? ''}. If it is about another person, device, software or system, repeat create-ticket with --separate.`,
    { tickets: turn.tickets },
  );
}

async function startAgent(calls: TurnCalls, turn: Turn, ticket: TicketRow, wanted: NewTicket): Promise<AgentOutcome> {
  if (!turn.spawn_agent) return { status: 'skipped', reason: 'spawn_agent_disabled' };
  if (!wanted.spawnAgent) return { status: 'skipped', reason: 'spawn_agent_disabled_by_caller' };
  if (typeof ticket.agent_id === 'number') return { status: 'skipped', reason: 'idempotent_replay_existing_ticket' };
  const started = await unlessRefused(
    calls.assignAgent(ticket.id, {
      ...(wanted.prompt === undefined ? {} : { prompt: wanted.prompt }),
      ...(wanted.model === undefined ? {} : { model: wanted.model }),
    }),
  );
  return started.done ? started.answer : { status: 'not_started', reason: started.reason };
}

/**
 * Files the turn's ticket and starts its agent (contract 23.6). Done again in the same turn it returns the first ticket: the API knows the
 * message. The result of the turn is written before the agent starts, so that a crash in between loses no ticket number, and once more
 * with what became of the agent.
 */
export async function fileTicket(calls: TurnCalls, turn: Turn, wanted: NewTicket): Promise<FiledTicket> {
  refuseFollowUp(turn, wanted.separate ?? false);
  const people = Object.fromEntries(Object.entries(wanted.people ?? {}).filter(([, value]) => value !== undefined));
  const ticket = await calls.createTicket({
    title: wanted.title,
    description: wanted.description,
    ticket_class: wanted.ticketClass,
    priority: wanted.priority,
    assignee_team: wanted.group,
    owning_group: wanted.group,
    auto_assign: false,
    ...people,
    ...(wanted.provider === undefined ? {} : { provider: wanted.provider }),
    ...(wanted.syncProvider === undefined ? {} : { sync_provider: wanted.syncProvider }),
  });
  const replay = ticket._idempotent_replay === true;
  const classification = {
    source: 'agent-tool',
    intent: wanted.intent,
    ticket_class: wanted.ticketClass,
    priority: wanted.priority,
    assignment_group: wanted.group,
  };
  const end = async (agent: AgentOutcome): Promise<string> => {
    const reply = wanted.reply(ticket, agent);
    await calls.result({ mode: 'ticket', reply, ticket_id: ticket.id, classification });
    return reply;
  };
  await end({ status: 'skipped', reason: 'pending_assignment' });
  if (!replay) {
    const lines = [
      'Ops Chat agent-created ticket',
      `- Intent: ${wanted.intent}`,
      `- Assignment group: ${wanted.group}`,
      `- Priority: ${wanted.priority}`,
      `- Ticket class: ${wanted.ticketClass}`,
    ];
    const note = { body: lines.join('\n'), source: 'ops-chat', visibility: 'internal' };
    await unlessRefused(calls.note(ticket.id, note));
  }
  const agent = await startAgent(calls, turn, ticket, wanted);
  const reply = await end(agent);
  return {
    mode: 'ticket',
    reply,
    ticket_id: ticket.id,
    ticket,
    classification,
    agent,
    ...(replay ? { idempotent_replay: true as const } : {}),
  };
}

/** The intent as a slug of at most 80 characters (contract 23.6). */
export function intentSlug(intent: string): string {
  return (
    intent
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 80) || 'agent-selected'
  );
}
