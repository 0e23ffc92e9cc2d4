import type { Ticket } from '../../tickets/index.js';
import { workflowKey } from '../../workflows/index.js';
import type { Postmortem } from '../contract.js';

type Lesson = Pick<Postmortem, 'id' | 'summary' | 'improvements' | 'promotion'>;

/**
 * Under which workflow a lesson falls (contract 19.3): the ticket's words decide, as they do for the ticket itself, and what
 * was learnt only where those name no family. A lesson that was promoted stays where it went.
 */
export function postmortemKey(
  { id, summary, improvements, promotion }: Lesson,
  ticket: Pick<Ticket, 'itop_class' | 'title' | 'description'> | undefined,
): string {
  if (promotion?.workflow_key !== undefined) return promotion.workflow_key;
  return workflowKey({
    ticketClass: ticket?.itop_class ?? null,
    name: ticket?.title ?? `postmortem ${id}`,
    description: ticket?.description ?? '',
    lesson: `${summary}\n${improvements}`,
  });
}
