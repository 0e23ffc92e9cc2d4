import { grants } from '../../config/roles.js';
import { readAudit, auditQuery } from '../audit/index.js';
import { countPending } from '../changes/index.js';
import type { Queryable } from '../db/index.js';
import type { Caller } from '../http/caller.js';
import { agentsByStatus, agentsThatHang, ticketsByDay, ticketsByStatus, toolCounts } from './sql/stats.js';

/** Contract 22.1: what the words of the agents' figures mean. */
const active = ['spawned', 'running', 'working'];
const waiting = ['pending_approval', 'awaiting_access', 'awaiting_user_response', 'blocked'];
const history = ['finished', 'failed', 'stopped', 'terminated'];
const resolved = ['resolved', 'implemented'];
const closed = ['closed', 'closed/resolved', 'rejected', 'cancelled', 'canceled'];

type Counted = { readonly status: string; readonly count: number };
const sum = (rows: readonly Counted[], statuses?: readonly string[]): number =>
  rows.reduce(
    (total, { status, count }) => total + (statuses === undefined || statuses.includes(status) ? count : 0),
    0,
  );

/** Every day of the last `days` in UTC, also those on which nothing was filed. */
function daysUpTo(now: Date, days: number): string[] {
  return Array.from({ length: days }, (_, back) =>
    new Date(now.getTime() - (days - 1 - back) * 86_400_000).toISOString().slice(0, 10),
  );
}

/** The overview of what the caller may see; the trend goes over `days`, of which `now` is the last. */
export async function readStats(
  q: Queryable,
  caller: Caller,
  days: number,
  now = new Date(),
): Promise<Record<string, unknown>> {
  const tickets = await ticketsByStatus(q, caller);
  const filed = await ticketsByDay(q, caller, days);
  const agents = await agentsByStatus(q, caller);
  const queued = agents.reduce((total, one) => total + one.queued, 0);
  const recent = grants(caller.capabilities, 'audit:read')
    ? (await readAudit(q, caller, auditQuery.parse({ limit: 30 }))).audit
    : [];
  return {
    tickets: {
      total: sum(tickets),
      new: sum(tickets, ['new']),
      assigned: sum(tickets, ['assigned', 'in_progress']),
      resolved: sum(tickets, resolved),
      closed: sum(tickets, closed),
      trend: daysUpTo(now, days).map((date) => ({
        date,
        count: sum(filed.filter((one) => one.date === date)),
      })),
    },
    agents: {
      active: sum(agents, active) - queued,
      queued,
      waiting: sum(agents, waiting),
      stalled: await agentsThatHang(q, caller),
      history: sum(agents, history),
      open: sum(agents, [...active, ...waiting]),
      total: sum(agents),
      distribution: agents.map(({ status, count }) => ({ status, count })),
    },
    changes: { pending: await countPending(q, caller) },
    tools: await toolCounts(q),
    recent_activity: recent,
  };
}
