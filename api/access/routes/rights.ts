import type { Database } from '../../db/index.js';
import { notFound, ok, problem } from '../../http/answer.js';
import { idParams } from '../../http/fields.js';
import { defineRoute, type Route } from '../../http/route.js';
import {
  roleNames,
  rolesAnswer,
  rolesAssigned,
  scopeAnswer,
  scopeBody,
  scopeParams,
  scopesAnswer,
} from '../contract.js';
import { setRoles } from '../setRoles.js';
import { removeScope, setScope } from '../setScope.js';
import { listRoles } from '../sql/listRoles.js';
import { readPerson } from '../sql/readPeople.js';
import { listScopes } from '../sql/scopes.js';
import { accessArea as area, noPerson, refusalOf, rightsByPeople } from './refusals.js';

const reads = { kind: 'signed-in', permission: 'access:read', agents: 'never' } as const;
const administers = { kind: 'signed-in', permission: 'access:admin', agents: 'never' } as const;

function roles(db: Database): Route {
  return defineRoute({
    ...{ method: 'get', path: '/api/access/roles', area, access: reads },
    summary: 'The roles and what each allows.',
    answers: { 200: { description: 'Every role, by name', schema: rolesAnswer } },
    async handle() {
      return ok({ roles: await listRoles(db) });
    },
  });
}

function assign(db: Database): Route {
  return defineRoute({
    ...{ method: 'post', path: '/api/access/users/{id}/roles', area, access: administers },
    summary: 'The roles of a person, all of them, as a bare array of names. They count from the next request on.',
    params: idParams,
    body: roleNames,
    answers: { 200: { description: 'The roles that the person has now', schema: rolesAssigned } },
    async handle({ params, body, caller }) {
      if (caller.type !== 'person') return rightsByPeople;
      const result = await setRoles(db, caller, params.id, body);
      if (result.kind === 'assigned') return ok({ id: params.id, roles: result.roles });
      if (result.kind !== 'unknown_roles') return refusalOf(result);
      const names = result.names.map((name) => `"${name.slice(0, 100)}"`).join(', ');
      const errors = body.flatMap((name, index) =>
        result.names.includes(name) ? [{ path: `body.${index}`, message: 'is no role' }] : [],
      );
      return problem(422, 'invalid_fields', `There is no role ${names}. GET /api/access/roles lists them.`, { errors });
    },
  });
}

function scopes(db: Database): Route {
  return defineRoute({
    ...{ method: 'get', path: '/api/access/users/{id}/scopes', area, access: reads },
    summary: 'What a person sees beyond their groups: groups, tickets, a classification.',
    params: idParams,
    answers: { 200: { description: 'The scopes of the person', schema: scopesAnswer } },
    async handle({ params }) {
      const person = await readPerson(db, params.id);
      if (!person) return noPerson;
      return ok({ user_id: params.id, username: person.username, scopes: await listScopes(db, params.id) });
    },
  });
}

function addScope(db: Database): Route {
  return defineRoute({
    ...{ method: 'post', path: '/api/access/users/{id}/scopes', area, access: administers },
    summary: 'Give a person a scope; one that is there already gets these permissions.',
    params: idParams,
    body: scopeBody,
    answers: { 200: { description: 'The scope', schema: scopeAnswer } },
    async handle({ params, body, caller }) {
      if (caller.type !== 'person') return rightsByPeople;
      const result = await setScope(db, caller, params.id, body);
      if (result.kind === 'too_many')
        return problem(409, 'too_many_scopes', `A person has at most ${result.most} scopes. Take others away first.`);
      if (result.kind !== 'set') return refusalOf(result);
      const { id, user_id: personId, scope_type: type, scope_value: value } = result.scope;
      return ok({ id, user_id: personId, scope_type: type, scope_value: value });
    },
  });
}

function deleteScope(db: Database): Route {
  return defineRoute({
    ...{ method: 'delete', path: '/api/access/users/{id}/scopes/{scopeId}', area, access: administers },
    summary: 'Take a scope away.',
    params: scopeParams,
    answers: { 204: { description: 'It is gone' } },
    async handle({ params, caller }) {
      if (caller.type !== 'person') return rightsByPeople;
      const result = await removeScope(db, caller, params.id, params.scopeId);
      if (result.kind === 'removed') return { status: 204, body: undefined };
      return result.kind === 'no_such_scope' ? notFound('Scope') : refusalOf(result);
    },
  });
}

export function rightsRoutes(db: Database): Route[] {
  return [roles(db), assign(db), scopes(db), addScope(db), deleteScope(db)];
}
