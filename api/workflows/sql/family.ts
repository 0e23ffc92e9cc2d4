import type { Connection } from '../../db/index.js';
import type { Workflow } from '../contract.js';
import { isInForce, isOpen } from '../reviewState.js';

/**
 * Whoever writes workflows waits here for the others until the transaction ends. Writes are rare and short, so one lock for
 * all is cheaper than an order among keys that a version may change. Taken before any lock on a ticket.
 */
export async function lockWorkflows(q: Connection): Promise<void> {
  await q.query(`select pg_advisory_xact_lock(hashtext('opsroom workflow versions'))`);
}

/** The versions of one key that matter: at most one in force, and at most one that waits. */
export type Family = {
  readonly live: Workflow | undefined;
  readonly open: Workflow | undefined;
  readonly nextVersion: number;
};

export async function familyOf(q: Connection, key: string): Promise<Family> {
  const { rows } = await q.query<Workflow>(
    `select * from agent_workflows where workflow_key = $1
       and status in ('active', 'approved', 'draft', 'ready_for_review', 'tested', 'needs_revision') order by id`,
    [key],
  );
  const last = await q.query<{ version: number }>(
    'select coalesce(max(version), 0) as version from agent_workflows where workflow_key = $1',
    [key],
  );
  return {
    live: rows.find(({ status }) => isInForce(status)),
    open: rows.find(({ status }) => isOpen(status)),
    nextVersion: (last.rows[0]?.version ?? 0) + 1,
  };
}
