import type { Database } from '../../db/index.js';
import { ok, problem } from '../../http/answer.js';
import { defineRoute, type Route } from '../../http/route.js';
import { matrixLinkAnswer, matrixLinkBody } from '../contract.js';
import { offerMatrixLink } from '../matrixLink.js';
import { authArea, peopleOnly } from './refusals.js';

export function matrixLink(db: Database): Route {
  return defineRoute({
    ...{ method: 'post', path: '/api/access/me/matrix-link', area: authArea },
    summary:
      'Link a Matrix account to the caller: a code, good for ten minutes, to be said to the bot from that account.',
    access: { kind: 'signed-in', permission: 'ui:read', agents: 'never' },
    body: matrixLinkBody,
    answers: { 201: { description: 'The code', schema: matrixLinkAnswer } },
    // A secret is not kept to be repeated.
    idempotency: 'own',
    async handle({ body, caller }) {
      const { personId } = caller;
      if (personId === null) return peopleOnly('Matrix accounts');
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
