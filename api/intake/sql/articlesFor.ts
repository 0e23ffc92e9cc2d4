import type { Queryable } from '../../db/index.js';
import type { Caller } from '../../http/caller.js';
import { withinSecrecy } from '../../tickets/index.js';

export type RelatedArticle = {
  readonly id: number;
  readonly title: string;
  readonly category: string | null;
  readonly source: string;
  readonly tags: readonly unknown[];
  readonly updated_at: Date;
};

/** As of related tickets: those that were written or changed last. */
const newest = 1_000;
const lookedAt = 20_000;

/** At most eight enabled articles that the caller may read: first those in which a token stands, then those that share a tag with the rule (contract 17.3). */
export async function articlesFor(
  q: Queryable,
  caller: Caller,
  tokens: readonly string[],
  tags: readonly string[],
): Promise<RelatedArticle[]> {
  if (tokens.length === 0 && tags.length === 0) return [];
  const readable = withinSecrecy(caller, 'security_classification', 3);
  const { rows } = await q.query<RelatedArticle>(
    `select id, title, category, source, tags, updated_at from (
       select recent.*, (select count(*) from unnest($1::text[]) token
         where position(token in lower(recent.title || ' ' || left(recent.body, ${lookedAt}))) > 0) as hits
       from (select * from knowledge_articles where enabled and ${readable.sql} order by updated_at desc, id desc limit ${newest}) recent) found
     where hits > 0 or tags ?| $2::text[] order by hits desc, updated_at desc, id desc limit 8`,
    [tokens, tags, ...readable.params],
  );
  return rows;
}
