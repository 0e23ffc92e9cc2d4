import { record, recordEvent, type Json } from '../audit/index.js';
import type { Queryable } from '../db/index.js';
import type { Actor } from '../http/caller.js';

/** Writes down that somebody's access was changed, in the transaction of the change: who did what to whom, never a secret. */
export async function tellAccess(
  q: Queryable,
  actor: Actor,
  action: string,
  target: string,
  details: Readonly<Record<string, Json>> = {},
): Promise<void> {
  await record(q, { actor, action, target, details });
  await recordEvent(q, { category: 'access', actor: actor.name, action, target, details });
}

export const personTarget = (id: number): string => `person_${id}`;
