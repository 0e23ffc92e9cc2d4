import { z } from 'zod';
import type { Database } from '../../db/index.js';
import { ok } from '../../http/answer.js';
import { defineRoute, type Route } from '../../http/route.js';
import { listQuery } from '../listQuery.js';
import { shownTicket } from '../shown.js';
import { countedUpTo, listTickets } from '../sql/listTickets.js';
import { area, listedTicketShape } from './answers.js';
import type { ExternalUrl } from './index.js';

export function list(db: Database, externalUrl: ExternalUrl): Route {
  return defineRoute({
    method: 'get',
    path: '/api/tickets',
    area,
    summary: 'Tickets that the caller may see, newest change first.',
    access: { kind: 'signed-in', permission: 'tickets:read', agents: 'any' },
    query: listQuery,
    answers: {
      200: {
        description: 'A page of tickets',
        schema: z.object({
          tickets: z.array(listedTicketShape),
          total: z.int().meta({ description: `Exact up to ${countedUpTo}; beyond it is ${countedUpTo}` }),
          total_is_exact: z.boolean(),
          limit: z.int(),
          offset: z.int(),
          next_cursor: z
            .string()
            .nullable()
            .meta({ description: 'Null at the end, and in orders that have no cursor' }),
        }),
      },
    },
    async handle({ query, caller }) {
      const { tickets, total, exact, nextCursor } = await listTickets(db, caller, query);
      return ok({
        tickets: tickets.map((ticket) => ({ ...shownTicket(ticket), external_url: externalUrl(ticket) })),
        ...{ total, total_is_exact: exact, limit: query.limit, offset: query.offset, next_cursor: nextCursor },
      });
    },
  });
}
