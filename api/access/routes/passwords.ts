import type { Database } from '../../db/index.js';
import { ok, problem, type Answer } from '../../http/answer.js';
import { idParams } from '../../http/fields.js';
import { defineRoute, type Route } from '../../http/route.js';
import { changePassword, resetPassword } from '../changePassword.js';
import { passwordAnswer, passwordBody, resetAnswer, resetBody } from '../contract.js';
import type { LockoutRules } from '../sql/countTry.js';
import { accessArea, authArea, peopleOnly, refusalOf } from './refusals.js';

export function locked(seconds: number): Answer {
  const wait = problem(429, 'account_locked', `Too many failures in a row. Try again in ${seconds} s.`);
  return { ...wait, headers: { ...wait.headers, 'retry-after': String(seconds) } };
}

function weak(field: string, fault: string): Answer {
  const errors = [{ path: `body.${field}`, message: fault }];
  return problem(422, 'invalid_fields', `The password ${fault}.`, { errors });
}

function change(db: Database, rules: LockoutRules): Route {
  return defineRoute({
    ...{ method: 'post', path: '/api/auth/password', area: authArea },
    summary: 'Change the own password. Every other sign-in of the person ends.',
    access: { kind: 'signed-in', permission: 'ui:read', agents: 'never' },
    body: passwordBody,
    answers: { 200: { description: 'It is changed', schema: passwordAnswer } },
    idempotency: { none: 'It would be kept with a digest of the body, and so of both passwords.' },
    async handle({ body, caller }) {
      const { personId } = caller;
      if (personId === null) return peopleOnly('a password');
      const words = { old: body.old_password, wanted: body.new_password };
      const result = await changePassword(db, rules, { ...caller, personId }, words);
      switch (result.kind) {
        case 'changed':
          return ok({ status: 'changed', sessions_ended: result.sessionsEnded });
        case 'weak':
          return weak('new_password', result.fault);
        case 'wrong':
          return problem(403, 'wrong_password', 'The old password is wrong.');
        case 'none':
          return problem(409, 'no_password', 'You sign in without a password here. An administrator can give you one.');
        case 'locked':
          return locked(result.seconds);
      }
    },
  });
}

function reset(db: Database): Route {
  return defineRoute({
    ...{ method: 'post', path: '/api/access/users/{id}/password', area: accessArea },
    summary: 'Give a person a new password, or have one made and shown this once. Every sign-in of the person ends.',
    access: { kind: 'signed-in', permission: 'access:admin', agents: 'never' },
    params: idParams,
    body: resetBody,
    answers: { 200: { description: 'It is changed', schema: resetAnswer } },
    idempotency: { none: 'A password that was made is not kept to be repeated.' },
    async handle({ params, body, caller }) {
      // Who knows a password can vote with it, and a service never votes.
      if (caller.type !== 'person') return peopleOnly('the right to set passwords');
      const result = await resetPassword(db, caller, params.id, body.password);
      switch (result.kind) {
        case 'changed':
          return ok({
            status: 'changed',
            sessions_ended: result.sessionsEnded,
            ...(result.made !== undefined && { password: result.made }),
          });
        case 'weak':
          return weak('password', result.fault);
        case 'own':
          return problem(403, 'own_password', 'Change your own password at POST /api/auth/password, with the old one.');
        default:
          return refusalOf(result);
      }
    },
  });
}

export function passwordRoutes(db: Database, rules: LockoutRules): Route[] {
  return [change(db, rules), reset(db)];
}
