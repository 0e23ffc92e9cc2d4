import { z } from 'zod';
import { record } from '../audit/index.js';
import { transaction, type Connection, type Database } from '../db/index.js';
import { notFound, ok, problem, type Answer } from '../http/answer.js';
import type { Caller } from '../http/caller.js';
import { idParams } from '../http/fields.js';
import { defineRoute, type Access, type Route } from '../http/route.js';
import { faultOfUrl, type AddressRules } from './addressRules.js';
import {
  changedWebhookBody,
  counted,
  newWebhookBody,
  pageQuery,
  webhook,
  webhookPage,
  withSecret,
} from './contract.js';
import { deliveryRoutes } from './deliveryRoutes.js';
import { startReading } from './fanOut.js';
import { newSecret } from './signature.js';
import {
  deleteWebhook,
  insertWebhook,
  listWebhooks,
  readWebhook,
  replaceSecret,
  updateWebhook,
  type WebhookRow,
} from './sql/webhookRows.js';

const area = 'webhooks';
/** Whoever may make one decides what leaves the house: administrators, and no agent ever. */
const access: Access = { kind: 'signed-in', permission: 'webhooks:admin', agents: 'never' };

export type WebhookRoutes = { readonly db: Database; readonly rules: AddressRules };

/** More would be a mistake of a script, and each costs a row per event. */
const mostWebhooks = 100;

function badUrl(fault: string): Answer {
  return problem(422, 'invalid_fields', `The URL of the webhook ${fault}.`, {
    errors: [{ path: 'body.url', message: fault }],
  });
}

async function tell(q: Connection, actor: Caller, action: string, row: WebhookRow): Promise<void> {
  const { url, events, active } = row;
  // The query of an address may hold a token of the receiver.
  const { origin, pathname } = new URL(url);
  await record(q, {
    actor,
    action,
    target: `webhook_${row.id}`,
    details: { url: origin + pathname, events: [...events], active },
  });
}

function list({ db }: WebhookRoutes): Route {
  return defineRoute({
    method: 'get',
    path: '/api/webhooks',
    area,
    summary: 'Outgoing webhooks, with what waits and what was given up.',
    access,
    query: pageQuery,
    answers: { 200: { description: 'A page of webhooks', schema: webhookPage } },
    async handle({ query }) {
      const { rows, total } = await listWebhooks(db, query);
      return ok({ webhooks: rows, total });
    },
  });
}

function create({ db, rules }: WebhookRoutes): Route {
  return defineRoute({
    method: 'post',
    path: '/api/webhooks',
    area,
    summary: 'Make a webhook. The secret that signs what it is sent is shown in this answer and never again.',
    access,
    body: newWebhookBody,
    answers: { 201: { description: 'The webhook, with its secret', schema: withSecret } },
    async handle({ body, caller }) {
      const fault = faultOfUrl(body.url, rules);
      if (fault !== undefined) return badUrl(fault);
      return transaction(db, async (q) => {
        await q.query(`select pg_advisory_xact_lock(hashtext('webhooks'))`);
        const { total } = await listWebhooks(q, { limit: 1, offset: 0 });
        if (total >= mostWebhooks) {
          return problem(409, 'too_many_webhooks', `There are ${total} webhooks. Delete one before you make another.`);
        }
        const secret = newSecret();
        const row = await insertWebhook(q, body, caller, secret);
        await startReading(q);
        await tell(q, caller, 'webhook_created', row);
        return { ...ok({ ...row, secret }, 201), headers: { location: `/api/webhooks/${row.id}` } };
      });
    },
  });
}

function read({ db }: WebhookRoutes): Route {
  return defineRoute({
    method: 'get',
    path: '/api/webhooks/{id}',
    area,
    summary: 'A webhook.',
    access,
    params: idParams,
    answers: { 200: { description: 'The webhook', schema: counted } },
    async handle({ params }) {
      const row = await readWebhook(db, params.id);
      return row ? ok(row) : notFound('Webhook');
    },
  });
}

function change({ db, rules }: WebhookRoutes): Route {
  return defineRoute({
    method: 'patch',
    path: '/api/webhooks/{id}',
    area,
    summary: 'Change a webhook, or switch it off and on. What waits for one that is off is sent when it is on again.',
    access,
    params: idParams,
    body: changedWebhookBody,
    answers: { 200: { description: 'The webhook', schema: webhook } },
    async handle({ params, body, caller }) {
      const fault = body.url === undefined ? undefined : faultOfUrl(body.url, rules);
      if (fault !== undefined) return badUrl(fault);
      return transaction(db, async (q) => {
        const row = await updateWebhook(q, params.id, body);
        if (!row) return notFound('Webhook');
        if (row.active) await startReading(q);
        await tell(q, caller, 'webhook_updated', row);
        return ok(row);
      });
    },
  });
}

function remove({ db }: WebhookRoutes): Route {
  return defineRoute({
    method: 'delete',
    path: '/api/webhooks/{id}',
    area,
    summary: 'Delete a webhook, with everything that it still had to deliver.',
    access,
    params: idParams,
    answers: {
      200: { description: 'It is gone', schema: z.object({ status: z.literal('deleted'), id: z.number().int() }) },
    },
    handle: ({ params, caller }) =>
      transaction(db, async (q) => {
        const row = await deleteWebhook(q, params.id);
        if (!row) return notFound('Webhook');
        await tell(q, caller, 'webhook_deleted', row);
        return ok({ status: 'deleted', id: row.id });
      }),
  });
}

function rotate({ db }: WebhookRoutes): Route {
  return defineRoute({
    method: 'post',
    path: '/api/webhooks/{id}/rotate-secret',
    area,
    summary: 'A new secret for a webhook, shown this once. The old one signs nothing any more.',
    access,
    params: idParams,
    answers: { 200: { description: 'The webhook, with its secret', schema: withSecret } },
    handle: ({ params, caller }) =>
      transaction(db, async (q) => {
        const secret = newSecret();
        const row = await replaceSecret(q, params.id, secret);
        if (!row) return notFound('Webhook');
        await tell(q, caller, 'webhook_secret_rotated', row);
        return ok({ ...row, secret });
      }),
  });
}

export function webhookRoutes(parts: WebhookRoutes): Route[] {
  return [
    list(parts),
    create(parts),
    read(parts),
    change(parts),
    remove(parts),
    rotate(parts),
    ...deliveryRoutes(parts.db),
  ];
}
