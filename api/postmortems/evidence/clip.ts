/** The marker of contract 19.2. */
const marker = (left: number): string => `... [truncated ${left} chars]`;

/** Text of at most `max` characters, and how much is left out; characters are whole, so that no emoji is cut in two. */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text;
  const characters = Array.from(text);
  return characters.length <= max ? text : characters.slice(0, max).join('') + marker(characters.length - max);
}

/** The same of a text whose beginning the database sent, with the length of the whole. */
export function clipped(start: string, length: number, max: number): string {
  const characters = Array.from(start);
  return length <= max ? start : characters.slice(0, max).join('') + marker(length - max);
}

/** Every text in a row, clipped. */
export function clipRow<R extends Record<string, unknown>>(row: R, max: number, ...names: (keyof R)[]): R {
  const entries = Object.entries(row).map(([name, value]) => [
    name,
    names.includes(name) && typeof value === 'string' ? clip(value, max) : value,
  ]);
  return Object.fromEntries(entries) as R;
}

/** JSON that is short enough as it is, else the beginning of its text. */
export function clipJson(value: unknown, max: number): unknown {
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined || text.length <= max ? (value ?? null) : clip(text, max);
}
