import { z } from 'zod';
import { recordEvent } from '../audit/index.js';
import type { Database } from '../db/index.js';
import { ok } from '../http/answer.js';
import { optionalText, row, text } from '../http/fields.js';
import { defineRoute, type Route } from '../http/route.js';
import { workflowFor } from '../workflows/index.js';
import { clarify, classify, type IntakeRule } from './rules/index.js';

const area = 'intake';

export type IntakeRoutes = { readonly db: Database; readonly rules: readonly IntakeRule[] };

const words = z
  .object({
    message: text(60_000).default(''),
    title: optionalText(2_000),
    category: optionalText(200),
    requester_email: optionalText(300),
  })
  .refine(({ message, title }) => message.trim() !== '' || title !== null, { message: 'message or title is required' });

function spoken(body: z.output<typeof words>): {
  message: string;
  title?: string;
  category?: string;
  requester_email?: string;
} {
  return {
    message: body.message,
    ...(body.title === null ? {} : { title: body.title }),
    ...(body.category === null ? {} : { category: body.category }),
    ...(body.requester_email === null ? {} : { requester_email: body.requester_email }),
  };
}

function classifyRoute({ db, rules }: IntakeRoutes): Route {
  return defineRoute({
    method: 'post',
    path: '/api/intake/classify',
    area,
    summary: 'Which group a message is for, by the RACI rules, and the approved workflow that fits it.',
    access: { kind: 'signed-in', permission: 'intake:read', agents: 'any' },
    body: words,
    answers: { 200: { description: 'The classification', schema: row } },
    async handle({ body, caller }) {
      const classification = classify(spoken(body), rules);
      const title = body.title === null ? '' : `${body.title}\n`;
      const fitting = await workflowFor(db, { intent: classification.intent, text: `${title}${body.message}` });
      const workflow = fitting && {
        id: fitting.workflow.id,
        name: fitting.workflow.name,
        workflow_key: fitting.workflow.workflow_key,
      };
      await recordEvent(db, {
        category: 'intake',
        actor: caller.name,
        action: 'intake_classified',
        target: classification.intent,
      });
      return ok({ classification: { ...classification, workflow: workflow ?? null } });
    },
  });
}

function clarifyRoute({ rules }: IntakeRoutes): Route {
  return defineRoute({
    method: 'post',
    path: '/api/intake/clarify',
    area,
    summary: 'What would have to be asked before this message can be filed, with choices to tap.',
    access: { kind: 'signed-in', permission: 'intake:read', agents: 'any' },
    body: words,
    answers: { 200: { description: 'The questions', schema: row } },
    handle: ({ body }) => Promise.resolve(ok(clarify(spoken(body), rules))),
  });
}

export function intakeRoutes(options: IntakeRoutes): Route[] {
  return [classifyRoute(options), clarifyRoute(options)];
}
