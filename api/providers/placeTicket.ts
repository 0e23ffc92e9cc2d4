import type { ProviderName } from '../../config/sections/providers.js';
import type { Queryable } from '../db/index.js';
import { chooseProvider, type Wanted } from './chooseProvider.js';

/** Where a new ticket is kept, and the words of contract 7.1 for how far that is. */
export type Placement = {
  readonly provider: ProviderName;
  readonly syncStatus: 'local_only' | 'pending_create' | 'unknown';
  /** The reference there, of one that is there already. */
  readonly ref: string | null;
};

const here: Placement = { provider: 'local', syncStatus: 'local_only', ref: null };

/** Contract 7.5 (3, 4), in the caller's transaction. Asks nothing of the provider. */
export async function placeTicket(q: Queryable, wanted: Wanted): Promise<Placement> {
  if (wanted.provider?.trim().toLowerCase() === 'local' || (wanted.sync === false && wanted.ref === null)) return here;
  const { rows } = await q.query<{ name: string }>(
    `select name from ticket_providers where configured and name <> 'local' order by rank`,
  );
  const provider = chooseProvider(
    wanted,
    rows.map(({ name }) => name),
  );
  if (provider === 'local') return here;
  return wanted.ref === null
    ? { provider, syncStatus: 'pending_create', ref: null }
    : { provider, syncStatus: 'unknown', ref: wanted.ref };
}
