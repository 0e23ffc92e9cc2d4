import type { Role } from '../../config/roles.js';
import type { Queryable } from '../db/index.js';
import type { Actor, Caller, View } from '../http/caller.js';
import { viewOf } from './person.js';
import { platformService, serviceActor } from './principals.js';
import { tokenUsed } from './sql/uses.js';

/** What is behind every door. */
export const everything: View = {
  tickets: new Set(['all']),
  changes: new Set(['all']),
  notes: new Set(['internal', 'user', 'public']),
  maxClassification: 'secret',
  groups: [],
  ticketIds: [],
};

/** Contract 2.2. */
const byServiceToken = { mode: 'service-token', provider: 'service-token', strength: 'service-token' } as const;

type Rights = Pick<Caller, 'capabilities' | 'view' | 'roles'>;

function callerOf(actor: Actor, rights: Rights, named: string): Caller {
  return {
    ...actor,
    ...rights,
    displayName: actor.name,
    email: null,
    // Recorded as who submitted it, never as who approved it (contract README).
    submittedBy: named === '' ? null : named,
    run: null,
    sessionId: null,
    auth: byServiceToken,
  };
}

/** The caller with the service token of credentials.json; `named` is what it says for whom it acts. */
export function platformServiceCaller(q: Queryable): (named: string) => Promise<Caller> {
  // The first migration writes this row, and nothing changes it: it is looked up once, and again after a failure.
  let actor: Actor | undefined;
  const rights = { capabilities: ['*'], view: everything, roles: ['platform-admin'] };
  return async (named) => callerOf((actor ??= await serviceActor(q)), rights, named);
}

type Row = { id: number; principal_id: number; name: string; roles: string[]; stale: boolean };

/** The service that an administrator made this token for, with what its roles allow now. */
export async function namedServiceCaller(
  q: Queryable,
  hash: Buffer,
  { roles, named, seconds }: { readonly roles: readonly Role[]; readonly named: string; readonly seconds: number },
): Promise<Caller | undefined> {
  const { rows } = await q.query<Row>(
    `select t.id, t.principal_id, p.name, t.roles,
       t.last_used_at is null or t.last_used_at < clock_timestamp() - make_interval(secs => $2) as stale
     from tokens t join principals p on p.id = t.principal_id
     where t.hash = $1 and p.type = 'service' and t.roles is not null and t.revoked_at is null
       and (t.expires_at is null or t.expires_at > clock_timestamp())`,
    [hash, seconds],
  );
  const row = rows[0];
  if (!row || row.name === platformService) return undefined;
  if (row.stale) await tokenUsed(q, row.id);
  const held = roles.filter(({ name }) => row.roles.includes(name));
  const actor: Actor = {
    type: 'service',
    principalId: row.principal_id,
    name: row.name,
    personId: null,
    channel: 'rest',
  };
  const capabilities = [...new Set(held.flatMap((role) => role.capabilities))];
  return callerOf(actor, { capabilities, view: viewOf(held, [], []), roles: held.map(({ name }) => name) }, named);
}
