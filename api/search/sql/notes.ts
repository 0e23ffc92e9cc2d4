import { visibleTickets } from '../../tickets/index.js';
import { bestFirst, mostCandidates, type Finder } from './words.js';

type Row = {
  readonly id: number;
  readonly ticket_id: number;
  readonly ticket_title: string;
  readonly body: string;
  readonly author: string;
  readonly source: string;
  readonly audience: string;
  readonly created_at: Date;
};

/** Notes of visible tickets that the caller may read: an internal one is not found by who may not see it. */
export const findNotes: Finder = (q, asked) =>
  bestFirst(asked, async ({ query }) => {
    const visible = visibleTickets(asked.caller, 4);
    const { rows } = await q.query<Row>(
      `select id, ticket_id, ticket_title, body, author, source, audience, created_at
       from (select n.*, t.title as ticket_title, ts_rank(to_tsvector('simple', n.body), to_tsquery('simple', $1)) as rank
             from ticket_notes n join tickets t on t.id = n.ticket_id
             where to_tsvector('simple', n.body) @@ to_tsquery('simple', $1) and n.audience = any($3::text[]) and ${visible.sql}
             limit ${mostCandidates}) as candidates
       order by rank desc, id desc limit $2`,
      [query, asked.most, [...asked.caller.view.notes], ...visible.params],
    );
    return rows.map(({ id, ticket_id, ticket_title, body, author, source, audience, created_at }) => ({
      ...{
        type: 'ticket_note' as const,
        id,
        title: `Note of ${author} on ${ticket_title}`,
        heading: '',
        text: body,
        status: null,
      },
      ...{ updated_at: created_at, url: `#tickets:${ticket_id}` },
      metadata: { ticket_id, source, visibility: audience, author },
    }));
  });
