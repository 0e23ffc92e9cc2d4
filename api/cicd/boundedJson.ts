/** Levels of a report; Postgres and everything that walks through JSON has a bound of its own further down. */
const deepest = 20;

/** Whether the value has no more levels than a report needs. */
export function isShallow(value: unknown, levels = deepest): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((entry) => isShallow(entry, levels - 1));
}

/** Pipelines know their repository by an address that holds their token; nothing of it is kept. */
export function withoutCredentials(text: string): string {
  return text.replaceAll(/(\b[a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/@"']{1,1000}@/gi, '$1');
}

/** The same for every text in it. */
export function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return withoutCredentials(value);
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, cleaned(entry)]));
}
