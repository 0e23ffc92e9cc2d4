import type { Database, Queryable } from '../../db/index.js';
import { personActor, systemActor } from '../principals.js';
import { hasAdministrator } from '../sql/capabilities.js';
import { insertPerson } from '../sql/insertPerson.js';
import { changingPeople } from '../sql/peopleLock.js';
import { readPerson, readPersonNamed, type PersonRecord } from '../sql/readPeople.js';
import { personTarget, tellAccess } from '../tellAccess.js';
import type { Described, OidcRules } from './readClaims.js';

export type Recognised =
  | { readonly kind: 'person'; readonly id: number; readonly name: string }
  /** Nobody here is linked to this account, and people are not added by a sign-in. */
  | { readonly kind: 'not_linked' }
  | { readonly kind: 'no_username' }
  /** A person of that name is here, who may be somebody else: a name or an address links nobody. */
  | { readonly kind: 'name_taken' }
  | { readonly kind: 'switched_off' }
  /** The account belongs to another person than the one who links it. */
  | { readonly kind: 'account_taken' };

async function linkedTo(q: Queryable, { issuer, subject }: Described): Promise<number | undefined> {
  const { rows } = await q.query<{ person_id: number }>(
    `select person_id from identities where kind = 'oidc' and issuer = $1 and subject = $2`,
    [issuer, subject],
  );
  return rows[0]?.person_id;
}

async function link(q: Queryable, personId: number, { issuer, subject }: Described): Promise<void> {
  await q.query(
    `insert into identities (person_id, kind, issuer, subject, source) values ($1, 'oidc', $2, $3, 'operator')`,
    [personId, issuer, subject],
  );
  const actor = (await personActor(q, personId)) ?? (await systemActor(q, 'system', 'rest'));
  await tellAccess(q, actor, 'oidc_account_linked', personTarget(personId), { issuer, subject });
}

/** Whom an administrator gave this subject (contract 4, `provider_ref`). */
async function announced(q: Queryable, subject: string): Promise<number | undefined> {
  const { rows } = await q.query<{ id: number }>(
    `select id from persons where provider = 'oidc' and provider_ref = $1`,
    [subject],
  );
  return rows[0]?.id;
}

/**
 * The roles of the provider, for people that it keeps: given and taken away as it says now. What the configuration or an
 * operator gave stays, and so does the last administrator.
 */
async function takeRoles(q: Queryable, person: PersonRecord, roles: readonly string[]): Promise<void> {
  if (person.source === 'configuration' || person.provider !== 'oidc') return;
  const { rows: gone } = await q.query<{ role: string }>(
    `delete from person_roles where person_id = $1 and source = 'oidc' and role <> all($2::text[]) returning role`,
    [person.id, roles],
  );
  const give = async (names: readonly string[]): Promise<number> => {
    const { rowCount } = await q.query(
      `insert into person_roles (person_id, role, source) select $1, name, 'oidc' from roles where name = any($2::text[])
       on conflict (person_id, role) do nothing`,
      [person.id, names],
    );
    return rowCount ?? 0;
  };
  const given = await give(roles);
  const lost = gone.map(({ role }) => role);
  if (lost.length > 0 && !(await hasAdministrator(q))) await give(lost);
  const now = await readPerson(q, person.id);
  if (given + lost.length === 0 || !now || String(now.roles) === String(person.roles)) return;
  const actor = await systemActor(q, 'system', 'rest');
  const details = { username: person.username, before: person.roles, roles: now.roles, provider: 'oidc' };
  await tellAccess(q, actor, 'access_roles_updated', personTarget(person.id), details);
}

async function add(q: Queryable, described: Described): Promise<number | 'no_username' | 'name_taken'> {
  const { username, displayName, email, subject } = described;
  if (username === null) return 'no_username';
  if (await readPersonNamed(q, username)) return 'name_taken';
  const id = await insertPerson(q, {
    ...{ username, display_name: displayName, email, provider: 'oidc', provider_ref: subject },
  });
  const actor = await systemActor(q, 'system', 'rest');
  await tellAccess(q, actor, 'access_user_upserted', personTarget(id), { username, created: true, provider: 'oidc' });
  return id;
}

/**
 * The person behind an account of the provider, by issuer and subject and by nothing else. `linking` is the signed-in
 * person who wants the account to be theirs; null at a sign-in, where somebody new is added or refused as `new_people` says.
 */
export async function recognise(
  db: Database,
  rules: OidcRules,
  described: Described,
  linking: number | null,
): Promise<Recognised> {
  return changingPeople(db, async (q): Promise<Recognised> => {
    let id = await linkedTo(q, described);
    if (linking !== null && id !== undefined && id !== linking) return { kind: 'account_taken' };
    if (id === undefined) {
      id = linking ?? (await announced(q, described.subject));
      if (id === undefined && rules.new_people === 'link') return { kind: 'not_linked' };
      const added = id ?? (await add(q, described));
      if (typeof added === 'string') return { kind: added };
      id = added;
      const person = await readPerson(q, id);
      if (!person?.enabled) return { kind: 'switched_off' };
      await link(q, id, described);
    }
    const person = await readPerson(q, id);
    if (!person?.enabled) return { kind: 'switched_off' };
    await takeRoles(q, person, described.roles);
    return { kind: 'person', id, name: person.username };
  });
}
