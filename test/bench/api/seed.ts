import pg from 'pg';
import type { Secret } from '../../../config/secret.js';

/** Indexes over words: kept row by row they take most of the time of a million rows. */
const wordIndexes = `select indexname as name, indexdef as definition from pg_indexes
  where schemaname = 'public' and indexdef like '%USING gin%' and tablename in ('ticket_words', 'ticket_notes')`;

/** Fills a migrated database with tickets of a year, each with a note and its audit row: by SQL, as fast as it goes. */
export async function seedTickets(database: Secret, count: number, progress: (line: string) => void): Promise<void> {
  const client = new pg.Client({ connectionString: database.reveal() });
  await client.connect();
  try {
    const { rows: indexes } = await client.query<{ name: string; definition: string }>(wordIndexes);
    for (const { name } of indexes) await client.query(`drop index ${name}`);
    const step = 100_000;
    for (let from = 1; from <= count; from += step) {
      const to = Math.min(count, from + step - 1);
      await client.query(
        `with filed as (
           insert into tickets (itop_ref, title, description, owning_group, assignee_team, priority, status, assignee, created_by, created_at, updated_at)
           select 'BULK-' || n, 'Ticket ' || md5(n::text), repeat(md5((n * 7)::text) || ' ', 8), 'Group ' || n % 200, 'Group ' || n % 200,
             'P' || n % 4 + 1, case when n % 20 = 0 then 'new' else 'closed' end, 'person ' || n % 500, 'bench', at, at + interval '1 hour'
           from generate_series($1::int, $2::int) as n,
             lateral (select clock_timestamp() - make_interval(days => 366) + make_interval(secs => n * 365.0 * 86400 / $3::int) as at) as time
           returning id, created_at),
         noted as (
           insert into ticket_notes (ticket_id, source, author, body, audience, created_at)
           select id, 'dashboard', 'bench', 'Note ' || md5(id::text), 'internal', created_at from filed)
         insert into audit_log (actor, channel, action, target, details, canonical, digest, created_at)
         select 'bench', 'rest', 'ticket_created', 'ticket_' || id, jsonb_build_object('ticket_id', id), '{}', '', created_at from filed`,
        [from, to, count],
      );
      progress(`  tickets: ${to} of ${count}`);
    }
    for (const { name, definition } of indexes) {
      await client.query(definition);
      progress(`  index ${name}`);
    }
    await client.query('vacuum analyze');
  } finally {
    await client.end();
  }
}
