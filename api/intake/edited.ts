import { record, recordEvent, type Json } from '../audit/index.js';
import type { Queryable } from '../db/index.js';
import { problem, type Answer } from '../http/answer.js';
import type { Caller } from '../http/caller.js';

/** What became of an owner's edit; a refusal is a sentence that says what to do instead. */
export type Edited =
  | { readonly kind: 'done'; readonly id: number }
  | { readonly kind: 'not_there' }
  | { readonly kind: 'refused'; readonly answer: Answer };

export const refused = (
  status: 409 | 422,
  code: string,
  sentence: string,
  more: Record<string, unknown> = {},
): Edited => ({
  kind: 'refused',
  answer: problem(status, code, sentence, more),
});

/** The fields that an edit names, for its record. */
export function namedFields(patch: Readonly<Record<string, Json | undefined>>): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(patch).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** Who may be asked what becomes of whose request is nothing to be changed without a trace: audit row and event (contract 30.3). */
export async function tellEdit(
  q: Queryable,
  caller: Caller,
  action: `raci_${'group' | 'rule'}_${'saved' | 'updated' | 'disabled'}`,
  target: string,
  details: Readonly<Record<string, Json>>,
): Promise<void> {
  await record(q, { actor: caller, action, target, details });
  await recordEvent(q, {
    category: 'intake',
    level: action.endsWith('disabled') ? 'warning' : 'info',
    actor: caller.name,
    action,
    target,
    details,
  });
}
