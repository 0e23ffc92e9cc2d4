import { cursorOf } from '../../http/cursor.js';
import { containing, type Queryable } from '../../db/index.js';
import type { Caller } from '../../http/caller.js';
import type { Ticket } from '../contract.js';
import { keysets, sortOf, type ListTickets, type SortName } from '../listQuery.js';
import { visibleTickets } from '../visibility.js';
import { worksEveryTicket } from './worksEveryTicket.js';

/** Contract 7.4. Only of what can be missing it is said where it stands: an index is not read in that order otherwise. */
const sortable: Readonly<Record<SortName, { readonly column: string; readonly optional?: true }>> = {
  id: { column: 't.id' },
  title: { column: 't.title' },
  class: { column: 't.itop_class' },
  status: { column: 't.status' },
  priority: { column: 't.priority', optional: true },
  assignee: { column: 't.assignee', optional: true },
  agent: { column: 't.agent_id', optional: true },
  updated_at: { column: 't.updated_at' },
  created_at: { column: 't.created_at' },
  provider: { column: 'lower(t.provider)' },
};

/** An agent that has ended is no longer the ticket's; that it worked it is what `completed` asks for. */
const agentStates = {
  assigned: 't.agent_id is not null',
  unassigned: 't.agent_id is null',
  running: `t.agent_id in (select id from agents where status in ('spawned', 'running', 'working'))`,
  completed: `exists (select from agents done where done.status in ('finished', 'terminated')
    and (done.id = t.agent_id or (t.agent_id is null and done.ticket_id = t.id)))`,
};

/** Tickets are counted exactly up to here: a total that nobody pages to must not cost a walk through all of them. */
export const countedUpTo = 10_000;

/** With microseconds and in UTC, as a cursor holds it. */
const exact = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** Characters of a description in a list; all of it is in the ticket's own answer. */
export const longestDescription = 2_000;

export type Listed = Ticket & {
  readonly description_truncated: boolean;
  readonly agent_status: string | null;
  readonly agent_model: string | null;
  readonly agent_started: Date | null;
};
type Row = Listed & { readonly counted: number; readonly present: boolean; readonly ended_at: string | null };
const bookkeeping = ['counted', 'present', 'ended_at'];

function bare(row: Row): Listed {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !bookkeeping.includes(name))) as Listed;
}

export type TicketPage = {
  readonly tickets: readonly Listed[];
  readonly total: number;
  readonly exact: boolean;
  /** Null at the end, and where the order is one that no cursor goes through. */
  readonly nextCursor: string | null;
};

type Add = (value: unknown) => string;

/** A part of a text that is kept in lower case; what is a sign in a pattern stands for itself. */
function holds(column: string, value: string, add: Add): string {
  return `${column} like lower(${add(containing(value))})`;
}

function conditions(query: ListTickets, visible: string, add: Add): string[] {
  const where = [visible];
  if (query.status !== null) where.push(`t.status = ${add(query.status)}`);
  if (query.priority !== null) where.push(`t.priority = ${add(query.priority)}`);
  if (query.provider !== null) where.push(`lower(t.provider) = lower(${add(query.provider)})`);
  if (query.owning_group !== null) where.push(`t.owning_group = ${add(query.owning_group)}`);
  const words = [
    ...(query.assignee === null ? [] : [holds('w.assignee', query.assignee, add)]),
    ...(query.q === null ? [] : [holds('w.words', query.q, add)]),
  ];
  if (words.length > 0) where.push(`t.id in (select w.ticket_id from ticket_words w where ${words.join(' and ')})`);
  if (query.agent_state) where.push(agentStates[query.agent_state]);
  if (query.agent_only) where.push(agentStates.assigned);
  return where;
}

/** What comes after the last row of the page before: among equal values, in both directions, the smaller ids. */
function after(end: NonNullable<ListTickets['cursor']>, add: Add): string {
  const [by, direction, at, id] = end;
  const further = direction === 'desc' ? '<' : '>';
  if (by === 'id' || at === null) return `t.id ${further} ${add(id)}`;
  const value = `${add(at)}::timestamptz`;
  const column = sortable[by].column;
  return `${column} ${further}= ${value} and (${column} ${further} ${value} or t.id < ${add(id)})`;
}

/** Contract 7.4, in one statement: the page, and how many there are. */
export async function listTickets(q: Queryable, caller: Caller, query: ListTickets): Promise<TicketPage> {
  const params: unknown[] = [];
  const add: Add = (value) => `$${params.push(value)}`;
  const visible = visibleTickets(caller, 1, await worksEveryTicket(q, caller));
  params.push(...visible.params);
  const where = conditions(query, visible.sql, add);
  const matching = where.join(' and ');
  // Without a filter no other index leads to the rows: in the order of the ids they are read as they lie.
  const asTheyLie = where.length === 1 ? ' order by t.id' : '';
  const by = sortOf(query.sort_by);
  const { column, optional } = sortable[by];
  const order = `${column} ${query.sort_dir}${optional ? ' nulls last' : ''}${by === 'id' ? '' : ', t.id desc'}`;
  const rest = query.cursor ? ` and ${after(query.cursor, add)}` : '';
  const at = by === 'updated_at' || by === 'created_at' ? exact(column) : 'null';
  const { rows } = await q.query<Row>(
    `with page as (select t.id, ${at} as ended_at from tickets t where ${matching}${rest}
       order by ${order} limit ${add(query.limit + 1)} offset ${add(query.offset)}),
     counted as (select count(*) as counted from (select from tickets t where ${matching}${asTheyLie} limit ${countedUpTo + 1}) as found)
     select counted.counted, t.id is not null as present, t.*, length(whole.description) > ${longestDescription} as description_truncated,
       page.ended_at, a.status as agent_status, a.model as agent_model, a.started_at as agent_started
     from counted left join page on true left join tickets whole on whole.id = page.id
       -- The row as it is, but for its description.
       left join jsonb_populate_record(whole, jsonb_build_object('description', left(whole.description, ${longestDescription}))) t on true
       left join agents a on a.id = t.agent_id
     order by ${order}`,
    params,
  );
  const counted = rows[0]?.counted ?? 0;
  const found = rows.filter(({ present }) => present);
  const shown = found.slice(0, query.limit);
  const last = found.length > query.limit ? shown.at(-1) : undefined;
  const goesOn = last !== undefined && keysets.some((name) => name === by);
  return {
    tickets: shown.map(bare),
    total: Math.min(counted, countedUpTo),
    exact: counted <= countedUpTo,
    nextCursor: goesOn ? cursorOf([by, query.sort_dir, last.ended_at, last.id]) : null,
  };
}
