import { transaction, type Connection } from '../../db/index.js';
import { notFound, ok, problem, type Answer } from '../../http/answer.js';
import type { Caller } from '../../http/caller.js';
import { defineRoute, type Route } from '../../http/route.js';
import { getTicket } from '../../tickets/index.js';
import { requestBody, wireStatus, type RequestChange } from '../contract.js';
import { requestChange, type Agent } from '../requestChange.js';
import { requestedShape } from '../shapes.js';
import { area, type ChangeRoutes } from './parts.js';

/**
 * The agent that the change is for: an agent only ever asks for itself; a person or a service may name one that works this
 * ticket (contract 10.2), which brings everyone behind that agent into the lineage.
 */
async function agentOf(
  q: Connection,
  body: RequestChange,
  caller: Caller,
): Promise<Agent | null | 'not_on_this_ticket' | 'ended'> {
  if (caller.run?.kind === 'task') return { id: caller.run.agentId, taskId: caller.run.taskId };
  if (body.agent_id === null || body.agent_id === undefined) return null;
  const { rows } = await q.query<Agent & { ended: boolean }>(
    `select id, last_task_id as "taskId", status in ('finished', 'failed', 'stopped', 'terminated') as ended
     from agents where id = $1 and ticket_id = $2`,
    [body.agent_id, body.ticket_id],
  );
  const agent = rows[0];
  if (!agent) return 'not_on_this_ticket';
  return agent.ended ? 'ended' : { id: agent.id, taskId: agent.taskId };
}

async function ask({ db, rules }: ChangeRoutes, body: RequestChange, caller: Caller): Promise<Answer> {
  return transaction(db, async (q) => {
    await q.query('select from tickets where id = $1 for update', [body.ticket_id]);
    const ticket = await getTicket(q, body.ticket_id, caller);
    if (!ticket) return notFound('Ticket');
    const agent = await agentOf(q, body, caller);
    if (agent === 'not_on_this_ticket') {
      return problem(422, 'agent_not_on_ticket', `Agent ${body.agent_id ?? ''} does not work ticket ${ticket.id}.`);
    }
    if (agent === 'ended') {
      return problem(409, 'agent_ended', `Agent ${body.agent_id ?? ''} has ended; nobody would wait for this change.`);
    }
    const outcome = await requestChange(q, rules, caller, ticket, body, agent);
    if (outcome.kind === 'refused') return problem(outcome.status, outcome.code, outcome.sentence);
    const { change } = outcome;
    return ok({
      change_id: change.id,
      status: wireStatus(change.state),
      state: change.state,
      already_open: outcome.kind === 'open_already',
      digest: change.digest,
      expires_at: change.expires_at,
      policy: { id: change.policy_name, description: change.policy.description },
      may_approve: outcome.people.filter(({ excluded }) => excluded === null).map(({ displayName }) => displayName),
    });
  });
}

export function request(options: ChangeRoutes): Route {
  return defineRoute({
    method: 'post',
    path: '/api/changes/request',
    area,
    summary: 'Ask for a change. It opens a gate that people decide; whoever stands behind it may not.',
    access: { kind: 'signed-in', permission: 'changes:request', agents: 'task' },
    body: requestBody,
    answers: { 200: { description: 'The gate is open', schema: requestedShape } },
    handle: ({ body, caller }) => ask(options, body, caller),
  });
}
