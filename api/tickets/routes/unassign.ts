import { z } from 'zod';
import type { Database } from '../../db/index.js';
import { idParams } from '../../http/fields.js';
import { defineRoute, type Route } from '../../http/route.js';
import { unassignAgent, type StopAgent } from '../unassignAgent.js';
import { area } from './answers.js';

const shape = z.object({
  status: z.literal('agent_unassigned'),
  ticket_id: z.int(),
  agent_id: z.int(),
  agent_status: z.enum(['stopping', 'terminated']).meta({ description: 'stopping: its process is being ended now' }),
});

export function unassign(db: Database, stop: StopAgent): Route {
  return defineRoute({
    method: 'post',
    path: '/api/tickets/{id}/unassign-agent',
    area,
    summary: 'Stop the agent of the ticket and take it off; the ticket waits for a person.',
    access: { kind: 'signed-in', permission: 'agents:stop', agents: 'turn' },
    params: idParams,
    answers: { 200: { description: 'Unassigned', schema: shape, etag: true } },
    concurrency: 'if-match',
    handle: ({ params, caller, header }) => unassignAgent(db, stop, params.id, caller, header('if-match')),
  });
}
