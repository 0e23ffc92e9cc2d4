import type { MatrixHttp } from './http.js';
import { MatrixFailure } from './matrixFailure.js';
import { pageFilter } from './syncFilter.js';
import { fieldsOf, readEvents, textOf, type RoomEvent } from './wire.js';

/** Pages of 100 events: 5,000 events of one room in one gap. More than that is no gap, it is another life; the rest is logged as lost. */
const mostPages = 50;

export type Gap = { roomId: string; from: string; since: string };

/**
 * What a limited timeline left out, oldest first: pages backwards from `from` until an event that `known` names, or until
 * the token of the last commit. `complete` is false when the homeserver would not show all of it.
 */
export async function fillGap(
  http: MatrixHttp,
  gap: Gap,
  known: (eventIds: readonly string[]) => Promise<Set<string>>,
): Promise<{ events: RoomEvent[]; complete: boolean }> {
  const pages: RoomEvent[][] = [];
  let from = gap.from;
  const answer = (complete: boolean): { events: RoomEvent[]; complete: boolean } => ({
    events: pages.flat().reverse(),
    complete,
  });
  for (let page = 0; page < mostPages; page += 1) {
    let raw: Record<string, unknown>;
    try {
      raw = fieldsOf(
        await http.request('GET', `/_matrix/client/v3/rooms/${encodeURIComponent(gap.roomId)}/messages`, {
          query: { dir: 'b', from, to: gap.since, limit: '100', filter: pageFilter },
        }),
      );
    } catch (error) {
      // Refused: not ours to see any more. Everything else is worth another try of the whole batch.
      if (error instanceof MatrixFailure && error.kind === 'refused' && error.status !== 401) return answer(false);
      throw error;
    }
    const events = readEvents(raw['chunk']);
    const seen = await known(events.map(({ eventId }) => eventId));
    const end = events.findIndex(({ eventId }) => seen.has(eventId));
    pages.push(end < 0 ? events : events.slice(0, end));
    const next = textOf(raw['end']);
    if (end >= 0 || next === undefined || next === from) return answer(true);
    from = next;
  }
  return answer(false);
}
