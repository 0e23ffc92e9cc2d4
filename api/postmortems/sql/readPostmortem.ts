import { readPage, type Connection, type Queryable } from '../../db/index.js';
import type { Caller } from '../../http/caller.js';
import { visibleTickets } from '../../tickets/index.js';
import type { ListPostmortems, Postmortem } from '../contract.js';

type Row = Record<string, unknown>;
export type ShownPostmortem = Postmortem & Row;

const columns = `p.id, p.ticket_id, p.agent_id, p.task_id, p.status, p.summary, p.went_well, p.improvements, p.workflow_proposal,
  p.documentation, p.skill_proposals, p.test_cases, p.guardrails, p.created_by, p.review_notes, p.reviewed_by, p.reviewed_at,
  p.promoted_at, p.version, p.created_at, p.updated_at`;
const joins = `from postmortems p left join tickets tk on tk.id = p.ticket_id left join agents a on a.id = p.agent_id`;

/**
 * A condition over `postmortems as p`: those of tickets that the caller may see. One without a ticket is for those who see
 * every ticket, and for whoever wrote it.
 */
export function visiblePostmortems(caller: Caller, first: number): { sql: string; params: readonly unknown[] } {
  const visible = visibleTickets(caller, first);
  const own = first + visible.params.length;
  const without = caller.view.tickets.has('all') ? 'true' : `p.principal_id = $${own}`;
  return {
    sql: `case when p.ticket_id is null then ${without} and $${own}::bigint is not null
      else exists (select from tickets t where t.id = p.ticket_id and ${visible.sql}) end`,
    params: [...visible.params, caller.principalId],
  };
}

export async function listPostmortems(
  q: Queryable,
  caller: Caller,
  query: ListPostmortems,
): Promise<{ postmortems: Row[]; total: number }> {
  const visible = visiblePostmortems(caller, 3);
  const { rows, total } = await readPage<Row>(
    q,
    `select ${columns}, tk.title as ticket_title, a.model as agent_model, count(*) over () as total ${joins}
     where ($1::bigint is null or p.ticket_id = $1) and ($2::text is null or p.status = $2) and ${visible.sql} order by p.id desc`,
    [query.ticket_id ?? null, query.status, ...visible.params],
    query,
  );
  return { postmortems: rows, total };
}

/** As it is shown, when the caller may see it. */
export async function readPostmortem(q: Queryable, id: number, caller: Caller): Promise<ShownPostmortem | undefined> {
  const visible = visiblePostmortems(caller, 2);
  const { rows } = await q.query<ShownPostmortem>(
    `select ${columns}, tk.title as ticket_title, a.model as agent_model ${joins} where p.id = $1 and ${visible.sql}`,
    [id, ...visible.params],
  );
  return rows[0];
}

/** The stored row, locked, when the caller may see it. */
export async function lockPostmortem(q: Connection, id: number, caller: Caller): Promise<Postmortem | undefined> {
  const visible = visiblePostmortems(caller, 2);
  const { rows } = await q.query<Postmortem>(
    `select p.* from postmortems p where p.id = $1 and ${visible.sql} for no key update`,
    [id, ...visible.params],
  );
  return rows[0];
}

/** Contract 7.7: those of one ticket, newest first; the ticket's reader may see them. */
export async function postmortemsOfTicket(q: Queryable, ticketId: number, limit: number): Promise<Row[]> {
  const { rows } = await q.query<Row>(
    `select ${columns} from postmortems p where p.ticket_id = $1 order by p.id desc limit $2`,
    [ticketId, limit],
  );
  return rows;
}
