import { z } from 'zod';
import type { Database } from '../db/index.js';
import { notFound, ok } from '../http/answer.js';
import { idParams } from '../http/fields.js';
import { defineRoute, type Route } from '../http/route.js';
import { activeAnswer, latestTaskAnswer } from './answers.js';
import { activeStatuses } from './contract.js';
import { liveRunners } from './runners.js';
import { agentColumns, agentJoins, visibleAgents } from './visible.js';

const area = 'agents';
const access = { kind: 'signed-in', permission: 'agents:read', agents: 'never' } as const;

/** Rows of the active ones at most: more than any installation runs, and a bound all the same. */
const mostActive = 500;

export async function readQueueHealth(db: Database): Promise<z.output<typeof activeAnswer>['queue_health']> {
  const { rows } = await db.query<{ status: string; count: number }>(
    `select status, count(*)::integer as count from agent_tasks where status in ('queued', 'running') group by status`,
  );
  const count = (wanted: string): number => rows.find(({ status }) => status === wanted)?.count ?? 0;
  return { status: 'ok', queued_depth: count('queued'), running: count('running') };
}

function active(db: Database): Route {
  return defineRoute({
    method: 'get',
    path: '/api/agents/active',
    area,
    summary: 'Agents that work or are about to, newest first.',
    access,
    answers: { 200: { description: 'The active agents', schema: activeAnswer } },
    async handle({ caller }) {
      const visible = visibleAgents(caller, 2);
      const { rows } = await db.query<Record<string, unknown>>(
        `select ${agentColumns} ${agentJoins} where a.status = any($1) and ${visible.sql} order by a.id desc limit ${mostActive}`,
        [activeStatuses, ...visible.params],
      );
      return ok({ agents: rows, count: rows.length, queue_health: await readQueueHealth(db) });
    },
  });
}

const statsAnswer = z.object({
  total: z.number(),
  active: z.number(),
  finished: z.number(),
  failed: z.number(),
  avg_duration_seconds: z.number().nullable(),
});

function stats(db: Database): Route {
  return defineRoute({
    method: 'get',
    path: '/api/agents/stats',
    area,
    summary: 'How many agents there are and were, and how long they worked on average.',
    access,
    answers: { 200: { description: 'The figures', schema: statsAnswer } },
    async handle({ caller }) {
      const visible = visibleAgents(caller, 2);
      const { rows } = await db.query<z.output<typeof statsAnswer>>(
        `select count(*)::integer as total, count(*) filter (where a.status = any($1))::integer as active,
           count(*) filter (where a.status = 'finished')::integer as finished,
           count(*) filter (where a.status in ('failed', 'stopped', 'terminated'))::integer as failed,
           round(avg(extract(epoch from a.finished_at - a.started_at)), 1)::float8 as avg_duration_seconds
         from agents a where ${visible.sql}`,
        [activeStatuses, ...visible.params],
      );
      return ok(rows[0] ?? { total: 0, active: 0, finished: 0, failed: 0, avg_duration_seconds: null });
    },
  });
}

function latestTask(db: Database): Route {
  return defineRoute({
    method: 'get',
    path: '/api/agents/{id}/task',
    area,
    summary: "An agent's latest task.",
    access: { ...access, agents: 'task' },
    params: idParams,
    answers: { 200: { description: 'The task', schema: latestTaskAnswer } },
    async handle({ params, caller }) {
      const visible = visibleAgents(caller, 2);
      const { rows } = await db.query<Record<string, unknown>>(
        `select task.id, task.agent_id, task.ticket_id, task.task_type, task.prompt, task.status, task.progress_pct, task.attempt,
           task.result, task.output, task.error_message, task.started_at, task.completed_at, task.created_at
         from agent_tasks task join agents a on a.id = task.agent_id where a.id = $1 and ${visible.sql} order by task.id desc limit 1`,
        [params.id, ...visible.params],
      );
      return rows[0] ? ok(rows[0]) : notFound('Task');
    },
  });
}

const processesAnswer = z.object({
  ps_path: z
    .null()
    .meta({ description: 'Processes are known from the runners themselves; nothing is guessed from ps.' }),
  exit_code: z.null(),
  header: z.array(z.string()),
  processes: z.array(z.object({ runner: z.string(), host: z.string(), pid: z.number(), run: z.string() })),
  active_processes: z.array(z.number()).meta({ description: 'Ids of the tasks that a runner works now.' }),
});

function processes(db: Database): Route {
  return defineRoute({
    method: 'get',
    path: '/api/agents/processes',
    area,
    summary: 'What runners work at this moment, by their own heartbeats.',
    access,
    answers: { 200: { description: 'Runs of living runners', schema: processesAnswer } },
    async handle() {
      const runs = (await liveRunners(db)).flatMap(({ id, host, pid, active_runs: active }) =>
        active.map((run) => ({ runner: id, host, pid, run })),
      );
      const tasks = runs.flatMap(({ run }) => /^task-(\d+)/.exec(run)?.[1] ?? []).map(Number);
      return ok({
        ...{ ps_path: null, exit_code: null, header: ['runner', 'host', 'pid', 'run'] },
        ...{ processes: runs, active_processes: tasks },
      });
    },
  });
}

/** Agents at a glance (contract 11.2). */
export function glanceRoutes(db: Database): Route[] {
  return [active(db), stats(db), processes(db), latestTask(db)];
}
