import { z } from 'zod';
import { recordEvent } from '../audit/index.js';
import { transaction, type Database } from '../db/index.js';
import { notFound, ok } from '../http/answer.js';
import { id, idParams, optionalText } from '../http/fields.js';
import { defineRoute, type Route } from '../http/route.js';
import { visibleAgents } from './visible.js';

const area = 'agents';

/** Contract 11.2: the newest so many. */
const mostEvents = 50;

const steeringEvent = z.object({
  id: z.number(),
  agent_id: z.number(),
  ticket_id: z.number().nullable(),
  task_id: z.number().nullable(),
  note_id: z.number().nullable(),
  source: z.string(),
  author: z.string(),
  body: z.string(),
  status: z.enum(['pending', 'delivered', 'acknowledged']),
  metadata: z.record(z.string(), z.unknown()),
  created_at: z.string(),
  delivered_at: z.string().nullable(),
  acknowledged_at: z.string().nullable(),
});

function list(db: Database): Route {
  return defineRoute({
    method: 'get',
    path: '/api/agents/{id}/steering',
    area,
    summary: 'What people told an agent while it works, newest first.',
    access: { kind: 'signed-in', permission: 'agents:read', agents: 'task' },
    params: idParams,
    answers: {
      200: {
        description: 'The last fifty, and how many there are',
        schema: z.object({ agent_id: z.number(), events: z.array(steeringEvent), total: z.number() }),
      },
    },
    async handle({ params, caller }) {
      const visible = visibleAgents(caller, 2);
      const known = await db.query(`select from agents a where a.id = $1 and ${visible.sql}`, [
        params.id,
        ...visible.params,
      ]);
      if (known.rowCount !== 1) return notFound('Agent');
      const { rows } = await db.query<Record<string, unknown> & { total: number }>(
        `select id, agent_id, ticket_id, task_id, note_id, source, author, body, status, metadata, created_at, delivered_at,
           acknowledged_at, count(*) over ()::integer as total
         from agent_steering_events where agent_id = $1 order by id desc limit ${mostEvents}`,
        [params.id],
      );
      const events = rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'total')));
      return ok({ agent_id: params.id, events, total: rows[0]?.total ?? 0 });
    },
  });
}

function acknowledge(db: Database): Route {
  return defineRoute({
    method: 'post',
    path: '/api/agents/{id}/steering/{event_id}/ack',
    area,
    summary: 'The agent has taken into account what it was told; saying it twice changes nothing.',
    access: { kind: 'signed-in', permission: 'agents:heartbeat', agents: 'task' },
    params: z.object({ id: id(), event_id: id() }),
    body: z.object({ actor: optionalText(100) }),
    answers: {
      200: {
        description: 'Acknowledged',
        schema: z.object({ status: z.literal('acknowledged'), event_id: z.number(), agent_id: z.number() }),
      },
    },
    handle: ({ params, caller }) =>
      transaction(db, async (q) => {
        // Another agent's steering is no business of an agent, also on a ticket that it can see (27.4).
        if (caller.type === 'agent' && (caller.run?.kind !== 'task' || caller.run.agentId !== params.id))
          return notFound('Steering event');
        const visible = visibleAgents(caller, 3);
        const { rows } = await q.query<{ status: string; ticket_id: number | null }>(
          `select e.status, e.ticket_id from agent_steering_events e join agents a on a.id = e.agent_id
           where e.id = $1 and e.agent_id = $2 and ${visible.sql} for update of e`,
          [params.event_id, params.id, ...visible.params],
        );
        const found = rows[0];
        if (!found) return notFound('Steering event');
        if (found.status !== 'acknowledged') {
          await q.query(
            `update agent_steering_events set status = 'acknowledged', acknowledged_at = clock_timestamp(),
               delivered_at = coalesce(delivered_at, clock_timestamp()) where id = $1`,
            [params.event_id],
          );
          await recordEvent(q, {
            ...{ category: 'agent', actor: caller.name, action: 'agent_steering_acknowledged' },
            target: `agent_${params.id}`,
            details: { event_id: params.event_id, agent_id: params.id, ticket_id: found.ticket_id },
          });
        }
        return ok({ status: 'acknowledged', event_id: params.event_id, agent_id: params.id });
      }),
  });
}

/** Contract 16. */
export function steeringRoutes(db: Database): Route[] {
  return [list(db), acknowledge(db)];
}
