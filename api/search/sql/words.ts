import type { Queryable } from '../../db/index.js';
import type { Caller } from '../../http/caller.js';
import type { Found } from '../contract.js';
import { patterns, textQuery } from '../terms.js';

/** What every place that is searched is asked. */
export type Asked = {
  readonly caller: Caller;
  readonly terms: readonly string[];
  /** At most so many results of one type. */
  readonly most: number;
  /** Whether words in the middle of words have an index here (pg_trgm). */
  readonly trigrams: boolean;
};

export type Finder = (q: Queryable, asked: Asked) => Promise<Found[]>;

/** Rows that a search looks at before it ranks them: a word that is everywhere must not make it read everything. */
export const mostCandidates = 1_000;

/** Rows of a small or an ever growing table that are looked through, the newest ones. */
export const newestRows = 20_000;

/**
 * Asks for what has all the words, and for what has one of them when that is too little: the best comes first anyhow, and
 * most searches end with the first question.
 */
export async function bestFirst(
  { terms, most }: Asked,
  find: (words: { readonly query: string; readonly patterns: readonly string[] }) => Promise<Found[]>,
): Promise<Found[]> {
  const whole = await find({ query: textQuery(terms, '&'), patterns: patterns(terms) });
  if (whole.length >= most || terms.length < 2) return whole;
  const known = new Set(whole.map(({ id }) => id));
  const some = await find({ query: textQuery(terms, '|'), patterns: [] });
  return [...whole, ...some.filter(({ id }) => !known.has(id))];
}

/** How many of the words stand in an SQL text, as SQL; `at` is the place of the words as an array of text. */
export function wordsIn(sql: string, at: string): string {
  return `(select count(*) from unnest(${at}::text[]) as word where position(word in lower(${sql})) > 0)`;
}
