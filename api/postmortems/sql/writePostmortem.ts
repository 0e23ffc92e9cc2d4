import { jsonText, type Connection } from '../../db/index.js';
import type { Caller } from '../../http/caller.js';
import type { CreatePostmortem, EditPostmortem, Postmortem, PostmortemStatus, Promotion } from '../contract.js';

/** What a postmortem says. */
export type Content = Pick<
  CreatePostmortem,
  | 'summary'
  | 'went_well'
  | 'improvements'
  | 'workflow_proposal'
  | 'documentation'
  | 'skill_proposals'
  | 'test_cases'
  | 'guardrails'
>;

export type NewPostmortem = {
  readonly ticketId: number | null;
  readonly agentId: number | null;
  readonly taskId: number | null;
  readonly status: PostmortemStatus;
  readonly createdBy: string;
  readonly authorIds: readonly number[];
  readonly content: Content;
};

const listText = (list: readonly unknown[] | undefined): string | null => (list === undefined ? null : jsonText(list));

function contentParams(content: Content): (string | null)[] {
  return [
    content.summary ?? null,
    content.went_well ?? null,
    content.improvements ?? null,
    content.workflow_proposal ?? null,
    content.documentation ?? null,
    listText(content.skill_proposals),
    listText(content.test_cases),
    listText(content.guardrails),
  ];
}

export async function insertPostmortem(q: Connection, caller: Caller, row: NewPostmortem): Promise<Postmortem> {
  const { rows } = await q.query<Postmortem>(
    `insert into postmortems (summary, went_well, improvements, workflow_proposal, documentation, skill_proposals, test_cases,
       guardrails, ticket_id, agent_id, task_id, status, created_by, author_person_ids, principal_id)
     values (coalesce($1, ''), coalesce($2, ''), coalesce($3, ''), coalesce($4, ''), coalesce($5, ''), coalesce($6::jsonb, '[]'),
       coalesce($7::jsonb, '[]'), coalesce($8::jsonb, '[]'), $9, $10, $11, $12, $13, $14, $15) returning *`,
    [
      ...contentParams(row.content),
      row.ticketId,
      row.agentId,
      row.taskId,
      row.status,
      row.createdBy.slice(0, 100),
      jsonText(row.authorIds),
      caller.principalId === 0 ? null : caller.principalId,
    ],
  );
  const written = rows[0];
  if (!written) throw new Error('A postmortem was inserted and did not come back.');
  return written;
}

/** With a new text everything that was said about the old one is over: its approval, and that it was promoted. */
export async function updatePostmortem(
  q: Connection,
  id: number,
  edit: { readonly content: EditPostmortem; readonly status: PostmortemStatus; readonly authorIds: readonly number[] },
  saysAnother: boolean,
): Promise<Postmortem> {
  const { rows } = await q.query<Postmortem>(
    `update postmortems set summary = coalesce($1, summary), went_well = coalesce($2, went_well),
       improvements = coalesce($3, improvements), workflow_proposal = coalesce($4, workflow_proposal),
       documentation = coalesce($5, documentation), skill_proposals = coalesce($6::jsonb, skill_proposals),
       test_cases = coalesce($7::jsonb, test_cases), guardrails = coalesce($8::jsonb, guardrails), status = $9,
       review_notes = coalesce($10, review_notes), author_person_ids = $11,
       reviewed_by = case when $12 then null else reviewed_by end,
       reviewed_by_person_id = case when $12 then null else reviewed_by_person_id end,
       reviewed_at = case when $12 then null else reviewed_at end,
       promotion = case when $12 then null else promotion end,
       version = version + 1, updated_at = clock_timestamp() where id = $13 returning *`,
    [
      ...contentParams(edit.content),
      edit.status,
      edit.content.review_notes ?? null,
      jsonText(edit.authorIds),
      saysAnother,
      id,
    ],
  );
  const written = rows[0];
  if (!written) throw new Error(`Postmortem ${id} went away while its row was locked.`);
  return written;
}

export async function writeReview(
  q: Connection,
  id: number,
  reviewer: Caller,
  review: { readonly status: 'approved' | 'needs_revision'; readonly notes: string },
): Promise<number> {
  const { rows } = await q.query<{ version: number }>(
    `update postmortems set status = $2, review_notes = $3, reviewed_by = $4, reviewed_by_person_id = $5,
       reviewed_at = clock_timestamp(), version = version + 1, updated_at = clock_timestamp() where id = $1 returning version`,
    [id, review.status, review.notes, reviewer.name.slice(0, 100), reviewer.personId],
  );
  return rows[0]?.version ?? 0;
}

export async function writePromotion(
  q: Connection,
  id: number,
  promotion: Promotion,
  marksPromoted: boolean,
): Promise<void> {
  await q.query(
    `update postmortems set promotion = $2, status = case when $3 then 'promoted' else status end,
       promoted_at = case when $3 then coalesce(promoted_at, clock_timestamp()) else promoted_at end, version = version + 1,
       updated_at = clock_timestamp() where id = $1`,
    [id, jsonText(promotion), marksPromoted],
  );
}
