import type { ErrorKind } from './port.js';

/** The kind of failure behind an HTTP status of a model's provider; 529 is Anthropic's "overloaded". */
export function kindOfStatus(status: number | undefined): ErrorKind {
  if (status === undefined) return 'other';
  if (status === 401 || status === 403) return 'auth';
  if (status === 402 || status === 429 || status === 529) return 'limit';
  return status >= 500 || status === 408 ? 'provider' : 'other';
}

/** JSON objects as the harnesses print them, one a line; anything else is undefined. */
export function jsonObject(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Characters of a command that an event shows. */
const summaryLength = 200;

export function summaryOf(value: unknown): string {
  const text = typeof value === 'string' ? value : ((JSON.stringify(value) as string | undefined) ?? '');
  return text.length > summaryLength ? `${text.slice(0, summaryLength)}…` : text;
}
