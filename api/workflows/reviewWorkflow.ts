import type { Connection } from '../db/index.js';
import { notFound, ok, problem, type Answer } from '../http/answer.js';
import type { Caller } from '../http/caller.js';
import { refuseStale, refuseUnread } from '../http/ifMatch.js';
import { notTheReviewer } from './authors.js';
import type { ReviewWorkflow, Workflow } from './contract.js';
import { writeHistory } from './history.js';
import { isInForce, isOpen } from './reviewState.js';
import { familyOf, lockWorkflows } from './sql/family.js';
import { getWorkflow } from './sql/readWorkflow.js';

/** Whatever of the same key, and what this version was made from, is not in force any more. Returns their ids. */
async function supersede(q: Connection, row: Workflow, reviewer: Caller): Promise<number[]> {
  const { rows } = await q.query<{ id: number }>(
    `update agent_workflows set status = 'superseded', edited_at = clock_timestamp(), updated_at = clock_timestamp(),
       test_results = concat_ws(E'\\n', nullif(test_results, ''), $3::text)
     where id <> $1 and (workflow_key = $2 or id = $4) and status in ('active', 'approved') returning id`,
    [
      row.id,
      row.workflow_key,
      `Superseded by workflow ${row.id}, version ${row.version}, that ${reviewer.displayName} approved.`,
      row.replaces_id,
    ],
  );
  const ids = rows.map(({ id }) => id).sort((a, b) => a - b);
  if (ids.length > 0) {
    await writeHistory(q, reviewer, {
      category: 'workflow',
      action: 'workflow_siblings_superseded',
      target: `workflow_${row.id}`,
      details: { workflow_id: row.id, workflow_key: row.workflow_key, superseded_workflow_ids: ids },
    });
  }
  return ids;
}

type Verdict = 'active' | 'needs_revision' | 'superseded';

/** A rejected version in force beside one that waits has no place to go back to: the one that waits is the revision. */
async function verdictOn(q: Connection, row: Workflow, approved: boolean): Promise<Verdict> {
  if (approved) return 'active';
  const { open } = await familyOf(q, row.workflow_key);
  return open && open.id !== row.id ? 'superseded' : 'needs_revision';
}

async function decide(q: Connection, row: Workflow, reviewer: Caller, body: ReviewWorkflow): Promise<Answer> {
  const verdict = await verdictOn(q, row, body.approved);
  const superseded = verdict === 'active' ? await supersede(q, row, reviewer) : [];
  await q.query(
    `update agent_workflows set status = $2, reviewed_by = $3, reviewed_by_person_id = $4, reviewed_at = clock_timestamp(),
       review_notes = $5, edited_at = clock_timestamp(), updated_at = clock_timestamp() where id = $1`,
    [row.id, verdict, reviewer.name, reviewer.personId, body.review_notes ?? ''],
  );
  await writeHistory(q, reviewer, {
    category: 'workflow',
    action: 'workflow_reviewed',
    target: `workflow_${row.id}`,
    result: verdict,
    details: {
      ...{ workflow_id: row.id, workflow_key: row.workflow_key, version: row.version, approved: body.approved },
      ...{ review_notes: (body.review_notes ?? '').slice(0, 500), superseded_workflow_ids: superseded },
      ...(body.reviewed_by === null ? {} : { claimed_by: body.reviewed_by }),
    },
  });
  return ok(answer(row, verdict, reviewer.name, superseded));
}

function answer(row: Workflow, status: Verdict, reviewedBy: string, superseded: readonly number[]): object {
  const { id, workflow_key, version } = row;
  return { status, id, workflow_key, version, reviewed_by: reviewedBy, superseded_workflow_ids: superseded };
}

/**
 * The only way into force (contract 18.2): a person, who neither wrote the version nor stands behind the agent that did,
 * approves it; in the same transaction the one before is superseded.
 */
export async function reviewWorkflow(
  q: Connection,
  caller: Caller,
  id: number,
  body: ReviewWorkflow,
  ifMatch: string | undefined,
): Promise<Answer> {
  await lockWorkflows(q);
  const row = await getWorkflow(q, id, caller);
  if (!row) return notFound('Workflow');
  const not = notTheReviewer(caller, row.author_person_ids);
  if (not) return problem(403, not.code, not.sentence, { required_permission: 'workflows:write' });
  const read = body.version === undefined ? ifMatch : String(body.version);
  const refused = (body.approved ? refuseUnread(read) : undefined) ?? refuseStale(read, row.version);
  if (refused) return refused;
  if (isInForce(row.status) && body.approved && row.reviewed_at !== null) {
    return ok(answer(row, 'active', row.reviewed_by ?? caller.name, []));
  }
  if (!isInForce(row.status) && !isOpen(row.status)) {
    const detail = `Workflow ${id} is ${row.status}, which is final. Save a new version under its key.`;
    return problem(409, 'workflow_final', detail, { state: row.status });
  }
  return decide(q, row, caller, body);
}
