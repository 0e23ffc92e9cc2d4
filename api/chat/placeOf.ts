import type { Queryable } from '../db/index.js';
import { threadById } from '../rooms/index.js';
import type { Session } from './contract.js';

export type Place = { readonly roomId: string; readonly threadId: number };

/** Where the bot speaks to a conversation; undefined for those that somebody else delivers. */
export async function placeOf(q: Queryable, session: Session): Promise<Place | undefined> {
  if (session.consumer !== 'bot' || session.thread_id === null) return undefined;
  const thread = await threadById(q, session.thread_id);
  return thread && { roomId: thread.roomId, threadId: thread.id };
}
