import { classifications, type Classification } from '../../config/roles.js';
import type { Caller } from '../http/caller.js';
import type { Condition } from './visibility.js';

/** From 1; the higher, the fewer may read it. What is no known class counts as internal. */
export function rankOf(secrecy: string): number {
  const known = classifications.findIndex((name) => name === secrecy);
  return known === -1 ? internal : known + 1;
}

const internal = 2;

/** The same of a column, in SQL. */
export const rankIn = (column: string): string =>
  `coalesce(array_position(array['${classifications.join("','")}'], ${column}::text), ${internal})`;

/** As a class that is known; nothing and what is unknown is internal. */
export function knownSecrecy(secrecy: string | null | undefined): Classification {
  return classifications[rankOf(secrecy ?? 'internal') - 1] ?? 'internal';
}

/** The more secret of two. */
export function moreSecret(one: string, other: string): Classification {
  return knownSecrecy(rankOf(one) > rankOf(other) ? one : other);
}

/**
 * A condition over a column that says how secret its row is: nothing above the caller's own maximum. What an agent reads it
 * writes into notes of its ticket, so that it reads no more than those may who read the ticket, whoever started it.
 */
export function withinSecrecy(caller: Caller, column: string, first: number): Condition {
  const rank = rankIn(column);
  const own = `${rank} <= $${first}::integer`;
  const most = rankOf(caller.view.maxClassification);
  if (caller.run?.kind !== 'task') return { sql: own, params: [most] };
  const ofTicket = `(select ${rankIn('its.security_classification')} from tickets its where its.id = $${first + 1}::bigint)`;
  return {
    sql: `(${own} and ${rank} <= greatest(${internal}, coalesce(${ofTicket}, ${internal})))`,
    params: [most, caller.run.ticketId],
  };
}

/** What to say to whoever wants to make something more secret than they may read: they could not read what they wrote. */
export function aboveOwn(caller: Caller, secrecy: string): string | undefined {
  const { maxClassification: most } = caller.view;
  return rankOf(secrecy) > rankOf(most) ? `you may read what is ${most} at most` : undefined;
}
