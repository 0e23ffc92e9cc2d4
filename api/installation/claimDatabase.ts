import type { Database } from '../db/index.js';

export class InstallationError extends Error {}

/**
 * Ties the database to this data directory, once. Several hosts of one installation share the directory and so its id; a
 * database of another installation is refused, because files, logs and keys of its rows lie somewhere else.
 */
export async function claimDatabase(db: Database, instanceId: string): Promise<void> {
  await db.query('insert into installation (instance_id) values ($1) on conflict do nothing', [instanceId]);
  const { rows } = await db.query<{ instance_id: string }>('select instance_id from installation');
  const owner = rows[0]?.instance_id;
  if (owner === instanceId) return;
  throw new InstallationError(
    `The database belongs to the installation ${owner ?? 'of nobody'}, and this data directory is ${instanceId}. ` +
      'Set OPSROOM_DATA_DIR to the directory of that installation, or DATABASE_URL to a database of its own.',
  );
}
