import { z } from 'zod';
import type { Database } from '../db/index.js';
import { ok } from '../http/answer.js';
import { id, optionalText, page, row } from '../http/fields.js';
import { defineRoute, type Route } from '../http/route.js';
import { readAudit } from './readAudit.js';

const optionalId = id()
  .nullish()
  .transform((value) => value ?? null);

const query = z.object({
  actor: optionalText(100),
  action: optionalText(200),
  category: optionalText(100),
  target: optionalText(200),
  q: optionalText(200),
  source: z
    .enum(['audit', 'event', 'note'])
    .nullish()
    .transform((value) => value ?? null),
  level: optionalText(20),
  ticket_id: optionalId,
  agent_id: optionalId,
  ...page(50, 500),
});

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
      query,
      answers: {
        200: {
          description: 'A page of rows',
          schema: z.object({ audit: z.array(row), count: z.number(), total: z.number() }),
        },
      },
      async handle({ query: asked, caller }) {
        const { audit, total } = await readAudit(db, caller, asked);
        return ok({ audit, count: audit.length, total });
      },
    }),
  ];
}
