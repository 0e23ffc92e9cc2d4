import type { Queryable } from '../../db/index.js';

export type ProviderState = {
  readonly name: string;
  readonly waiting: number;
  readonly dead: number;
  readonly paused_until: Date | null;
  readonly last_sync_at: Date | null;
  readonly last_error: string | null;
};

/** Rows of one state that are counted; beyond that "many" is all that anybody needs to know. */
const most = 10_000;

/** How each provider is, for the list of contract 20.4. */
export async function providerStates(q: Queryable): Promise<ReadonlyMap<string, ProviderState>> {
  const { rows } = await q.query<ProviderState>(
    `select p.name, case when p.paused_until > clock_timestamp() then p.paused_until end as paused_until,
       (select count(*) from (select from provider_pushes w where w.provider = p.name and w.status in ('queued', 'running') limit ${most}) w) as waiting,
       (select count(*) from (select from provider_pushes d where d.provider = p.name and d.status = 'dead' limit ${most}) d) as dead,
       (select max(read_at) from provider_cursors c where c.provider = p.name) as last_sync_at,
       (select max(last_error) from provider_cursors c where c.provider = p.name) as last_error
     from ticket_providers p`,
  );
  return new Map(rows.map((row) => [row.name, row]));
}

export type TicketAtProvider = {
  readonly id: number;
  readonly provider: string;
  readonly provider_ref: string | null;
  readonly provider_class: string | null;
  readonly provider_url: string | null;
  readonly provider_sync_status: string;
  readonly provider_last_error: string | null;
  readonly itop_ref: string;
  readonly itop_class: string;
};

export async function ticketAtProvider(q: Queryable, id: number): Promise<TicketAtProvider | undefined> {
  const { rows } = await q.query<TicketAtProvider>(
    `select id, provider, provider_ref, provider_class, provider_url, provider_sync_status, provider_last_error, itop_ref, itop_class
     from tickets where id = $1`,
    [id],
  );
  return rows[0];
}

/** The ticket belongs to this provider from now on, and is to be made there. */
export async function moveToProvider(q: Queryable, id: number, provider: string): Promise<void> {
  await q.query(
    `update tickets set provider = $2, provider_sync_status = 'pending_create', provider_last_error = null,
       version = version + 1, updated_at = clock_timestamp() where id = $1`,
    [id, provider],
  );
}

/** The create that is under way for a ticket, made due: whoever asks does not wait for the end of a pause. */
export async function openCreate(q: Queryable, ticketId: number): Promise<number | undefined> {
  const { rows } = await q.query<{ id: number }>(
    `update provider_pushes set not_before = least(not_before, clock_timestamp())
     where ticket_id = $1 and kind = 'create' and status in ('queued', 'running') returning id`,
    [ticketId],
  );
  return rows[0]?.id;
}

/** A person asks: what was not to be reached a minute ago is tried now. */
export async function endPause(q: Queryable, provider: string): Promise<void> {
  await q.query('update ticket_providers set paused_until = null where name = $1 and paused_until is not null', [
    provider,
  ]);
}

export async function pushIsOpen(q: Queryable, id: number): Promise<boolean> {
  const { rowCount } = await q.query(`select from provider_pushes where id = $1 and status in ('queued', 'running')`, [
    id,
  ]);
  return rowCount === 1;
}

/** What came of a push: the word that the ticket has there, or why it failed. */
export async function pushEnd(
  q: Queryable,
  id: number,
): Promise<{ readonly word: string | null; readonly error: string | null } | undefined> {
  const { rows } = await q.query<{ word: string | null; error: string | null }>(
    `select result ->> 'status' as word, last_error as error from provider_pushes where id = $1`,
    [id],
  );
  return rows[0];
}

/** What was refused before is tried again, once for each time that somebody asks; a close only while it is closed here. */
export async function requeueDead(q: Queryable, ticketId: number): Promise<void> {
  await q.query(
    `update provider_pushes p set status = 'queued', not_before = clock_timestamp(), failures = 0, finished_at = null
     from tickets t where t.id = $1 and p.ticket_id = t.id and p.status = 'dead' and p.provider = t.provider
       and (p.kind in ('update', 'note', 'attachment')
         or (p.kind = 'close' and t.status in ('resolved', 'closed', 'closed/resolved', 'implemented')))`,
    [ticketId],
  );
}
