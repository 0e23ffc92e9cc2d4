import type { Database, Queryable } from '../db/index.js';
import type { Caller } from '../http/caller.js';
import type { PersonFields } from './contract.js';
import { keepingAnAdministrator, leaveAnAdministrator, obstacleAt, type Refused } from './guardPeople.js';
import type { Doing } from './mayChange.js';
import { endAccess } from './sql/endAccess.js';
import { insertPerson } from './sql/insertPerson.js';
import { changingPeople } from './sql/peopleLock.js';
import { readPerson, readPersonNamed, type PersonRecord } from './sql/readPeople.js';
import { setEnabled } from './switchPerson.js';
import { personTarget, tellAccess } from './tellAccess.js';

export type Upserted =
  | { readonly kind: 'upserted'; readonly id: number; readonly created: boolean }
  | { readonly kind: 'provider_ref_taken' }
  | Refused;

/** A field that was left out keeps its value (contract 4 overwrites it, which nobody means). */
async function update(q: Queryable, person: PersonRecord, fields: PersonFields): Promise<void> {
  await q.query(
    `update persons set display_name = $2, email = $3, provider = $4, provider_ref = $5, updated_at = clock_timestamp()
     where id = $1`,
    [
      person.id,
      fields.display_name === undefined ? person.display_name : (fields.display_name ?? person.username),
      fields.email === undefined ? person.email : fields.email,
      fields.provider === undefined ? person.provider : (fields.provider ?? 'local'),
      fields.provider_ref === undefined ? person.provider_ref : fields.provider_ref,
    ],
  );
}

function changesDetails(person: PersonRecord, { display_name: name, email }: PersonFields): boolean {
  return (name !== undefined && name !== person.display_name) || (email !== undefined && email !== person.email);
}

/** The account that somebody signs in with, where it is another one than it was. */
function changesAccount(person: PersonRecord, { provider, provider_ref: ref }: PersonFields): boolean {
  return (
    (provider !== undefined && (provider ?? 'local') !== person.provider) ||
    (ref !== undefined && ref !== person.provider_ref)
  );
}

function doingOf(person: PersonRecord, fields: PersonFields): Doing {
  if (changesAccount(person, fields)) return 'account';
  return changesDetails(person, fields) ? 'details' : 'access';
}

async function providerRefTaken(q: Queryable, fields: PersonFields, known: PersonRecord | undefined): Promise<boolean> {
  const provider = fields.provider === undefined ? known?.provider : fields.provider;
  const ref = fields.provider_ref === undefined ? known?.provider_ref : fields.provider_ref;
  if (provider !== 'oidc' || !ref) return false;
  const { rowCount } = await q.query(
    `select from persons where provider = 'oidc' and provider_ref = $1 and name <> $2`,
    [ref, fields.username],
  );
  return rowCount !== 0;
}

const accountOf = (person: PersonRecord | undefined): { provider: string | null; provider_ref: string | null } => ({
  provider: person?.provider ?? null,
  provider_ref: person?.provider_ref ?? null,
});

/** Writes the person as `known` is now, or a new one where nobody is known, under the lock of people. */
export async function writePerson(
  q: Queryable,
  caller: Caller,
  fields: PersonFields,
  known: PersonRecord | undefined,
): Promise<Upserted> {
  const { obstacle, before } = known
    ? await obstacleAt(q, doingOf(known, fields), caller, known)
    : { obstacle: undefined, before: [] };
  if (known && obstacle) return { kind: 'refused', obstacle, person: known };
  if (await providerRefTaken(q, fields, known)) return { kind: 'provider_ref_taken' };
  const rebound = known !== undefined && changesAccount(known, fields);
  if (known) await update(q, known, fields);
  // Who came in by the account of before does not stay.
  if (known && rebound) await endAccess(q, [known.id]);
  const id = known?.id ?? (await insertPerson(q, fields));
  const now = await readPerson(q, id);
  if (now && fields.enabled !== undefined && fields.enabled !== now.enabled) await setEnabled(q, id, fields.enabled);
  await leaveAnAdministrator(q, before);
  await tellAccess(q, caller, 'access_user_upserted', personTarget(id), {
    username: fields.username,
    created: known === undefined,
    fields: Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [name])),
    enabled: fields.enabled ?? now?.enabled ?? true,
    ...(rebound ? { account: accountOf(known), account_now: accountOf(now), access_ended: true } : {}),
  });
  return { kind: 'upserted', id, created: known === undefined };
}

/** Contract 4, `POST /users`: makes a person, or changes what was named of one. */
export async function upsertPerson(db: Database, caller: Caller, fields: PersonFields): Promise<Upserted> {
  let known: PersonRecord | undefined;
  const work = changingPeople(db, async (q): Promise<Upserted> => {
    known = await readPersonNamed(q, fields.username);
    return writePerson(q, caller, fields, known);
  });
  return keepingAnAdministrator(() => known, work);
}
