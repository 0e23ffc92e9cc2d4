import { record, recordEvent } from '../audit/index.js';
import { jsonText, type Queryable } from '../db/index.js';
import type { Classification } from '../../config/roles.js';
import type { Actor } from '../http/caller.js';
import type { Article } from './contract.js';

export type NewArticle = {
  readonly title: string;
  readonly body: string;
  readonly category: string | null;
  readonly source: string;
  readonly externalRef: string | null;
  readonly tags: readonly string[];
  /** internal unless told. */
  readonly secrecy?: Classification | null | undefined;
};

export type ArticleChange = {
  readonly title?: string | null | undefined;
  readonly body?: string | null | undefined;
  readonly category?: string | null | undefined;
  readonly tags?: readonly string[] | null | undefined;
  readonly enabled?: boolean | null | undefined;
  readonly security_classification?: Classification | null | undefined;
};

const principalOf = ({ principalId }: Actor): number | null => (principalId === 0 ? null : principalId);

async function tell(
  q: Queryable,
  actor: Actor,
  action: string,
  article: Article,
  more: Readonly<Record<string, string | number>> = {},
): Promise<void> {
  const target = `knowledge_${article.id}`;
  // Who reads the trail may not be who reads the article.
  const title = article.security_classification === 'internal' ? { title: article.title } : {};
  const details = { article_id: article.id, ...title, version: article.version, ...more };
  await record(q, { actor, action, target, details });
  await recordEvent(q, { category: 'knowledge', actor: actor.name, action, target, details });
}

/** Contract 20.1, in the caller's transaction; the database keeps the version. `from` is the address of an imported page. */
export async function createArticle(q: Queryable, actor: Actor, input: NewArticle, from?: string): Promise<Article> {
  const { rows } = await q.query<Article>(
    `insert into knowledge_articles (title, body, category, source, external_ref, tags, changed_by, changed_by_principal_id,
       security_classification)
     values ($1, $2, $3, $4, $5, $6, $7, $8, coalesce($9, 'internal')) returning *`,
    [
      input.title,
      input.body,
      input.category,
      input.source,
      input.externalRef,
      jsonText(input.tags),
      actor.name.slice(0, 100),
      principalOf(actor),
      input.secrecy ?? null,
    ],
  );
  const article = rows[0];
  if (!article) throw new Error('An article was inserted and did not come back.');
  if (from === undefined) await tell(q, actor, 'knowledge_article_created', article);
  else await tell(q, actor, 'knowledge_url_imported', article, { url: from, chars: article.body.length });
  return article;
}

/** Changes what is not null in `change`, in the caller's transaction, which holds the article's row (`lockArticle`). */
export async function updateArticle(
  q: Queryable,
  actor: Actor,
  before: Article,
  change: ArticleChange,
): Promise<Article> {
  const { rows } = await q.query<Article>(
    `update knowledge_articles set title = coalesce($2, title), body = coalesce($3, body), category = coalesce($4, category),
       tags = coalesce($5::jsonb, tags), enabled = coalesce($6, enabled), changed_by = $7, changed_by_principal_id = $8,
       security_classification = coalesce($9, security_classification), updated_at = clock_timestamp() where id = $1 returning *`,
    [
      before.id,
      change.title ?? null,
      change.body ?? null,
      change.category ?? null,
      change.tags === null || change.tags === undefined ? null : jsonText(change.tags),
      change.enabled ?? null,
      actor.name.slice(0, 100),
      principalOf(actor),
      change.security_classification ?? null,
    ],
  );
  const article = rows[0];
  if (!article) throw new Error(`Article ${before.id} went away while its row was locked.`);
  await tell(q, actor, 'knowledge_article_updated', article, { version_before: before.version });
  const [from, to] = [before.security_classification, article.security_classification];
  if (from !== to) await tell(q, actor, 'knowledge_article_reclassified', article, { from, to });
  return article;
}
