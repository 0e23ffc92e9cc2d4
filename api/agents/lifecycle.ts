import { z } from 'zod';
import { record, recordEvent } from '../audit/index.js';
import { transaction, type Connection, type Database } from '../db/index.js';
import { notFound, ok, problem, type Answer } from '../http/answer.js';
import type { Caller } from '../http/caller.js';
import { idParams, optionalText, text } from '../http/fields.js';
import { defineRoute, type Route } from '../http/route.js';
import { lockTicket } from '../tickets/index.js';
import { startAgain } from './startAgain.js';
import { visibleAgents } from './visible.js';

const area = 'agents';
const noAgent = notFound('Agent');

export type AgentRow = {
  readonly id: number;
  readonly ticket_id: number;
  readonly status: string;
  readonly task_id: number | null;
  readonly task_status: string | null;
};

/** The agent with its tasks, its ticket and itself locked, the tasks first: the end of a run begins with them too. */
async function locked(q: Connection, agentId: number, caller: Caller): Promise<AgentRow | undefined> {
  const visible = visibleAgents(caller, 2);
  const { rows } = await q.query<{ ticket_id: number | null }>(
    `select a.ticket_id from agents a where a.id = $1 and ${visible.sql}`,
    [agentId, ...visible.params],
  );
  const ticketId = rows[0]?.ticket_id;
  await q.query('select from agent_tasks where agent_id = $1 order by id for no key update', [agentId]);
  if (ticketId === undefined || ticketId === null || !(await lockTicket(q, ticketId))) return undefined;
  const found = await q.query<AgentRow>(
    `select a.id, a.ticket_id, a.status, task.id as task_id, task.status as task_status
     from agents a left join agent_tasks task on task.id = a.last_task_id where a.id = $1 for update of a`,
    [agentId],
  );
  return found.rows[0];
}

const live = z.object({ status: z.literal('ok'), agent_id: z.number(), valid: z.literal(true) });

function heartbeat(db: Database): Route {
  return defineRoute({
    method: 'post',
    path: '/api/agents/heartbeat/{id}',
    area,
    summary: 'An agent says that it is alive, and hears whether it still is one.',
    access: { kind: 'signed-in', permission: 'agents:heartbeat', agents: 'task' },
    params: idParams,
    answers: { 200: { description: 'It is', schema: live } },
    async handle({ params, caller }) {
      if (caller.type === 'agent' && (caller.run?.kind !== 'task' || caller.run.agentId !== params.id)) return noAgent;
      const visible = visibleAgents(caller, 2);
      const { rows } = await db.query<{ status: string }>(
        `select a.status from agents a where a.id = $1 and ${visible.sql}`,
        [params.id, ...visible.params],
      );
      const status = rows[0]?.status;
      if (status === undefined) return noAgent;
      if (['finished', 'failed', 'stopped', 'terminated'].includes(status))
        return problem(409, 'agent_ended', `Agent ${params.id} is ${status}. Stop.`, { valid: false, state: status });
      await db.query('update agents set heartbeat = clock_timestamp() where id = $1', [params.id]);
      return ok({ status: 'ok', agent_id: params.id, valid: true });
    },
  });
}

const replaced = z.looseObject({ status: z.string(), source_agent_id: z.number().optional() });

function wake(db: Database): Route {
  return defineRoute({
    method: 'post',
    path: '/api/agents/{id}/wake',
    area,
    summary: 'Make sure that somebody works: the agent when it still does, else another one with the same task.',
    access: { kind: 'signed-in', permission: 'agents:wake', agents: 'never' },
    params: idParams,
    answers: { 200: { description: 'It works, or another one was started', schema: replaced } },
    handle: ({ params, caller }) =>
      transaction(db, async (q): Promise<Answer> => {
        const agent = await locked(q, params.id, caller);
        if (!agent) return noAgent;
        if (agent.task_id === null)
          return problem(409, 'no_task', `Agent ${agent.id} never had a task; start one with POST /api/agents/spawn.`);
        if (agent.status === 'stopped' || agent.status === 'terminated') {
          const detail = `Agent ${agent.id} is ${agent.status} for good; POST /api/agents/${agent.id}/restart starts another one.`;
          return problem(409, 'agent_ended', detail, { state: agent.status });
        }
        if (agent.task_status === 'queued' || agent.task_status === 'running') {
          await q.query('update agents set heartbeat = clock_timestamp() where id = $1', [agent.id]);
          const message = `Task ${agent.task_id} is ${agent.task_status}.`;
          return ok({ status: 'already_active', agent_id: agent.id, task_id: agent.task_id, message });
        }
        if (agent.status !== 'finished' && agent.status !== 'failed') {
          const detail = `Agent ${agent.id} waits (${agent.status}); the answer or the decision starts it again.`;
          return problem(409, 'agent_waiting', detail, { state: agent.status });
        }
        return startAgain(q, agent, caller, { status: 'replacement_spawned', event: 'agent_wake_spawned' });
      }),
  });
}

