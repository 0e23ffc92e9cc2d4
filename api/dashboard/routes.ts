import type { z } from 'zod';
import type { Database } from '../db/index.js';
import { ok } from '../http/answer.js';
import type { Caller } from '../http/caller.js';
import { defineRoute, type Route } from '../http/route.js';
import { agentPerformance, daysQuery, opsMetrics, statsAnswer, ticketChart, toolUptime } from './contract.js';
import { readMetrics } from './metrics.js';
import * as performance from './sql/performance.js';
import { ticketsByDay } from './sql/stats.js';
import { readStats } from './stats.js';

type Figures = {
  readonly name: string;
  readonly summary: string;
  /** Days that are looked at unless told. */
  readonly days: number;
  readonly schema: z.ZodType;
  readonly read: (caller: Caller, days: number) => Promise<unknown>;
};

function figures({ name, summary, days, schema, read }: Figures): Route {
  return defineRoute({
    method: 'get',
    path: `/api/dashboard/${name}`,
    area: 'dashboard',
    summary,
    access: { kind: 'signed-in', permission: 'dashboard:read', agents: 'never' },
    query: daysQuery(days),
    answers: { 200: { description: 'The figures', schema } },
    handle: async ({ query, caller }) => ok(await read(caller, query.days)),
  });
}

/** Contract 22.1 and 22.3: figures of what the caller may see. */
export function dashboardRoutes(db: Database): Route[] {
  return [
    figures({
      ...{ name: 'stats', days: 7, schema: statsAnswer },
      summary: 'Tickets, agents, gates and tools at a glance, and the newest of the trail.',
      read: (caller) => readStats(db, caller),
    }),
    figures({
      ...{ name: 'ticket-chart', days: 30, schema: ticketChart },
      summary: 'Tickets by the day on which they were filed (UTC) and their status now.',
      read: async (caller, days) => ({ data: await ticketsByDay(db, caller, days), days }),
    }),
    figures({
      ...{ name: 'agent-performance', days: 30, schema: agentPerformance },
      summary: 'The last fifty agents and how long they worked.',
      read: async (caller) => ({ agents: await performance.agentPerformance(db, caller) }),
    }),
    figures({
      ...{ name: 'tool-uptime', days: 7, schema: toolUptime },
      summary: 'How often each tool was found well.',
      read: async (_caller, days) => ({ tools: await performance.toolUptime(db, days), days }),
    }),
    figures({
      ...{ name: 'ops-metrics', days: 30, schema: opsMetrics },
      summary: 'How work went: tasks, service levels, postmortems, gates, workflows, security runs, tools.',
      read: (caller, days) => readMetrics(db, caller, days),
    }),
  ];
}
