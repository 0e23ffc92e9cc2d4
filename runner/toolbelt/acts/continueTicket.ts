import { isCancellation } from '../../../api/intake/rules/index.js';
import type { Turn } from '../platform/shapes.js';
import type { TurnCalls } from '../platform/turnCalls.js';
import { ToolFailure } from '../toolFailure.js';
import { sessionTicketOf } from './sessionTicket.js';
import { unlessRefused, type Tried } from './unlessRefused.js';

type Fields = Readonly<Record<string, string | undefined>>;

export interface Continuation {
  readonly ticketId: number;
  /** What the person said; the turn's message when absent. */
  readonly message?: string | undefined;
  readonly responder?: { readonly name?: string | undefined; readonly email?: string | undefined } | undefined;
  readonly contacts?: Fields | undefined;
  readonly assignment?: Fields | undefined;
  /** A status that the person asked for. */
  readonly status?: string | undefined;
  readonly reason?: string | undefined;
  readonly resumeAgent?: boolean | undefined;
  readonly stopAgentOnCancel?: boolean | undefined;
  readonly closeProvider?: boolean | undefined;
  readonly reply: (outcome: { readonly cancelled: boolean; readonly status: string | undefined }) => string;
}

export interface ContinuedTicket {
  readonly mode: 'ticket-update';
  readonly reply: string;
  readonly ticket_id: number;
  readonly continued_ticket: true;
  readonly cancelled: boolean;
  readonly response: unknown;
  readonly contact_update: Tried<unknown> | null;
  readonly assignment_update: unknown;
  readonly status_update: unknown;
  readonly agent_stop: Tried<unknown> | null;
}

const given = (fields: Fields | undefined): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields ?? {}).flatMap(([name, value]) =>
      value === undefined || value === '' ? [] : [[name, value]],
    ),
  );

const isCancelled = (status: string | undefined): boolean => status === 'cancelled' || status === 'canceled';

/**
 * Brings a follow-up to its ticket (contract 23.6). The ticket is cancelled only when the person takes it back in so many words, or the caller says
 * `status: cancelled`: "do not cancel" is a follow-up like any other (27.53).
 */
export async function continueTicket(calls: TurnCalls, turn: Turn, wanted: Continuation): Promise<ContinuedTicket> {
  const { id } = sessionTicketOf(turn, wanted.ticketId);
  const message = wanted.message ?? turn.message.body;
  const cancelled = isCancelled(wanted.status) || (wanted.status === undefined && isCancellation(message));
  const status = cancelled ? 'cancelled' : wanted.status;
  const response = await calls.respond(id, {
    response: message,
    responder_name: wanted.responder?.name ?? turn.requester.name,
    responder_email: wanted.responder?.email ?? turn.requester.email ?? null,
    resume_agent: (wanted.resumeAgent ?? true) && !cancelled,
  });
  const contacts = given(wanted.contacts);
  const contactUpdate = Object.keys(contacts).length === 0 ? null : await unlessRefused(calls.contacts(id, contacts));
  const assignment = given(wanted.assignment);
  const assignmentUpdate =
    Object.keys(assignment).length === 0
      ? null
      : await calls.assignment(id, { ...assignment, reason: wanted.reason ?? message.slice(0, 500) });
  let statusUpdate: unknown = null;
  let agentStop: Tried<unknown> | null = null;
  if (status !== undefined) {
    const agentId = cancelled && (wanted.stopAgentOnCancel ?? true) ? (await calls.ticket(id)).agent_id : null;
    statusUpdate = await calls.status(id, {
      status,
      reason: wanted.reason ?? message.slice(0, 500),
      ...(wanted.closeProvider === true ? { close_provider: true } : {}),
    });
    if (typeof agentId === 'number')
      agentStop = await unlessRefused(calls.stopAgent(agentId, `ticket ${id} was cancelled by its requester`));
  }
  const reply = wanted.reply({ cancelled, status });
  if (reply.trim() === '')
    throw new ToolFailure('The reply is empty.', 'Repeat the command with --reply and a sentence for the person.');
  await calls.result({ mode: 'ticket-update', reply, ticket_id: id });
  return {
    mode: 'ticket-update',
    reply,
    ticket_id: id,
    continued_ticket: true,
    cancelled,
    response,
    contact_update: contactUpdate,
    assignment_update: assignmentUpdate,
    status_update: statusUpdate,
    agent_stop: agentStop,
  };
}
