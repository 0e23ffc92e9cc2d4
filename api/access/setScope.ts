import type { Database } from '../db/index.js';
import type { Caller } from '../http/caller.js';
import type { ScopeFields } from './contract.js';
import { obstacleAt, type Missing, type Refused } from './guardPeople.js';
import { changingPeople } from './sql/peopleLock.js';
import { readPerson } from './sql/readPeople.js';
import { deleteScope, listScopes, upsertScope, type Scope } from './sql/scopes.js';
import { personTarget, tellAccess } from './tellAccess.js';

/** Scopes of one person: enough for every ticket that somebody is shown one by one, and still one small read a request. */
const mostScopes = 500;

export type ScopeSet =
  | { readonly kind: 'set'; readonly scope: Scope }
  | { readonly kind: 'too_many'; readonly most: number }
  | Missing
  | Refused;

/** Contract 4, `POST /users/{id}/scopes`. The configuration names no scopes: they are an operator's for everybody. */
export async function setScope(db: Database, caller: Caller, id: number, fields: ScopeFields): Promise<ScopeSet> {
  return changingPeople(db, async (q): Promise<ScopeSet> => {
    const person = await readPerson(q, id);
    if (!person) return { kind: 'missing' };
    const { obstacle } = await obstacleAt(q, 'scopes', caller, person);
    if (obstacle) return { kind: 'refused', obstacle, person };
    const scope = await upsertScope(q, id, fields);
    if ((await listScopes(q, id)).length > mostScopes) {
      await deleteScope(q, id, scope.id);
      return { kind: 'too_many', most: mostScopes };
    }
    const details = { username: person.username, scope_type: scope.scope_type, scope_value: scope.scope_value };
    await tellAccess(q, caller, 'access_scope_upserted', personTarget(id), details);
    return { kind: 'set', scope };
  });
}

export type ScopeRemoved = { readonly kind: 'removed' } | { readonly kind: 'no_such_scope' } | Missing | Refused;

export async function removeScope(db: Database, caller: Caller, id: number, scopeId: number): Promise<ScopeRemoved> {
  return changingPeople(db, async (q): Promise<ScopeRemoved> => {
    const person = await readPerson(q, id);
    if (!person) return { kind: 'missing' };
    const { obstacle } = await obstacleAt(q, 'scopes', caller, person);
    if (obstacle) return { kind: 'refused', obstacle, person };
    const scope = await deleteScope(q, id, scopeId);
    if (!scope) return { kind: 'no_such_scope' };
    const details = { username: person.username, scope_type: scope.scope_type, scope_value: scope.scope_value };
    await tellAccess(q, caller, 'access_scope_deleted', personTarget(id), details);
    return { kind: 'removed' };
  });
}
