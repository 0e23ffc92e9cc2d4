import { z } from 'zod';
import { readPage, transaction, type Database } from '../db/index.js';
import { wireStatus, type ChangeState } from '../changes/index.js';
import { notFound, ok, problem } from '../http/answer.js';
import { idParams, text } from '../http/fields.js';
import { defineRoute, type Route } from '../http/route.js';
import { activeWorkflows } from '../workflows/index.js';
import {
  agentsAnswer,
  oneAgentAnswer,
  resultAnswer,
  runnerHealthAnswer,
  stopAnswer,
  taskBriefAnswer,
  tasksAnswer,
} from './answers.js';
import { listQuery, taskQuery, taskResultBody } from './contract.js';
import { liveRunners } from './runners.js';
import { stopAgent, writeTaskResult } from './work.js';
import { configRoutes } from './config/index.js';
import { glanceRoutes, readQueueHealth } from './glance.js';
import { lifecycleRoutes } from './lifecycle.js';
import { logRoutes } from './logs.js';
import { startRoutes } from './start.js';
import { steeringRoutes } from './steering.js';
import { agentColumns, agentJoins, visibleAgents } from './visible.js';

const area = 'agents';
const noAgent = notFound('Agent');
const noTask = notFound('Task');

export type AgentRoutes = {
  readonly db: Database;
  /** Folder of the runs' logs: `<kind>-<id>-<attempt>.log`. */
  readonly runLogs: string;
};

function list({ db }: AgentRoutes): Route {
  return defineRoute({
    method: 'get',
    path: '/api/agents',
    area,
    summary: 'Agents, newest first.',
    access: { kind: 'signed-in', permission: 'agents:read', agents: 'task' },
    query: listQuery,
    answers: { 200: { description: 'A page of agents', schema: agentsAnswer } },
    async handle({ query, caller }) {
      const visible = visibleAgents(caller, 3);
      const { rows, total } = await readPage(
        db,
        `select ${agentColumns}, count(*) over () as total ${agentJoins}
         where ($1::text is null or a.status = $1) and ($2::bigint is null or a.ticket_id = $2) and ${visible.sql}
         order by a.id desc`,
        [query.status, query.ticket_id ?? null, ...visible.params],
        query,
      );
      return ok({ agents: rows, total });
    },
  });
}

function get({ db }: AgentRoutes): Route {
  return defineRoute({
    method: 'get',
    path: '/api/agents/{id}',
    area,
    summary: 'One agent with its task and its changes.',
    access: { kind: 'signed-in', permission: 'agents:read', agents: 'task' },
    params: idParams,
    answers: { 200: { description: 'The agent', schema: oneAgentAnswer } },
    async handle({ params, caller }) {
      const visible = visibleAgents(caller, 2);
      const { rows } = await db.query<Record<string, unknown>>(
        `select ${agentColumns}, tk.description as ticket_description ${agentJoins} where a.id = $1 and ${visible.sql}`,
        [params.id, ...visible.params],
      );
      if (!rows[0]) return noAgent;
      const task = await db.query<Record<string, unknown>>(
        `select id, task_type, status, progress_pct, result, error_message, attempt, created_at, started_at, completed_at
         from agent_tasks where agent_id = $1 order by id desc limit 1`,
        [params.id],
      );
      const changes = await db.query<Record<string, unknown> & { state: ChangeState }>(
        'select id, action, target, risk_level, state, requested_at, decided_at from changes where agent_id = $1 order by id desc limit 50',
        [params.id],
      );
      const audit = await db.query<Record<string, unknown>>(
        `select id, actor, channel, action, target, result, details, created_at from audit_log
         where details ? 'agent_id' and details ->> 'agent_id' = $1 order by id desc limit 50`,
        [String(params.id)],
      );
      return ok({
        ...rows[0],
        ...(task.rows[0] ? { current_task: task.rows[0] } : {}),
        ...{
          change_requests: changes.rows.map((change) => ({ ...change, status: wireStatus(change.state) })),
          audit: audit.rows,
        },
      });
    },
  });
}

function tasks({ db }: AgentRoutes): Route {
  return defineRoute({
    method: 'get',
    path: '/api/agents/tasks',
    area,
    summary: 'Tasks of agents, newest first.',
    access: { kind: 'signed-in', permission: 'agents:read', agents: 'task' },
    query: taskQuery,
    answers: { 200: { description: 'A page of tasks', schema: tasksAnswer } },
    async handle({ query, caller }) {
      const visible = visibleAgents(caller, 4);
      const { rows, total } = await readPage(
        db,
        `select task.id, task.agent_id, task.ticket_id, task.task_type, task.status, task.priority_rank, task.progress_pct, task.attempt,
           task.result, task.error_message, task.started_at, task.completed_at, task.created_at, count(*) over () as total
         from agent_tasks task join agents a on a.id = task.agent_id
         where ($1::text is null or task.status = $1) and ($2::bigint is null or task.agent_id = $2)
           and ($3::bigint is null or task.ticket_id = $3) and ${visible.sql} order by task.id desc`,
        [query.status, query.agent_id ?? null, query.ticket_id ?? null, ...visible.params],
        query,
      );
      return ok({ tasks: rows, total });
    },
  });
}

