import {
  detectLanguage,
  kindOfMessage,
  ticketNumbers,
  titleOf,
  type Language,
} from '../../../api/intake/rules/index.js';
import { continueTicket } from '../../toolbelt/acts/continueTicket.js';
import { fileTicket, intentSlug } from '../../toolbelt/acts/fileTicket.js';
import { ticketReply } from '../../toolbelt/acts/ticketReply.js';
import type { TurnHands } from '../../toolbelt/defineTool.js';
import type { SessionTicket, Turn, TurnClassification } from '../../toolbelt/platform/shapes.js';
import type { Report } from '../report.js';
import { continuedTicket, namedTicket, openTickets } from './chooseTicket.js';
import { readAnswer, type Answered } from './readAnswer.js';
import { added, alsoAbout, cancelled, courteously, notHere, replyLanguage, say, statusLine } from './replies.js';

/** Tickets that a status answer lists; the contract gives a turn at most five (23.4). */
const mostShown = 5;

interface Conversation {
  readonly calls: TurnHands['calls'];
  readonly turn: Turn;
  readonly report: Report;
  /** The language of what the person wrote. */
  readonly language: Language;
}

async function answer({ calls, report, language }: Conversation, reply: string): Promise<string> {
  report('answer', reply.slice(0, 80));
  const text = courteously(language, reply);
  await calls.result({ mode: 'general', reply: text });
  return text;
}

async function ask({ calls, report }: Conversation, question: string, choices: readonly string[]): Promise<string> {
  report('ask', question);
  await calls.result({ mode: 'question', reply: question, question, choices });
  return question;
}

async function showStatus(conversation: Conversation, tickets: readonly SessionTicket[]): Promise<string> {
  const { calls, report, language } = conversation;
  const lines: string[] = [];
  for (const ticket of tickets.slice(0, mostShown)) {
    report('ticket-status', `#${ticket.id}`);
    const now = await calls.ticket(ticket.id);
    const group = now.owning_group ?? now.assignee_team ?? ticket.assignment_group;
    lines.push(
      statusLine(
        { id: now.id, title: now.title, status: now.status, priority: now.priority, group },
        replyLanguage(language),
      ),
    );
  }
  return answer(conversation, lines.join('\n'));
}

async function cancel(conversation: Conversation, ticketId: number, message: string): Promise<string> {
  const { calls, turn, report, language } = conversation;
  report('continue-ticket', `#${ticketId}, cancelled`);
  const { reply } = await continueTicket(calls, turn, {
    ticketId,
    message,
    status: 'cancelled',
    reply: () => courteously(language, cancelled(ticketId, replyLanguage(language))),
  });
  return reply;
}

async function goOnWith(conversation: Conversation, ticket: SessionTicket, message: string): Promise<string> {
  const { calls, turn, report, language } = conversation;
  report('continue-ticket', `#${ticket.id}`);
  const group = ticket.assignment_group ?? 'its group';
  const { reply } = await continueTicket(calls, turn, {
    ticketId: ticket.id,
    message,
    reply: () => courteously(language, added(ticket.id, group, replyLanguage(language))),
  });
  return reply;
}

/** `own`: the person's own words, which make the title: a question of ours in `description` must not. */
async function file(
  conversation: Conversation,
  { own, description }: { readonly own: string; readonly description: string },
  classification: TurnClassification,
): Promise<string> {
  const { calls, turn, report, language } = conversation;
  report('create-ticket', `${classification.assignment_group}, ${classification.priority}`);
  const spoken = replyLanguage(language);
  const others = classification.also.map(({ assignment_group: group }) => group);
  const { reply } = await fileTicket(calls, turn, {
    title: titleOf(own),
    description,
    ticketClass: classification.ticket_class,
    priority: classification.priority,
    group: classification.assignment_group,
    intent: intentSlug(classification.intent),
    people: { requester_name: turn.requester.name, requester_email: turn.requester.email ?? undefined },
    // The platform knows whether anything here can work it; else it leaves it to a person.
    spawnAgent: true,
    // It was decided above that this is a matter of its own.
    separate: true,
    reply: (ticket, agent) => {
      const said = ticketReply({ ticket, agent, group: classification.assignment_group, language: spoken });
      const more = others.length > 0 ? [alsoAbout(others, spoken)] : [];
      return courteously(language, [said, ...more, say('noModel', spoken)].join(' '));
    },
  });
  return reply;
}

