import { recordEvent } from '../audit/index.js';
import { transaction, type Database, type Queryable } from '../db/index.js';
import type { Caller } from '../http/caller.js';
import { hashPassword, newPassword, passwordMatches } from './credentialHash.js';
import { obstacleAt, type Missing, type Refused } from './guardPeople.js';
import { passwordFault } from './passwordRule.js';
import { countTry, type LockoutRules } from './sql/countTry.js';
import { endSessions } from './sql/endAccess.js';
import { readPassword, replacePassword, setPassword } from './sql/passwords.js';
import { changingPeople } from './sql/peopleLock.js';
import { readPerson, type PersonRecord } from './sql/readPeople.js';
import { personTarget, tellAccess } from './tellAccess.js';

type Changed = { readonly kind: 'changed'; readonly sessionsEnded: number };
type Weak = { readonly kind: 'weak'; readonly fault: string };

export type PasswordChanged =
  | Changed
  | Weak
  | { readonly kind: 'wrong' }
  | { readonly kind: 'none' }
  | { readonly kind: 'locked'; readonly seconds: number };

/**
 * A person's own password, who has to know the old one: a wrong one counts like a failed sign-in, and locks like it. Every
 * other sign-in of the person ends, because whoever knew the old password may have one.
 */
export async function changePassword(
  db: Database,
  rules: LockoutRules,
  caller: Caller & { readonly personId: number },
  { old, wanted }: { readonly old: string; readonly wanted: string },
): Promise<PasswordChanged> {
  const { personId, name } = caller;
  const row = await readPassword(db, personId);
  if (!row) return { kind: 'none' };
  const fault = passwordFault(wanted, name);
  if (fault !== undefined) return { kind: 'weak', fault };
  if (wanted.normalize('NFKC') === old.normalize('NFKC')) return { kind: 'weak', fault: 'is the old password' };
  if (row.locked_for > 0) return { kind: 'locked', seconds: row.locked_for };
  if (!(await countTry(db, personId, rules)))
    return { kind: 'locked', seconds: Math.max(1, (await readPassword(db, personId))?.locked_for ?? 1) };
  if (!(await passwordMatches(old, row.hash))) {
    const details = { username: name, reason: 'invalid_credentials' };
    const event = {
      category: 'access',
      level: 'warning',
      actor: name,
      target: personTarget(personId),
      details,
    } as const;
    await recordEvent(db, { ...event, action: 'password_change_failed' });
    return { kind: 'wrong' };
  }
  const hash = await hashPassword(wanted);
  return transaction(db, async (q): Promise<PasswordChanged> => {
    if (!(await replacePassword(q, personId, row.hash, hash))) return { kind: 'wrong' };
    const sessionsEnded = await endSessions(q, personId, caller.sessionId);
    await tellAccess(q, caller, 'password_changed', personTarget(personId), { sessions_ended: sessionsEnded });
    return { kind: 'changed', sessionsEnded };
  });
}

export type PasswordReset =
  (Changed & { readonly made: string | undefined }) | Weak | { readonly kind: 'own' } | Missing | Refused;

/** Whatever the person had before; returns how many sign-ins that ended. */
export async function givePassword(q: Queryable, caller: Caller, person: PersonRecord, hash: string): Promise<number> {
  const { id, username } = person;
  await setPassword(q, id, hash);
  const sessionsEnded = await endSessions(q, id);
  await tellAccess(q, caller, 'password_reset', personTarget(id), { username, sessions_ended: sessionsEnded });
  return sessionsEnded;
}

/** An administrator gives somebody a password, or has one made; every sign-in of the person ends. */
export async function resetPassword(
  db: Database,
  caller: Caller,
  id: number,
  given: string | undefined,
): Promise<PasswordReset> {
  if (caller.personId === id) return { kind: 'own' };
  const made = given === undefined ? newPassword() : undefined;
  const known = await readPerson(db, id);
  if (!known) return { kind: 'missing' };
  const fault = given === undefined ? undefined : passwordFault(given, known.username);
  if (fault !== undefined) return { kind: 'weak', fault };
  const hash = await hashPassword(given ?? made ?? '');
  return changingPeople(db, async (q): Promise<PasswordReset> => {
    const person = await readPerson(q, id);
    if (!person) return { kind: 'missing' };
    const { obstacle } = await obstacleAt(q, 'password', caller, person);
    if (obstacle) return { kind: 'refused', obstacle, person };
    return { kind: 'changed', sessionsEnded: await givePassword(q, caller, person, hash), made };
  });
}
