import type { Logger } from 'pino';
import type { Database } from '../../api/db/index.js';
import { roomsToTellUnreadable, toldUnreadable } from '../../api/rooms/index.js';
import type { MatrixHttp } from './http.js';
import { asFailure } from './matrixFailure.js';
import { isAborted, pause } from './pause.js';

/** Milliseconds between looks for encrypted rooms that have not been told. */
const lookEvery = 2_000;

/** The only words that ever go into an encrypted room in clear text. Fixed, and true of every such room: they tell nothing. */
const sentence =
  'I can not read or write in encrypted rooms yet, so I do not see what is said here. Please write to me in a room without encryption.';

/** Tells each encrypted room once that the bot is deaf there, instead of being silent. Only while there is no engine. */
export async function tellUnreadable(parts: {
  db: Database;
  http: MatrixHttp;
  log: Logger;
  signal: AbortSignal;
}): Promise<void> {
  const { db, http, log, signal } = parts;
  while (!signal.aborted) {
    try {
      for (const room of await roomsToTellUnreadable(db)) {
        const path = `/_matrix/client/v3/rooms/${encodeURIComponent(room.roomId)}/send/m.room.message/opsroom-unreadable-${room.id}`;
        try {
          await http.request('PUT', path, { body: { msgtype: 'm.notice', body: sentence, 'm.mentions': {} } });
        } catch (error) {
          const failure = asFailure(error);
          if (failure.kind !== 'refused' || failure.status === 401) throw failure;
          log.warn({ room: room.roomId, reason: failure.message }, 'an encrypted room could not be told');
        }
        await toldUnreadable(db, room.roomId);
      }
    } catch (error) {
      if (!isAborted(signal))
        log.warn({ reason: asFailure(error).message }, 'encrypted rooms could not be told; trying again');
    }
    await pause(lookEvery, signal);
  }
}
