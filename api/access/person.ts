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
};

const byId = 'p.id = $1';
const byName = 'p.name = $1';
const byMatrixId = `p.id = (select person_id from identities where kind = 'matrix' and issuer = '' and subject = $1)`;

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

async function load(
  q: Queryable,
  condition: string,
  key: string | number,
  channel: Channel,
  known: readonly Role[],
): Promise<Caller | undefined> {
  const { rows } = await q.query<PersonRow>(
    `select p.id as person_id, principal.id as principal_id, p.name, p.display_name, p.email,
       coalesce((select array_agg(role order by role) from person_roles where person_id = p.id), '{}') as roles,
       coalesce((select array_agg(distinct capability) from person_roles pr join roles r on r.name = pr.role,
         unnest(r.capabilities) as capability where pr.person_id = p.id), '{}') as capabilities,
       coalesce((select array_agg(g.name order by g.name) from group_members m join groups g on g.id = m.group_id
         where m.person_id = p.id and g.enabled), '{}') as groups,
       coalesce((select jsonb_agg(jsonb_build_object('type', type, 'value', value)) from person_scopes
         where person_id = p.id), '[]') as scopes
     from persons p join principals principal on principal.person_id = p.id
     where ${condition} and p.active`,
    [key],
  );
  const row = rows[0];
  if (!row) return undefined;
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

/** The active person with what they may do now; undefined when unknown or switched off. */
export type People = {
  byId(q: Queryable, personId: number, channel: Channel): Promise<Caller | undefined>;
  byName(q: Queryable, name: string, channel: Channel): Promise<Caller | undefined>;
  byMatrixId(q: Queryable, userId: string, channel: Channel): Promise<Caller | undefined>;
};

/** `roles` are those of config/data/roles.yaml: what a role shows is not in the database. */
export function openPeople(roles: readonly Role[]): People {
  return {
    byId: (q, key, channel) => load(q, byId, key, channel, roles),
    byName: (q, key, channel) => load(q, byName, key, channel, roles),
    byMatrixId: (q, key, channel) => load(q, byMatrixId, key, channel, roles),
  };
}