async function cancelOne(conversation: Conversation, message: string): Promise<string> {
  const { turn, language } = conversation;
  const spoken = replyLanguage(language);
  const named = namedTicket(turn, message);
  if (named.is === 'elsewhere') return answer(conversation, notHere(named.id, spoken));
  const open = named.is === 'ticket' ? [named.ticket] : openTickets(turn);
  const [only, ...others] = open;
  if (!only) return answer(conversation, say('nothingToCancel', spoken));
  if (others.length === 0) return cancel(conversation, only.id, message);
  return ask(
    conversation,
    say('whichTicket', spoken),
    open.slice(0, 3).map(({ id, title }) => `#${id} ${title}`.slice(0, 80)),
  );
}

async function handleRequest(conversation: Conversation, message: string, kind: 'request' | 'vague'): Promise<string> {
  const { calls, turn, report, language } = conversation;
  report('classify', message.slice(0, 80));
  const classification = await calls.classify({ message });
  const continued = continuedTicket(turn, message, kind, classification);
  if (continued) return goOnWith(conversation, continued, message);
  if (classification.matched_keywords.length === 0 || message.length < 40) {
    const email = turn.requester.email ?? undefined;
    const { questions, choices } = await calls.clarify({
      message,
      ...(email === undefined ? {} : { requester_email: email }),
    });
    const [question] = questions;
    if (choices.length >= 2 && question !== undefined) return ask(conversation, question, choices.slice(0, 3));
    if (kind === 'vague') return ask(conversation, question ?? say('whatIsIt', replyLanguage(language)), []);
  }
  return file(conversation, { own: message, description: message }, classification);
}

async function handleAnswer(conversation: Conversation, { original, answer: said, choice }: Answered): Promise<string> {
  const { calls, turn, language, report } = conversation;
  const [picked] = ticketNumbers(choice ?? '');
  const ticket = turn.tickets.find(({ id }) => id === picked);
  if (ticket) {
    const cancels = kindOfMessage(original) === 'cancellation';
    return cancels ? cancel(conversation, ticket.id, original) : goOnWith(conversation, ticket, original);
  }
  if (choice === undefined && kindOfMessage(said) === 'cancellation')
    return answer(conversation, say('dropped', replyLanguage(language)));
  const whole = said === original ? said : `${original}\n\n${turn.question?.question ?? ''}\n${choice ?? said}`;
  report('classify', (choice ?? said).slice(0, 80));
  const words = choice === undefined ? { message: `${original}\n${said}` } : { message: original, category: choice };
  // One question, and no second one: what is still unclear goes to the person who works the ticket.
  return file(conversation, { own: words.message, description: whole }, await calls.classify(words));
}

/** One message of the chat, answered by rules (contract 17, 23.9). Returns what the person reads; throws when no result was written. */
export async function workTurn(hands: TurnHands, report: Report): Promise<string> {
  const turn = await hands.turn();
  const answered = readAnswer(turn);
  const message = turn.message.body;
  const language = detectLanguage(answered ? `${answered.original}\n${answered.answer}` : message);
  const conversation: Conversation = { calls: hands.calls, turn, report, language };
  if (answered) return handleAnswer(conversation, answered);
  const spoken = replyLanguage(language);
  const kind = kindOfMessage(message);
  switch (kind) {
    case 'greeting':
    case 'thanks':
    case 'small_talk':
      return answer(conversation, say(kind, spoken));
    case 'status_question': {
      const named = namedTicket(turn, message);
      if (named.is === 'elsewhere') return answer(conversation, notHere(named.id, spoken));
      const tickets = named.is === 'ticket' ? [named.ticket] : [...turn.tickets].sort((a, b) => b.id - a.id);
      return tickets.length === 0 ? answer(conversation, say('noTicket', spoken)) : showStatus(conversation, tickets);
    }
    case 'cancellation':
      return cancelOne(conversation, message);
    case 'vague':
    case 'request':
      return handleRequest(conversation, message, kind);
  }
}
