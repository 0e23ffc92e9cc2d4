import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import type { Secret } from '../../config/secret.js';
import { applicationRole, type Queryable } from './pool.js';

/** Any constant does, as long as every Opsroom uses the same: starters of one database queue up behind this lock. */
const migrationLock = 7_236_001;

type Migration = { version: number; name: string; sql: string; checksum: string };

export class MigrationError extends Error {}

async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{4}_[a-z_]+\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(path.join(folder, name), 'utf8');
      return { version: Number(name.slice(0, 4)), name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

async function ensureApplicationRole(client: pg.Client): Promise<void> {
  // Roles belong to the whole cluster: another database of it may be creating the same one at this moment.
  await client.query(`do $$ begin
    if not exists (select from pg_roles where rolname = '${applicationRole}') then create role ${applicationRole} nologin; end if;
  exception when duplicate_object or unique_violation then null; end $$`);
  // Being a member is not enough: from PostgreSQL 16 on, who makes a role may grant it and not yet act as it.
  const actsAsIt = await client.query(`set role ${applicationRole}`).then(
    () => true,
    () => false,
  );
  await client.query('reset role');
  if (!actsAsIt) await client.query(`grant ${applicationRole} to current_user`);
}

type History = Map<number, { name: string; checksum: string }>;

async function applied(q: Queryable): Promise<History> {
  const { rows } = await q.query<{ version: number; name: string; checksum: string }>(
    'select version, name, checksum from schema_migrations',
  );
  return new Map(rows.map((row) => [row.version, row]));
}

function refuseForeignHistory(known: Migration[], done: History): void {
  for (const [version, row] of done) {
    const migration = known.find((candidate) => candidate.version === version);
    if (!migration) {
      throw new MigrationError(
        `The database has migration ${row.name}, which this Opsroom does not know: it was written by a newer version. Start that version, or restore a backup.`,
      );
    }
    if (migration.checksum !== row.checksum) {
      throw new MigrationError(
        `Migration ${migration.name} was changed after it was applied to this database. Restore the file, and put the change into a new migration.`,
      );
    }
  }
}

/**
 * Brings the database to this version and returns the names of what was applied. Each file is one transaction; concurrent
 * starters wait for each other. `url` is the owner's connection string, which only this function uses.
 */
export async function migrate(url: Secret, folder: string): Promise<string[]> {
  const known = await readMigrations(folder);
  const client = new pg.Client({ connectionString: url.reveal(), application_name: 'opsroom-migrate' });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    await client.query(`create table if not exists schema_migrations (
      version integer primary key, name text not null, checksum text not null, applied_at timestamptz not null default clock_timestamp())`);
    const done = await applied(client);
    refuseForeignHistory(known, done);
    await ensureApplicationRole(client);
    const news: string[] = [];
    for (const migration of known.filter((candidate) => !done.has(candidate.version))) {
      await client.query('begin');
      try {
        await client.query(migration.sql);
        await client.query('insert into schema_migrations (version, name, checksum) values ($1, $2, $3)', [
          migration.version,
          migration.name,
          migration.checksum,
        ]);
        await client.query('commit');
      } catch (error) {
        await client.query('rollback');
        throw new MigrationError(
          `Migration ${migration.name} failed and was rolled back: ${error instanceof Error ? error.message : String(error)}`,
          {
            cause: error,
          },
        );
      }
      news.push(migration.name);
    }
    await client.query(`grant usage on schema public to ${applicationRole}`);
    await client.query(`grant select, insert, update, delete on all tables in schema public to ${applicationRole}`);
    await client.query(`revoke insert, update, delete on schema_migrations from ${applicationRole}`);
    return news;
  } finally {
    await client.end();
  }
}

/** For a program that works beside a running Opsroom and changes no schema: throws unless the database is of this version. */
export async function requireMigrated(q: Queryable, folder: string): Promise<void> {
  const known = await readMigrations(folder);
  const { rows } = await q.query<{ there: boolean }>(`select to_regclass('schema_migrations') is not null as there`);
  if (rows[0]?.there !== true)
    throw new MigrationError('The database holds no Opsroom yet: start Opsroom once with it, and try again.');
  const done = await applied(q);
  refuseForeignHistory(known, done);
  const missing = known.find(({ version }) => !done.has(version));
  if (missing)
    throw new MigrationError(
      `The database is of an older version, without ${missing.name}: start this Opsroom once with it, and try again.`,
    );
}
