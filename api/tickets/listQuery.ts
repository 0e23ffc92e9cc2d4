import { z } from 'zod';
import { cursor } from '../http/cursor.js';
import { flag, optionalText, page } from '../http/fields.js';

/** Contract 7.4. */
export const sortNames = [
  ...(['id', 'title', 'class', 'status', 'priority', 'assignee', 'agent', 'updated_at', 'created_at'] as const),
  'provider',
] as const;
export type SortName = (typeof sortNames)[number];
/** By these a list can go on from where a page ended, whatever was added before it. */
export const keysets = ['id', 'updated_at', 'created_at'] as const;

export function sortOf(given: string): SortName {
  return sortNames.find((name) => name === given) ?? 'updated_at';
}

/** With microseconds, as the database has them; a time of JavaScript would leave rows out. Years that a ticket can be of. */
const exactMoment = z
  .string()
  .regex(/^20\d\d-/)
  .pipe(z.iso.datetime({ precision: 6 }));
/** By what and in which direction, the value of the last row, and its id. */
const pageEnd = z.tuple([
  z.enum(keysets),
  z.enum(['asc', 'desc']),
  z.union([exactMoment, z.null()]),
  z.int().positive(),
]);

const listFields = {
  status: optionalText(50),
  priority: optionalText(50),
  assignee: optionalText(255),
  provider: optionalText(80),
  owning_group: optionalText(160),
  q: optionalText(200),
  agent_state: z.enum(['assigned', 'unassigned', 'running', 'completed']).optional(),
  agent_only: flag(false),
  sort_by: z
    .string()
    .default('updated_at')
    .meta({ description: `${sortNames.join(', ')}; anything else is updated_at.` }),
  sort_dir: z.enum(['asc', 'desc']).default('desc'),
  cursor: cursor(pageEnd)
    .optional()
    .meta({ description: `next_cursor of the page before, with the same filters; sorted by ${keysets.join(', ')}.` }),
  ...page(100, 5000),
};
export const listQuery = z
  .object(listFields)
  .superRefine(({ cursor: end, offset, sort_by: by, sort_dir: dir }, context) => {
    if (end === undefined) return;
    if (offset > 0) context.addIssue({ code: 'custom', path: ['offset'], message: 'a cursor has no offset' });
    if (end[0] !== sortOf(by) || end[1] !== dir)
      context.addIssue({ code: 'custom', path: ['cursor'], message: 'of a list that is sorted in another way' });
  });
export type ListTickets = z.output<typeof listQuery>;
