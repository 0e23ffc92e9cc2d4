import type { AgentOfTicket } from '../../api/agents/index.js';
import { finalStatuses } from '../../api/tickets/index.js';
import type { RoomMessage } from '../matrix/index.js';
import { code, fact, lines, list, person, series, strong, words, type Inlines } from './document.js';
import { harnessInWords, unisolatedSentence } from './harnessInWords.js';
import { nextStep } from './nextStep.js';
import { roomMessage } from './roomMessage.js';
import { statusInWords } from './statusInWords.js';
import { waitsForTaker, type TicketFacts } from './ticketFacts.js';
import { oneLine } from './visibleText.js';

/** Characters of the resolution on the card; the question whether it helped carries all of it. */
const shortResolution = 240;

function workedBy(card: TicketFacts): Inlines {
  const { ticket, agent, groupHere } = card;
  if (waitsForTaker(card)) {
    const people = groupHere.length === 0 ? [] : words` (${series(groupHere.map(person))})`;
    return words`nobody yet, waiting for ${oneLine(ticket.waiting_for ?? '')}${people}`;
  }
  if (ticket.assignee_person_id !== null && ticket.assignee !== null)
    return words`person: ${oneLine(ticket.assignee, 80)}`;
  if (agent)
    return words`agent ${agent.id} (${oneLine(harnessInWords(agent.harness, agent.model), 80)})${byRules(agent)}`;
  return ticket.assignee === null ? ['nobody yet'] : words`${oneLine(ticket.assignee, 80)}`;
}

function helped({ ticket }: TicketFacts, requester: string): Inlines | undefined {
  if (ticket.helped === null) return undefined;
  return ticket.helped ? fact('Helped', `✅ yes, says ${requester}`) : fact('Helped', `❌ no, says ${requester}`);
}

const byRules = ({ harness }: AgentOfTicket): string =>
  harness === 'builtin' ? ': it follows an approved workflow' : '';

/** The words before a block of output: a table in one line can be read by nobody. */
function beforeFence(text: string): string {
  const textLines = text.split('\n');
  const fence = textLines.findIndex((line) => line.startsWith('```') || line.startsWith('~~~'));
  const before = textLines.slice(0, Math.max(fence, 0)).join('\n').trim();
  return before === '' ? text : before.replace(/:$/, ': see this thread.');
}

/** The live card of a ticket: edited in place for as long as the ticket lives. */
export function ticketCard(card: TicketFacts): RoomMessage {
  const { ticket, agent } = card;
  const final = finalStatuses.includes(ticket.status);
  const requester = card.requester?.name ?? ticket.requester_name ?? 'the requester';
  const details = [ticket.owning_group, ticket.priority].filter((value) => value !== null);
  const resolution = oneLine(beforeFence(ticket.resolution ?? ''), shortResolution);
  const act = final
    ? words`${code(`!status ${ticket.id}`)} shows all of it.`
    : words`${code(`!take ${ticket.id}`)} to work it yourself, ${code(`!status ${ticket.id}`)} for all of it.`;
  const blocks = [
    lines(
      words`${strong(`#${ticket.id} ${oneLine(ticket.title, 240)}`)}`,
      words`${strong(statusInWords(ticket.status))}${details.map((detail) => ` · ${oneLine(detail, 160)}`)}`,
    ),
    list(
      fact('Worked by', workedBy(card)),
      agent?.live === true && card.unisolated ? fact('Isolation', `${unisolatedSentence}.`) : undefined,
      fact('Next', nextStep(card, oneLine(requester, 80))),
      fact('For', oneLine(requester, 80)),
      final && resolution !== '' ? fact('Resolution', resolution) : undefined,
      helped(card, oneLine(requester, 80)),
    ),
    lines(act),
  ];
  const called = waitsForTaker(card) ? card.groupHere : [];
  return roomMessage(blocks, { mentions: called.flatMap(({ matrixId }) => matrixId ?? []) });
}
