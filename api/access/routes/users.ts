import type { Database } from '../../db/index.js';
import { ok, problem } from '../../http/answer.js';
import { idParams } from '../../http/fields.js';
import { defineRoute, type Route } from '../../http/route.js';
import { peopleAnswer, peopleQuery, person, personBody, switched, upserted } from '../contract.js';
import { listPeople, readPerson } from '../sql/readPeople.js';
import { switchPerson } from '../switchPerson.js';
import { upsertPerson } from '../upsertPerson.js';
import { accessArea as area, noPerson, refusalOf, rightsByPeople } from './refusals.js';

const reads = { kind: 'signed-in', permission: 'access:read', agents: 'never' } as const;
const administers = { kind: 'signed-in', permission: 'access:admin', agents: 'never' } as const;

function list(db: Database): Route {
  return defineRoute({
    ...{ method: 'get', path: '/api/access/users', area, access: reads },
    summary: 'People, by name, with their roles and groups. A password or token is never among it.',
    query: peopleQuery,
    answers: { 200: { description: 'A page of people', schema: peopleAnswer } },
    async handle({ query }) {
      const { rows, total } = await listPeople(db, query);
      return ok({ users: rows, count: rows.length, total });
    },
  });
}

function get(db: Database): Route {
  return defineRoute({
    ...{ method: 'get', path: '/api/access/users/{id}', area, access: reads },
    summary: 'One person.',
    params: idParams,
    answers: { 200: { description: 'The person', schema: person } },
    async handle({ params }) {
      const found = await readPerson(db, params.id);
      return found ? ok(found) : noPerson;
    },
  });
}

function upsert(db: Database): Route {
  return defineRoute({
    ...{ method: 'post', path: '/api/access/users', area, access: administers },
    summary: 'Add a person, or change one by name. A field that is left out keeps its value.',
    body: personBody,
    answers: { 200: { description: 'The person was written', schema: upserted } },
    async handle({ body, caller }) {
      if (caller.type !== 'person') return rightsByPeople;
      const result = await upsertPerson(db, caller, body);
      if (result.kind === 'refused') return refusalOf(result);
      if (result.kind === 'provider_ref_taken')
        return problem(409, 'provider_ref_taken', 'This provider_ref belongs to another person.');
      return ok({ id: result.id, status: 'upserted', created: result.created });
    },
  });
}

function switching(db: Database, enabled: boolean): Route {
  const summary = enabled
    ? 'Let a person come in again. Sign-ins and tokens of before stay ended.'
    : 'Switch a person off: their sign-ins, tokens and votes count no more, from this moment on.';
  return defineRoute({
    ...{ method: 'post', path: `/api/access/users/{id}/${enabled ? 'enable' : 'disable'}`, area, summary },
    access: administers,
    params: idParams,
    answers: { 200: { description: 'How the person is now', schema: switched } },
    async handle({ params, caller }) {
      if (caller.type !== 'person') return rightsByPeople;
      const result = await switchPerson(db, caller, params.id, enabled);
      return result.kind === 'switched' ? ok({ id: params.id, enabled: result.enabled }) : refusalOf(result);
    },
  });
}

export function userRoutes(db: Database): Route[] {
  return [list(db), get(db), upsert(db), switching(db, false), switching(db, true)];
}
