import { record, recordEvent, type Json } from '../audit/index.js';
import type { Queryable } from '../db/index.js';
import type { Actor } from '../http/caller.js';

export type Happening = {
  readonly category: 'workflow' | 'postmortem' | 'agent';
  /** Of contract 30.3. */
  readonly action: string;
  readonly target: string;
  readonly level?: 'info' | 'warning';
  readonly result?: string;
  readonly details?: Readonly<Record<string, Json>>;
};

/** Who did it, in the audit trail, and that it happened, among the events; in the caller's transaction. */
export async function writeHistory(q: Queryable, actor: Actor, happening: Happening): Promise<void> {
  const { category, level = 'info', action, target, result, details = {} } = happening;
  await record(q, { actor, action, target, details, ...(result === undefined ? {} : { result }) });
  await recordEvent(q, { category, level, actor: actor.name, action, target, details });
}
