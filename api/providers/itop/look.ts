import type { Outcome } from '../port.js';
import type { CallItop, ItopObject } from './client.js';

/**
 * Objects of a class. A criterion is an object of exact values, which iTop takes as values; OQL is written only around
 * numbers and references of our own, so that nobody's words can become a part of a query.
 */
export async function find(
  call: CallItop,
  itopClass: string,
  key: string | number | Readonly<Record<string, string | number>>,
  outputFields: string,
  signal: AbortSignal,
  limit?: number,
): Promise<Outcome<readonly ItopObject[]>> {
  const page = limit === undefined ? {} : { limit: String(limit), page: '1' };
  const answer = await call(
    { operation: 'core/get', class: itopClass, key, output_fields: outputFields, ...page },
    signal,
  );
  return answer.kind === 'done' ? { kind: 'done', value: answer.objects } : answer;
}

/** One field of one object; `not_there` for an object that is gone. */
export async function fieldOf(
  call: CallItop,
  itopClass: string,
  key: string,
  field: string,
  signal: AbortSignal,
): Promise<Outcome<unknown>> {
  const found = await find(call, itopClass, Number(key), field, signal);
  if (found.kind !== 'done') return found;
  const [object] = found.value;
  return object ? { kind: 'done', value: object.fields[field] } : { kind: 'not_there' };
}
