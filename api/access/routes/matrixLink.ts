import type { Database } from '../../db/index.js';
import { notFound, ok, problem, type Answer } from '../../http/answer.js';
import { defineRoute, type Route } from '../../http/route.js';
import { accountParams, matrixLinkAnswer, matrixLinkBody, ownAccountParams } from '../contract.js';
import { unlinkMatrixAccount, type AccountUnlinked } from '../matrixAccounts.js';
import { offerMatrixLink } from '../matrixLink.js';
import { accessArea, accountIsConfigured, authArea, peopleOnly, refusalOf, rightsByPeople } from './refusals.js';

const what = 'Matrix accounts';
const own = { kind: 'signed-in', permission: 'ui:read', agents: 'never' } as const;
const path = '/api/access/me/matrix-link';
const answers = { 204: { description: 'The account speaks for nobody any more' } };

function offer(db: Database): Route {
  return defineRoute({
    ...{ method: 'post', path, area: authArea, access: own },
    summary:
      'Link a Matrix account to the caller: a code, good for ten minutes, to be said to the bot from that account.',
    body: matrixLinkBody,
    answers: { 201: { description: 'The code', schema: matrixLinkAnswer } },
    idempotency: { none: 'A secret is not kept to be repeated.' },
    async handle({ body, caller }) {
      const { personId } = caller;
      if (personId === null) return peopleOnly(what);
      if (caller.auth?.mode === 'personal-token')
        return problem(403, 'sign_in_needed', 'A token links no account. Sign in with your password.');
      const { matrix_user_id: matrixUserId } = body;
      const offered = await offerMatrixLink(db, { ...caller, personId }, matrixUserId);
      switch (offered.kind) {
        case 'linked_already':
          return problem(409, 'matrix_id_linked', 'This Matrix account is yours already.');
        case 'taken':
          return problem(409, 'matrix_id_taken', 'This Matrix account belongs to another person.');
        case 'offered': {
          const { code, expiresAt } = offered;
          return ok({ matrix_user_id: matrixUserId, code, say: `!link ${code}`, expires_at: expiresAt }, 201);
        }
      }
    },
  });
}

function answerTo(result: AccountUnlinked): Answer {
  switch (result.kind) {
    case 'unlinked':
      return { status: 204, body: undefined };
    case 'not_linked':
      return notFound('Matrix account');
    case 'configured_account':
      return accountIsConfigured(result.username);
    default:
      return refusalOf(result);
  }
}

function giveUp(db: Database): Route {
  return defineRoute({
    ...{ method: 'delete', path: `${path}/{matrix_user_id}`, area: authArea, access: own },
    summary: 'Unlink a Matrix account of the caller. Votes that were counted stay the caller’s; new ones do not count.',
    params: ownAccountParams,
    answers,
    async handle({ params, caller }) {
      const { personId } = caller;
      if (personId === null) return peopleOnly(what);
      if (caller.auth?.mode === 'personal-token')
        return problem(403, 'sign_in_needed', 'A token unlinks no account. Sign in with your password.');
      return answerTo(await unlinkMatrixAccount(db, caller, personId, params.matrix_user_id));
    },
  });
}

function takeAway(db: Database): Route {
  return defineRoute({
    ...{ method: 'delete', path: '/api/access/users/{id}/matrix-link/{matrix_user_id}', area: accessArea },
    summary: 'Unlink a Matrix account of a person. Votes that were counted stay the person’s; new ones do not count.',
    access: { kind: 'signed-in', permission: 'access:admin', agents: 'never' },
    params: accountParams,
    answers,
    async handle({ params, caller }) {
      if (caller.type !== 'person') return rightsByPeople;
      return answerTo(await unlinkMatrixAccount(db, caller, params.id, params.matrix_user_id));
    },
  });
}

export function matrixLinkRoutes(db: Database): Route[] {
  return [offer(db), giveUp(db), takeAway(db)];
}
