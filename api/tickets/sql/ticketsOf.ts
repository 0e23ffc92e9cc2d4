import type { Queryable } from '../../db/index.js';
import { finalStatuses, type Ticket } from '../contract.js';

/** Open tickets that a person asked for or works, newest first. */
export async function ticketsOf(q: Queryable, personId: number, limit: number): Promise<Ticket[]> {
  const { rows } = await q.query<Ticket>(
    `select * from tickets where (requester_person_id = $1 or assignee_person_id = $1) and status <> all($2)
     order by id desc limit $3`,
    [personId, finalStatuses, limit],
  );
  return rows;
}

/** Open tickets that no agent works and nobody has taken, of these groups, oldest first. */
export async function ticketsWaitingFor(q: Queryable, groups: readonly string[], limit: number): Promise<Ticket[]> {
  const { rows } = await q.query<Ticket>(
    `select * from tickets where worked_by = 'person' and assignee_person_id is null and status <> all($2)
       and (owning_group = any($1) or exists (
         select from groups g where g.name = any($1) and g.works_every_ticket and g.enabled))
     order by id limit $3`,
    [groups, finalStatuses, limit],
  );
  return rows;
}
