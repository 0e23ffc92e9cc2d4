/** The columns of each row type, under the names that TypeScript knows them by. */
export const inboxColumns = `id, event_id as "eventId", room_id as "roomId", sender, type, state_key as "stateKey", content,
  origin_server_ts as "originServerTs", backfilled, status, attempts, received_at as "receivedAt"`;

export const outboxColumns = `outbox.id, outbox.room_id as "roomId", outbox.thread_id as "threadId", outbox.kind, outbox.payload,
  outbox.coalesce_key as "coalesceKey", outbox.once_key as "onceKey", outbox.ticket_id as "ticketId", outbox.change_id as "changeId",
  outbox.turn_id as "turnId", outbox.note_id as "noteId", outbox.status, outbox.rendered->'event' as rendered,
  (outbox.rendered->>'frozen_at')::timestamptz as "frozenAt", (outbox.rendered->>'epoch')::bigint as "frozenBy", outbox.attempts, outbox.epoch, outbox.event_id as "eventId",
  outbox.last_error as "lastError", outbox.created_at as "createdAt", outbox.sent_at as "sentAt"`;

export const roomColumns = `id, room_id as "roomId", purpose, name, membership, encrypted, encryption_notice_at as "encryptionNoticeAt"`;

export const threadColumns = `id, kind, room_id as "roomId", root_event_id as "rootEventId"`;
