import { transaction, type Database } from '../../db/index.js';
import { notFound, ok } from '../../http/answer.js';
import { idParams } from '../../http/fields.js';
import { defineRoute, type Route } from '../../http/route.js';
import { ofPerson, sessionsAnswer } from '../contract.js';
import { endSession, listSessions, ownerOfSession } from '../sql/sessions.js';
import { personTarget, tellAccess } from '../tellAccess.js';
import { authArea as area } from './refusals.js';
import { obstacleToEnding, whose } from './whose.js';

const access = { kind: 'signed-in', permission: 'ui:read', agents: 'never' } as const;
const noSession = notFound('Session');

function list(db: Database): Route {
  return defineRoute({
    ...{ method: 'get', path: '/api/auth/sessions', area, access },
    summary: 'Where the caller is signed in; with user_id, where somebody else is (needs access:admin).',
    query: ofPerson,
    answers: { 200: { description: 'Sign-ins that are not over, the newest first', schema: sessionsAnswer } },
    async handle({ query, caller }) {
      const owner = await whose(db, caller, query.user_id, 'sign-ins');
      if ('answer' in owner) return owner.answer;
      const { rows, total } = await listSessions(db, owner.personId, query);
      const sessions = rows.map((one) => ({ ...one, current: one.id === caller.sessionId }));
      return ok({ sessions, count: sessions.length, total });
    },
  });
}

function end(db: Database): Route {
  return defineRoute({
    ...{ method: 'delete', path: '/api/auth/sessions/{id}', area, access },
    summary: 'End a sign-in: its next request fails.',
    params: idParams,
    answers: { 204: { description: 'It is over' } },
    async handle({ params, caller }) {
      return transaction(db, async (q) => {
        const owner = await ownerOfSession(q, params.id);
        if (owner === undefined) return noSession;
        const obstacle = await obstacleToEnding(q, caller, owner, noSession);
        if (obstacle) return obstacle;
        if (!(await endSession(q, params.id))) return noSession;
        await tellAccess(q, caller, 'session_ended', personTarget(owner), { session_id: params.id });
        return { status: 204, body: undefined };
      });
    },
  });
}

export function sessionRoutes(db: Database): Route[] {
  return [list(db), end(db)];
}
