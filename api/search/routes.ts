import type { Database } from '../db/index.js';
import { ok } from '../http/answer.js';
import { defineRoute, type Route } from '../http/route.js';
import { searchAnswer, searchQuery } from './contract.js';
import { search } from './search.js';

/** Contract 22.4. */
export function searchRoutes(db: Database): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/api/search/global',
      area: 'search',
      summary:
        'Tickets, notes, agents, changes, postmortems, workflows, security runs, tools and audit rows by words; only what the caller may see.',
      access: { kind: 'signed-in', permission: 'search:read', agents: 'never' },
      query: searchQuery,
      answers: { 200: { description: 'Results, best first', schema: searchAnswer } },
      handle: async ({ query, caller }) => ok(await search(db, caller, query)),
    }),
  ];
}
