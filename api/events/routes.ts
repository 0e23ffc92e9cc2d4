import { problem, type Answer } from '../http/answer.js';
import { eventStreamHeaders } from '../http/eventStream.js';
import { defineRoute, type Route } from '../http/route.js';
import { audienceOf } from './audienceOf.js';
import { streamQuery } from './contract.js';
import { eventStream, type StreamParts } from './eventStream.js';
import { readPosition, type Position } from './position.js';

/** Streams that one process serves at a time; each of them looks into the database now and then. */
const mostStreams = 200;
/** Of one caller, so that nobody takes them all. */
const mostOfOne = 5;

function later(answer: Answer): Answer {
  return { ...answer, headers: { ...answer.headers, 'retry-after': '60' } };
}

function wantedPosition(text: string | undefined): Position | 'not ours' | undefined {
  return text === undefined || text.trim() === '' ? undefined : (readPosition(text) ?? 'not ours');
}

/** The streams that are open here, of all and of each caller, until the client hangs up or we end. */
class OpenStreams {
  #all = 0;
  readonly #of = new Map<number, number>();

  refuse(principalId: number): Answer | undefined {
    if ((this.#of.get(principalId) ?? 0) >= mostOfOne) {
      const detail = `You have ${mostOfOne} streams open here, which is the most. Close one, or come again in a minute.`;
      return later(problem(429, 'too_many_streams', detail));
    }
    if (this.#all < mostStreams) return undefined;
    return later(problem(503, 'too_many_streams', 'Too many streams are open here. Come again in a minute.'));
  }

  /** Counted from the request on, and not from the first part that is read: many may ask in the same moment. */
  count(principalId: number, signal: AbortSignal): void {
    if (signal.aborted) return;
    this.#all += 1;
    this.#of.set(principalId, (this.#of.get(principalId) ?? 0) + 1);
    const end = (): void => {
      this.#all -= 1;
      const left = (this.#of.get(principalId) ?? 1) - 1;
      if (left > 0) this.#of.set(principalId, left);
      else this.#of.delete(principalId);
    };
    signal.addEventListener('abort', end, { once: true });
  }
}

/** `GET /api/events`: what happens to tickets, changes and agents, as server-sent events. */
export function eventRoutes(parts: StreamParts): Route[] {
  const open = new OpenStreams();
  return [
    defineRoute({
      method: 'get',
      path: '/api/events',
      area: 'events',
      summary:
        'What happens to tickets, changes and agents that the caller may see, as server-sent events named by their subject. Last-Event-ID goes on where a client was; "reset" says that it has to read its lists again.',
      access: { kind: 'signed-in', permission: 'tickets:read', agents: 'never' },
      query: streamQuery,
      headers: { 'Last-Event-ID': 'The id of the last event that the client has; the stream goes on after it.' },
      answers: { 200: { description: 'A stream of events', type: 'text/event-stream' } },
      handle({ query, caller, header, signal }) {
        const refusal = open.refuse(caller.principalId);
        if (refusal) return Promise.resolve(refusal);
        open.count(caller.principalId, signal);
        const wanted = wantedPosition(header('last-event-id') ?? query.last_event_id);
        const stream = eventStream(parts, audienceOf(caller, query), wanted, signal);
        return Promise.resolve({
          status: 200,
          body: undefined,
          headers: eventStreamHeaders,
          stream,
        });
      },
    }),
  ];
}
