import { jsonText, type Queryable } from '../db/index.js';

export type NewPush =
  | { readonly kind: 'create'; readonly asked?: boolean }
  | { readonly kind: 'update'; readonly fields: readonly ('priority' | 'team')[] }
  | { readonly kind: 'close'; readonly status: string; readonly reason: string }
  | { readonly kind: 'note'; readonly noteId: number }
  | { readonly kind: 'attachment'; readonly attachmentId: number };

function payloadOf(push: NewPush): Readonly<Record<string, unknown>> {
  switch (push.kind) {
    case 'create':
      return push.asked === true ? { asked: true } : {};
    case 'update':
      return { fields: push.fields };
    case 'close':
      return { status: push.status, reason: push.reason };
    case 'note':
    case 'attachment':
      return {};
  }
}

/**
 * Puts down what the ticket's provider has to be told, in the transaction of the change that it tells of. Nothing for a local
 * ticket, for a provider that is not configured or does not take such a thing, or for what is queued already. What belongs
 * to a ticket that is not there yet waits until it is. Returns the row's id.
 */
export async function enqueuePush(
  q: Queryable,
  ticket: { readonly id: number; readonly provider: string },
  push: NewPush,
): Promise<number | undefined> {
  if (ticket.provider === 'local') return undefined;
  const { rows } = await q.query<{ id: number }>(
    `insert into provider_pushes (ticket_id, provider, kind, note_id, attachment_id, payload, reference, not_before)
     select t.id, t.provider, $2::text, $3, $4, $5,
       coalesce((select reference from provider_pushes earlier where earlier.ticket_id = t.id order by id limit 1),
         'opsroom-' || coalesce((select left(md5(instance_id), 8) from installation), '00000000') || '-' || t.id || '-'
           || left(replace(gen_random_uuid()::text, '-', ''), 8)),
       case when $2::text <> 'create' and t.provider_sync_status in ('pending_create', 'create_failed')
         then 'infinity' else clock_timestamp() end
     from tickets t join ticket_providers p on p.name = t.provider and p.configured and $2::text = any(p.takes)
     where t.id = $1 and t.provider_sync_status <> 'local_only'
     on conflict do nothing returning id`,
    [
      ticket.id,
      push.kind,
      push.kind === 'note' ? push.noteId : null,
      push.kind === 'attachment' ? push.attachmentId : null,
      jsonText(payloadOf(push)),
    ],
  );
  return rows[0]?.id;
}

/**
 * What people say to each other in a thread is no part of the ticket's record, there as little as for an agent; and a status
 * goes to a provider as such.
 */
const staysHere: readonly string[] = ['chat-comment', 'ticket-status'];

/** A note that may leave the house is told; what came from there is not sent back, and an internal one never goes. */
export async function enqueueNote(
  q: Queryable,
  ticket: { readonly id: number; readonly provider: string },
  note: { readonly id: number; readonly audience: string; readonly source: string },
): Promise<void> {
  if (note.audience === 'internal' || staysHere.includes(note.source) || note.source === ticket.provider) return;
  await enqueuePush(q, ticket, { kind: 'note', noteId: note.id });
}

/**
 * Contract 7.12: a ticket that is on its way to its provider cannot be closed there yet, and the answer says so. Who asked
 * for it still gets it, right after the ticket arrived: else it would stay open there for ever.
 */
export async function closeOnceThere(
  q: Queryable,
  ticket: { readonly id: number; readonly provider: string; readonly provider_sync_status: string },
  closing: { readonly status: string; readonly reason: string },
): Promise<void> {
  if (ticket.provider_sync_status === 'pending_create') await enqueuePush(q, ticket, { kind: 'close', ...closing });
}
