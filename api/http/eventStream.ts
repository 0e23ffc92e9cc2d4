/** Headers of an answer of server-sent events; the last one keeps nginx from holding parts back. */
export const eventStreamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
} as const;

/** Milliseconds between signs of life: proxies give a silent connection up after half a minute or a minute. */
export const signOfLifeEvery = 15_000;

/** A line that every client ignores; it keeps the connection open and finds out that the client is gone. */
export const signOfLife = ': still here\n\n';

export type ServerSentEvent = { readonly event?: string; readonly id?: string; readonly data: unknown };

/** One event as it is written; the data is JSON or, as OpenAI ends its streams, a word. */
export function serverSentEvent({ event, id, data }: ServerSentEvent): string {
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  return `${event === undefined ? '' : `event: ${event}\n`}${id === undefined ? '' : `id: ${id}\n`}data: ${text}\n\n`;
}
