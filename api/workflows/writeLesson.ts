import type { Classification } from '../../config/roles.js';
import type { Connection } from '../db/index.js';
import type { Caller } from '../http/caller.js';
import { isExecutable } from './activeWorkflows.js';
import type { Workflow } from './contract.js';
import { writeHistory } from './history.js';
import { statusAfterWriting, type OpenStatus } from './reviewState.js';
import { familyOf, lockWorkflows } from './sql/family.js';
import { getWorkflow } from './sql/readWorkflow.js';
import { insertVersion, updateVersion, type Version } from './sql/writeVersion.js';
import { refuseUnseen } from './unseenVersion.js';
import { mostSecret } from './mostSecret.js';
import { canonicalName } from './workflowKey.js';

/** What a promoted postmortem wants its workflow to say. */
export type Lesson = {
  readonly postmortemId: number;
  readonly ticketId: number | null;
  readonly secrecy: Classification;
  readonly ticketClass: string | null;
  readonly key: string;
  readonly description: string;
  readonly blueprint: string;
  readonly testPlan: string;
  /** Appended under `heading`, unless it stands there already. */
  readonly testResults: string;
  readonly guardrails: readonly unknown[];
  readonly skillIds: readonly number[];
  readonly authorIds: readonly number[];
  readonly status: string | null;
};

export type WrittenLesson = { readonly row: Workflow; readonly action: 'created' | 'updated' };

const unique = (values: readonly unknown[]): unknown[] => [
  ...new Map(values.map((value) => [JSON.stringify(value), value])).values(),
];
const listIn = (policy: Readonly<Record<string, unknown>>, name: string): readonly unknown[] => {
  const value = policy[name];
  return Array.isArray(value) ? (value as unknown[]) : [];
};

function policyOf(lesson: Lesson, before: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return {
    ...before,
    source: 'postmortem_promotion',
    postmortem_id: lesson.postmortemId,
    postmortem_ids: unique([...listIn(before, 'postmortem_ids'), lesson.postmortemId]),
    ticket_id: lesson.ticketId,
    requires_human_review_before_activation: true,
    production_changes_require_approval: true,
    guardrails: unique([...listIn(before, 'guardrails'), ...lesson.guardrails]),
    workflow_key: lesson.key,
  };
}

function resultsOf(lesson: Lesson, before: string): string {
  const added = lesson.testResults.trim();
  if (added === '' || before.includes(added)) return before;
  return [before, `Postmortem ${lesson.postmortemId}:\n${added}`].filter((part) => part !== '').join('\n\n');
}

/** A version that waits for its review goes on waiting; what was sent back or tested is something else now. */
function statusOf(lesson: Lesson, open: Workflow | undefined): OpenStatus {
  const wished = statusAfterWriting(lesson.status, 'draft');
  return open?.status === 'ready_for_review' && wished === 'draft' ? 'ready_for_review' : wished;
}

/**
 * Contract 19.4, in the caller's transaction: the lesson goes into the version of its key that waits for a review, or begins
 * one. What is in force is neither changed nor put in force by it (27.29). Its caller has asked `refuseLesson` before.
 */
export async function writeLesson(q: Connection, caller: Caller, lesson: Lesson): Promise<WrittenLesson> {
  await lockWorkflows(q);
  const { live, open, nextVersion } = await familyOf(q, lesson.key);
  if (await refuseUnseen(q, caller, lesson.key, open))
    throw new Error(
      `The lesson of postmortem ${lesson.postmortemId} would write over a version that its promoter may not see.`,
    );
  const known = open ?? live;
  // Of a version that the caller may not see nothing goes on.
  const base = known && (await getWorkflow(q, known.id, caller)) ? known : undefined;
  // Steps that a program follows are not written over by prose: it stands beside them, for who reviews them.
  const steps = base && isExecutable(base.blueprint) ? { ...base.blueprint } : undefined;
  const version: Version = {
    name: base?.name ?? canonicalName(lesson.key, lesson.ticketClass),
    description: steps ? `${lesson.description}\n\nProposed:\n${lesson.blueprint}` : lesson.description,
    ticketClass: base?.ticket_class ?? lesson.ticketClass,
    triggerType: base?.trigger_type ?? 'postmortem-promotion',
    status: statusOf(lesson, open),
    key: lesson.key,
    version: nextVersion,
    blueprint: steps ?? lesson.blueprint,
    testPlan: lesson.testPlan,
    testResults: resultsOf(lesson, base?.test_results ?? ''),
    policy: policyOf(lesson, base?.approval_policy ?? {}),
    skillIds: unique([...(base?.skill_ids ?? []), ...lesson.skillIds]) as number[],
    ticketId: lesson.ticketId,
    // Of either version it may hold words.
    secrecy: mostSecret(lesson.secrecy, open, live),
    createdBy: open?.created_by ?? caller.name,
    authorIds: [...new Set([...(open?.author_person_ids ?? []), ...lesson.authorIds])],
    replacesId: live?.id ?? null,
  };
  const row = open ? await updateVersion(q, open.id, version, caller) : await insertVersion(q, version, caller);
  const action = known ? 'updated' : 'created';
  await writeHistory(q, caller, {
    category: 'workflow',
    action: 'workflow_saved',
    target: `workflow_${row.id}`,
    result: row.status,
    details: {
      ...{ workflow_id: row.id, workflow_key: row.workflow_key, version: row.version, action },
      postmortem_id: lesson.postmortemId,
    },
  });
  return { row, action };
}
