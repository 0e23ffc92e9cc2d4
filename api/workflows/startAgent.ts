import { defaultTaskPermissions } from '../access/index.js';
import { harnessFor, spawnAgent, type Spawned } from '../agents/index.js';
import { recordEvent } from '../audit/index.js';
import type { Connection } from '../db/index.js';
import { forbidden, notFound, ok, problem, type Answer } from '../http/answer.js';
import type { Caller } from '../http/caller.js';
import { rankOf, type Ticket } from '../tickets/index.js';
import { grants } from '../../config/roles.js';
import type { LearnRequest } from './contract.js';
import { isExecutable } from './activeWorkflows.js';
import { writeHistory } from './history.js';
import { buildPrompt, postmortemPrompt, rerunPrompt } from './prompts.js';
import { isInForce } from './reviewState.js';
import { getWorkflow } from './sql/readWorkflow.js';
import { insertRun } from './sql/runRows.js';
import { ticketKey } from './ticketKey.js';

const noModel = problem(
  409,
  'no_model',
  'No model is set up here that could do this. Sign a harness in, or write it yourself.',
);

function refusalOf(spawned: Spawned, ticket: Ticket): Answer {
  switch (spawned.kind) {
    case 'active_already': {
      const detail = `Ticket already has active agent ${spawned.agentId} (${spawned.status}).`;
      return problem(409, 'agent_active', detail, { agent_id: spawned.agentId, agent_status: spawned.status });
    }
    case 'ticket_final': {
      const detail = `Ticket ${ticket.id} is ${spawned.status}; open it again first.`;
      return problem(409, 'ticket_final', detail, { state: spawned.status });
    }
    default:
      return noModel;
  }
}

type Started = Extract<Spawned, { kind: 'spawned' }>;

function started(ticket: Ticket, { agentId, taskId, harness, rank }: Started): Record<string, unknown> {
  return { agent_id: agentId, task_id: taskId, ticket_id: ticket.id, harness, priority_rank: rank };
}

export const learnings = {
  postmortem: { what: 'Postmortem', requested: 'postmortem_requested', permission: 'postmortems:write' },
  workflow_build: { what: 'Workflow build', requested: 'workflow_build_requested', permission: 'workflows:write' },
} as const;
export type Learning = keyof typeof learnings;

async function runningAlready(q: Connection, ticketId: number, kind: Learning): Promise<Answer | undefined> {
  const { rows } = await q.query<{ id: number; status: string }>(
    `select a.id, a.status from agents a join agent_tasks t on t.id = a.last_task_id
     where a.ticket_id = $1 and t.task_type = $2 and a.status not in ('finished', 'failed', 'stopped', 'terminated') limit 1`,
    [ticketId, kind],
  );
  const agent = rows[0];
  if (!agent) return undefined;
  const detail = `${learnings[kind].what} already running as agent ${agent.id}`;
  return problem(409, `${kind}_running`, detail, { agent_id: agent.id, agent_status: agent.status });
}

/** Contract 7.13, in the caller's transaction, which holds the ticket: an agent looks back at it, whatever its status is. */
export async function startLearning(
  q: Connection,
  caller: Caller,
  ticket: Ticket,
  kind: Learning,
  { context, ...request }: LearnRequest,
): Promise<Answer> {
  const running = await runningAlready(q, ticket.id, kind);
  if (running) return running;
  const harness = request.harness ?? (await harnessFor(q, 'tickets'));
  // The built-in harness follows workflows; it can write neither a postmortem nor a workflow.
  if (harness === 'builtin') return noModel;
  const words = context ?? '';
  const spawned = await spawnAgent(q, ticket, caller, {
    ...{ ...request, harness, task_type: kind },
    prompt: kind === 'postmortem' ? postmortemPrompt(ticket, words) : buildPrompt(ticket, ticketKey(ticket), words),
    requested_permissions: [...new Set([...defaultTaskPermissions, learnings[kind].permission])],
  });
  if (spawned.kind !== 'spawned') return refusalOf(spawned, ticket);
  await recordEvent(q, {
    category: 'agent',
    actor: caller.name,
    action: learnings[kind].requested,
    target: `ticket_${ticket.id}`,
    details: { ticket_id: ticket.id, agent_id: spawned.agentId, task_id: spawned.taskId, harness },
  });
  return ok({ status: 'spawned', ...started(ticket, spawned) });
}

type Rerun = Omit<LearnRequest, 'context'>;

/**
 * Contract 18.2 rerun, in the caller's transaction, which holds the ticket: the agent gets what the caller holds, and no more
 * (the reference started it as an administrator).
 */
export async function rerunWorkflow(
  q: Connection,
  caller: Caller,
  ticket: Ticket,
  id: number,
  request: Rerun,
): Promise<Answer> {
  if (!grants(caller.capabilities, 'agents:spawn')) return forbidden('agents:spawn');
  const workflow = await getWorkflow(q, id, caller);
  if (!workflow) return notFound('Workflow');
  if (!isInForce(workflow.status) && workflow.status !== 'tested') {
    return problem(409, 'workflow_not_tested', 'Workflow must be tested or active before rerun', {
      state: workflow.status,
    });
  }
  const secrecy = workflow.security_classification;
  if (rankOf(secrecy) > Math.max(rankOf('internal'), rankOf(ticket.security_classification))) {
    const detail = `The workflow is ${secrecy}, and more people may read what an agent does on ticket ${ticket.id}. Follow it on a ticket of its class.`;
    return problem(409, 'workflow_above_ticket', detail, { security_classification: secrecy });
  }
  const harness = request.harness ?? (await harnessFor(q, 'tickets'));
  // A program that follows steps by itself follows only what a person has approved.
  if (harness === 'builtin' && !(isInForce(workflow.status) && isExecutable(workflow.blueprint))) return noModel;
  const { id: workflowId, version, name } = workflow;
  const place = { ticketId: ticket.id, agentId: null, taskId: null };
  const run = await insertRun(q, caller, { workflow: { id: workflowId, version }, ...place, status: 'running' });
  const spawned = await spawnAgent(q, ticket, caller, {
    ...{ ...request, harness, task_type: 'workflow_rerun' },
    prompt: rerunPrompt(ticket, workflow, run.id),
    requested_permissions: [...new Set([...defaultTaskPermissions, 'workflows:write'])],
    workflow: { id: workflowId, name, matched: 'rerun' },
  });
  if (spawned.kind !== 'spawned') {
    await q.query('delete from workflow_runs where id = $1', [run.id]);
    return refusalOf(spawned, ticket);
  }
  const { agentId, taskId } = spawned;
  await q.query('update workflow_runs set agent_id = $2, task_id = $3 where id = $1', [run.id, agentId, taskId]);
  await writeHistory(q, caller, {
    category: 'workflow',
    action: 'workflow_rerun_started',
    target: `workflow_${workflowId}`,
    details: { workflow_id: workflowId, workflow_run_id: run.id, ticket_id: ticket.id, agent_id: agentId },
  });
  return ok({ status: 'started', run_id: run.id, workflow_id: workflowId, ...started(ticket, spawned) });
}
