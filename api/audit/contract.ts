/** The trail: contract 22.2. */
import { z } from 'zod';
import { cursor } from '../http/cursor.js';
import { anyObject, id, optionalText } from '../http/fields.js';

const optionalId = id()
  .nullish()
  .transform((value) => value ?? null);

/** Where a page ended: the time in microseconds as PostgreSQL keeps it, the source, and the row's id there. */
const place = z.tuple([
  z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
  z.enum(['audit', 'event', 'note']),
  z.int().positive(),
]);

export const auditQuery = z.object({
  actor: optionalText(100),
  action: optionalText(200),
  category: optionalText(100),
  target: optionalText(200),
  /** Words anywhere in a row; `ticket_12`, `change_4` and the like find that very thing. */
  q: optionalText(200),
  source: z
    .enum(['audit', 'event', 'note'])
    .nullish()
    .transform((value) => value ?? null),
  level: optionalText(20),
  ticket_id: optionalId,
  agent_id: optionalId,
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: cursor(place)
    .nullish()
    .transform((value) => value ?? null),
});
export type AuditQuery = z.output<typeof auditQuery>;

export const auditRow = z.object({
  id: z.number(),
  actor: z.string(),
  action: z.string(),
  target: z.string().nullable(),
  result: z.string().nullable(),
  details: anyObject,
  /** The door it came through; null where none is known. */
  channel: z.string().nullable(),
  source: z.enum(['audit', 'event', 'note']),
  category: z.string(),
  level: z.string(),
  ticket_id: z.number().nullable(),
  agent_id: z.number().nullable(),
  created_at: z.string(),
  /** One line for people. */
  summary: z.string(),
});

export const auditPage = z.object({
  audit: z.array(auditRow),
  count: z.number(),
  /** To be sent as `cursor` for the page after this one; null at the end. */
  next_cursor: z.string().nullable(),
});
