import type { Connection } from '../db/index.js';
import { problem, type Answer } from '../http/answer.js';
import type { Caller } from '../http/caller.js';
import type { Workflow } from './contract.js';
import { familyOf } from './sql/family.js';
import { getWorkflow } from './sql/readWorkflow.js';

/** What to answer whoever would write over the version that waits and may not see it: nothing of it is lost or shown. */
export async function refuseUnseen(
  q: Connection,
  caller: Caller,
  key: string,
  open: Workflow | undefined,
): Promise<Answer | undefined> {
  if (open === undefined || (await getWorkflow(q, open.id, caller))) return undefined;
  const detail = `Another version under the key ${key} waits for its review, and is of a ticket that you may not see. Use another key, or wait for its review.`;
  return problem(409, 'workflow_version_waits', detail, { state: open.status });
}

/** The same before a lesson is written under the key, in a transaction that holds `lockWorkflows`. */
export async function refuseLesson(q: Connection, caller: Caller, key: string): Promise<Answer | undefined> {
  return refuseUnseen(q, caller, key, (await familyOf(q, key)).open);
}
