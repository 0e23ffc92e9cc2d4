import pg from 'pg';
import type { Secret } from '../../config/secret.js';

/** The role that the application's connections act as. It owns no table, so no trigger or constraint can be lifted by it. */
export const applicationRole = 'opsroom_app';

export type Database = pg.Pool;
export type Connection = pg.PoolClient;
/** What a query needs: the pool, or one connection inside a transaction. */
export type Queryable = Pick<pg.Pool, 'query'>;

// bigint ids and counts fit a double for any table that one organisation fills; the contract has integer ids on the wire.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/**
 * At most ten connections (contract 06), each acting as the application's role from its first statement on.
 * `onLostConnection` hears of idle connections that the server ended: the pool replaces them, so it is news and no fault,
 * but without a listener Node would end the process.
 */
export function openPool(url: Secret, onLostConnection: (error: Error) => void, max = 10): Database {
  const pool = new pg.Pool({
    connectionString: url.reveal(),
    max,
    options: `-c role=${applicationRole}`,
    application_name: 'opsroom',
  });
  pool.on('error', onLostConnection);
  return pool;
}

/** The statement that was running fails as well, and tells; without a listener Node would end the process. */
const lostInTransaction = (): void => undefined;

/** Runs `work` in one transaction; what it throws rolls everything back and is thrown on. */
export async function transaction<T>(db: Database, work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await db.connect();
  // The pool listens only while a connection is idle.
  connection.on('error', lostInTransaction);
  try {
    await connection.query('begin');
    const result = await work(connection);
    await connection.query('commit');
    return result;
  } catch (error) {
    await connection.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    connection.off('error', lostInTransaction);
    connection.release();
  }
}
