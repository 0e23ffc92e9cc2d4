import { visibleTickets } from '../../tickets/index.js';
import type { Found } from '../contract.js';
import { bestFirst, mostCandidates, type Finder } from './words.js';

type Row = {
  readonly id: number;
  readonly title: string;
  readonly description: string;
  readonly status: string;
  readonly priority: string | null;
  readonly owning_group: string | null;
  readonly itop_class: string;
  readonly provider: string;
  readonly provider_ref: string | null;
  readonly requester_name: string | null;
  readonly updated_at: Date;
};

function found(row: Row): Found {
  const { id, title, status, updated_at, priority, owning_group, provider, provider_ref, requester_name } = row;
  const metadata = { priority, owning_group, ticket_class: row.itop_class, provider, provider_ref, requester_name };
  const text = [row.description, requester_name, owning_group, provider_ref]
    .filter((part) => part !== null)
    .join(' · ');
  return { type: 'ticket', id, title, heading: title, text, status, updated_at, url: `#tickets:${id}`, metadata };
}

export const findTickets: Finder = (q, asked) =>
  bestFirst(asked, async (words) => {
    const visible = visibleTickets(asked.caller, 3);
    const params: unknown[] = [words.query, asked.most, ...visible.params];
    const ways = [`to_tsvector('simple', w.words) @@ to_tsquery('simple', $1)`];
    if (asked.trigrams && words.patterns.length > 0) {
      const each = words.patterns.map((pattern) => `w.words like $${params.push(pattern)}`);
      ways.push(`(${each.join(' and ')})`);
    }
    const { rows } = await q.query<Row>(
      `select id, title, description, status, priority, owning_group, itop_class, provider, provider_ref, requester_name, updated_at
       from (select t.*, ts_rank(to_tsvector('simple', w.words), to_tsquery('simple', $1)) as rank
             from ticket_words w join tickets t on t.id = w.ticket_id
             where (${ways.join(' or ')}) and ${visible.sql} limit ${mostCandidates}) as candidates
       order by rank desc, updated_at desc, id desc limit $2`,
      params,
    );
    return rows.map(found);
  });
