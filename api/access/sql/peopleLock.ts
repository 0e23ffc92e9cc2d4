import { transaction, type Connection, type Database, type Queryable } from '../../db/index.js';

/**
 * One change of people at a time, the start's included: two administrators who strip each other at the same moment would
 * else both see the other one, and two processes that start together would wait for each other's rows.
 */
export async function lockPeople(q: Queryable): Promise<void> {
  await q.query(`select pg_advisory_xact_lock(hashtext('opsroom seed people'))`);
}

export function changingPeople<T>(db: Database, work: (q: Connection) => Promise<T>): Promise<T> {
  return transaction(db, async (q) => {
    await lockPeople(q);
    return work(q);
  });
}
