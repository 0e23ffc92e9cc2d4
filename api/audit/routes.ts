import type { Database } from '../db/index.js';
import { ok } from '../http/answer.js';
import { defineRoute, type Route } from '../http/route.js';
import { auditPage, auditQuery } from './contract.js';
import { readAudit } from './readAudit.js';

/** Contract 22.2. */
export function auditRoutes(db: Database): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/api/dashboard/audit',
      area: 'audit',
      summary:
        'What happened, newest first: who did what, through which door. Audit rows, events and notes in one list.',
      access: { kind: 'signed-in', permission: 'audit:read', agents: 'never' },
      query: auditQuery,
      answers: { 200: { description: 'A page of rows', schema: auditPage } },
      async handle({ query, caller }) {
        const { audit, nextCursor } = await readAudit(db, caller, query);
        return ok({ audit, count: audit.length, next_cursor: nextCursor });
      },
    }),
  ];
}
