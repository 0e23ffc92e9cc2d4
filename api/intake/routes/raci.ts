import { transaction, type Connection, type Database } from '../../db/index.js';
import { notFound, ok, problem, type Answer } from '../../http/answer.js';
import type { Caller } from '../../http/caller.js';
import { idParams } from '../../http/fields.js';
import { defineRoute, type Route } from '../../http/route.js';
import { groupBody, groupPatch, raciShape, ruleBody, rulePatch, saved, type Saved } from '../contract.js';
import type { Edited } from '../edited.js';
import { refusedToEdit, type Raci } from '../mayEditRaci.js';
import { disableGroup, saveGroup, updateGroup } from '../saveGroup.js';
import { disableRule, saveRule, updateRule } from '../saveRule.js';
import { readRaci } from '../sql/readRaci.js';
import { area } from './area.js';

/** Who works whose requests is for people to say (contract 30.5), and for those who administer (refusedToEdit). */
const access = { kind: 'signed-in', permission: 'intake:write', agents: 'never' } as const;
const answers = { 200: { description: 'Done', schema: saved } };

export type RaciRoutes = {
  readonly db: Database;
  /** Names of groups that files hold fast: no such group gets another name. */
  readonly named: ReadonlySet<string>;
};

async function edit(
  db: Database,
  caller: Caller,
  raci: Raci,
  status: Saved['status'],
  work: (q: Connection) => Promise<Edited>,
): Promise<Answer> {
  const edited = await transaction(db, async (q): Promise<Edited> => {
    const answer = await refusedToEdit(q, caller, raci);
    return answer ? { kind: 'refused', answer } : work(q);
  });
  switch (edited.kind) {
    case 'done':
      return ok({ id: edited.id, status });
    case 'not_there':
      return notFound(raci.what);
    case 'refused':
      return edited.answer;
  }
}

function nothingGiven(body: object): Answer | undefined {
  if (Object.values(body).some((value) => value !== undefined)) return undefined;
  return problem(422, 'invalid_fields', 'No fields to update. Name at least one.', {
    errors: [{ path: 'body', message: 'No fields to update' }],
  });
}

function raci({ db }: RaciRoutes): Route {
  return defineRoute({
    method: 'get',
    path: '/api/intake/raci',
    area,
    summary: 'The service groups and the rules in force: which words make a request a matter of which group.',
    access: { kind: 'signed-in', permission: 'intake:read', agents: 'never' },
    answers: { 200: { description: 'Groups by name, rules by id', schema: raciShape } },
    handle: async () => ok(await readRaci(db)),
  });
}

function groups({ db, named }: RaciRoutes): Route[] {
  const path = '/api/intake/raci/groups';
  return [
    defineRoute({
      method: 'post',
      path,
      area,
      summary: 'Make a service group, or change the one of this name.',
      access,
      body: groupBody,
      answers,
      handle: ({ body, caller }) => edit(db, caller, { what: 'Group' }, 'saved', (q) => saveGroup(q, caller, body)),
    }),
    defineRoute({
      method: 'put',
      path: `${path}/{id}`,
      area,
      summary:
        'Change a service group. A new name goes to its tickets, rules and members; a configured one keeps its name.',
      access,
      params: idParams,
      body: groupPatch,
      answers,
      handle: ({ params, body, caller }) => {
        const nothing = nothingGiven(body);
        if (nothing) return Promise.resolve(nothing);
        return edit(db, caller, { what: 'Group', id: params.id }, 'updated', (q) =>
          updateGroup(q, caller, params.id, body, named),
        );
      },
    }),
    defineRoute({
      method: 'delete',
      path: `${path}/{id}`,
      area,
      summary: 'Switch a service group off, when no rule sends requests to it any more.',
      access,
      params: idParams,
      answers,
      handle: ({ params, caller }) =>
        edit(db, caller, { what: 'Group', id: params.id }, 'disabled', (q) => disableGroup(q, caller, params.id)),
    }),
  ];
}

function rules({ db }: RaciRoutes): Route[] {
  const path = '/api/intake/raci/rules';
  return [
    defineRoute({
      method: 'post',
      path,
      area,
      summary: 'Make a rule, or change the one of this name. It holds from the next message on.',
      access,
      body: ruleBody,
      answers,
      handle: ({ body, caller }) => edit(db, caller, { what: 'Rule' }, 'saved', (q) => saveRule(q, caller, body)),
    }),
    defineRoute({
      method: 'put',
      path: `${path}/{id}`,
      area,
      summary: 'Change a rule. What is left out stays; no later start overwrites an edited one.',
      access,
      params: idParams,
      body: rulePatch,
      answers,
      handle: ({ params, body, caller }) => {
        const nothing = nothingGiven(body);
        if (nothing) return Promise.resolve(nothing);
        return edit(db, caller, { what: 'Rule', id: params.id }, 'updated', (q) =>
          updateRule(q, caller, params.id, body),
        );
      },
    }),
    defineRoute({
      method: 'delete',
      path: `${path}/{id}`,
      area,
      summary: 'Switch a rule off. It stays off when the product is started again.',
      access,
      params: idParams,
      answers,
      handle: ({ params, caller }) =>
        edit(db, caller, { what: 'Rule', id: params.id }, 'disabled', (q) => disableRule(q, caller, params.id)),
    }),
  ];
}

export function raciRoutes(options: RaciRoutes): Route[] {
  return [raci(options), ...groups(options), ...rules(options)];
}
