import { randomUUID } from 'node:crypto';
import { record } from '../audit/index.js';
import { notify, transaction, type Database } from '../db/index.js';
import { notFound, ok, problem } from '../http/answer.js';
import { idParams } from '../http/fields.js';
import { defineRoute, type Access, type Route } from '../http/route.js';
import { deliveriesQuery, delivery, deliveryPage, deliveryParams } from './contract.js';
import { bodyOf } from './fanOut.js';
import { listDeliveries, queueDelivery, readDelivery, requeueDelivery } from './sql/deliveryRows.js';
import { readWebhook } from './sql/webhookRows.js';

const area = 'webhooks';
const access: Access = { kind: 'signed-in', permission: 'webhooks:admin', agents: 'never' };

function list(db: Database): Route {
  return defineRoute({
    method: 'get',
    path: '/api/webhooks/{id}/deliveries',
    area,
    summary: 'What a webhook was told and has to be told, newest first; status=dead for what was given up.',
    access,
    params: idParams,
    query: deliveriesQuery,
    answers: { 200: { description: 'A page of deliveries', schema: deliveryPage } },
    async handle({ params, query }) {
      if (!(await readWebhook(db, params.id))) return notFound('Webhook');
      const { rows, total } = await listDeliveries(db, params.id, query);
      return ok({ deliveries: rows, total });
    },
  });
}

function retry(db: Database): Route {
  return defineRoute({
    method: 'post',
    path: '/api/webhooks/{id}/deliveries/{delivery_id}/retry',
    area,
    summary: 'Send a delivery that was given up again, with all its attempts.',
    access,
    params: deliveryParams,
    answers: { 200: { description: 'It is queued', schema: delivery } },
    handle: ({ params, caller }) =>
      transaction(db, async (q) => {
        const before = await readDelivery(q, params.id, params.delivery_id);
        if (!before) return notFound('Delivery');
        const queued = await requeueDelivery(q, before.id);
        if (!queued) {
          const detail = `Only a delivery that was given up can be retried; this one is ${before.status}.`;
          return problem(409, 'delivery_not_dead', detail, { status_of_delivery: before.status });
        }
        await record(q, {
          actor: caller,
          action: 'webhook_delivery_retried',
          target: `webhook_${params.id}`,
          details: { delivery: before.id, event: before.event },
        });
        await notify(q, 'events');
        return ok(queued);
      }),
  });
}

function ping(db: Database): Route {
  return defineRoute({
    method: 'post',
    path: '/api/webhooks/{id}/ping',
    area,
    summary: 'Send a delivery of the event "ping", to see whether it arrives.',
    access,
    params: idParams,
    answers: { 202: { description: 'It is queued', schema: delivery } },
    handle: ({ params, caller }) =>
      transaction(db, async (q) => {
        if (!(await readWebhook(q, params.id))) return notFound('Webhook');
        const data = { webhook_id: params.id, actor: caller.name };
        const body = bodyOf('ping', new Date().toISOString(), data);
        const id = await queueDelivery(q, params.id, { eventKey: `ping-${randomUUID()}`, event: 'ping', body });
        const queued = id === undefined ? undefined : await readDelivery(q, params.id, id);
        if (!queued) throw new Error('A delivery was queued and did not come back.');
        await record(q, { actor: caller, action: 'webhook_pinged', target: `webhook_${params.id}` });
        return ok(queued, 202);
      }),
  });
}

export function deliveryRoutes(db: Database): Route[] {
  return [list(db), retry(db), ping(db)];
}
