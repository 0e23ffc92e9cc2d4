import type { Queryable } from '../../db/index.js';
import type { Caller } from '../../http/caller.js';
import { visibleTickets } from '../../tickets/index.js';

export type RelatedTicket = {
  readonly id: number;
  readonly itop_ref: string;
  readonly itop_class: string;
  readonly title: string;
  readonly status: string;
  readonly provider: string;
  readonly provider_ref: string | null;
  readonly updated_at: Date;
};

/** Of the newest tickets only: what was like it years ago is the search's matter, and this runs with every message. */
const newest = 1_000;
/** Characters of a description that are looked at. */
const lookedAt = 4_000;

/** At most eight tickets that the caller may see and in which one of the tokens stands; those with the most of them first. */
export async function relatedTickets(
  q: Queryable,
  caller: Caller,
  tokens: readonly string[],
): Promise<RelatedTicket[]> {
  if (tokens.length === 0) return [];
  const visible = visibleTickets(caller, 2);
  const { rows } = await q.query<RelatedTicket>(
    `select id, itop_ref, itop_class, title, status, provider, provider_ref, updated_at from (
       select recent.*, (select count(*) from unnest($1::text[]) token
         where position(token in lower(recent.title || ' ' || left(recent.description, ${lookedAt}))) > 0) as hits
       from (select t.* from tickets t where ${visible.sql} order by t.id desc limit ${newest}) recent) found
     where hits > 0 order by hits desc, id desc limit 8`,
    [tokens, ...visible.params],
  );
  return rows;
}
