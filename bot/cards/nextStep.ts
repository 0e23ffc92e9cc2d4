import { words, type Inlines } from './document.js';
import { waitsForTaker, type TicketFacts } from './ticketFacts.js';
import { oneLine } from './visibleText.js';

function afterTheEnd({ ticket }: TicketFacts, requester: string): Inlines {
  if (ticket.helped === true) return ['nothing more.'];
  if (ticket.helped === false) return words`${requester} writes here what is still wrong, and it goes on.`;
  if (['cancelled', 'canceled', 'rejected'].includes(ticket.status))
    return ['nothing more; write here if it is still needed.'];
  return words`${requester} says whether it helped.`;
}

/** What happens next, in one sentence. */
export function nextStep(card: TicketFacts, requester: string): Inlines {
  const { ticket, agent } = card;
  const group = oneLine(ticket.owning_group ?? 'operations', 160);
  switch (ticket.status) {
    case 'resolved':
    case 'closed':
    case 'closed/resolved':
    case 'implemented':
    case 'cancelled':
    case 'canceled':
    case 'rejected':
      return afterTheEnd(card, requester);
    case 'pending_approval':
      return words`nothing runs before ${oneLine(ticket.waiting_for ?? 'the decision')}; the card for it is in this thread.`;
    case 'awaiting_user_response':
      return words`${requester} answers the question in this thread, then it goes on.`;
    case 'awaiting_access':
      return ['it goes on when the access is granted.'];
  }
  if (waitsForTaker(card)) return words`${oneLine(ticket.waiting_for ?? group)} takes it.`;
  if (ticket.assignee_person_id !== null && ticket.assignee !== null)
    return words`${oneLine(ticket.assignee, 80)} works on it and writes here.`;
  if (agent?.live === true) return words`agent ${agent.id} works on it and writes here.`;
  return words`${group} looks at it and writes here.`;
}
