import type { Queryable } from '../db/index.js';
import type { Caller } from '../http/caller.js';
import { systemActor } from './principals.js';
import { everything } from './serviceCaller.js';

export type SystemAccount = {
  /** Of the operating system. */
  readonly name: string;
  /** Who became that account, where it is known. */
  readonly behind: string | null;
};

/**
 * Whoever is at the terminal of this installation, by their account of the operating system: no person of ours is known to be
 * behind it, so it can never vote. Who can read the database's password could write anything there, and may here do everything.
 * The colon keeps the name from being that of a person.
 */
export async function operatorCaller(q: Queryable, { name, behind }: SystemAccount): Promise<Caller> {
  return {
    ...(await systemActor(q, 'system', 'cli')),
    name: `operator:${name}`,
    displayName: `Operator ${name}`,
    capabilities: ['*'],
    view: everything,
    roles: [],
    email: null,
    submittedBy: behind,
    run: null,
    sessionId: null,
  };
}
