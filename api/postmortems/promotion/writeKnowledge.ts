import type { Connection } from '../../db/index.js';
import type { Caller } from '../../http/caller.js';
import { createArticle, lockArticle, updateArticle } from '../../knowledge/index.js';
import { knownSecrecy, moreSecret, type Ticket } from '../../tickets/index.js';
import { canonicalName, knowledgeRef } from '../../workflows/index.js';
import type { Postmortem } from '../contract.js';
import { sectionOf, withSection } from './articleOf.js';

export type KnowledgeAction = { readonly id: number; readonly action: 'created' | 'updated' | 'skipped' };

/**
 * Contract 19.4, in the caller's transaction, which holds the lock on workflows: one article a workflow, with a section for
 * each postmortem; without a workflow the postmortem has its own. It is as secret as the most secret ticket that it was learnt
 * from, and stays as secret as somebody has made it.
 */
export async function writeKnowledge(
  q: Connection,
  caller: Caller,
  row: Postmortem,
  ticket: Ticket | undefined,
  key: string | null,
): Promise<KnowledgeAction> {
  const ref = key === null ? `postmortem:${row.id}` : knowledgeRef(key);
  const section = sectionOf(row, ticket);
  const ofTicket = knownSecrecy(ticket?.security_classification);
  const tags = [
    ...['postmortem', `postmortem:${row.id}`],
    ...(key === null ? [] : ['workflow', `workflow:${key}`]),
    ...(row.ticket_id === null ? [] : [`ticket:${row.ticket_id}`]),
  ];
  const found = await q.query<{ id: number }>(
    'select id from knowledge_articles where external_ref = $1 order by id limit 1',
    [ref],
  );
  const known = found.rows[0];
  const article = known && (await lockArticle(q, known.id, 'any'));
  if (!article) {
    const created = await createArticle(q, caller, {
      title: (key === null
        ? `Postmortem ${row.id}${ticket ? `: ${ticket.title}` : ''}`
        : `Lessons for: ${canonicalName(key, ticket?.itop_class ?? null)}`
      ).slice(0, 500),
      body: section,
      category: ticket?.itop_class ?? 'postmortem',
      source: 'postmortem-promotion',
      externalRef: ref,
      tags,
      secrecy: ofTicket,
    });
    return { id: created.id, action: 'created' };
  }
  const body = withSection(article.body, row.id, section);
  const merged = [...new Set([...article.tags, ...tags])];
  const secrecy = moreSecret(article.security_classification, ofTicket);
  const saysTheSame = body === article.body && merged.length === article.tags.length;
  if (saysTheSame && secrecy === article.security_classification) return { id: article.id, action: 'skipped' };
  await updateArticle(q, caller, article, { body, tags: merged, security_classification: secrecy });
  return { id: article.id, action: 'updated' };
}
