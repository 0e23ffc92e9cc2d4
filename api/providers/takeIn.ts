import { systemActor } from '../access/index.js';
import { record } from '../audit/index.js';
import { jsonText, type Connection, type Queryable } from '../db/index.js';
import type { Actor } from '../http/caller.js';
import { autoAssign, type AutoAssignment, type AutoAssignmentRules } from '../intake/index.js';
import { cardChanged, finalStatuses, setStatus, waitForPerson, type Ticket } from '../tickets/index.js';
import { withoutOurBlocks } from './contactBlock.js';
import { effectiveStatus, isFinalThere, localStatusOf } from './effectiveStatus.js';
import { mergeFields, sharedFields, type FieldValues } from './mergeFields.js';
import type { Incoming, Provider } from './port.js';
import { referenceIn } from './reference.js';
import { linkTicket } from './sql/linkTicket.js';
import { arrivedTicket, lockPlace, mirroredTicket, type Mirrored } from './sql/mirroredTicket.js';
import { takeInLog } from './takeInLog.js';

export type TakenIn =
  | {
      readonly kind: 'taken_in';
      readonly ticketId: number;
      readonly isNew: boolean;
      readonly autoAssignment: AutoAssignment | null;
    }
  /** Another provider calls a ticket of the same class alike. */
  | { readonly kind: 'name_is_taken' };

/** What the provider said at the last look; stands in the payload, so that the next look knows what is news. */
type Seen = Partial<FieldValues> & { readonly status?: string };

const blank = (value: string | null): string | null => (value === null || value.trim() === '' ? null : value);

function remoteValues(incoming: Incoming, reference: string | undefined): FieldValues {
  const { description } = incoming;
  return {
    title: incoming.title.replaceAll(/\s+/g, ' ').trim().slice(0, 240),
    description: reference === undefined ? description : withoutOurBlocks(description, reference),
    priority: incoming.priority,
    assignee: blank(incoming.assignee)?.slice(0, 255) ?? null,
    assignee_team: blank(incoming.team)?.slice(0, 255) ?? null,
    requester_name: blank(incoming.requester.name)?.slice(0, 240) ?? null,
    requester_email: blank(incoming.requester.email)?.slice(0, 300) ?? null,
  };
}

function seenOf(ticket: Mirrored): Seen | undefined {
  const seen = ticket.provider_payload['seen'];
  return typeof seen === 'object' && seen !== null ? seen : undefined;
}

/**
 * What counts as seen at the first look at a ticket that we made there: its words as we sent them, so that an edit there is
 * news, as it is that it was finished meanwhile; the rest as it is, so that a default there replaces nothing known here.
 */
function firstSeen(ticket: Mirrored, remote: FieldValues, status: string): Seen | undefined {
  if (!ticket.ours) return undefined;
  const words = { title: ticket.title, description: ticket.description };
  return { ...remote, ...words, ...(isFinalThere(status) ? {} : { status }) };
}

async function insert(
  q: Queryable,
  actor: Actor,
  provider: string,
  incoming: Incoming,
  remote: FieldValues,
): Promise<Ticket> {
  const { rows } = await q.query<Ticket>(
    `insert into tickets (itop_ref, itop_class, title, description, status, priority, impact, urgency, assignee, assignee_team, owning_group,
       requester_name, requester_email, affected_user_name, affected_user_email, requester_person_id, provider, provider_ref,
       provider_class, provider_url, provider_sync_status, provider_payload, created_by, synced_at)
     values ($1::text, $2::text, $3, $4, $5, $6, $7, $8, $9, $10::text, (select name from groups where lower(name) = lower($10::text) and enabled),
       $11::text, $12::text, $11::text, $12::text, (select min(id) from persons where active and lower(email) = lower($12::text) having count(*) = 1),
       $13, $1::text, $2::text, $14, 'synced', $15, $16, clock_timestamp())
     returning *`,
    [
      ...[incoming.ref, incoming.ticketClass, remote.title || 'Untitled request', remote.description ?? ''],
      ...[localStatusOf(incoming.status), remote.priority, incoming.impact, incoming.urgency],
      ...[remote.assignee, remote.assignee_team, remote.requester_name, remote.requester_email],
      ...[provider, incoming.url, jsonText(payloadOf(incoming, remote)), actor.name],
    ],
  );
  const ticket = rows[0];
  if (!ticket) throw new Error('A ticket was inserted and did not come back.');
  await record(q, {
    ...{ actor, action: 'ticket_created', target: `ticket_${ticket.id}` },
    details: { title: ticket.title, owning_group: ticket.owning_group, provider, provider_ref: incoming.ref },
  });
  return ticket;
}

