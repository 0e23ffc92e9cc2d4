import { personBehind } from '../access/index.js';
import { digestOf, type Json } from '../audit/index.js';
import { transaction, type Connection, type Database } from '../db/index.js';
import type { Caller } from '../http/caller.js';
import { scopedKey } from '../http/idempotency.js';
import type { MessageBody, Session } from './contract.js';
import { broughtTheSame, keepFiles, saidOf } from './files/keepFiles.js';
import type { SentFile } from './files/receiveFiles.js';
import { knownMessage, openQuestion, takeMessage } from './takeMessage.js';

/**
 * The caller's own session of this id or external thread, else a new one (contract 23.1; no one speaks in another's session).
 * Of a service it is that service's alone, and for whom it says that it works.
 */
async function sessionFor(q: Connection, body: MessageBody, caller: Caller): Promise<Session> {
  const externalThread = body.external_thread_id ?? body.matrix_room_id;
  const named = caller.type === 'person' ? caller.displayName : (body.requester_name ?? body.sender_name);
  const email = caller.type === 'person' ? caller.email : (body.requester_email ?? body.sender_email);
  const own = caller.type === 'person' ? caller.personId : null;
  const service = caller.type === 'person' ? null : caller.submittedBy;
  if (externalThread !== null) {
    // One session a room (contract 23.1), also for its first two messages when they come at the same time.
    const whose = own ?? `${caller.principalId} ${service ?? ''}`;
    await q.query('select pg_advisory_xact_lock(hashtext($1))', [`session ${whose} ${externalThread}`]);
  }
  const found = await q.query<Session>(
    `select * from ops_chat_sessions where consumer = 'external' and person_id is not distinct from $3
       and ($3::bigint is not null or (principal_id = $4 and service_user is not distinct from $5))
       and (id = $1 or ($1::bigint is null and external_thread_id = $2)) order by id desc limit 1`,
    [body.session_id ?? null, externalThread, own, caller.principalId, service],
  );
  const session = found.rows[0];
  if (session) {
    await q.query(
      `update ops_chat_sessions set requester_name = coalesce($2, requester_name), requester_email = coalesce($3, requester_email),
         channel = coalesce($4, channel), updated_at = clock_timestamp() where id = $1`,
      [session.id, named, email, body.channel],
    );
    return session;
  }
  const created = await q.query<Session>(
    `insert into ops_chat_sessions (requester_name, requester_email, person_id, channel, external_thread_id, consumer,
       principal_id, service_user)
     values (coalesce($1, 'Chat User'), $2, $3, coalesce($4, 'matrix'), $5, 'external', $6, $7) returning *`,
    [named, email, own, body.channel, externalThread, caller.principalId, service],
  );
  if (!created.rows[0]) throw new Error('A session was inserted and did not come back.');
  return created.rows[0];
}

/** Of the body of a request, by which the same key with another one is known; files are compared by themselves. */
function digestOfRequest(sent: object): string {
  return digestOf(JSON.parse(JSON.stringify({ ...sent, attachments: undefined })) as Json);
}

export type TakenIn = { readonly kind: 'turn'; readonly turnId: number } | { readonly kind: 'key_reused' };

/** Takes in what somebody says over HTTP, with the files that came with it; the same key finds the turn that the first request with it began. */
export async function takeIn(
  db: Database,
  body: MessageBody,
  caller: Caller,
  key: string | undefined,
  files: readonly SentFile[] = [],
  /** What the caller sent, where the message was made of it. */
  sent: object = body,
): Promise<TakenIn> {
  const said = digestOfRequest(sent);
  const eventId = key === undefined ? null : `request:${caller.principalId}:${scopedKey(caller, key)}`;
  return transaction(db, async (q) => {
    if (eventId !== null) {
      // Two requests with one key at the same time: the second one finds what the first one took in.
      await q.query('select pg_advisory_xact_lock(hashtext($1))', [eventId]);
      const before = await knownMessage(q, eventId);
      if (before) {
        const asBefore = before.said === null ? before.body === body.message : before.said === said;
        const same = asBefore && (await broughtTheSame(q, before.turnId, files));
        return same ? { kind: 'turn', turnId: before.turnId } : { kind: 'key_reused' };
      }
    }
    const session = await sessionFor(q, body, caller);
    const question = await openQuestion(q, session.id);
    const speaker = {
      principalId: caller.principalId,
      personId: caller.personId,
      name:
        caller.type === 'person'
          ? caller.displayName
          : (body.requester_name ?? body.sender_name ?? session.requester_name),
      email: body.requester_email ?? body.sender_email,
      spokenForPersonId: caller.personId === null ? await personBehind(q, caller) : null,
    };
    const taken = await takeMessage(q, {
      session,
      speaker,
      body: body.message,
      eventId,
      metadata: {
        ...{ channel: body.channel, external_thread_id: body.external_thread_id ?? body.matrix_room_id },
        ...(eventId === null ? {} : { request_digest: said }),
        ...(files.length > 0 ? { attachments: saidOf(session.id, files) } : {}),
      },
      harness: body.harness ?? body.agent_harness,
      model: body.model ?? body.agent_model,
      spawnAgent: body.spawn_agent,
      forceNewTicket: body.force_new_ticket,
      questionId: question?.id ?? null,
    });
    if (taken.kind === 'queued') await keepFiles(q, taken.turnId, session, { ...speaker, account: caller.name }, files);
    return { kind: 'turn', turnId: taken.turnId };
  });
}
