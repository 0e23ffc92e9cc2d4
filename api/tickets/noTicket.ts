import { notFound } from '../http/answer.js';

/** The same for a ticket that is not there and for one that the caller may not see. */
export const noTicket = notFound('Ticket');
