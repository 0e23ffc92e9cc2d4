import { grants } from '../../config/roles.js';
import { record } from '../audit/index.js';
import type { Queryable } from '../db/index.js';
import type { Caller } from '../http/caller.js';
import { addNote } from './addNote.js';
import type { CreateTicket, Ticket } from './contract.js';
import { normaliseClass, normaliseTitle } from './createTicket.js';
import { getTicket } from './sql/getTicket.js';

/** Who may say that a ticket is at a provider already: what stands there is shown here to whoever asks for the ticket. */
export const linking = 'providers:sync';

export type KnownThere =
  /** The request names no ticket of a provider, or one that is not here yet. */
  | { readonly kind: 'new' }
  | { readonly kind: 'forbidden' }
  /** Another provider's ticket has that name here, or one that the caller may not see. */
  | { readonly kind: 'taken' }
  | { readonly kind: 'known'; readonly ticket: Ticket };

/** An agent at work reads the ticket's words: who changed them stands in the trail, and steered it. */
async function tellOfChanges(q: Queryable, caller: Caller, before: Ticket, now: Ticket): Promise<void> {
  const changed = (['title', 'description', 'priority'] as const).filter((name) => before[name] !== now[name]);
  if (changed.length === 0) return;
  const details = { provider: now.provider, changed };
  await record(q, { actor: caller, action: 'ticket_synced', target: `ticket_${now.id}`, details });
  await addNote(q, now, caller, {
    source: 'provider',
    body: changed.map((name) => `${name}: ${before[name] ?? 'none'} -> ${now[name] ?? 'none'}`).join('\n'),
    audience: 'internal',
  });
}

/** Contract 7.5 (4), in the caller's transaction: a ticket of a provider that is here already is updated and not filed again. */
export async function knownThere(q: Queryable, caller: Caller, input: CreateTicket): Promise<KnownThere> {
  const { provider, provider_ref: ref = null } = input;
  if (ref === null || provider?.trim().toLowerCase() === 'local') return { kind: 'new' };
  if (!grants(caller.capabilities, linking)) return { kind: 'forbidden' };
  const { rows } = await q.query<Ticket>('select * from tickets where itop_ref = $1 and itop_class = $2 for update', [
    ref,
    normaliseClass(input.provider_class ?? input.ticket_class),
  ]);
  const known = rows[0];
  if (!known) return { kind: 'new' };
  const another = provider !== null && known.provider !== provider.trim().toLowerCase();
  if (another || !(await getTicket(q, known.id, caller))) return { kind: 'taken' };
  const { rows: updated } = await q.query<Ticket>(
    `update tickets set title = $2, description = coalesce($3, description), priority = coalesce($4, priority),
       version = version + 1, updated_at = clock_timestamp() where id = $1 returning *`,
    [known.id, normaliseTitle(input.title), input.description ?? null, input.priority],
  );
  const ticket = updated[0] ?? known;
  await tellOfChanges(q, caller, known, ticket);
  return { kind: 'known', ticket };
}
