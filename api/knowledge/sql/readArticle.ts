import { readPage, type Queryable } from '../../db/index.js';
import type { Article } from '../contract.js';

const columns =
  'id, title, body, category, source, external_ref, tags, enabled, version, changed_by, created_at, updated_at';

export async function readArticle(q: Queryable, id: number): Promise<Article | undefined> {
  const { rows } = await q.query<Article>(`select ${columns} from knowledge_articles where id = $1`, [id]);
  return rows[0];
}

/** The article with its row locked until the transaction ends. */
export async function lockArticle(q: Queryable, id: number): Promise<Article | undefined> {
  const { rows } = await q.query<Article>(`select ${columns} from knowledge_articles where id = $1 for update`, [id]);
  return rows[0];
}

/** What the article said before and says now, newest first. */
export async function readVersions(
  q: Queryable,
  articleId: number,
  page: { readonly limit: number; readonly offset: number },
): Promise<{ rows: Record<string, unknown>[]; total: number }> {
  return readPage(
    q,
    `select version, title, body, category, tags, enabled, changed_by, created_at, count(*) over () as total
     from knowledge_article_versions where article_id = $1 order by version desc`,
    [articleId],
    page,
  );
}
