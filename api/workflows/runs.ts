import type { Connection } from '../db/index.js';
import { notFound, ok, problem, type Answer } from '../http/answer.js';
import type { Caller } from '../http/caller.js';
import { finishedRuns, type RunRequest } from './contract.js';
import { writeHistory } from './history.js';
import { placeOfWork } from './placeOfWork.js';
import { getWorkflow } from './sql/readWorkflow.js';
import { endRun, insertRun, lockRun } from './sql/runRows.js';

/** Contract 18.2: notes that a workflow is, or was, followed for a ticket. */
export async function createRun(q: Connection, caller: Caller, id: number, body: RunRequest): Promise<Answer> {
  const workflow = await getWorkflow(q, id, caller);
  if (!workflow) return notFound('Workflow');
  const place = await placeOfWork(q, caller, body);
  if ('refusal' in place) return place.refusal;
  const { ticketId, agentId, taskId } = place;
  const run = await insertRun(q, caller, { workflow, ticketId, agentId, taskId, status: body.status });
  await writeHistory(q, caller, {
    category: 'workflow',
    action: 'workflow_run_created',
    target: `workflow_run_${run.id}`,
    result: run.status,
    details: { workflow_run_id: run.id, workflow_id: id, ticket_id: ticketId, agent_id: agentId },
  });
  return ok({ id: run.id, status: 'created', run_status: run.status });
}

/** A run ends once; ending it again in the same way changes nothing. */
export async function completeRun(
  q: Connection,
  caller: Caller,
  id: number,
  { status, result = '' }: { readonly status: (typeof finishedRuns)[number]; readonly result?: string | undefined },
): Promise<Answer> {
  const run = await lockRun(q, id, caller);
  if (!run) return notFound('Workflow run');
  if (run.status === status) return ok({ status, id });
  if (finishedRuns.some((known) => known === run.status)) {
    return problem(409, 'run_finished', `Run ${id} has ended already: it is ${run.status}.`, { state: run.status });
  }
  await endRun(q, id, status, result);
  await writeHistory(q, caller, {
    category: 'workflow',
    action: 'workflow_run_completed',
    target: `workflow_run_${id}`,
    result: status,
    details: { workflow_run_id: id, workflow_id: run.workflow_id, ticket_id: run.ticket_id, agent_id: run.agent_id },
  });
  return ok({ status, id });
}
