import { classifications, type Classification, type Role } from '../../config/roles.js';
import type { Queryable } from '../db/index.js';
import type { Audience, Caller, Channel, Reach, View } from '../http/caller.js';

type PersonRow = {
  person_id: number;
  principal_id: number;
  name: string;
  display_name: string;
  email: string | null;
  roles: string[];
  capabilities: string[];
  groups: string[];
  scopes: { type: string; value: string }[];
  /** Of what the person was found by: a sign-in or a token. */
  found_id: number | null;
  found_method: string | null;
  found_stale: boolean;
};

/** By what a person is found; `found` is the row of a sign-in or a token, which is read in the same round trip. */
type By = { readonly found?: string; readonly where: string };

const byId: By = { where: 'p.id = $1' };
const byName: By = { where: 'p.name = $1' };
const byMatrixId: By = {
  where: `p.id = (select person_id from identities where kind = 'matrix' and issuer = '' and subject = $1)`,
};
// How old the last written use may be stands in $2: the use of a token is written once in a while, not at every request.
const stale = `last_used_at is null or last_used_at < clock_timestamp() - make_interval(secs => $2)`;
const bySession: By = {
  found: `join (select id, person_id, method, ${stale} or expires_at < clock_timestamp() + make_interval(secs => $3) as stale
    from login_sessions where hash = $1 and revoked_at is null and expires_at > clock_timestamp()) found on found.person_id = p.id`,
  where: 'true',
};
const byToken: By = {
  found: `join (select t.id, owner.person_id, null::text as method, ${stale} as stale
    from tokens t join principals owner on owner.id = t.principal_id where t.hash = $1 and t.revoked_at is null
      and (t.expires_at is null or t.expires_at > clock_timestamp())) found on found.person_id = p.id`,
  where: 'true',
};

function widest(values: readonly Classification[]): Classification {
  return classifications[Math.max(...values.map((value) => classifications.indexOf(value)))] ?? 'internal';
}

/** The union of what the roles show, widened by the person's scopes (contract 3.5, 3.6). */
export function viewOf(roles: readonly Role[], groups: readonly string[], scopes: PersonRow['scopes']): View {
  const scoped = (...types: string[]): string[] =>
    scopes.filter(({ type }) => types.includes(type)).map(({ value }) => value);
  const raised = scoped('classification').flatMap((value) => classifications.filter((known) => known === value));
  return {
    tickets: new Set<Reach>(roles.map((role) => role.tickets)),
    changes: new Set<Reach>(roles.map((role) => role.changes)),
    notes: new Set<Audience>(roles.flatMap((role) => role.notes)),
    maxClassification: widest(['internal', ...roles.map((role) => role.max_classification), ...raised]),
    groups: [...groups, ...scoped('group', 'owning_group', 'assignment_group', 'team')],
    ticketIds: scoped('ticket', 'ticket_id').map(Number).filter(Number.isInteger),
  };
}

async function load(q: Queryable, by: By, params: readonly unknown[]): Promise<PersonRow | undefined> {
  const found = by.found
    ? 'found.id as found_id, found.method as found_method, found.stale as found_stale'
    : 'null::bigint as found_id, null::text as found_method, false as found_stale';
  const { rows } = await q.query<PersonRow>(
    `select p.id as person_id, principal.id as principal_id, p.name, p.display_name, p.email,
       coalesce((select array_agg(role order by role) from person_roles where person_id = p.id), '{}') as roles,
       coalesce((select array_agg(distinct capability) from person_roles pr join roles r on r.name = pr.role,
         unnest(r.capabilities) as capability where pr.person_id = p.id), '{}') as capabilities,
       coalesce((select array_agg(g.name order by g.name) from group_members m join groups g on g.id = m.group_id
         where m.person_id = p.id and g.enabled), '{}') as groups,
       coalesce((select jsonb_agg(jsonb_build_object('type', type, 'value', value)) from person_scopes
         where person_id = p.id), '[]') as scopes, ${found}
     from persons p join principals principal on principal.person_id = p.id ${by.found ?? ''}
     where ${by.where} and p.active`,
    [...params],
  );
  return rows[0];
}

function callerOf(row: PersonRow, channel: Channel, known: readonly Role[]): Caller {
  return {
    type: 'person',
    principalId: row.principal_id,
    name: row.name,
    personId: row.person_id,
    channel,
    capabilities: row.capabilities,
    view: viewOf(
      known.filter((role) => row.roles.includes(role.name)),
      row.groups,
      row.scopes,
    ),
    roles: row.roles,
    displayName: row.display_name,
    email: row.email,
    submittedBy: null,
    run: null,
    sessionId: null,
  };
}

/** A person by a sign-in or a token, whose row it was, and whether its use should be written down again. */
export type FoundPerson = {
  readonly caller: Caller;
  readonly id: number;
  readonly method: string | null;
  readonly stale: boolean;
};

/** The active person with what they may do now; undefined when unknown or switched off. */
export type People = {
  byId(q: Queryable, personId: number, channel: Channel): Promise<Caller | undefined>;
  byName(q: Queryable, name: string, channel: Channel): Promise<Caller | undefined>;
  byMatrixId(q: Queryable, userId: string, channel: Channel): Promise<Caller | undefined>;
  /** `seconds`: how old the last written use may be; `left`: how long the sign-in has to last without another writing. */
  bySession(
    q: Queryable,
    hash: Buffer,
    age: { readonly seconds: number; readonly left: number },
  ): Promise<FoundPerson | undefined>;
  byToken(q: Queryable, hash: Buffer, age: { readonly seconds: number }): Promise<FoundPerson | undefined>;
};

/** `roles` are those of config/data/roles.yaml: what a role shows is not in the database. */
export function openPeople(roles: readonly Role[]): People {
  const one = async (q: Queryable, by: By, key: string | number, channel: Channel): Promise<Caller | undefined> => {
    const row = await load(q, by, [key]);
    return row && callerOf(row, channel, roles);
  };
  const found = async (q: Queryable, by: By, params: readonly unknown[]): Promise<FoundPerson | undefined> => {
    const row = await load(q, by, params);
    if (!row || row.found_id === null) return undefined;
    const { found_id: id, found_method: method, found_stale: stale } = row;
    return { caller: callerOf(row, 'rest', roles), id, method, stale };
  };
  return {
    byId: (q, key, channel) => one(q, byId, key, channel),
    byName: (q, key, channel) => one(q, byName, key, channel),
    byMatrixId: (q, key, channel) => one(q, byMatrixId, key, channel),
    bySession: (q, hash, { seconds, left }) => found(q, bySession, [hash, seconds, left]),
    byToken: (q, hash, { seconds }) => found(q, byToken, [hash, seconds]),
  };
}
