import { z } from 'zod';

/** JSON that came as text, as agents send it; any other text is undefined. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const scalarText = (value: unknown): string =>
  typeof value === 'string' ? value : value === null || value === undefined ? '' : JSON.stringify(value, null, 2);

/** "- name: detail" of an entry that has a name; an entry that is no more than text is its own line. */
function line(entry: unknown): string {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return `- ${scalarText(entry)}`;
  const fields = Object.entries(entry);
  const [, name] = fields.find(([key]) => ['name', 'title', 'step', 'id'].includes(key)) ?? fields[0] ?? [];
  const rest = fields.filter(([, value]) => value !== name).map(([, value]) => scalarText(value));
  return rest.length === 0 ? `- ${scalarText(name)}` : `- ${scalarText(name)}: ${rest.join('; ')}`;
}

/** Anything as text (contract 19.1): lists become lines, objects JSON. */
export function asText(value: unknown): string {
  const text = Array.isArray(value) ? value.map(line).join('\n') : scalarText(value);
  return text.replaceAll('\u0000', '');
}

/** Anything as a list (contract 19.1): a list as it is, JSON in a text as what it says, other text line by line. */
export function asList(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  if (value === null || value === undefined) return [];
  if (typeof value !== 'string') return [value];
  const inside = parsed(value);
  if (Array.isArray(inside)) return inside;
  if (typeof inside === 'object' && inside !== null) return [inside];
  const lines = value.split('\n').map((one) => one.replace(/^\s*(?:[-*•]|\d+[.)])\s+/, '').trim());
  return lines.filter((one) => one !== '');
}

/** Text of a body, given as whatever JSON its writer had at hand. */
export function anyText(max = 60_000) {
  return z.unknown().transform(asText).pipe(z.string().max(max));
}

/** A list of a body, given as whatever JSON its writer had at hand. */
export function anyList(most = 200) {
  return z.unknown().transform(asList).pipe(z.array(z.unknown()).max(most));
}

/** An object of a body; also as JSON in a text. */
export function objectField() {
  return z.preprocess(
    (value) => (typeof value === 'string' && value.trim() !== '' ? (parsed(value) ?? value) : value),
    z.record(z.string(), z.unknown()),
  );
}
