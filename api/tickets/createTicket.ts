import { personBehind, type Speaker } from '../access/index.js';
import { record, recordEvent } from '../audit/index.js';
import type { Queryable } from '../db/index.js';
import { enqueuePush, placeTicket, type Placement } from '../providers/index.js';
import { groupNamed } from './assign.js';
import type { CreateTicket, Ticket } from './contract.js';

/** Contract 7.3. */
const classes = ['Incident', 'UserRequest', 'RoutineChange', 'NormalChange', 'EmergencyChange'];
const classAliases = new Map([
  ['change', 'RoutineChange'],
  ['servicerequest', 'UserRequest'],
  ['service request', 'UserRequest'],
  ['request', 'UserRequest'],
  ['task', 'UserRequest'],
  ['story', 'UserRequest'],
  ['bug', 'Incident'],
]);

export function normaliseClass(given: string | null): string {
  const value = (given ?? '').trim().toLowerCase();
  const known = classes.find((name) => name.toLowerCase() === value) ?? classAliases.get(value);
  if (known) return known;
  // Other systems write "security_incident" and "SecurityIncident"; "exchange" is no change and "bedrock" no EDR.
  const words = (given ?? '').replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
  if (/(?<![a-z])(phish|incident|alert|edr(?![a-z]))/.test(words)) return 'Incident';
  return /(?<![a-z])(change|deploy|ci\/?cd|setup)/.test(words) ? 'RoutineChange' : 'UserRequest';
}

/** Contract 7.5 (2): one line of at most 240 characters. */
export function normaliseTitle(given: string): string {
  const line = given.replaceAll(/\s+/g, ' ').trim();
  if (line === '') return 'Untitled request';
  if (line.length <= 240) return line;
  // Not through the middle of a character that takes two places.
  return `${line.slice(0, 237).replace(/[\uD800-\uDBFF]$/, '')}...`;
}

/** Where the ticket comes from, known to the platform and not taken from a body. */
export type Origin = {
  readonly sessionId: number | null;
  readonly threadId: number | null;
  readonly requesterPersonId: number | null;
  /** The rules or the platform chose the owning group, and not who files it. */
  readonly groupByRules?: boolean;
};

type ChatScope = { source: 'ops-chat'; session_id: number; message_hash: string };

function chatScope(scope: Readonly<Record<string, unknown>> | null | undefined): ChatScope | undefined {
  const { source, session_id: session, message_hash: hash } = scope ?? {};
  if (source !== 'ops-chat' || hash === undefined || session === undefined || session === null) return undefined;
  return { source, session_id: Number(session), message_hash: typeof hash === 'string' ? hash : JSON.stringify(hash) };
}

/** Contract 7.5 (1): the same message of the same conversation makes one ticket, within half an hour. */
async function earlier(q: Queryable, scope: ChatScope): Promise<Ticket | undefined> {
  // Two tries of one turn at the same time: the second one waits here and then finds the first one's ticket.
  await q.query('select pg_advisory_xact_lock(hashtext($1))', [`ticket ${scope.session_id} ${scope.message_hash}`]);
  const { rows } = await q.query<Ticket>(
    `select * from tickets where access_scope ->> 'source' = 'ops-chat' and access_scope ->> 'session_id' = $1
       and access_scope ->> 'message_hash' = $2 and status not in ('cancelled', 'canceled', 'closed', 'resolved')
       and created_at > clock_timestamp() - interval '30 minutes' order by id limit 1`,
    [String(scope.session_id), scope.message_hash],
  );
  return rows[0];
}

async function insert(
  q: Queryable,
  actor: Speaker,
  input: CreateTicket,
  origin: Origin,
  placement: Placement,
): Promise<Ticket> {
  const requester = input.requester_name ?? actor.name;
  const behind = await personBehind(q, actor);
  // A team is free text. The owning group says who decides, so only a group that is known becomes it.
  const owner = input.owning_group ?? (input.assignee_team && (await groupNamed(q, input.assignee_team))) ?? null;
  const groupIsChosen = owner !== null && origin.groupByRules !== true && actor.type !== 'system';
  const { rows } = await q.query<Ticket>(
    `insert into tickets (itop_ref, itop_class, title, description, status, priority, assignee_team, owning_group,
       opened_by_name, opened_by_email, requester_name, requester_email, affected_user_name, affected_user_email,
       security_classification, access_scope, provider, provider_sync_status, created_by, session_id, thread_id, requester_person_id,
       filed_for_person_id, owning_group_by_principal_id, owning_group_by_person_id)
     values ('LOCAL-' || to_char(clock_timestamp(), 'YYYYMMDDHH24MISSUS'), $1, $2, $3, $4, $5, $6, $7,
       $8, $9, $10, $11, $12, $13, $14, $15, $20, $21, $16, $17, $18, $19, $22, $23, $24)
     returning *`,
    [
      normaliseClass(placement.ref === null ? input.ticket_class : (input.provider_class ?? input.ticket_class)),
      normaliseTitle(input.title),
      input.description ?? '',
      input.status ?? 'new',
      input.priority,
      input.assignee_team ?? input.owning_group,
      owner,
      input.opened_by_name ?? actor.name,
      input.opened_by_email,
      requester,
      input.requester_email,
      input.affected_user_name ?? requester,
      input.affected_user_email ?? input.requester_email,
      input.security_classification,
      JSON.stringify(input.access_scope ?? {}),
      input.created_by ?? actor.name,
      origin.sessionId,
      origin.threadId,
      origin.requesterPersonId,
      placement.provider,
      placement.syncStatus,
      behind,
      ...(groupIsChosen ? [actor.principalId, behind] : [null, null]),
    ],
  );
  // iTop needs a reference at once and a local one is only a name: the id makes it unique also within a microsecond.
  const named = await q.query<Ticket>(
    `update tickets set itop_ref = coalesce($2::text, itop_ref || '-' || id), provider_ref = coalesce($2::text, itop_ref || '-' || id),
       provider_class = case when $2::text is null then null else itop_class end where id = $1 returning *`,
    [rows[0]?.id ?? null, placement.ref],
  );
  const ticket = named.rows[0];
  if (!ticket) throw new Error('A ticket was inserted and did not come back.');
  return ticket;
}

/** Contract 7.5, in the caller's transaction. `replayed` when the conversation's same message had made it before. */
export async function createTicket(
  q: Queryable,
  actor: Speaker,
  input: CreateTicket,
  origin: Origin,
): Promise<{ ticket: Ticket; replayed: boolean }> {
  const scope = chatScope(input.access_scope);
  const found = scope && (await earlier(q, scope));
  if (found) {
    await recordEvent(q, {
      category: 'ops-chat',
      actor: actor.name,
      action: 'ops_chat_duplicate_create_suppressed',
      target: `ticket_${found.id}`,
    });
    return { ticket: found, replayed: true };
  }
  const { provider: requested, sync_provider: sync = null, provider_ref: ref = null } = input;
  const placement = await placeTicket(q, { provider: requested, sync, ref });
  const ticket = await insert(q, actor, input, origin, placement);
  const { provider } = placement;
  if (placement.syncStatus === 'pending_create') await enqueuePush(q, ticket, { kind: 'create' });
  await record(q, {
    actor,
    action: 'ticket_created',
    target: `ticket_${ticket.id}`,
    details: {
      ...{ title: ticket.title, owning_group: ticket.owning_group, provider },
      ...{ requested_provider: requested, sync_provider: sync },
    },
  });
  return { ticket, replayed: false };
}
