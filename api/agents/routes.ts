import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { readPage, transaction, type Database } from '../db/index.js';
import { notFound, ok, problem, type Answer } from '../http/answer.js';
import type { Caller } from '../http/caller.js';
import { idParams, row, text } from '../http/fields.js';
import { defineRoute, type Route } from '../http/route.js';
import type { IntakeRule } from '../intake/index.js';
import { onTicket, visibleTickets } from '../tickets/index.js';
import { activeWorkflows } from '../workflows/index.js';
import { assignBody, listQuery, logsQuery, spawnBody, taskQuery, taskResultBody } from './contract.js';
import { liveRunners } from './runners.js';
import { stopAgent, writeTaskResult } from './work.js';
import { spawnAgent, type Spawned } from './spawn.js';

const area = 'agents';
const noAgent = notFound('Agent');
const noTask = notFound('Task');

export type AgentRoutes = {
  readonly db: Database;
  readonly rules: readonly IntakeRule[];
  /** Folder of the runs' logs: `<kind>-<id>-<attempt>.log`. */
  readonly runLogs: string;
};

function answerTo(spawned: Spawned, ticketId: number): Answer {
  switch (spawned.kind) {
    case 'spawned': {
      const { agentId, taskId, harness, rank } = spawned;
      return ok({
        status: 'spawned',
        agent_id: agentId,
        task_id: taskId,
        ticket_id: ticketId,
        harness,
        priority_rank: rank,
      });
    }
    case 'waiting_for_person':
      return ok({ status: 'waiting_for_person', ticket_id: ticketId, group: spawned.group, reason: spawned.reason });
    case 'active_already': {
      const detail = `Ticket already has active agent ${spawned.agentId} (${spawned.status}).`;
      return problem(409, 'agent_active', detail, { agent_id: spawned.agentId, agent_status: spawned.status });
    }
    case 'ticket_final':
      return problem(409, 'ticket_final', `Ticket ${ticketId} is ${spawned.status}; open it again first.`, {
        state: spawned.status,
      });
  }
}

function assign({ db, rules }: AgentRoutes): Route {
  return defineRoute({
    method: 'post',
    path: '/api/tickets/{id}/assign-agent',
    area,
    summary: 'Start an agent on the ticket; where none can work it, it waits for a person of its group.',
    access: { kind: 'signed-in', permission: 'agents:spawn', agents: 'turn' },
    params: idParams,
    body: assignBody,
    answers: { 200: { description: 'Started, or left to a person', schema: row } },
    handle: ({ params, body, caller }) =>
      onTicket(db, params.id, caller, async (q, ticket) =>
        answerTo(await spawnAgent(q, rules, ticket, caller, { ...body, task_type: 'ticket_resolution' }), ticket.id),
      ),
  });
}

function spawn({ db, rules }: AgentRoutes): Route {
  return defineRoute({
    method: 'post',
    path: '/api/agents/spawn',
    area,
    summary: 'Start an agent on a ticket.',
    access: { kind: 'signed-in', permission: 'agents:spawn', agents: 'never' },
    body: spawnBody,
    answers: { 200: { description: 'Started, or left to a person', schema: row } },
    handle: ({ body, caller }) =>
      onTicket(db, body.ticket_id, caller, async (q, ticket) =>
        answerTo(await spawnAgent(q, rules, ticket, caller, body), ticket.id),
      ),
  });
}

/** Agents of tickets that the caller may see, and an agent itself. */
function visibleAgents(caller: Caller, first: number): { sql: string; params: unknown[] } {
  const visible = visibleTickets(caller, first + 1);
  const own = caller.run?.kind === 'task' ? caller.run.agentId : 0;
  return {
    sql: `(a.id = $${first} or exists (select from tickets t where t.id = a.ticket_id and ${visible.sql}))`,
    params: [own, ...visible.params],
  };
}

const agentColumns = `a.id, a.ticket_id, a.model, a.selected_model, a.harness, a.runtime_profile_id, a.status, a.started_at, a.finished_at,
  a.heartbeat, a.assigned_by, a.error_message, a.attempts, a.last_task_id, a.created_at, tk.title as ticket_title, tk.status as ticket_status,
  tk.itop_ref as ticket_itop_ref, task.id as current_task_id, task.status as task_status, task.progress_pct as task_progress_pct,
  task.task_type, task.error_message as task_error_message,
  extract(epoch from clock_timestamp() - coalesce(a.heartbeat, a.created_at))::integer as idle_seconds,
  extract(epoch from coalesce(a.finished_at, clock_timestamp()) - coalesce(a.started_at, a.created_at))::integer as running_seconds`;
const agentJoins = `from agents a left join tickets tk on tk.id = a.ticket_id left join agent_tasks task on task.id = a.last_task_id`;

