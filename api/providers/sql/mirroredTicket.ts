import type { Queryable } from '../../db/index.js';
import type { Ticket } from '../../tickets/index.js';
import type { Place } from '../port.js';

export type Mirrored = Ticket & {
  readonly provider_ref: string | null;
  readonly provider_sync_status: string;
  readonly provider_payload: Readonly<Record<string, unknown>>;
  /** It was made here and told there. */
  readonly ours: boolean;
  readonly active_agent: boolean;
};

const columns = `t.*, exists (select from provider_pushes p where p.ticket_id = t.id and p.kind = 'create') as ours,
  exists (select from agents a where a.id = t.agent_id and a.status in ('spawned', 'running', 'working')) as active_agent`;

/** One ticket of a provider is taken in by one process at a time, also before there is a row to lock. */
export async function lockPlace(q: Queryable, provider: string, { ticketClass, ref }: Place): Promise<void> {
  await q.query('select pg_advisory_xact_lock(hashtextextended($1, 7))', [`${provider}|${ticketClass}|${ref}`]);
}

/** Our row of a provider's ticket, locked. One that another provider calls alike is somebody else's. */
export async function mirroredTicket(
  q: Queryable,
  provider: string,
  { ticketClass, ref }: Place,
): Promise<Mirrored | 'of_another_provider' | undefined> {
  const { rows } = await q.query<Mirrored & { provider: string }>(
    `select ${columns} from tickets t where t.itop_ref = $1 and t.itop_class = $2 for update of t`,
    [ref, ticketClass],
  );
  const row = rows[0];
  return row && row.provider !== provider ? 'of_another_provider' : row;
}

/** The ticket that was told there under this reference and does not know yet that it arrived, locked. */
export async function arrivedTicket(q: Queryable, provider: string, reference: string): Promise<Mirrored | undefined> {
  const { rows } = await q.query<Mirrored>(
    `select ${columns} from tickets t where t.provider = $1 and t.provider_sync_status in ('pending_create', 'create_failed')
       and t.id = (select ticket_id from provider_pushes where kind = 'create' and reference = $2 limit 1) for update of t`,
    [provider, reference],
  );
  return rows[0];
}
