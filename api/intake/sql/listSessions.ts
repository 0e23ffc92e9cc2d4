import { readPage, type Queryable } from '../../db/index.js';
import type { Caller } from '../../http/caller.js';
import { visibleTickets } from '../../tickets/index.js';

type Row = Record<string, unknown>;

/** Submissions whose ticket the caller may see, newest first (contract 17.5). */
export async function listSessions(
  q: Queryable,
  caller: Caller,
  page: { readonly limit: number; readonly offset: number },
): Promise<{ rows: Row[]; total: number }> {
  const visible = visibleTickets(caller, 1);
  return readPage(
    q,
    `select s.*, t.title as ticket_title, t.status as ticket_status, count(*) over () as total
     from service_intake_sessions s join tickets t on t.id = s.ticket_id where ${visible.sql} order by s.id desc`,
    visible.params,
    page,
  );
}
