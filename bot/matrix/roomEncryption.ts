import type { Database } from '../../api/db/index.js';
import { recordEncryption, roomById } from '../../api/rooms/index.js';
import type { MatrixHttp } from './http.js';
import { MatrixFailure } from './matrixFailure.js';

/**
 * Whether a room is encrypted: what the sync wrote down, else the homeserver's word. Only its `M_NOT_FOUND` means "no"; any
 * other failure is thrown, and then nothing is sent.
 */
export async function roomEncryption(db: Database, http: MatrixHttp, roomId: string): Promise<boolean> {
  const known = (await roomById(db, roomId))?.encrypted ?? null;
  if (known !== null) return known;
  const path = `/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}/state/m.room.encryption`;
  const looked = await http.request('GET', path).then(
    () => true,
    (error: unknown) => {
      if (error instanceof MatrixFailure && error.status === 404 && error.errcode === 'M_NOT_FOUND') return false;
      throw error;
    },
  );
  return (await recordEncryption(db, roomId, looked)) ?? looked;
}
