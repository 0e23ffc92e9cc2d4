import type { Queryable } from '../../db/index.js';
import { readTicket } from '../../tickets/index.js';
import { knowledgeRef } from '../../workflows/index.js';
import type { Postmortem, Promotion } from '../contract.js';
import { postmortemKey } from './postmortemKey.js';

type Row = Record<string, unknown>;
export type PromotionAssets = {
  readonly knowledge_articles: readonly Row[];
  readonly workflow: Row | null;
  readonly workflow_key: string;
  readonly skills: readonly Row[];
};

/** Contract 19.5: what came out of a postmortem; where it was not promoted, what its key stands for by now. */
export async function promotionAssets(
  q: Queryable,
  row: Pick<Postmortem, 'id' | 'ticket_id' | 'summary' | 'improvements'>,
): Promise<PromotionAssets> {
  const ticket = row.ticket_id === null ? undefined : await readTicket(q, row.ticket_id);
  const stored = await q.query<{ promotion: Promotion | null }>('select promotion from postmortems where id = $1', [
    row.id,
  ]);
  const promotion = stored.rows[0]?.promotion ?? null;
  const key = postmortemKey({ ...row, promotion }, ticket);
  const articles = await q.query<Row>(
    `select id, title, external_ref, updated_at from knowledge_articles where external_ref = any($1) order by id limit 50`,
    [[knowledgeRef(key), `postmortem:${row.id}`]],
  );
  const workflow = await q.query<Row>(
    `select id, name, status, version, workflow_key, updated_at from agent_workflows
     where id = $1 or ($1::bigint is null and workflow_key = $2 and status not in ('superseded', 'retired')) order by id desc limit 1`,
    [promotion?.workflow_id ?? null, key],
  );
  const skills = await q.query<Row>(
    `select id, name, enabled, updated_at from agent_skills where name like $1 order by id limit 200`,
    [`postmortem-${row.id}-%`],
  );
  return {
    knowledge_articles: articles.rows,
    workflow: workflow.rows[0] ?? null,
    workflow_key: key,
    skills: skills.rows,
  };
}