function restart(db: Database): Route {
  return defineRoute({
    method: 'post',
    path: '/api/agents/{id}/restart',
    area,
    summary: 'End the agent for good and start another one with the same task, program, profile and permissions.',
    access: { kind: 'signed-in', permission: 'agents:restart', agents: 'never' },
    params: idParams,
    answers: { 200: { description: 'Another one was started', schema: replaced } },
    handle: ({ params, caller }) =>
      transaction(db, async (q): Promise<Answer> => {
        const agent = await locked(q, params.id, caller);
        if (!agent) return noAgent;
        if (agent.task_id === null)
          return problem(409, 'no_task', `Agent ${agent.id} never had a task; start one with POST /api/agents/spawn.`);
        return startAgain(q, agent, caller, { status: 'spawned', event: 'agent_restarted' });
      }),
  });
}

/** What somebody may say by hand that an agent is; the ends have their own verbs, which end its processes too. */
const sayable = ['working', 'blocked', 'awaiting_user_response', 'awaiting_access', 'finished', 'failed'] as const;

function update(db: Database): Route {
  return defineRoute({
    method: 'post',
    path: '/api/agents/{id}/update',
    area,
    summary: 'Correct by hand what an agent is said to be; one at work is stopped instead.',
    access: { kind: 'signed-in', permission: 'agents:update', agents: 'never' },
    params: idParams,
    body: z.object({
      status: text(30).pipe(
        z.enum(sayable, { error: () => `Use one of ${sayable.join(', ')}; stop has its own address` }),
      ),
      error_message: optionalText(1_000),
    }),
    answers: {
      200: {
        description: 'Corrected',
        schema: z.object({ status: z.literal('updated'), agent_id: z.number(), new_status: z.string() }),
      },
    },
    handle: ({ params, body, caller }) =>
      transaction(db, async (q): Promise<Answer> => {
        const agent = await locked(q, params.id, caller);
        if (!agent) return noAgent;
        if (['finished', 'failed', 'stopped', 'terminated'].includes(agent.status))
          return problem(409, 'agent_ended', `Agent ${agent.id} is ${agent.status}; nothing changes that.`, {
            state: agent.status,
          });
        const ends = body.status === 'finished' || body.status === 'failed';
        if (agent.task_status === 'queued' || agent.task_status === 'running') {
          if (body.status !== 'working') {
            const detail = `Agent ${agent.id} is at work; end it with POST /api/agents/${agent.id}/stop.`;
            return problem(409, 'agent_active', detail, { state: agent.status });
          }
        } else if (body.status === 'working') {
          const detail = `Agent ${agent.id} has no task at work; POST /api/agents/${agent.id}/wake starts one.`;
          return problem(409, 'agent_not_active', detail, { state: agent.status });
        }
        await q.query(
          `update agents set status = $2::text, error_message = coalesce($3, error_message),
             finished_at = case when $4 then clock_timestamp() else finished_at end where id = $1`,
          [agent.id, body.status, body.error_message, ends],
        );
        if (ends) {
          await q.query(
            `update agent_tasks set status = $2, completed_at = clock_timestamp() where agent_id = $1 and completed_at is null`,
            [agent.id, body.status === 'finished' ? 'completed' : 'failed'],
          );
          await q.query('update tickets set agent_id = null where agent_id = $1', [agent.id]);
        }
        const details = { agent_id: agent.id, ticket_id: agent.ticket_id, from: agent.status, to: body.status };
        await record(q, { actor: caller, action: 'agent_updated', target: `agent_${agent.id}`, details });
        await recordEvent(q, {
          ...{ category: 'agent', actor: caller.name, action: 'agent_updated', target: `agent_${agent.id}`, details },
        });
        return ok({ status: 'updated', agent_id: agent.id, new_status: body.status });
      }),
  });
}

/** Contract 11.3; stopping is with the reads of an agent. */
export function lifecycleRoutes(db: Database): Route[] {
  return [heartbeat(db), wake(db), restart(db), update(db)];
}