type TaskRow = {
  task_id: number;
  agent_id: number;
  ticket_id: number;
  task_type: string;
  prompt: string;
  attempt: number;
  runtime_config: { workflow_id?: number; matched?: string };
};

function task({ db }: AgentRoutes): Route {
  return defineRoute({
    method: 'get',
    path: '/api/agents/tasks/{id}',
    area,
    summary: 'One task with the workflow that it follows, for the agent that works it.',
    access: { kind: 'signed-in', permission: 'agents:read', agents: 'task' },
    params: idParams,
    answers: { 200: { description: 'The task', schema: taskBriefAnswer } },
    async handle({ params, caller }) {
      const visible = visibleAgents(caller, 2);
      const { rows } = await db.query<TaskRow>(
        `select task.id as task_id, task.agent_id, task.ticket_id, task.task_type, task.prompt, task.attempt, a.runtime_config
         from agent_tasks task join agents a on a.id = task.agent_id where task.id = $1 and ${visible.sql}`,
        [params.id, ...visible.params],
      );
      const found = rows[0];
      if (!found) return noTask;
      const { runtime_config: config, ...shown } = found;
      const workflow = (await activeWorkflows(db)).find(({ id }) => id === config.workflow_id);
      const { id, name, workflow_key, blueprint } = workflow ?? {};
      return ok({
        ...shown,
        workflow: workflow ? { id, name, workflow_key, blueprint, matched: config.matched ?? null } : null,
      });
    },
  });
}

function result({ db }: AgentRoutes): Route {
  return defineRoute({
    method: 'put',
    path: '/api/agents/tasks/{id}/result',
    area,
    summary: 'The agent says how its task ended. It counts while its run is current.',
    access: { kind: 'signed-in', permission: 'tickets:note', agents: 'task' },
    params: idParams,
    body: taskResultBody,
    answers: { 200: { description: 'Accepted', schema: resultAnswer } },
    async handle({ params, body, caller }) {
      if (caller.run?.kind !== 'task' || caller.run.taskId !== params.id) return noTask;
      const { attempt } = caller.run;
      const written = await writeTaskResult(db, { table: 'agent_tasks', id: params.id, attempt }, body);
      if (!written) return problem(409, 'lease_lost', 'This run is over; somebody else works the task now. Stop.');
      return ok({ accepted: true, outcome: body.outcome });
    },
  });
}

function stop({ db }: AgentRoutes): Route {
  return defineRoute({
    method: 'post',
    path: '/api/agents/{id}/stop',
    area,
    summary: 'Stop an agent: its whole process tree ends, and its run token with it.',
    access: { kind: 'signed-in', permission: 'agents:stop', agents: 'turn' },
    params: idParams,
    body: z.object({ reason: text(500).default('manual_stop') }),
    answers: { 200: { description: 'Stopped or being stopped', schema: stopAnswer } },
    handle: ({ params, body, caller }) =>
      transaction(db, async (q) => {
        const visible = visibleAgents(caller, 2);
        const { rowCount } = await q.query(`select from agents a where a.id = $1 and ${visible.sql}`, [
          params.id,
          ...visible.params,
        ]);
        if (rowCount !== 1) return noAgent;
        return ok({ status: await stopAgent(q, params.id, caller, body.reason), agent_id: params.id });
      }),
  });
}

function health({ db }: AgentRoutes): Route {
  return defineRoute({
    method: 'get',
    path: '/api/agents/runner-health',
    area,
    summary: 'Which runners are alive, what they run with, which harnesses they have and why one was chosen.',
    access: { kind: 'signed-in', permission: 'agents:read', agents: 'never' },
    answers: { 200: { description: 'Runners', schema: runnerHealthAnswer } },
    async handle() {
      const runners = await liveRunners(db);
      const harnesses = runners[0]?.harnesses ?? [];
      return ok({
        status: runners.length === 0 ? 'no_runner' : 'ok',
        runners,
        harness: harnesses.find(({ works }) => works.includes('tickets'))?.name ?? null,
        chat_harness: harnesses.find(({ works }) => works.includes('chat'))?.name ?? null,
        available_harnesses: harnesses.filter(({ state }) => state === 'ready').map(({ name }) => ({ name })),
        isolation: runners[0]?.isolation ?? null,
        max_concurrent_agents: runners.reduce((sum, runner) => sum + runner.max_concurrent, 0),
        queue_health: await readQueueHealth(db),
      });
    },
  });
}

export function agentRoutes(options: AgentRoutes): Route[] {
  return [
    ...startRoutes(options.db),
    list(options),
    tasks(options),
    health(options),
    task(options),
    result(options),
    ...glanceRoutes(options.db),
    ...configRoutes(options.db),
    ...logRoutes(options),
    ...lifecycleRoutes(options.db),
    ...steeringRoutes(options.db),
    get(options),
    stop(options),
  ];
}
