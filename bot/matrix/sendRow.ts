import type { Database } from '../../api/db/index.js';
import {
  freezeRendered,
  originalOf,
  outboxRow,
  threadById,
  type OutboxRow,
  type Rendered,
} from '../../api/rooms/index.js';
import type { CryptoPort } from './crypto.js';
import { findDelivered } from './findDelivered.js';
import type { MatrixHttp } from './http.js';
import { MatrixFailure } from './matrixFailure.js';
import { messageContent, reactionContent, type RoomMessage } from './messageContent.js';
import { roomEncryption } from './roomEncryption.js';
import { fieldsOf, textOf } from './wire.js';

/** What a row says, from the state of now; `drop` when there is nothing to say any more. */
export type Render = (row: OutboxRow) => Promise<RoomMessage | { drop: string }>;

export type SendParts = {
  db: Database;
  http: MatrixHttp;
  userId: string;
  render: Render;
  crypto: CryptoPort | undefined;
};

export type SendOutcome =
  | { outcome: 'sent'; eventId: string | undefined }
  | { outcome: 'drop'; reason: string }
  | { outcome: 'dead'; reason: string }
  /** The row belongs to another sender now. */
  | { outcome: 'lost' };

/** Milliseconds after which a homeserver may have forgotten a transaction id (Synapse: half an hour). */
const transactionsForgottenAfter = 25 * 60_000;

/** One id for each row, for ever: the same id gives the first event again, whatever is sent with it. */
const transactionOf = (row: OutboxRow): string => `opsroom-${row.id}`;

async function targetOf(parts: SendParts, row: OutboxRow): Promise<{ eventId: string } | { drop: string }> {
  const named = textOf(row.payload['target_event_id']);
  if (named !== undefined) return { eventId: named };
  const id = row.payload['target_outbox_id'];
  const target = typeof id === 'number' ? await outboxRow(parts.db, id) : undefined;
  if (!target) return { drop: 'it points at no message' };
  if (target.status === 'dead' || target.status === 'dropped') return { drop: `its message was ${target.status}` };
  const eventId = target.rendered?.edits ?? target.eventId;
  // In the order of the room the target comes first, unless it is an edit that waits for its time.
  if (target.status !== 'sent' || eventId === null)
    throw new MatrixFailure('unreachable', 'its message is not sent yet');
  return { eventId };
}

async function renderRow(parts: SendParts, row: OutboxRow): Promise<Rendered | { drop: string }> {
  if (row.kind === 'reaction' || row.kind === 'redaction') {
    const target = await targetOf(parts, row);
    if ('drop' in target) return target;
    if (row.kind === 'redaction') {
      const reason = textOf(row.payload['reason']);
      return {
        type: 'm.room.redaction',
        redacts: target.eventId,
        content: { ...(reason !== undefined && { reason }) },
      };
    }
    const key = textOf(row.payload['key']);
    if (key === undefined) return { drop: 'it names no key' };
    return { type: 'm.reaction', content: reactionContent(target.eventId, key, row.id) };
  }
  const original = row.coalesceKey === null ? undefined : await originalOf(parts.db, row.coalesceKey, row.roomId);
  const message = await parts.render(row);
  if ('drop' in message) return message;
  if (original?.eventId) {
    const edits = original.eventId;
    return { type: 'm.room.message', content: messageContent(message, { edits }, row.id), edits };
  }
  const thread = row.threadId === null ? undefined : await threadById(parts.db, row.threadId);
  const place = thread ? { root: thread.rootEventId } : {};
  return { type: 'm.room.message', content: messageContent(message, place, row.id) };
}

async function put(parts: SendParts, row: OutboxRow, rendered: Rendered, encrypted: boolean): Promise<SendOutcome> {
  const room = `/_matrix/client/v3/rooms/${encodeURIComponent(row.roomId)}`;
  const transaction = transactionOf(row);
  if (rendered.redacts !== undefined) {
    const path = `${room}/redact/${encodeURIComponent(rendered.redacts)}/${transaction}`;
    return sentAs(await parts.http.request('PUT', path, { body: rendered.content }));
  }
  const wire =
    encrypted && rendered.type !== 'm.reaction' && parts.crypto
      ? await parts.crypto.encrypt(row.roomId, rendered.type, rendered.content)
      : rendered;
  try {
    const path = `${room}/send/${encodeURIComponent(wire.type)}/${transaction}`;
    return sentAs(await parts.http.request('PUT', path, { body: wire.content }));
  } catch (error) {
    // The same reaction of ours stands there already, from before a database was restored or by hand: as wanted.
    const doubled = error instanceof MatrixFailure && error.errcode === 'M_DUPLICATE_ANNOTATION';
    if (doubled && rendered.type === 'm.reaction') return { outcome: 'sent', eventId: undefined };
    throw error;
  }
}

function sentAs(answer: unknown): SendOutcome {
  const eventId = textOf(fieldsOf(answer)['event_id']);
  if (eventId === undefined) throw new MatrixFailure('server', 'a send was answered without an event id');
  return { outcome: 'sent', eventId };
}

/**
 * Whether the homeserver may have the event and not know its transaction id: ids are forgotten with time, and they count
 * for one session only, which an earlier holder of the account need not have shared.
 */
function mayBeForgotten({ frozenAt, frozenBy, epoch }: OutboxRow): boolean {
  return frozenBy !== epoch || (frozenAt !== null && Date.now() - frozenAt.getTime() > transactionsForgottenAfter);
}

/** One attempt at one claimed row. Throws MatrixFailure when the homeserver fails, anything else when rendering does. */
export async function sendRow(parts: SendParts, row: OutboxRow): Promise<SendOutcome> {
  const raw = row.kind === 'reaction' || row.kind === 'redaction';
  const encrypted = raw ? false : await roomEncryption(parts.db, parts.http, row.roomId);
  if (encrypted && !parts.crypto) {
    return { outcome: 'dead', reason: 'the room is encrypted, and nothing is sent there in clear text' };
  }
  let rendered = row.rendered;
  if (!rendered) {
    const fresh = await renderRow(parts, row);
    if ('drop' in fresh) return { outcome: 'drop', reason: fresh.drop };
    if (!(await freezeRendered(parts.db, row, fresh))) return { outcome: 'lost' };
    rendered = fresh;
  } else if (row.frozenAt !== null && rendered.redacts === undefined && mayBeForgotten(row)) {
    const { roomId, id: deliveryId, frozenAt: attemptedFrom } = row;
    const eventId = await findDelivered(parts.http, { roomId, userId: parts.userId, deliveryId, attemptedFrom });
    if (eventId !== undefined) return { outcome: 'sent', eventId };
  }
  return put(parts, row, rendered, encrypted);
}
