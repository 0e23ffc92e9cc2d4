/** The three places where it is written what happened (contract 22.2), each as rows of the same columns. */
import { containing } from '../db/index.js';
import type { AuditQuery } from './contract.js';

/** Gives a value its place among the parameters of the statement. */
export type Place = (value: unknown) => string;

export type Source = {
  readonly name: 'audit' | 'event' | 'note';
  readonly from: string;
  readonly columns: string;
  /** The ticket and the agent that a row is about, as SQL. */
  readonly ticketId: string;
  readonly agentId: string;
  /** What the query asks of this source's rows; undefined when no row of it can answer. */
  conditions(query: AuditQuery, place: Place): string[] | undefined;
};

const contains = (text: string, part: string | null): boolean =>
  part === null || text.toLowerCase().includes(part.toLowerCase());

/** Whole numbers of a size that ids have, wherever they stand; anything else in `details` is no id. */
const idIn = (kind: string): string =>
  `substring(coalesce(substring(target from '^${kind}_(\\d+)$'), details ->> '${kind}_id') from '^\\d{1,15}$')::bigint`;

/** A search word like `change_4` means that very thing, and no part of a longer number. */
function referenceIn(q: string): { field: string; value: string } | undefined {
  const [, kind, id] = /^(ticket|agent|change|postmortem|workflow|workflow_run|cicd_run)_(\d{1,15})$/.exec(q) ?? [];
  return kind === undefined || id === undefined ? undefined : { field: `${kind}_id`, value: id };
}

/** By target or by `details`, each of which has an index where the thing is a ticket, an agent or a change. */
function about(field: string, value: string, place: Place): string {
  return `(target = ${place(`${field.replace(/_id$/, '')}_${value}`)} or (details ? '${field}' and details ->> '${field}' = ${place(value)}))`;
}

function ofLog(table: 'audit_log' | 'event_log', { q, ...query }: AuditQuery, place: Place): string[] {
  const where: string[] = [];
  if (query.actor !== null) where.push(`actor ilike ${place(containing(query.actor))}`);
  if (query.action !== null) where.push(`action ilike ${place(containing(query.action))}`);
  if (query.target !== null) where.push(`target ilike ${place(containing(query.target))}`);
  if (query.ticket_id !== null) where.push(about('ticket_id', String(query.ticket_id), place));
  if (query.agent_id !== null) where.push(about('agent_id', String(query.agent_id), place));
  const meant = q === null ? undefined : referenceIn(q);
  if (meant) where.push(about(meant.field, meant.value, place));
  else if (q !== null) {
    const result = table === 'audit_log' ? 'result' : 'null';
    where.push(`concat_ws(' ', actor, action, target, ${result}, details::text) ilike ${place(containing(q))}`);
  }
  return where;
}

const auditRows: Source = {
  name: 'audit',
  from: 'audit_log',
  columns: `id, actor, action, target, result, details, channel, 'audit' as source, 'audit' as category, 'info' as level, created_at`,
  ticketId: idIn('ticket'),
  agentId: idIn('agent'),
  conditions(query, place) {
    if (!contains('audit', query.category) || (query.level !== null && query.level !== 'info')) return undefined;
    return ofLog('audit_log', query, place);
  },
};

const eventRows: Source = {
  name: 'event',
  from: 'event_log',
  columns: `id, actor, action, target, null as result, details, null as channel, 'event' as source, category, level, created_at`,
  ticketId: idIn('ticket'),
  agentId: idIn('agent'),
  conditions(query, place) {
    const where = ofLog('event_log', query, place);
    if (query.category !== null) where.push(`category ilike ${place(containing(query.category))}`);
    if (query.level !== null) where.push(`level = ${place(query.level)}`);
    return where;
  },
};

const noteRows: Source = {
  name: 'note',
  from: 'ticket_notes',
  columns: `id, author as actor, 'ticket_note_added' as action, 'ticket_' || ticket_id as target, null as result,
    jsonb_build_object('ticket_id', ticket_id, 'note_id', id, 'source', source, 'visibility', audience, 'body', body) as details,
    null as channel, 'note' as source, 'ticket-note' as category, 'info' as level, created_at`,
  ticketId: 'ticket_id',
  agentId: `substring(author from '^agent-(\\d{1,15})$')::bigint`,
  conditions(query, place) {
    if (!contains('ticket_note_added', query.action) || !contains('ticket-note', query.category)) return undefined;
    if (query.level !== null && query.level !== 'info') return undefined;
    const where: string[] = [];
    if (query.actor !== null) where.push(`author ilike ${place(containing(query.actor))}`);
    if (query.target !== null) where.push(`'ticket_' || ticket_id ilike ${place(containing(query.target))}`);
    if (query.ticket_id !== null) where.push(`ticket_id = ${place(query.ticket_id)}`);
    if (query.agent_id !== null) where.push(`author = ${place(`agent-${query.agent_id}`)}`);
    const meant = query.q === null ? undefined : referenceIn(query.q);
    if (meant && meant.field !== 'ticket_id') return undefined;
    if (meant) where.push(`ticket_id = ${place(meant.value)}`);
    else if (query.q !== null) where.push(`concat_ws(' ', author, body) ilike ${place(containing(query.q))}`);
    return where;
  },
};

export const auditSources: readonly Source[] = [auditRows, eventRows, noteRows];
