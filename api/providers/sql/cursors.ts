import type { Queryable } from '../../db/index.js';
import type { Changed } from '../port.js';

/** Seconds that one process reads a class alone; renewed with every batch. */
const lease = 120;

export type Reading = { readonly provider: string; readonly ticketClass: string; readonly owner: string };

/**
 * Takes the class for this process; undefined while another one reads it, or when the last look is not `every` seconds ago.
 * A first look has no cursor.
 */
export async function takeCursor(
  q: Queryable,
  { provider, ticketClass, owner }: Reading,
  every: number,
): Promise<{ readonly cursor: string | null } | undefined> {
  await q.query('insert into provider_cursors (provider, ticket_class) values ($1, $2) on conflict do nothing', [
    provider,
    ticketClass,
  ]);
  const { rows } = await q.query<{ cursor: string | null }>(
    `update provider_cursors set lease_owner = $3, lease_until = clock_timestamp() + make_interval(secs => ${lease})
     where provider = $1 and ticket_class = $2 and (lease_until is null or lease_until < clock_timestamp())
       and (read_at is null or read_at <= clock_timestamp() - make_interval(secs => $4))
     returning cursor`,
    [provider, ticketClass, owner, every],
  );
  return rows[0];
}

/** Moves the cursor on after a batch, and keeps the class. False when the lease was lost: somebody else reads on. */
export async function moveCursor(
  q: Queryable,
  { provider, ticketClass, owner }: Reading,
  cursor: string,
): Promise<boolean> {
  const { rowCount } = await q.query(
    `update provider_cursors set cursor = greatest(cursor, $4), lease_until = clock_timestamp() + make_interval(secs => ${lease})
     where provider = $1 and ticket_class = $2 and lease_owner = $3`,
    [provider, ticketClass, owner, cursor],
  );
  return rowCount === 1;
}

/** Gives the class back. Returns whether this look changed what is known of the provider: that it answers, or that it does not. */
export async function leaveCursor(
  q: Queryable,
  { provider, ticketClass, owner }: Reading,
  error: string | null,
): Promise<boolean> {
  const { rows } = await q.query<{ before: boolean }>(
    `update provider_cursors c set lease_owner = null, lease_until = null, last_error = $4, reachable = $4::text is null,
       read_at = clock_timestamp()
     from (select reachable as before from provider_cursors where provider = $1 and ticket_class = $2) old
     where c.provider = $1 and c.ticket_class = $2 and c.lease_owner = $3 returning old.before`,
    [provider, ticketClass, owner, error],
  );
  return rows[0] !== undefined && rows[0].before !== (error === null);
}

/** Times that one state is read: the second look sees what happened in the same second as the first. */
const reads = 2;

/** Those of the changed tickets whose very state was not read often enough yet. */
export async function unread(q: Queryable, at: Reading, changed: readonly Changed[]): Promise<Changed[]> {
  if (changed.length === 0) return [];
  const { rows } = await q.query<{ ref: string; changed_at: string }>(
    `select ref, changed_at from provider_objects where provider = $1 and ticket_class = $2 and ref = any($3) and reads >= ${reads}`,
    [at.provider, at.ticketClass, changed.map(({ ref }) => ref)],
  );
  const known = new Map(rows.map((row) => [row.ref, row.changed_at]));
  return changed.filter(({ ref, changedAt }) => known.get(ref) !== changedAt);
}

export async function markRead(q: Queryable, at: Reading, changed: readonly Changed[]): Promise<void> {
  await q.query(
    `insert into provider_objects (provider, ticket_class, ref, changed_at)
     select $1, $2, * from unnest($3::text[], $4::text[])
     on conflict (provider, ticket_class, ref) do update set changed_at = excluded.changed_at,
       reads = case when provider_objects.changed_at = excluded.changed_at then provider_objects.reads + 1 else 1 end`,
    [at.provider, at.ticketClass, changed.map(({ ref }) => ref), changed.map(({ changedAt }) => changedAt)],
  );
}

/** What no look lists any more need not be remembered. */
export async function forgetRead(q: Queryable, at: Reading, before: string): Promise<void> {
  await q.query('delete from provider_objects where provider = $1 and ticket_class = $2 and changed_at < $3', [
    at.provider,
    at.ticketClass,
    before,
  ]);
}
