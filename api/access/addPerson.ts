import type { Database } from '../db/index.js';
import type { Caller } from '../http/caller.js';
import { givePassword } from './changePassword.js';
import type { PersonFields } from './contract.js';
import { hashPassword, newPassword } from './credentialHash.js';
import { passwordFault } from './passwordRule.js';
import { assignRoles } from './setRoles.js';
import { unknownRoles } from './sql/capabilities.js';
import { changingPeople } from './sql/peopleLock.js';
import { readPerson, readPersonNamed } from './sql/readPeople.js';
import { writePerson } from './upsertPerson.js';

export type NewPerson = {
  readonly fields: Pick<PersonFields, 'username' | 'display_name' | 'email'>;
  readonly roles: readonly string[];
  /** One is made where none is given. */
  readonly password: string | undefined;
};

export type PersonAdded =
  | { readonly kind: 'added'; readonly id: number; readonly made: string | undefined }
  | { readonly kind: 'there_already' }
  | { readonly kind: 'unknown_roles'; readonly names: readonly string[] }
  | { readonly kind: 'weak'; readonly fault: string };

/**
 * A person who can sign in, with their roles, or nobody: what POST /users, its roles and its password are over REST, in one
 * transaction. The caller may do everything. Somebody of this name who is there already stays as they are.
 */
export async function addPerson(
  db: Database,
  caller: Caller,
  { fields, roles, password: given }: NewPerson,
): Promise<PersonAdded> {
  const fault = given === undefined ? undefined : passwordFault(given, fields.username);
  if (fault !== undefined) return { kind: 'weak', fault };
  const made = given === undefined ? newPassword() : undefined;
  const hash = await hashPassword(given ?? made ?? '');
  return changingPeople(db, async (q): Promise<PersonAdded> => {
    if (await readPersonNamed(q, fields.username)) return { kind: 'there_already' };
    const names = await unknownRoles(q, roles);
    if (names.length > 0) return { kind: 'unknown_roles', names };
    const whole = { ...fields, provider: undefined, provider_ref: undefined };
    const written = await writePerson(q, caller, whole, undefined);
    const person = written.kind === 'upserted' ? await readPerson(q, written.id) : undefined;
    // Nothing that a new person meets refuses who may do everything; thrown, it leaves no half of one.
    if (!person || (await assignRoles(q, caller, person, roles)).kind !== 'assigned')
      throw new Error(`The person ${fields.username} could not be added.`);
    await givePassword(q, caller, person, hash);
    return { kind: 'added', id: person.id, made };
  });
}
