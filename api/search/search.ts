import { grants } from '../../config/roles.js';
import type { Queryable } from '../db/index.js';
import type { Caller } from '../http/caller.js';
import type { Found, SearchType } from './contract.js';
import { ranked } from './rank.js';
import { snippetOf } from './snippet.js';
import { findAgents } from './sql/agents.js';
import { findAudit } from './sql/audit.js';
import { findChanges } from './sql/changes.js';
import { findPostmortems, findWorkflows } from './sql/learning.js';
import { findNotes } from './sql/notes.js';
import { findTickets } from './sql/tickets.js';
import { findRuns, findTools } from './sql/tools.js';
import type { Asked, Finder } from './sql/words.js';
import { termsOf } from './terms.js';

/** Contract 22.4: who lacks the permission of a type simply does not find it. */
const places: readonly { readonly type: SearchType; readonly permission: string; readonly find: Finder }[] = [
  { type: 'ticket', permission: 'tickets:read', find: findTickets },
  { type: 'ticket_note', permission: 'tickets:read', find: findNotes },
  { type: 'agent', permission: 'agents:read', find: findAgents },
  { type: 'change', permission: 'changes:read', find: findChanges },
  { type: 'postmortem', permission: 'postmortems:read', find: findPostmortems },
  { type: 'workflow', permission: 'workflows:read', find: findWorkflows },
  { type: 'cicd', permission: 'cicd:read', find: findRuns },
  { type: 'tool', permission: 'tools:read', find: findTools },
  { type: 'audit', permission: 'audit:read', find: findAudit },
];

type Shown = Omit<Found, 'text' | 'heading'> & ReturnType<typeof snippetOf>;
export type SearchAnswer = {
  readonly query: string;
  readonly total: number;
  readonly available_total: number;
  readonly groups: Readonly<Record<string, number>>;
  readonly results: readonly Shown[];
};

/** So many results of one type at most, so that notes do not crowd out everything else. */
function mostOf(limit: number): number {
  return limit < 12 ? limit : Math.max(3, Math.min(12, Math.floor(limit / 4)));
}

/** Everything that the words are found in and the caller may see, best first. */
export async function search(
  q: Queryable,
  caller: Caller,
  { q: query, limit }: { readonly q: string; readonly limit: number },
): Promise<SearchAnswer> {
  const terms = termsOf(query);
  const { rows } = await q.query<{ there: boolean }>(
    `select exists (select from pg_extension where extname = 'pg_trgm') as there`,
  );
  const asked: Asked = { caller, terms, most: mostOf(limit), trigrams: rows[0]?.there ?? false };
  const found: Found[] = [];
  for (const { permission, find } of places) {
    if (grants(caller.capabilities, permission)) found.push(...(await find(q, asked)).slice(0, asked.most));
  }
  const results = ranked(found, terms)
    .slice(0, limit)
    .map(({ type, id, title, text, url, updated_at, status, metadata }) => ({
      ...{ type, id, title },
      ...snippetOf(text === '' ? title : text, terms),
      ...{ url, updated_at, status, metadata },
    }));
  const groups: Record<string, number> = {};
  for (const { type } of results) groups[type] = (groups[type] ?? 0) + 1;
  return { query, total: results.length, available_total: found.length, groups, results };
}
