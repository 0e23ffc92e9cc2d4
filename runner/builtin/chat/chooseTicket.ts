import {
  asksForNewTicket,
  looksLikeFollowUp,
  ticketNumbers,
  type MessageKind,
} from '../../../api/intake/rules/index.js';
import type { SessionTicket, Turn, TurnClassification } from '../../toolbelt/platform/shapes.js';

const finished = new Set(['resolved', 'closed', 'closed/resolved', 'implemented', 'rejected', 'cancelled', 'canceled']);

/** The open tickets of the conversation, newest first. */
export function openTickets(turn: Turn): readonly SessionTicket[] {
  return turn.tickets.filter(({ status }) => !finished.has(status)).sort((a, b) => b.id - a.id);
}

export type Named =
  | { readonly is: 'none' }
  | { readonly is: 'ticket'; readonly ticket: SessionTicket }
  | { readonly is: 'elsewhere'; readonly id: number };

/** The ticket that the message names by its number. */
export function namedTicket(turn: Turn, message: string): Named {
  const [bare] = /^\W*(?:status\s+)?(\d{1,9})\W*$/i.exec(message)?.slice(1) ?? [];
  const numbers = bare === undefined ? ticketNumbers(message) : [Number(bare)];
  const ticket = turn.tickets.find(({ id }) => numbers.includes(id));
  if (ticket) return { is: 'ticket', ticket };
  const [id] = numbers;
  return id === undefined ? { is: 'none' } : { is: 'elsewhere', id };
}

/**
 * The ticket that a message goes on with, or undefined for a new one. It is a follow-up when it says so, answers what the ticket waits for, says too little
 * to stand alone, or belongs to the group that works the ticket already; a message that the rules give to another group is a matter of its own (27.54).
 */
export function continuedTicket(
  turn: Turn,
  message: string,
  kind: MessageKind,
  classification: TurnClassification,
): SessionTicket | undefined {
  if (turn.force_new_ticket || asksForNewTicket(message)) return undefined;
  const named = namedTicket(turn, message);
  if (named.is === 'ticket') return named.ticket;
  const open = openTickets(turn);
  const asked = open.find(({ status }) => status === 'awaiting_user_response');
  if (asked) return asked;
  const newest = [...turn.tickets].sort((a, b) => b.id - a.id)[0];
  const sameGroup = open.find(({ assignment_group: group }) => group === classification.assignment_group);
  if (looksLikeFollowUp(message)) return sameGroup ?? open[0] ?? newest;
  if (kind === 'vague' || classification.matched_keywords.length === 0) return open[0] ?? newest;
  return sameGroup;
}
