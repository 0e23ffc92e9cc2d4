import { containing, readPage, type Queryable } from '../../db/index.js';
import type { Caller } from '../../http/caller.js';
import { withinSecrecy } from '../../tickets/index.js';
import { excerpt, type ListArticles } from '../contract.js';

const columns = `id, title, left(body, ${excerpt}) as body, length(body) as body_chars, length(body) > ${excerpt} as body_cut, category,
  source, external_ref, tags, enabled, security_classification, version, changed_by, created_at, updated_at`;

const like = (value: string | null): string | null => value && containing(value);

/** Articles for the caller whose category holds one text and whose title or body holds another, the latest change first. */
export async function listArticles(
  q: Queryable,
  caller: Caller,
  query: ListArticles,
): Promise<{ rows: Record<string, unknown>[]; total: number }> {
  const visible = withinSecrecy(caller, 'security_classification', 4);
  return readPage(
    q,
    `select ${columns}, count(*) over () as total from knowledge_articles
     where ($1::text is null or category ilike $1) and ($2::text is null or title ilike $2 or body ilike $2) and (enabled or not $3)
       and ${visible.sql}
     order by updated_at desc, id desc`,
    [like(query.category), like(query.q), query.enabled_only, ...visible.params],
    query,
  );
}
