import type { Database } from '../db/index.js';
import type { Caller } from '../http/caller.js';
import { isConfigured, obstacleAt, type Missing, type Refused } from './guardPeople.js';
import { deleteMatrixIdentity, insertMatrixIdentity, readMatrixIdentity } from './sql/matrixIdentity.js';
import { changingPeople } from './sql/peopleLock.js';
import { readPerson } from './sql/readPeople.js';
import { personTarget, tellAccess } from './tellAccess.js';

export type AccountGiven =
  | { readonly kind: 'linked' }
  | { readonly kind: 'linked_already' }
  | { readonly kind: 'taken'; readonly by: string }
  | Missing
  | Refused;

/**
 * Links an account on the caller's word alone, where a person would prove with a code that it is theirs: whoever has the
 * account speaks and votes for the person from then on.
 */
export async function giveMatrixAccount(
  db: Database,
  caller: Caller,
  id: number,
  matrixUserId: string,
): Promise<AccountGiven> {
  return changingPeople(db, async (q): Promise<AccountGiven> => {
    const person = await readPerson(q, id);
    if (!person) return { kind: 'missing' };
    const { obstacle } = await obstacleAt(q, 'link', caller, person);
    if (obstacle) return { kind: 'refused', obstacle, person };
    const linked = await insertMatrixIdentity(q, id, matrixUserId);
    if (!linked) {
      const owner = await readMatrixIdentity(q, matrixUserId);
      return owner?.person_id === id
        ? { kind: 'linked_already' }
        : { kind: 'taken', by: owner?.username ?? 'somebody else' };
    }
    const details = { username: person.username, matrix_user_id: matrixUserId };
    await tellAccess(q, caller, 'matrix_account_linked', personTarget(id), details);
    return { kind: 'linked' };
  });
}

export type AccountUnlinked =
  | { readonly kind: 'unlinked' }
  | { readonly kind: 'not_linked' }
  /** The file names it, and the next start would link it again. */
  | { readonly kind: 'configured_account'; readonly username: string }
  | Missing
  | Refused;

/**
 * From now on the account speaks for nobody. A vote is its person's and not the account's (GATES.md, "Who may vote"): what was
 * applied stays and the person may change it elsewhere; what the account taps, or takes back, from now on counts for nothing.
 */
export async function unlinkMatrixAccount(
  db: Database,
  caller: Caller,
  id: number,
  matrixUserId: string,
): Promise<AccountUnlinked> {
  return changingPeople(db, async (q): Promise<AccountUnlinked> => {
    const person = await readPerson(q, id);
    if (!person) return { kind: 'missing' };
    const { obstacle } = await obstacleAt(q, 'access', caller, person);
    if (obstacle) return { kind: 'refused', obstacle, person };
    const identity = await readMatrixIdentity(q, matrixUserId);
    if (identity?.person_id !== id) return { kind: 'not_linked' };
    if (identity.source === 'configuration' && isConfigured(person))
      return { kind: 'configured_account', username: person.username };
    if (!(await deleteMatrixIdentity(q, id, matrixUserId))) return { kind: 'not_linked' };
    const details = { username: person.username, matrix_user_id: matrixUserId };
    await tellAccess(q, caller, 'matrix_account_unlinked', personTarget(id), details);
    return { kind: 'unlinked' };
  });
}