function payloadOf(incoming: Incoming, remote: FieldValues): Readonly<Record<string, unknown>> {
  return { ...incoming.payload, seen: { ...remote, status: incoming.status } };
}

async function update(
  q: Connection,
  actor: Actor,
  ticket: Mirrored,
  incoming: Incoming,
  remote: FieldValues,
): Promise<Ticket> {
  const kind = ticket.access_scope['source'] === 'ops-chat' ? 'conversation' : 'ticket';
  const seen = seenOf(ticket) ?? firstSeen(ticket, remote, incoming.status);
  const local = Object.fromEntries(sharedFields.map((field) => [field, ticket[field]])) as FieldValues;
  const merged = mergeFields(kind, local, remote, seen);
  const changed = sharedFields.filter((field) => merged[field] !== local[field]);
  const { rows } = await q.query<Ticket>(
    `update tickets set title = $2, description = $3, priority = $4, assignee = $5, assignee_team = $6, requester_name = $7,
       requester_email = $8, impact = $9, urgency = $10, provider_url = $11, provider_payload = provider_payload || $12,
       provider_sync_status = case when provider_sync_status = 'close_failed' then provider_sync_status else 'synced' end,
       synced_at = clock_timestamp(), version = version + $13,
       updated_at = case when $13 > 0 then clock_timestamp() else updated_at end
     where id = $1 returning *`,
    [
      ...[ticket.id, merged.title, merged.description, merged.priority, merged.assignee, merged.assignee_team],
      ...[merged.requester_name, merged.requester_email, incoming.impact, incoming.urgency, incoming.url],
      ...[jsonText(payloadOf(incoming, remote)), changed.length > 0 ? 1 : 0],
    ],
  );
  const current = rows[0];
  if (!current) throw new Error(`Ticket ${ticket.id} went away while its row was locked.`);
  if (changed.length > 0) {
    await record(q, {
      ...{ actor, action: 'ticket_synced', target: `ticket_${ticket.id}` },
      details: { provider: ticket.provider, changed },
    });
    await cardChanged(q, current);
  }
  const status = effectiveStatus({
    ...{ local: ticket.status, provider: incoming.status, seen: seen?.status ?? null },
    activeAgent: ticket.active_agent,
  });
  if (status === null) return current;
  const reason = incoming.solution ?? '';
  return (await setStatus(q, current, actor, { status, reason })).ticket;
}

/** An agent, where a rule starts one for such a ticket (contract 17.6); else it is a person's. */
async function begin(q: Connection, ticket: Ticket, rules: AutoAssignmentRules | null): Promise<AutoAssignment | null> {
  const started = rules && (await autoAssign(q, ticket.id, rules));
  const leftAlready =
    started?.status === 'error' || (started?.status === 'skipped' && started.reason === 'waiting_for_person');
  if (started?.status !== 'assigned' && !leftAlready && !finalStatuses.includes(ticket.status)) {
    await waitForPerson(q, ticket);
  }
  return started;
}

/**
 * Takes a provider's ticket in, in the caller's transaction: finds our row, or the ticket of ours that arrived there, or makes
 * a row; merges field by field; what people wrote there becomes notes. Doing it twice changes nothing. `rules` start agents for
 * new tickets; null at the very first look, which takes in what others work on already.
 */
export async function takeIn(
  q: Connection,
  provider: Pick<Provider, 'name'>,
  incoming: Incoming,
  rules: AutoAssignmentRules | null,
): Promise<TakenIn> {
  const { name } = provider;
  await lockPlace(q, name, incoming);
  const system = await systemActor(q, 'system');
  const actor: Actor = { ...system, name: `${name}_sync` };
  const reference = referenceIn(incoming.description);
  const remote = remoteValues(incoming, reference);
  const known = await mirroredTicket(q, name, incoming);
  if (known === 'of_another_provider') return { kind: 'name_is_taken' };
  const arrived = known ?? (reference === undefined ? undefined : await arrivedTicket(q, name, reference));
  if (!arrived) {
    const made = await insert(q, actor, name, incoming, remote);
    await takeInLog(q, name, made, actor, incoming);
    return { kind: 'taken_in', ticketId: made.id, isNew: true, autoAssignment: await begin(q, made, rules) };
  }
  if (!known) await linkTicket(q, arrived.id, name, incoming);
  const current = await update(q, actor, arrived, incoming, remote);
  await takeInLog(q, name, current, actor, incoming);
  return { kind: 'taken_in', ticketId: arrived.id, isNew: false, autoAssignment: null };
}
