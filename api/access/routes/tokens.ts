import { transaction, type Database } from '../../db/index.js';
import { notFound, ok, problem } from '../../http/answer.js';
import { idParams } from '../../http/fields.js';
import { defineRoute, type Route } from '../../http/route.js';
import { newTokenAnswer, ofPerson, tokenBody, tokensAnswer } from '../contract.js';
import { makePersonalToken } from '../makePersonalToken.js';
import { listTokens, ownerOfToken, revokeToken } from '../sql/tokens.js';
import { personTarget, tellAccess } from '../tellAccess.js';
import { authArea as area, peopleOnly } from './refusals.js';
import { obstacleToEnding, whose } from './whose.js';

const access = { kind: 'signed-in', permission: 'ui:read', agents: 'never' } as const;
const what = 'personal tokens';
const noToken = notFound('Token');

function create(db: Database): Route {
  return defineRoute({
    ...{ method: 'post', path: '/api/auth/tokens', area, access },
    summary: 'Make a personal token for scripts. It is shown this once, and may what its person may.',
    body: tokenBody,
    answers: { 201: { description: 'The token', schema: newTokenAnswer } },
    idempotency: { none: 'A secret is not kept to be repeated.' },
    async handle({ body, caller }) {
      const { personId } = caller;
      if (personId === null) return peopleOnly(what);
      // Else a token that leaked could go on for ever under other names.
      if (caller.auth?.mode === 'personal-token')
        return problem(403, 'sign_in_needed', 'A token makes no other token. Sign in with your password.');
      const made = await makePersonalToken(db, caller, personId, body);
      if (!made) return problem(401, 'expired_session', 'You were switched off just now.');
      return ok({ id: made.id, name: body.name, token: made.token, expires_at: made.expiresAt }, 201);
    },
  });
}

function list(db: Database): Route {
  return defineRoute({
    ...{ method: 'get', path: '/api/auth/tokens', area, access },
    summary: 'The personal tokens of the caller, without what they are; with user_id, somebody else’s (access:admin).',
    query: ofPerson,
    answers: { 200: { description: 'Tokens that are not revoked, the newest first', schema: tokensAnswer } },
    async handle({ query, caller }) {
      const owner = await whose(db, caller, query.user_id, what);
      if ('answer' in owner) return owner.answer;
      const { rows, total } = await listTokens(db, owner.personId, query);
      return ok({ tokens: rows, count: rows.length, total });
    },
  });
}

function revoke(db: Database): Route {
  return defineRoute({
    ...{ method: 'delete', path: '/api/auth/tokens/{id}', area, access },
    summary: 'Revoke a personal token: its next request fails.',
    params: idParams,
    answers: { 204: { description: 'It is revoked' } },
    async handle({ params, caller }) {
      return transaction(db, async (q) => {
        const owner = await ownerOfToken(q, params.id);
        if (owner?.person_id === undefined || owner.person_id === null) return noToken;
        const obstacle = await obstacleToEnding(q, caller, owner.person_id, noToken);
        if (obstacle) return obstacle;
        if (!(await revokeToken(q, params.id))) return noToken;
        const details = { token_id: params.id, name: owner.name };
        await tellAccess(q, caller, 'personal_token_revoked', personTarget(owner.person_id), details);
        return { status: 204, body: undefined };
      });
    },
  });
}

export function tokenRoutes(db: Database): Route[] {
  return [create(db), list(db), revoke(db)];
}
