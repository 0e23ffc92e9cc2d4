import type { Actor } from '../http/caller.js';
import { jsonText, type Queryable } from '../db/index.js';
import { canonicalJson, digestOf, type Json } from './canonical.js';

export type AuditEntry = {
  readonly actor: Actor;
  /** Contract 1.9: a past-tense snake_case verb such as `change_approved`. */
  readonly action: string;
  readonly target?: string;
  readonly result?: string;
  readonly details?: Readonly<Record<string, Json>>;
};

const cut = (value: string, max: number): string => (value.length > max ? value.slice(0, max) : value);

/**
 * Writes the audit row in the caller's transaction: when it cannot be written, what it tells of does not happen either.
 * The canonical bytes and their digest stand beside the jsonb, which reorders keys.
 */
export async function record(q: Queryable, entry: AuditEntry): Promise<void> {
  const { actor, action, target = null, result = null } = entry;
  const { submittedBy = null } = actor;
  const details = submittedBy === null ? (entry.details ?? {}) : { ...entry.details, submitted_by: submittedBy };
  const facts: Json = { actor: actor.name, channel: actor.channel, action, target, result, details };
  await q.query(
    `insert into audit_log (actor, principal_id, person_id, channel, action, target, result, details, canonical, digest)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      cut(actor.name, 100),
      actor.principalId === 0 ? null : actor.principalId,
      actor.personId,
      actor.channel,
      cut(action, 200),
      target === null ? null : cut(target, 255),
      result,
      jsonText(details),
      canonicalJson(facts),
      digestOf(facts),
    ],
  );
}

export type EventEntry = {
  readonly category: string;
  readonly level?: 'debug' | 'info' | 'warning' | 'error';
  readonly actor: string;
  readonly action: string;
  readonly target?: string;
  readonly details?: Readonly<Record<string, unknown>>;
};

/** Writes an operational event: what happened, for people who look for a cause. It decides nothing. */
export async function recordEvent(q: Queryable, entry: EventEntry): Promise<void> {
  const { category, level = 'info', actor, action, target = null, details = {} } = entry;
  await q.query(
    'insert into event_log (category, level, actor, action, target, details) values ($1, $2, $3, $4, $5, $6)',
    [category, level, cut(actor, 100), cut(action, 200), target === null ? null : cut(target, 200), jsonText(details)],
  );
}
