import type { z } from 'zod';
import type { Database } from '../db/index.js';
import { ok } from '../http/answer.js';
import type { Caller } from '../http/caller.js';
import { defineRoute, type Route } from '../http/route.js';
import {
  agentPerformance,
  daysQuery,
  opsMetrics,
  startedQuery,
  statsAnswer,
  ticketChart,
  toolUptime,
} from './contract.js';
import { readMetrics } from './metrics.js';
import * as performance from './sql/performance.js';
import { ticketsByDay } from './sql/stats.js';
import { readStats } from './stats.js';

type Figures<Q extends z.ZodType> = {
  readonly name: string;
  readonly summary: string;
  readonly query: Q;
  readonly schema: z.ZodType;
  readonly read: (caller: Caller, query: z.output<Q>) => Promise<unknown>;
};

function figures<Q extends z.ZodType>({ name, summary, query: asked, schema, read }: Figures<Q>): Route {
  return defineRoute({
    method: 'get',
    path: `/api/dashboard/${name}`,
    area: 'dashboard',
    summary,
    access: { kind: 'signed-in', permission: 'dashboard:read', agents: 'never' },
    query: asked,
    answers: { 200: { description: 'The figures', schema } },
    handle: async ({ query, caller }) => ok(await read(caller, query)),
  });
}

/** Contract 22.1 and 22.3: figures of what the caller may see. */
export function dashboardRoutes(db: Database): Route[] {
  return [
    figures({
      ...{ name: 'stats', query: daysQuery(7), schema: statsAnswer },
      summary: 'Tickets, agents, gates and tools at a glance, and the newest of the trail.',
      read: (caller, { days }) => readStats(db, caller, days),
    }),
    figures({
      ...{ name: 'ticket-chart', query: daysQuery(30), schema: ticketChart },
      summary: 'Tickets by the day on which they were filed (UTC) and their status now.',
      read: async (caller, { days }) => ({ data: await ticketsByDay(db, caller, days), days }),
    }),
    figures({
      ...{ name: 'agent-performance', query: startedQuery, schema: agentPerformance },
      summary: 'The last fifty agents and how long they worked.',
      read: async (caller, { days }) => ({ agents: await performance.agentPerformance(db, caller, days ?? null) }),
    }),
    figures({
      ...{ name: 'tool-uptime', query: daysQuery(7), schema: toolUptime },
      summary: 'How often each tool was found well.',
      read: async (_caller, { days }) => ({ tools: await performance.toolUptime(db, days), days }),
    }),
    figures({
      ...{ name: 'ops-metrics', query: daysQuery(30), schema: opsMetrics },
      summary: 'How work went: tasks, service levels, postmortems, gates, workflows, security runs, tools.',
      read: (caller, { days }) => readMetrics(db, caller, days),
    }),
  ];
}
