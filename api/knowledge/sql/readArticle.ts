import { readPage, type Queryable } from '../../db/index.js';
import type { Caller } from '../../http/caller.js';
import { withinSecrecy } from '../../tickets/index.js';
import type { Article } from '../contract.js';

const columns = `id, title, body, category, source, external_ref, tags, enabled, security_classification, version, changed_by,
  created_at, updated_at`;

/** The article, when it is not more secret than the caller may read. */
export async function readArticle(q: Queryable, id: number, caller: Caller): Promise<Article | undefined> {
  const visible = withinSecrecy(caller, 'security_classification', 2);
  const { rows } = await q.query<Article>(
    `select ${columns} from knowledge_articles where id = $1 and ${visible.sql}`,
    [id, ...visible.params],
  );
  return rows[0];
}

/** The same with its row locked until the transaction ends; for the platform's own work (`'any'`) whatever its class is. */
export async function lockArticle(q: Queryable, id: number, caller: Caller | 'any'): Promise<Article | undefined> {
  const visible = caller === 'any' ? { sql: 'true', params: [] } : withinSecrecy(caller, 'security_classification', 2);
  const { rows } = await q.query<Article>(
    `select ${columns} from knowledge_articles where id = $1 and ${visible.sql} for update`,
    [id, ...visible.params],
  );
  return rows[0];
}

/** What the article said before and says now, newest first; what was more secret then stays so. */
export async function readVersions(
  q: Queryable,
  articleId: number,
  caller: Caller,
  page: { readonly limit: number; readonly offset: number },
): Promise<{ rows: Record<string, unknown>[]; total: number }> {
  const visible = withinSecrecy(caller, 'security_classification', 2);
  return readPage(
    q,
    `select version, title, body, category, tags, enabled, security_classification, changed_by, created_at, count(*) over () as total
     from knowledge_article_versions where article_id = $1 and ${visible.sql} order by version desc`,
    [articleId, ...visible.params],
    page,
  );
}
