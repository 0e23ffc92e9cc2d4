import type { Queryable } from '../db/index.js';
import type { Happening, Subject } from './contract.js';
import { positionText, type Position } from './position.js';

/** Which of the events somebody may hear of, and wants to; conditions over `t`, `c` and `a`, parameters from `$first` on. */
export type Audience = {
  readonly subjects: readonly Subject[];
  readonly ticketId?: number | undefined;
  /** Subjects and actions; undefined: all. */
  readonly types?: readonly string[] | undefined;
  /** Over `tickets as t`. */
  readonly tickets: (first: number) => { readonly sql: string; readonly params: readonly unknown[] };
  /** Over `changes as c`. */
  readonly changes: (first: number) => { readonly sql: string; readonly params: readonly unknown[] };
  /** Audiences of notes. */
  readonly notes: readonly string[];
};

export type Read = {
  readonly happenings: readonly Happening[];
  /** Where to go on; it moves over what is not for this audience too. */
  readonly position: Position;
  /** As many rows as one look reads: there may be more. */
  readonly full: boolean;
  /** Something was written that is not settled yet: it is worth looking again soon. */
  readonly unsettled: boolean;
};

/** Rows of the log that one look reads, whoever they are for: what a look costs does not depend on how little is visible. */
export const rowsInALook = 500;

/** Where the log ends now: everything that is not yet committed comes after it. */
export async function endOfLog(q: Queryable): Promise<Position> {
  const { rows } = await q.query<{ xid: string }>('select pg_snapshot_xmin(pg_current_snapshot())::text as xid');
  return { xid: rows[0]?.xid ?? '0', source: 0, id: 0 };
}

/** `unknown`: of another database, or of one before it was restored. `too_far`: more than `most` rows lie behind it. */
export async function standing(q: Queryable, { xid }: Position, most: number): Promise<'good' | 'unknown' | 'too_far'> {
  const { rows } = await q.query<{ known: boolean; behind: number }>(
    `select $1::xid8 <= pg_snapshot_xmax(pg_current_snapshot()) as known,
       (select count(*) from (select from audit_log where xid > $1::xid8 limit $2 + 1) as a)
         + (select count(*) from (select from event_log where xid > $1::xid8 limit $2 + 1) as e) as behind`,
    [xid, most],
  );
  if (rows[0]?.known !== true) return 'unknown';
  return rows[0].behind > most ? 'too_far' : 'good';
}

type Row = {
  xid: string;
  source: 0 | 1;
  id: number;
  subject: Subject;
  action: string;
  actor: string;
  ticket_id: number | null;
  change_id: number | null;
  agent_id: number | null;
  at: Date;
  meant: boolean;
};

function logRows(table: 'audit_log' | 'event_log', source: 0 | 1): string {
  return `(select xid, ${source} as source, id, actor, action, target, details ->> 'visibility' as audience, created_at from ${table}
     where xid >= $1::xid8 and (xid, ${source}, id) > ($1::xid8, $2::int, $3::bigint)
       and xid < pg_snapshot_xmin(pg_current_snapshot()) order by xid, id limit ${rowsInALook})`;
}

/**
 * What happened after the position, in the order in which it can be seen by everybody. What the same transaction wrote as
 * audit row and as event under the same name is one happening.
 */
export async function readHappenings(q: Queryable, after: Position, audience: Audience): Promise<Read> {
  const params: unknown[] = [after.xid, after.source, after.id];
  const place = (value: unknown): string => `$${params.push(value)}`;
  const condition = (of: Audience['tickets']): string => {
    const { sql, params: more } = of(params.length + 1);
    params.push(...more);
    return sql;
  };
  const tickets = condition(audience.tickets);
  const changes = condition(audience.changes);
  const wanted = [
    `subject = any(${place([...audience.subjects])}::text[])`,
    `(audience is null or audience = any(${place([...audience.notes])}::text[]))`,
    `case subject when 'change' then c.id is not null and (${changes})
       else exists (select from tickets t where t.id = coalesce(a.ticket_id, case subject when 'ticket' then found.number end) and (${tickets})) end`,
    `not (source = 1 and exists (select from audit_log same where same.xid = found.xid and same.action = found.action and same.target = found.target))`,
  ];
  if (audience.ticketId !== undefined) {
    wanted.push(
      `coalesce(c.ticket_id, a.ticket_id, case subject when 'ticket' then found.number end) = ${place(audience.ticketId)}`,
    );
  }
  if (audience.types !== undefined) {
    const types = place([...audience.types]);
    wanted.push(`(subject = any(${types}::text[]) or found.action = any(${types}::text[]))`);
  }
  const { rows } = await q.query<Row>(
    `with log as (
       select * from (${logRows('audit_log', 0)} union all ${logRows('event_log', 1)}) as both_logs
       order by xid, source, id limit ${rowsInALook}),
     found as (
       select log.*, substring(target from '^(ticket|change|agent)_\\d{1,15}$') as subject,
         substring(target from '^(?:ticket|change|agent)_(\\d{1,15})$')::bigint as number from log)
     select found.xid::text as xid, found.source, found.id, subject, found.action, found.actor, found.created_at as at,
       coalesce(c.ticket_id, a.ticket_id, case subject when 'ticket' then number end) as ticket_id,
       case subject when 'change' then number end as change_id, coalesce(a.id, c.agent_id) as agent_id,
       subject is not null and ${wanted.join(' and ')} as meant
     from found left join changes c on subject = 'change' and c.id = number left join agents a on subject = 'agent' and a.id = number
     order by found.xid, source, found.id`,
    params,
  );
  const last = rows.at(-1);
  return {
    happenings: rows.filter(({ meant }) => meant).map(shown),
    position: last === undefined ? after : { xid: last.xid, source: last.source, id: last.id },
    full: rows.length === rowsInALook,
    unsettled: await isUnsettled(q),
  };
}

function shown({ at, subject, action, actor, ticket_id, change_id, agent_id, ...place }: Row): Happening {
  const id = positionText(place);
  return { id, subject, action, actor, ticket_id, change_id, agent_id, at: at.toISOString() };
}

async function isUnsettled(q: Queryable): Promise<boolean> {
  const { rows } = await q.query<{ unsettled: boolean }>(
    `select exists (select from audit_log where xid >= pg_snapshot_xmin(pg_current_snapshot()))
       or exists (select from event_log where xid >= pg_snapshot_xmin(pg_current_snapshot())) as unsettled`,
  );
  return rows[0]?.unsettled ?? false;
}
