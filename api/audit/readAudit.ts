import type { Queryable } from '../db/index.js';
import type { Caller } from '../http/caller.js';
import { cursorOf } from '../http/cursor.js';
import { visibleTickets } from '../tickets/index.js';
import type { AuditQuery } from './contract.js';
import { auditSources, type Place } from './sources.js';

export type AuditRow = {
  readonly id: number;
  readonly actor: string;
  readonly action: string;
  readonly target: string | null;
  readonly result: string | null;
  readonly details: Readonly<Record<string, unknown>>;
  readonly channel: string | null;
  readonly source: 'audit' | 'event' | 'note';
  readonly category: string;
  readonly level: string;
  readonly ticket_id: number | null;
  readonly agent_id: number | null;
  readonly created_at: Date;
};

/**
 * How many of the newest rows of each source are looked through for words. Words in the middle of a text have no index, and
 * the trail only grows: a search that finds nothing must still end soon. Ids, sources and levels have no such bound.
 */
const searchDepth = 200_000;

function shown({ id, actor, action, target, result, details, channel, source, ...rest }: AuditRow): AuditRow {
  const { category, level, ticket_id, agent_id, created_at } = rest;
  return {
    ...{ id, actor, action, target, result, details, channel, source },
    ...{ category, level, ticket_id, agent_id, created_at },
  };
}

const verbs: Readonly<Record<string, string>> = { approved: 'approved', rejected: 'rejected', completed: 'completed' };

function summaryOf({ actor, action, target, source, details }: AuditRow): string {
  if (source === 'note') return `${actor} wrote at ${target ?? 'a ticket'}: ${String(details['body']).slice(0, 160)}`;
  const verb = verbs[/^change_(\w+)$/.exec(action)?.[1] ?? ''];
  const what = typeof details['action'] === 'string' ? details['action'] : undefined;
  if (verb !== undefined && what !== undefined)
    return `${actor} ${verb} ${target ?? 'a change'}: ${what.slice(0, 160)}`;
  return `${actor} ${action.replaceAll('_', ' ')}${target === null ? '' : ` on ${target}`}`;
}

/**
 * What happened, newest first: audit rows, events and notes; of tickets only those that the caller may see. Each source
 * gives at most a page from its own index, so that the cost does not grow with the trail.
 */
export async function readAudit(
  q: Queryable,
  caller: Caller,
  query: AuditQuery,
): Promise<{ audit: (AuditRow & { summary: string })[]; nextCursor: string | null }> {
  const visible = visibleTickets(caller, 1);
  const params: unknown[] = [...visible.params];
  const place: Place = (value) => `$${params.push(value)}`;
  const searches =
    [query.actor, query.action, query.target, query.category].some((word) => word !== null) || query.q !== null;
  const most = place(query.limit + 1);
  const parts: string[] = [];
  for (const source of auditSources) {
    if (query.source !== null && query.source !== source.name) continue;
    const where = source.conditions(query, place);
    if (where === undefined) continue;
    where.push(
      `(${source.ticketId} is null or exists (select from tickets t where t.id = ${source.ticketId} and ${visible.sql}))`,
    );
    if (source.name === 'note') where.push(`audience = any(${place([...caller.view.notes])}::text[])`);
    if (searches) where.push(`id > (select coalesce(max(id), 0) - ${searchDepth} from ${source.from})`);
    if (query.cursor !== null) {
      const [at, name, id] = query.cursor;
      where.push(
        `(created_at, '${source.name}'::text, id) < (${place(at)}::timestamptz, ${place(name)}::text, ${place(id)}::bigint)`,
        // The same again in the words of the index.
        `created_at <= ${place(at)}::timestamptz`,
      );
    }
    parts.push(
      `(select ${source.columns}, ${source.ticketId} as ticket_id, ${source.agentId} as agent_id from ${source.from}
        where ${where.join(' and ')} order by created_at desc, id desc limit ${most})`,
    );
  }
  if (parts.length === 0) return { audit: [], nextCursor: null };
  const { rows } = await q.query<AuditRow & { at: string }>(
    `select *, to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at
     from (${parts.join(' union all ')}) as found order by created_at desc, source desc, id desc limit ${most}`,
    params,
  );
  const page = rows.slice(0, query.limit);
  const last = rows.length > query.limit ? page.at(-1) : undefined;
  return {
    audit: page.map((row) => ({ ...shown(row), summary: summaryOf(row) })),
    nextCursor: last ? cursorOf([last.at, last.source, last.id]) : null,
  };
}
