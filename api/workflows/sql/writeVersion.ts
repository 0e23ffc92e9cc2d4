import type { Classification } from '../../../config/roles.js';
import { jsonText, type Connection } from '../../db/index.js';
import type { Actor } from '../../http/caller.js';
import type { Blueprint } from '../blueprint.js';
import type { Workflow } from '../contract.js';
import type { OpenStatus } from '../reviewState.js';

/** Everything that a version says; it is never in force by being written. */
export type Version = {
  readonly name: string;
  readonly description: string;
  readonly ticketClass: string | null;
  readonly triggerType: string;
  readonly status: OpenStatus;
  readonly key: string;
  readonly version: number;
  readonly blueprint: Blueprint;
  readonly testPlan: string;
  readonly testResults: string;
  readonly policy: Readonly<Record<string, unknown>>;
  readonly skillIds: readonly number[];
  readonly ticketId: number | null;
  /** Who may read it: as secret as the most secret ticket that it was learnt from. */
  readonly secrecy: Classification;
  readonly createdBy: string;
  readonly authorIds: readonly number[];
  readonly replacesId: number | null;
};

function parameters(version: Version, actor: Actor): unknown[] {
  return [
    version.name,
    version.description,
    version.ticketClass,
    version.triggerType,
    version.status,
    version.key,
    version.version,
    jsonText(version.blueprint),
    version.testPlan,
    version.testResults,
    jsonText({ ...version.policy, workflow_key: version.key }),
    jsonText(version.skillIds),
    version.ticketId,
    version.createdBy.slice(0, 100),
    jsonText(version.authorIds),
    version.replacesId,
    actor.principalId === 0 ? null : actor.principalId,
    version.secrecy,
  ];
}

function only(rows: readonly Workflow[]): Workflow {
  const row = rows[0];
  if (!row) throw new Error('A workflow was written and did not come back.');
  return row;
}

export async function insertVersion(q: Connection, version: Version, actor: Actor): Promise<Workflow> {
  const { rows } = await q.query<Workflow>(
    `insert into agent_workflows (name, description, ticket_class, trigger_type, status, workflow_key, version, blueprint, test_plan,
       test_results, approval_policy, skill_ids, ticket_id, created_by, author_person_ids, replaces_id, principal_id,
       security_classification)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) returning *`,
    parameters(version, actor),
  );
  return only(rows);
}

/** A version that waits is written over; who reviewed it before reviewed something else. */
export async function updateVersion(q: Connection, id: number, version: Version, actor: Actor): Promise<Workflow> {
  const { rows } = await q.query<Workflow>(
    `update agent_workflows set name = $1, description = $2, ticket_class = $3, trigger_type = $4, status = $5, workflow_key = $6,
       version = $7, blueprint = $8, test_plan = $9, test_results = $10, approval_policy = $11, skill_ids = $12, ticket_id = $13,
       created_by = $14, author_person_ids = $15, replaces_id = $16, principal_id = $17, security_classification = $18, reviewed_by = null, reviewed_at = null,
       reviewed_by_person_id = null, edited_at = clock_timestamp(), updated_at = clock_timestamp()
     where id = $19 and status in ('draft', 'ready_for_review', 'tested', 'needs_revision') returning *`,
    [...parameters(version, actor), id],
  );
  return only(rows);
}

/** What a stored row says, as the start of its next version. */
export function versionOf(row: Workflow): Omit<Version, 'status' | 'version'> {
  return {
    name: row.name,
    description: row.description,
    ticketClass: row.ticket_class,
    triggerType: row.trigger_type,
    key: row.workflow_key,
    blueprint: row.blueprint,
    testPlan: row.test_plan,
    testResults: row.test_results,
    policy: row.approval_policy,
    skillIds: row.skill_ids,
    ticketId: row.ticket_id,
    secrecy: row.security_classification,
    createdBy: row.created_by,
    authorIds: row.author_person_ids,
    replacesId: row.replaces_id,
  };
}
