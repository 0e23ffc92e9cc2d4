/**
 * Seconds of a lease that nobody gave an end. A task is over within hours, and asking again costs one tap: a lease that is
 * too short is preferred to one that is forgotten.
 */
export const standardLifetime = 86_400;

/** Seconds that a lease may last at most, whatever was asked for, written into a scope or approved with a workflow. */
export const longestLifetime = 7 * 86_400;

/** Seconds of the leases for the own ticket: they end with the agent, which may stand at gates for weeks before. */
export const ownTicketLifetime = 30 * 86_400;

/** The end that a lease gets: the one that is given, inside the longest lifetime; else the standard one. */
export function endOfLease(now: Date, given: Date | null): Date {
  const latest = now.getTime() + longestLifetime * 1_000;
  return new Date(given === null ? now.getTime() + standardLifetime * 1_000 : Math.min(given.getTime(), latest));
}
