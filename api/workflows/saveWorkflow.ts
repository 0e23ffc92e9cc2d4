import type { Connection } from '../db/index.js';
import type { Answer } from '../http/answer.js';
import type { Classification } from '../../config/roles.js';
import type { Caller } from '../http/caller.js';
import { peopleBehind } from './authors.js';
import { blueprintText } from './blueprint.js';
import type { SaveWorkflow, Workflow } from './contract.js';
import { writeHistory } from './history.js';
import { statusAfterWriting } from './reviewState.js';
import { familyOf, lockWorkflows } from './sql/family.js';
import { getWorkflow } from './sql/readWorkflow.js';
import { insertVersion, updateVersion, type Version } from './sql/writeVersion.js';
import { refuseUnseen } from './unseenVersion.js';
import { mostSecret } from './mostSecret.js';
import { normalKey, workflowKey } from './workflowKey.js';

export type Saved = {
  readonly row: Workflow;
  readonly action: 'created' | 'updated';
  /** In force under the same key, and untouched. */
  readonly activeId: number | null;
};

const flagged = (policy: Readonly<Record<string, unknown>>, name: string): boolean =>
  policy[name] === true || policy[name] === 'true';

/** The key that the body names, else the one that its words come to (contract 18.1). */
function keyOf(body: SaveWorkflow): string {
  const named = body.approval_policy?.['workflow_key'] ?? body.workflow_key;
  const explicit = typeof named === 'string' || typeof named === 'number' ? normalKey(String(named)) : null;
  const { name, description, ticket_class: ticketClass } = body;
  return (
    explicit ??
    workflowKey({ ticketClass, name, description: description ?? '', lesson: blueprintText(body.blueprint) })
  );
}

function versionFrom(
  body: SaveWorkflow,
  key: string,
  caller: Caller,
): Omit<Version, 'version' | 'status' | 'authorIds' | 'secrecy'> {
  return {
    name: body.name,
    description: body.description ?? '',
    ticketClass: body.ticket_class,
    triggerType: body.trigger_type ?? 'manual',
    key,
    blueprint: body.blueprint,
    testPlan: body.test_plan ?? '',
    testResults: body.test_results ?? '',
    policy: body.approval_policy ?? {},
    skillIds: body.skill_ids ?? [],
    ticketId: body.ticket_id,
    createdBy: caller.type === 'service' ? (body.created_by ?? caller.submittedBy ?? caller.name) : caller.name,
    replacesId: null,
  };
}

/**
 * Contract 18.2, in the caller's transaction: a key has one version in force and one that waits for a review. Saving writes
 * the one that waits; what is in force stays as a person approved it, until a person approves the next (27.29). `secrecy` is
 * that of the ticket that it was learnt from.
 */
export async function saveWorkflow(
  q: Connection,
  caller: Caller,
  body: SaveWorkflow,
  secrecy: Classification,
): Promise<Saved | { readonly refusal: Answer }> {
  await lockWorkflows(q);
  const key = keyOf(body);
  const { live, open, nextVersion } = await familyOf(q, key);
  const refusal = await refuseUnseen(q, caller, key, open);
  if (refusal) return { refusal };
  const known = open ?? live;
  // Of a version that the caller may not see nothing goes on, not even its name.
  const keepsName = known !== undefined && (await getWorkflow(q, known.id, caller)) !== undefined;
  const policy = body.approval_policy ?? {};
  const renames = body.update_name || flagged(policy, 'update_name') || flagged(policy, 'rename_on_reuse');
  const behind = await peopleBehind(q, caller);
  const version: Version = {
    ...versionFrom(body, key, caller),
    ...(keepsName && !renames ? { name: known.name } : {}),
    status: statusAfterWriting(body.status, 'draft'),
    version: nextVersion,
    authorIds: [...new Set([...(open?.author_person_ids ?? []), ...behind])],
    replacesId: live?.id ?? null,
    secrecy: mostSecret(secrecy, open, live),
  };
  const row = open
    ? await updateVersion(q, open.id, { ...version, createdBy: open.created_by }, caller)
    : await insertVersion(q, version, caller);
  const action = known ? 'updated' : 'created';
  await writeHistory(q, caller, {
    category: 'workflow',
    action: 'workflow_saved',
    target: `workflow_${row.id}`,
    result: row.status,
    details: {
      ...{ workflow_id: row.id, workflow_key: key, version: row.version, action, active_workflow_id: live?.id ?? null },
      ...(row.ticket_id === null ? {} : { ticket_id: row.ticket_id }),
    },
  });
  return { row, action, activeId: live?.id ?? null };
}
