import type { Config } from '../../config/schema.js';
import { record, recordEvent } from '../audit/index.js';
import { transaction, type Database } from '../db/index.js';
import { notFound, ok } from '../http/answer.js';
import { defineRoute, type Route } from '../http/route.js';
import { checkNow } from './checkTools.js';
import {
  checkAllAnswer,
  checkAnswer,
  historyAnswer,
  historyQuery,
  listAnswer,
  listQuery,
  statusAnswer,
  syncAnswer,
  toolAnswer,
  toolParams,
} from './contract.js';
import { syncTools } from './seedTools.js';
import { checksSince, listTools, readTool, recentChecks, toolStatuses } from './sql/readTools.js';

const area = 'tools';
const noTool = notFound('Tool');
const reads = { kind: 'signed-in', permission: 'tools:read', agents: 'task' } as const;
const operates = { kind: 'signed-in', permission: 'tools:operate', agents: 'never' } as const;
/** Checks of a tool that stand beside it (contract 20.3). */
const recent = 50;

export type ToolRoutes = { readonly db: Database; readonly config: Config['tools'] };

function list({ db }: ToolRoutes): Route {
  return defineRoute({
    method: 'get',
    path: '/api/tools',
    area,
    summary: 'Tools by name, with their last check.',
    access: reads,
    query: listQuery,
    answers: { 200: { description: 'A page of tools', schema: listAnswer } },
    async handle({ query }) {
      const { rows, total } = await listTools(db, query);
      return ok({ tools: rows, total, setup_modules: [] });
    },
  });
}

function status({ db }: ToolRoutes): Route {
  return defineRoute({
    method: 'get',
    path: '/api/tools/status',
    area,
    summary: 'How many tools are healthy, degraded, down or unknown, and which.',
    access: reads,
    answers: { 200: { description: 'Counters and names', schema: statusAnswer } },
    async handle() {
      const tools = await toolStatuses(db);
      const count = (wanted: string): number => tools.filter((tool) => tool.status === wanted).length;
      return ok({
        healthy: count('healthy'),
        degraded: count('degraded'),
        down: count('down'),
        unknown: count('unknown'),
        tools: tools.map((tool) => ({ name: tool.name, status: tool.status })),
        setup_modules: 0,
      });
    },
  });
}

function get({ db }: ToolRoutes): Route {
  return defineRoute({
    method: 'get',
    path: '/api/tools/{id}',
    area,
    summary: 'One tool with its last checks, newest first.',
    access: reads,
    params: toolParams,
    answers: { 200: { description: 'The tool', schema: toolAnswer } },
    async handle({ params }) {
      const tool = await readTool(db, params.id);
      return tool ? ok({ ...tool, recent_checks: await recentChecks(db, params.id, recent) }) : noTool;
    },
  });
}

function history({ db }: ToolRoutes): Route {
  return defineRoute({
    method: 'get',
    path: '/api/tools/{id}/history',
    area,
    summary: 'Checks of the last hours, newest first; they are kept for a month.',
    access: reads,
    params: toolParams,
    query: historyQuery,
    answers: { 200: { description: 'A page of checks', schema: historyAnswer } },
    async handle({ params, query }) {
      if (!(await readTool(db, params.id))) return noTool;
      const { rows, total } = await checksSince(db, params.id, query.hours, query);
      return ok({ tool_id: params.id, checks: rows, count: rows.length, total });
    },
  });
}

function checkOne({ db }: ToolRoutes): Route {
  return defineRoute({
    method: 'post',
    path: '/api/tools/{id}/check',
    area,
    summary: 'Ask a tool now whether it is healthy. One without a host is unknown and not asked.',
    access: operates,
    params: toolParams,
    answers: { 200: { description: 'What came of it', schema: checkAnswer } },
    async handle({ params }) {
      const [result] = await checkNow(db, [params.id]);
      return result ? ok(result) : noTool;
    },
  });
}

function checkAll({ db }: ToolRoutes): Route {
  return defineRoute({
    method: 'post',
    path: '/api/tools/check-all',
    area,
    summary: 'Ask every tool now.',
    access: operates,
    answers: { 200: { description: 'What came of it', schema: checkAllAnswer } },
    async handle({ caller }) {
      const ids = (await toolStatuses(db)).map(({ id }) => id);
      const results = await checkNow(db, ids);
      const details = { count: results.length, down: results.filter((result) => result.status === 'down').length };
      // Only when a person asks: of the checks that happen by themselves, what changed is told (27.42).
      await recordEvent(db, { category: 'health', actor: caller.name, action: 'check_cycle_complete', details });
      return ok({ results, count: results.length });
    },
  });
}

function sync({ db, config }: ToolRoutes): Route {
  return defineRoute({
    method: 'post',
    path: '/api/tools/sync-manifest',
    area,
    summary: 'Bring the tools to what ships and what is configured; as at every start.',
    access: operates,
    answers: { 200: { description: 'They are', schema: syncAnswer } },
    handle: ({ caller }) =>
      transaction(db, async (q) => {
        const count = await syncTools(q, config);
        await record(q, { actor: caller, action: 'tool_manifest_synced', details: { count } });
        await recordEvent(q, {
          category: 'health',
          actor: caller.name,
          action: 'tool_manifest_synced',
          details: { count },
        });
        return ok({ status: 'synced', excluded: [], module_count: count });
      }),
  });
}

export function toolRoutes(options: ToolRoutes): Route[] {
  return [
    list(options),
    status(options),
    get(options),
    history(options),
    checkOne(options),
    checkAll(options),
    sync(options),
  ];
}
