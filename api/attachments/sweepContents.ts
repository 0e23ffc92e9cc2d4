import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { transaction, type Connection, type Database } from '../db/index.js';
import { arrivals, placeOf } from './contentStore.js';

/** Milliseconds that a file without a row is left alone: an upload may be about to write the row. */
const patience = 3_600_000;
/** Names that are looked up at a time. */
const batch = 1_000;

async function namesIn(directory: string): Promise<string[]> {
  return readdir(directory).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && ['ENOENT', 'ENOTDIR'].includes(String(error.code))) return [];
    throw error;
  });
}

async function isOlderThan(file: string, before: number): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  return found !== undefined && Math.max(found.mtimeMs, found.ctimeMs) < before;
}

/**
 * Keeps the sweep away from a content until the caller's transaction ends, which is when its row is there: without it, a
 * content that was about to be swept could go between being put in place and being named.
 */
export async function holdContent(q: Connection, sha256: string): Promise<void> {
  await q.query(`select pg_advisory_xact_lock_shared(hashtextextended('attachment ' || $1, 0))`, [sha256]);
}

/** Whether a file of a ticket or of a message has the content; in SQL. */
const isNamed = (sha256: string): string =>
  `(exists (select from ticket_attachments where stored and sha256 = ${sha256})
    or exists (select from ops_chat_files where stored and sha256 = ${sha256}))`;

/** Drops the content unless a row names it by now. */
async function dropOrphan(db: Database, folder: string, sha256: string, before: number): Promise<boolean> {
  return transaction(db, async (q) => {
    await q.query(`select pg_advisory_xact_lock(hashtextextended('attachment ' || $1, 0))`, [sha256]);
    const named = await q.query<{ named: boolean }>(`select ${isNamed('$1')} as named`, [sha256]);
    const place = placeOf(folder, sha256);
    if (named.rows[0]?.named !== false || !(await isOlderThan(place, before))) return false;
    await rm(place, { force: true });
    return true;
  });
}

async function orphansAmong(db: Database, names: readonly string[]): Promise<string[]> {
  const { rows } = await db.query<{ name: string }>(
    `select name from unnest($1::text[]) as name
     where not ${isNamed('name')}`,
    [names],
  );
  return rows.map(({ name }) => name);
}

/**
 * Removes what a crash left behind: contents that no row names, and files that never arrived whole. The content comes before
 * its row, so there is never a row without its content. Returns how many files went. `now` in milliseconds.
 */
export async function sweepContents(db: Database, folder: string, now = Date.now()): Promise<number> {
  const before = now - patience;
  let count = 0;
  for (const name of await namesIn(arrivals(folder))) {
    const file = path.join(arrivals(folder), name);
    if (!(await isOlderThan(file, before))) continue;
    await rm(file, { force: true });
    count += 1;
  }
  for (const shard of (await namesIn(folder)).filter((name) => /^[0-9a-f]{2}$/.test(name))) {
    const names = (await namesIn(path.join(folder, shard))).filter((name) => /^[0-9a-f]{64}$/.test(name));
    for (let first = 0; first < names.length; first += batch) {
      for (const orphan of await orphansAmong(db, names.slice(first, first + batch)))
        if (await dropOrphan(db, folder, orphan, before)) count += 1;
    }
  }
  return count;
}
