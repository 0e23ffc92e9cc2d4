import type { Connection } from '../db/index.js';
import { notFound, problem, type Answer } from '../http/answer.js';
import { aboveOwn } from '../tickets/index.js';
import type { Caller } from '../http/caller.js';
import { refuseStale } from '../http/ifMatch.js';
import { peopleBehind } from './authors.js';
import type { EditWorkflow, Workflow } from './contract.js';
import { writeHistory } from './history.js';
import { isInForce, isOpen, statusAfterWriting } from './reviewState.js';
import type { Saved } from './saveWorkflow.js';
import { familyOf, lockWorkflows } from './sql/family.js';
import { getWorkflow } from './sql/readWorkflow.js';
import { insertVersion, updateVersion, versionOf, type Version } from './sql/writeVersion.js';
import { classifyWorkflow, saysClassAlone, tellClass } from './classifyWorkflow.js';
import { normalKey } from './workflowKey.js';

export type Edited =
  { readonly kind: 'edited'; readonly saved: Saved } | { readonly kind: 'refused'; readonly answer: Answer };

const refused = (answer: Answer): Edited => ({ kind: 'refused', answer });

/** The key says which workflow it is: it stays unless another one is named. */
function keyAfter(body: EditWorkflow, current: string): string {
  const named = body.approval_policy?.['workflow_key'] ?? body.workflow_key;
  return (typeof named === 'string' ? normalKey(named) : null) ?? current;
}

function changed(base: Workflow, body: EditWorkflow): Omit<Version, 'status' | 'version'> {
  const before = versionOf(base);
  return {
    ...before,
    name: body.name ?? before.name,
    description: body.description ?? before.description,
    ticketClass: body.ticket_class === undefined ? before.ticketClass : body.ticket_class || null,
    triggerType: body.trigger_type ?? before.triggerType,
    blueprint: body.blueprint ?? before.blueprint,
    testPlan: body.test_plan ?? before.testPlan,
    testResults: body.test_results ?? before.testResults,
    policy: body.approval_policy ?? before.policy,
    skillIds: body.skill_ids ?? before.skillIds,
    secrecy: body.security_classification ?? before.secrecy,
  };
}

/**
 * Contract 18.2 PUT, in the caller's transaction. Of a workflow in force the next version is written beside it, and only that
 * one is edited until its review; `ifMatch` is about the version that is written over.
 */
export async function editWorkflow(
  q: Connection,
  caller: Caller,
  id: number,
  body: EditWorkflow,
  ifMatch: string | undefined,
): Promise<Edited> {
  await lockWorkflows(q);
  const asked = await getWorkflow(q, id, caller);
  if (!asked) return refused(notFound('Workflow'));
  const secrecy = body.security_classification ?? undefined;
  const above = secrecy === undefined ? undefined : aboveOwn(caller, secrecy);
  if (above !== undefined) {
    const errors = [{ path: 'body.security_classification', message: above }];
    return refused(
      problem(422, 'invalid_fields', `Wrong fields: body.security_classification (${above}).`, { errors }),
    );
  }
  if (secrecy !== undefined && saysClassAlone(body)) {
    const old = refuseStale(ifMatch, asked.version);
    return old ? refused(old) : { kind: 'edited', saved: await classifyWorkflow(q, caller, asked, secrecy) };
  }
  const { live, open } = await familyOf(q, asked.workflow_key);
  const base = isInForce(asked.status) ? (open ?? asked) : asked;
  if (base.id !== asked.id && !(await getWorkflow(q, base.id, caller))) {
    const detail = `Another version of workflow ${id} waits for its review, and is of a ticket that you may not see.`;
    return refused(problem(409, 'workflow_version_waits', detail, { state: base.status }));
  }
  if (!isInForce(base.status) && !isOpen(base.status)) {
    const detail = `Workflow ${id} is ${base.status}, which is final. Save a new version under its key.`;
    return refused(problem(409, 'workflow_final', detail, { state: base.status }));
  }
  const stale = refuseStale(ifMatch, base.version);
  if (stale) return refused(stale);
  const key = keyAfter(body, base.workflow_key);
  const target = key === base.workflow_key ? { live, open, nextVersion: 0 } : await familyOf(q, key);
  if (target.open && target.open.id !== base.id) {
    const detail = `Workflow ${target.open.id} waits for its review under the key ${key}. Edit that one.`;
    return refused(problem(409, 'workflow_key_taken', detail, { workflow_id: target.open.id }));
  }
  const moved = key !== base.workflow_key;
  const inForce = isInForce(base.status);
  const kept = isOpen(base.status) ? base.status : moved ? 'ready_for_review' : 'draft';
  const { nextVersion } = await familyOf(q, base.workflow_key);
  const behind = await peopleBehind(q, caller);
  const version: Version = {
    ...changed(base, body),
    key,
    status: statusAfterWriting(body.status, kept),
    version: Math.max(nextVersion, target.nextVersion),
    // What is in force was reviewed: of the version after it they are the authors who change it.
    authorIds: [...new Set([...(inForce ? [] : base.author_person_ids), ...behind])],
    replacesId: inForce ? base.id : (target.live?.id ?? base.replaces_id),
    ...(inForce ? { createdBy: caller.name, ticketId: null } : {}),
  };
  const row = inForce ? await insertVersion(q, version, caller) : await updateVersion(q, base.id, version, caller);
  await writeHistory(q, caller, {
    category: 'workflow',
    action: 'workflow_updated',
    target: `workflow_${row.id}`,
    result: row.status,
    details: { workflow_id: row.id, workflow_key: key, version: row.version, asked_for: id },
  });
  await tellClass(q, caller, row, base.security_classification);
  return { kind: 'edited', saved: { row, action: 'updated', activeId: target.live?.id ?? (inForce ? base.id : null) } };
}
