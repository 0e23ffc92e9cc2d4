import type { Connection } from '../db/index.js';

/**
 * One edit of groups and rules at a time, and none while a start brings the shipped ones: a rule's group, a name and what
 * stands under it are looked at and then written. Edits are rare, and nobody who only reads waits for this.
 */
export async function lockRaci(q: Connection): Promise<void> {
  await q.query(`select pg_advisory_xact_lock(hashtext('opsroom seed rules'))`);
}
