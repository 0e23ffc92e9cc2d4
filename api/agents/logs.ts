import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Database } from '../db/index.js';
import { notFound, ok, type Answer } from '../http/answer.js';
import type { Caller } from '../http/caller.js';
import { idParams } from '../http/fields.js';
import { defineRoute, type Route } from '../http/route.js';
import { logsQuery } from './contract.js';
import { visibleAgents } from './visible.js';

const area = 'agents';

type LogPlaces = {
  readonly db: Database;
  /** Folder of the runs' logs: `<kind>-<id>-<attempt>.log`. */
  readonly runLogs: string;
};

const logTail = z.object({ task_id: z.number(), log_path: z.string(), content: z.string() });

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
  { db, runLogs }: LogPlaces,
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

/** The last lines of what agents printed. */
export function logRoutes(options: LogPlaces): Route[] {
  const shape = {
    area,
    query: logsQuery,
    params: idParams,
    answers: { 200: { description: 'The last lines', schema: logTail } },
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
        (await logsOf(options, 'task.id = $1', params.id, caller, query.lines)) ?? notFound('Task'),
    }),
    defineRoute({
      ...shape,
      method: 'get',
      path: '/api/agents/{id}/logs',
      summary: "The last lines of the log of an agent's latest task.",
      access,
      handle: async ({ params, query, caller }) =>
        (await logsOf(options, 'task.agent_id = $1', params.id, caller, query.lines)) ?? notFound('Agent'),
    }),
  ];
}
