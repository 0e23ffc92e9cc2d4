import type { Ticket } from '../tickets/index.js';
import { workflowKey } from './workflowKey.js';

/** The key of the workflow that a ticket would be worked by. */
export function ticketKey({ itop_class, title, description }: Pick<Ticket, 'itop_class' | 'title' | 'description'>) {
  return workflowKey({ ticketClass: itop_class, name: title, description });
}
