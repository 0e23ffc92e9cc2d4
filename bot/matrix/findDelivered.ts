import type { MatrixHttp } from './http.js';
import { deliveryField } from './messageContent.js';
import { fieldsOf, readEvents, textOf } from './wire.js';

/** Pages of 100 events of ours. Enough for a night of a busy room; beyond it a doubled message is preferred to a lost one. */
const mostPages = 20;
/** Milliseconds by which the homeserver's clock may be behind ours. */
const clockSlack = 300_000;

/**
 * The event as which an outbox row already stands in its room, if it does: homeservers forget transaction ids after half an
 * hour, and the answer of an older attempt may have been lost. `attemptedFrom` is the earliest moment of any attempt.
 */
export async function findDelivered(
  http: MatrixHttp,
  place: { roomId: string; userId: string; deliveryId: number; attemptedFrom: Date },
): Promise<string | undefined> {
  const filter = JSON.stringify({ senders: [place.userId] });
  let from: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const raw = fieldsOf(
      await http.request('GET', `/_matrix/client/v3/rooms/${encodeURIComponent(place.roomId)}/messages`, {
        query: { dir: 'b', limit: '100', filter, ...(from !== undefined && { from }) },
      }),
    );
    const events = readEvents(raw['chunk']);
    const found = events.find(
      (event) => event.sender === place.userId && event.content[deliveryField] === place.deliveryId,
    );
    if (found) return found.eventId;
    const next = textOf(raw['end']);
    const oldest = events.at(-1)?.originServerTs ?? Infinity;
    if (next === undefined || next === from || oldest < place.attemptedFrom.getTime() - clockSlack) return undefined;
    from = next;
  }
  return undefined;
}
