import { transaction, type Database } from '../db/index.js';
import type { Caller } from '../http/caller.js';
import type { NewToken } from './contract.js';
import { newToken, tokenHash } from './credentialHash.js';
import { insertPersonalToken } from './sql/tokens.js';
import { personTarget, tellAccess } from './tellAccess.js';

export type PersonalToken = { readonly id: number; readonly token: string; readonly expiresAt: Date };

/**
 * A token that may what its person may. It is kept as a hash and can be shown this once; undefined for a person who is
 * switched off. Whether the caller may make one for this person is asked before.
 */
export async function makePersonalToken(
  db: Database,
  caller: Caller,
  personId: number,
  { name, expires_in_days: days }: NewToken,
): Promise<PersonalToken | undefined> {
  const token = newToken('personal');
  return transaction(db, async (q) => {
    const kept = { name, hash: tokenHash(token), days, createdBy: caller.personId };
    const made = await insertPersonalToken(q, personId, kept);
    if (!made) return undefined;
    const details = { token_id: made.id, name, expires_at: made.expires_at.toISOString() };
    await tellAccess(q, caller, 'personal_token_created', personTarget(personId), details);
    return { id: made.id, token, expiresAt: made.expires_at };
  });
}