function list({ db }: AgentRoutes): Route {
  return defineRoute({
    method: 'get',
    path: '/api/agents',
    area,
    summary: 'Agents, newest first.',
    access: { kind: 'signed-in', permission: 'agents:read', agents: 'task' },
    query: listQuery,
    answers: { 200: { description: 'A page of agents', schema: row } },
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
    answers: { 200: { description: 'The agent', schema: row } },
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
      const changes = await db.query<Record<string, unknown>>(
        'select id, action, target, risk_level, state, requested_at, decided_at from changes where agent_id = $1 order by id desc limit 50',
        [params.id],
      );
      return ok({ ...rows[0], ...(task.rows[0] ? { current_task: task.rows[0] } : {}), change_requests: changes.rows });
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
    answers: { 200: { description: 'A page of tasks', schema: row } },
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
    answers: { 200: { description: 'The task', schema: row } },
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
    answers: { 200: { description: 'Accepted', schema: row } },
    async handle({ params, body, caller }) {
      if (caller.run?.kind !== 'task' || caller.run.taskId !== params.id) return noTask;
      const { attempt } = caller.run;
      const written = await writeTaskResult(db, { table: 'agent_tasks', id: params.id, attempt }, body);
      if (!written) return problem(409, 'lease_lost', 'This run is over; somebody else works the task now. Stop.');
      return ok({ accepted: true, outcome: body.outcome });
    },
  });
}

/** Bytes from the end of a log that are looked at for the last lines. */
const tailBytes = 512 * 1024;

async function tailOf(file: string, lines: number): Promise<string> {
  const size = await stat(file).then(
    (found) => found.size,
    () => -1,
  );
  if (size < 0) return '';
  let content = '';
  for await (const part of createReadStream(file, { encoding: 'utf8', start: Math.max(0, size - tailBytes) }))
    content += String(part);
  return content
    .split('\n')
    .slice(-lines - 1)
    .join('\n');
}

async function logsOf(
  { db, runLogs }: AgentRoutes,
  condition: string,
  id: number,
  caller: Caller,
  lines: number,
): Promise<Answer | undefined> {
  const visible = visibleAgents(caller, 2);
  const { rows } = await db.query<{ id: number; attempt: number; output: string }>(
    `select task.id, task.attempt, task.output from agent_tasks task join agents a on a.id = task.agent_id
     where ${condition} and ${visible.sql} order by task.id desc limit 1`,
    [id, ...visible.params],
  );
  const found = rows[0];
  if (!found) return undefined;
  const name = `task-${found.id}-${found.attempt}.log`;
  const content = await tailOf(path.join(runLogs, name), lines);
  return ok({ task_id: found.id, log_path: name, content: content === '' ? found.output : content });
}

function logs(options: AgentRoutes): Route[] {
  const shape = {
    area,
    query: logsQuery,
    params: idParams,
    answers: { 200: { description: 'The last lines', schema: row } },
  };
  const access = { kind: 'signed-in', permission: 'agents:read', agents: 'never' } as const;
  return [
    defineRoute({
      ...shape,
      method: 'get',
      path: '/api/agents/tasks/{id}/logs',
      summary: "The last lines of a task's log.",
      access,
      handle: async ({ params, query, caller }) =>
        (await logsOf(options, 'task.id = $1', params.id, caller, query.lines)) ?? noTask,
    }),
    defineRoute({
      ...shape,
      method: 'get',
      path: '/api/agents/{id}/logs',
      summary: "The last lines of the log of an agent's latest task.",
      access,
      handle: async ({ params, query, caller }) =>
        (await logsOf(options, 'task.agent_id = $1', params.id, caller, query.lines)) ?? noAgent,
    }),
  ];
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
    answers: { 200: { description: 'Stopped or being stopped', schema: row } },
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
    answers: { 200: { description: 'Runners', schema: row } },
    async handle() {
      const runners = await liveRunners(db);
      const harnesses = runners[0]?.harnesses ?? [];
      const { rows } = await db.query<{ status: string; count: number }>(
        `select status, count(*) from agent_tasks where status in ('queued', 'running') group by status`,
      );
      const queued = rows.find(({ status }) => status === 'queued')?.count ?? 0;
      return ok({
        status: runners.length === 0 ? 'no_runner' : 'ok',
        runners,
        harness: harnesses.find(({ works }) => works.includes('tickets'))?.name ?? null,
        chat_harness: harnesses.find(({ works }) => works.includes('chat'))?.name ?? null,
        available_harnesses: harnesses.filter(({ state }) => state === 'ready').map(({ name }) => ({ name })),
        isolation: runners[0]?.isolation ?? null,
        max_concurrent_agents: runners.reduce((sum, runner) => sum + runner.max_concurrent, 0),
        queue_health: {
          status: 'ok',
          queued_depth: queued,
          running: rows.find(({ status }) => status === 'running')?.count ?? 0,
        },
      });
    },
  });
}

export function agentRoutes(options: AgentRoutes): Route[] {
  return [
    assign(options),
    spawn(options),
    list(options),
    tasks(options),
    health(options),
    task(options),
    result(options),
    ...logs(options),
    get(options),
    stop(options),
  ];
}
