import { z } from 'zod';
import { recordEvent } from '../../audit/index.js';
import type { Database } from '../../db/index.js';
import { ok } from '../../http/answer.js';
import { defineRoute, type Route } from '../../http/route.js';
import { clarifyFor, classifyFor } from '../classifyFor.js';
import { classificationShape, words } from '../contract.js';
import { area } from './area.js';

/** Reading is enough: neither stores anything, and a chat turn asks both (contract 30.5 names the permission to write). */
const access = { kind: 'signed-in', permission: 'intake:read', agents: 'any' } as const;

export function classifyRoute(db: Database): Route {
  return defineRoute({
    method: 'post',
    path: '/api/intake/classify',
    area,
    summary: 'Which group a message is for, by the RACI rules, with tickets and articles like it.',
    access,
    body: words,
    answers: {
      200: { description: 'The classification', schema: z.object({ classification: classificationShape }) },
    },
    async handle({ body, caller }) {
      const { classification } = await classifyFor(db, caller, body);
      await recordEvent(db, {
        category: 'intake',
        actor: caller.name,
        action: 'intake_classified',
        target: classification.intent,
      });
      return ok({ classification });
    },
  });
}

export function clarifyRoute(db: Database): Route {
  return defineRoute({
    method: 'post',
    path: '/api/intake/clarify',
    area,
    summary: 'What would have to be asked before this message can be filed, with choices to tap.',
    access,
    body: words,
    answers: {
      200: {
        description: 'The questions',
        schema: z.object({
          classification: classificationShape,
          questions: z.array(z.string()).max(4),
          choices: z.array(z.string()),
          needs_clarification: z.boolean(),
        }),
      },
    },
    handle: async ({ body, caller }) => ok(await clarifyFor(db, caller, body)),
  });
}
