import type { Queryable } from '../../db/index.js';
import type { Caller } from '../../http/caller.js';
import { readTicket, withinSecrecy } from '../../tickets/index.js';
import { knowledgeRef, visibleWorkflows } from '../../workflows/index.js';
import type { Postmortem, Promotion } from '../contract.js';
import { postmortemKey } from './postmortemKey.js';

type Row = Record<string, unknown>;
export type PromotionAssets = {
  readonly knowledge_articles: readonly Row[];
  readonly workflow: Row | null;
  readonly workflow_key: string;
  readonly skills: readonly Row[];
};

/** Contract 19.5: what came out of a postmortem, as far as the caller may read it; where it was not promoted, what its key stands for by now. */
export async function promotionAssets(
  q: Queryable,
  caller: Caller,
  row: Pick<Postmortem, 'id' | 'ticket_id' | 'summary' | 'improvements'>,
): Promise<PromotionAssets> {
  const ticket = row.ticket_id === null ? undefined : await readTicket(q, row.ticket_id);
  const stored = await q.query<{ promotion: Promotion | null }>('select promotion from postmortems where id = $1', [
    row.id,
  ]);
  const promotion = stored.rows[0]?.promotion ?? null;
  const key = postmortemKey({ ...row, promotion }, ticket);
  const readable = withinSecrecy(caller, 'security_classification', 2);
  const seen = visibleWorkflows(caller, 3);
  const articles = await q.query<Row>(
    `select id, title, external_ref, updated_at from knowledge_articles where external_ref = any($1) and ${readable.sql} order by id limit 50`,
    [[knowledgeRef(key), `postmortem:${row.id}`], ...readable.params],
  );
  const workflow = await q.query<Row>(
    `select w.id, w.name, w.status, w.version, w.workflow_key, w.updated_at from agent_workflows w
     where (w.id = $1 or ($1::bigint is null and w.workflow_key = $2 and w.status not in ('superseded', 'retired'))) and ${seen.sql}
     order by w.id desc limit 1`,
    [promotion?.workflow_id ?? null, key, ...seen.params],
  );
  const skills = await q.query<Row>(
    `select id, name, enabled, updated_at from agent_skills where name like $1 and ${readable.sql} order by id limit 200`,
    [`postmortem-${row.id}-%`, ...readable.params],
  );
  return {
    knowledge_articles: articles.rows,
    workflow: workflow.rows[0] ?? null,
    workflow_key: key,
    skills: skills.rows,
  };
}
