import type { Queryable } from '../db/index.js';
import { askForPerson } from './announce.js';
import type { Ticket } from './contract.js';
import { setWaiting } from './setStatus.js';

/**
 * Nobody but a person can go on with the ticket: the card says so, and the people of its group are told, once for each
 * wait. Who has taken it already is not asked for. Returns the group.
 */
export async function waitForPerson(q: Queryable, ticket: Ticket): Promise<string> {
  const group = ticket.owning_group ?? 'the service desk';
  const taken = ticket.assignee_person_id !== null;
  const waitingFor = taken ? null : `a person of ${group}`;
  await setWaiting(q, ticket.id, { waitingFor, workedBy: 'person' });
  if (!taken && ticket.waiting_for !== waitingFor) await askForPerson(q, ticket, group);
  return group;
}
