import type { Classification } from '../../config/roles.js';
import type { Connection } from '../db/index.js';
import type { Caller } from '../http/caller.js';
import type { EditWorkflow, Workflow } from './contract.js';
import { writeHistory } from './history.js';
import type { Saved } from './saveWorkflow.js';
import { familyOf } from './sql/family.js';

/** Whether an edit is about who may read the workflow and about nothing that it says. */
export function saysClassAlone(body: EditWorkflow): boolean {
  return Object.entries(body).every(
    ([name, value]) => name === 'security_classification' || value === undefined || value === null,
  );
}

/** A class that is another one than before stands in the audit trail by itself. */
export async function tellClass(q: Connection, caller: Caller, row: Workflow, from: Classification): Promise<void> {
  const { id, workflow_key, version, security_classification: to } = row;
  if (from === to) return;
  await writeHistory(q, caller, {
    category: 'workflow',
    action: 'workflow_reclassified',
    target: `workflow_${id}`,
    result: to,
    details: { workflow_id: id, workflow_key, version, from, to },
  });
}

/** Says who may read this version, whatever its status is. What it says stays, and so does its review. */
export async function classifyWorkflow(
  q: Connection,
  caller: Caller,
  before: Workflow,
  secrecy: Classification,
): Promise<Saved> {
  const { rows } = await q.query<Workflow>(
    `update agent_workflows set security_classification = $2, updated_at = clock_timestamp() where id = $1 returning *`,
    [before.id, secrecy],
  );
  const row = rows[0];
  if (!row) throw new Error(`Workflow ${before.id} went away while workflows were locked.`);
  await tellClass(q, caller, row, before.security_classification);
  const { live } = await familyOf(q, row.workflow_key);
  return { row, action: 'updated', activeId: live?.id ?? null };
}
