import { fileURLToPath } from 'node:url';
import { findRunningPostgres } from '../../api/db/embedded/index.js';
import { isLostConnection, MigrationError, openPool, requireMigrated, type Database } from '../../api/db/index.js';
import type { Config, Secret } from '../../config/index.js';

export type OperatorDatabase =
  { readonly kind: 'open'; readonly db: Database } | { readonly kind: 'unavailable'; readonly sentence: string };

const migrations = fileURLToPath(new URL('../../migrations', import.meta.url));

type Unavailable = Exclude<OperatorDatabase, { kind: 'open' }>;
type Address = Unavailable | { readonly kind: 'at'; readonly url: Secret };

const unavailable = (sentence: string): Unavailable => ({ kind: 'unavailable', sentence });

/** The database that a start with this configuration would use; nothing is started for it. */
async function addressOf({ database, server }: Config): Promise<Address> {
  if (database.url) return { kind: 'at', url: database.url };
  const found = await findRunningPostgres(server.data_dir);
  switch (found.kind) {
    case 'running':
      return { kind: 'at', url: found.ownerUrl };
    case 'starting':
      return unavailable(`The database of ${server.data_dir} is starting: try again in a moment.`);
    case 'not_readable':
      return unavailable(`${server.data_dir} is not yours to read: run this as the user that runs Opsroom.`);
    case 'not_running':
      return unavailable(
        `No database runs for ${server.data_dir}: start Opsroom and try again, or set DATABASE_URL or OPSROOM_DATA_DIR to those of your installation.`,
      );
  }
}

/** Why the database cannot be used, for who can change it; undefined for what is nobody's to mend there. */
function obstacleIn(error: unknown): string | undefined {
  if (error instanceof MigrationError) return error.message;
  const { code = '', message = '' } = error as { code?: string; message?: string };
  // The role of the application comes with the first migration.
  if (code === '22023') return 'The database holds no Opsroom yet: start Opsroom once with it, and try again.';
  if (isLostConnection(error))
    return `The database cannot be reached (${code || message}): start it, or correct DATABASE_URL.`;
  if (/^(28|3D)/.test(code)) return `The database does not let us in (${message}): correct DATABASE_URL.`;
  return undefined;
}

/** Opened beside a running Opsroom, as the application's role: what triggers and grants forbid it they forbid here too. */
export async function openOperatorDatabase(config: Config): Promise<OperatorDatabase> {
  const address = await addressOf(config);
  if (address.kind === 'unavailable') return address;
  const db = openPool(address.url, () => undefined, 2);
  try {
    await requireMigrated(db, migrations);
    return { kind: 'open', db };
  } catch (error) {
    await db.end();
    const sentence = obstacleIn(error);
    if (sentence === undefined) throw error;
    return unavailable(sentence);
  }
}
