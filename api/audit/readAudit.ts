import { readPage, type Queryable } from '../db/index.js';
import type { Caller } from '../http/caller.js';
import { visibleTickets } from '../tickets/index.js';

export type AuditQuery = {
  readonly actor: string | null;
  readonly action: string | null;
  readonly category: string | null;
  readonly target: string | null;
  /** Words anywhere in a row; `ticket_12`, `change_4` and the like find that very thing. */
  readonly q: string | null;
  readonly source: 'audit' | 'event' | 'note' | null;
  readonly level: string | null;
  readonly ticket_id: number | null;
  readonly agent_id: number | null;
  readonly limit: number;
  readonly offset: number;
};

type Row = {
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

/** The three sources as one list of the same columns (contract 22.2). */
const merged = `
  select id, actor, action, target, result, details, channel, 'audit' as source, 'audit' as category, 'info' as level, created_at from audit_log
  union all
  select id, actor, action, target, null, details, null, 'event', category, level, created_at from event_log
  union all
  select id, author, 'ticket_note_added', 'ticket_' || ticket_id, null,
    jsonb_build_object('ticket_id', ticket_id, 'note_id', id, 'source', source, 'visibility', audience, 'body', body),
    null, 'note', 'ticket-note', 'info', created_at from ticket_notes`;

const idOf = (kind: string): string =>
  `coalesce(nullif(substring(target from '^${kind}_(\\d+)$'), ''), case when jsonb_typeof(details -> '${kind}_id') = 'number' then details ->> '${kind}_id' end)::bigint`;

/** Numbers inside `details` that a search word like `change_4` means, whole numbers and no parts of them. */
function reference(q: string): { field: string; value: string } | undefined {
  const [, kind, id] = /^(ticket|agent|change|postmortem|workflow|workflow_run|cicd_run)_(\d{1,15})$/.exec(q) ?? [];
  return kind === undefined || id === undefined ? undefined : { field: `${kind}_id`, value: id };
}

function shown({ id, actor, action, target, result, details, channel, ...row }: Row): Row {
  const { source, category, level, ticket_id, agent_id, created_at } = row;
  return {
    id,
    actor,
    action,
    target,
    result,
    details,
    channel,
    source,
    category,
    level,
    ticket_id,
    agent_id,
    created_at,
  };
}

function summaryOf({ actor, action, target, source, details }: Row): string {
  if (source === 'note') return `${actor} wrote at ${target ?? 'a ticket'}: ${String(details['body']).slice(0, 160)}`;
  return `${actor} ${action.replaceAll('_', ' ')}${target === null ? '' : ` on ${target}`}`;
}

/** What happened, newest first: audit rows, events and notes; of tickets only those that the caller may see. */
export async function readAudit(
  q: Queryable,
  caller: Caller,
  query: AuditQuery,
): Promise<{ audit: (Row & { summary: string })[]; total: number }> {
  const visible = visibleTickets(caller, 1);
  const params: unknown[] = [...visible.params];
  const where: string[] = [
    `(ticket_id is null or exists (select from tickets t where t.id = found.ticket_id and ${visible.sql}))`,
  ];
  const place = (value: unknown): string => `$${params.push(value)}`;
  const like = (value: string): string => place(`%${value.replaceAll(/[\\%_]/g, '\\$&')}%`);
  where.push(`(source <> 'note' or details ->> 'visibility' = any(${place([...caller.view.notes])}::text[]))`);
  if (query.actor !== null) where.push(`actor ilike ${like(query.actor)}`);
  if (query.action !== null) where.push(`action ilike ${like(query.action)}`);
  if (query.category !== null) where.push(`category ilike ${like(query.category)}`);
  if (query.target !== null) where.push(`target ilike ${like(query.target)}`);
  if (query.source !== null) where.push(`source = ${place(query.source)}`);
  if (query.level !== null) where.push(`level = ${place(query.level)}`);
  if (query.ticket_id !== null) where.push(`ticket_id = ${place(query.ticket_id)}`);
  if (query.agent_id !== null) where.push(`agent_id = ${place(query.agent_id)}`);
  if (query.q !== null) {
    const meant = reference(query.q);
    where.push(
      meant
        ? `(target = ${place(query.q)} or details ->> '${meant.field}' = ${place(meant.value)})`
        : `concat_ws(' ', actor, action, target, result, details::text) ilike ${like(query.q)}`,
    );
  }
  const { rows, total } = await readPage<Row>(
    q,
    `select *, count(*) over () as total from (
       select merged.*, ${idOf('ticket')} as ticket_id, ${idOf('agent')} as agent_id from (${merged}) as merged) as found
     where ${where.join(' and ')} order by created_at desc, source, id desc`,
    params,
    query,
  );
  return { audit: rows.map((row) => ({ ...shown(row), summary: summaryOf(row) })), total };
}
