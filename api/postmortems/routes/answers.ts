import { z } from 'zod';
import type { Database } from '../../db/index.js';
import { notFound } from '../../http/answer.js';
import { id } from '../../http/fields.js';

export const area = 'postmortems';
/** The same for a postmortem that is not there and for one that the caller may not see. */
export const noPostmortem = notFound('Postmortem');
export const noTicket = notFound('Ticket');
export const ticketParams = z.object({ ticket_id: id() });

export type PostmortemRoutes = {
  readonly db: Database;
  /** Folder of the runs' logs: `<kind>-<id>-<attempt>.log`. */
  readonly runLogs: string;
};
