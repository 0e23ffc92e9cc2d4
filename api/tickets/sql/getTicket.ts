import type { Queryable } from '../../db/index.js';
import type { Caller } from '../../http/caller.js';
import type { Ticket } from '../contract.js';
import { visibleTickets } from '../visibility.js';

/** The ticket, when the caller may see it. */
export async function getTicket(q: Queryable, id: number, caller: Caller): Promise<Ticket | undefined> {
  const { sql, params } = visibleTickets(caller, 2);
  const { rows } = await q.query<Ticket>(`select t.* from tickets t where t.id = $1 and ${sql}`, [id, ...params]);
  return rows[0];
}

/** The ticket for the platform's own work, with its row locked until the transaction ends. */
export async function lockTicket(q: Queryable, id: number): Promise<Ticket | undefined> {
  const { rows } = await q.query<Ticket>('select * from tickets where id = $1 for update', [id]);
  return rows[0];
}

export async function readTicket(q: Queryable, id: number): Promise<Ticket | undefined> {
  const { rows } = await q.query<Ticket>('select * from tickets where id = $1', [id]);
  return rows[0];
}
