/** Global search: contract 22.4. */
import { z } from 'zod';
import { anyObject } from '../http/fields.js';

export const searchTypes = [
  ...(['ticket', 'ticket_note', 'agent', 'change', 'postmortem', 'workflow', 'cicd', 'tool', 'audit'] as const),
] as const;
export type SearchType = (typeof searchTypes)[number];

export const searchQuery = z.object({
  q: z.string().trim().min(2).max(160).meta({ description: 'Words, of which the best results have all.' }),
  limit: z.coerce.number().int().min(1).max(100).default(40),
});

/** What one of the places that are searched found. */
export type Found = {
  readonly type: SearchType;
  readonly id: number;
  readonly title: string;
  /** What of the title is the thing's own, and not that of the ticket that it belongs to. */
  readonly heading: string;
  /** The whole text that the words were looked for in; a snippet of it is shown. */
  readonly text: string;
  readonly status: string | null;
  readonly updated_at: Date;
  readonly url: string;
  readonly metadata: Readonly<Record<string, unknown>>;
};

export const searchResult = z.object({
  type: z.enum(searchTypes),
  id: z.number(),
  title: z.string(),
  snippet: z.string().max(242).meta({ description: 'At most 240 characters around the first word that was found.' }),
  highlights: z
    .array(z.tuple([z.number(), z.number()]))
    .meta({ description: 'Where the words stand in the snippet: from, and up to, in UTF-16 code units.' }),
  url: z.string(),
  updated_at: z.string(),
  status: z.string().nullable(),
  metadata: anyObject,
});

export const searchAnswer = z.object({
  query: z.string(),
  /** Results in this answer. */
  total: z.number(),
  /** Results that were found; more than `total` when `limit` cut some off. */
  available_total: z.number(),
  groups: z.record(z.string(), z.number()),
  results: z.array(searchResult),
});
