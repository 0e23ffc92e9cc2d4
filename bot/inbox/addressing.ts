import type { RoomPurpose } from '../../api/rooms/index.js';

/** What has to be known to say to whom a message speaks. */
export type Spoken = {
  readonly purpose: RoomPurpose;
  readonly mentionsBot: boolean;
  readonly mentionsOthers: boolean;
  /** It answers a message of somebody who is not the bot. */
  readonly repliesToOther: boolean;
  /** The conversation that its thread belongs to; undefined on the top level and in threads that are not ours. */
  readonly thread:
    { readonly ownerId: number | null; readonly hasTicket: boolean; readonly waitsForOwner: boolean } | undefined;
  readonly inThread: boolean;
  readonly personId: number | null;
};

export type Addressed =
  /** A request of its own. */
  | 'bot_anew'
  /** It goes on with the conversation of its thread. */
  | 'bot_further'
  /** People talk about a ticket: kept with it, and nothing starts. */
  | 'ticket'
  | 'nobody';

/**
 * Who is being talked to (DESIGN.md): in the intake room every top-level message that neither mentions nor answers somebody
 * else; elsewhere only a mention or a direct room. In a thread it is the one whose conversation it is who talks to the bot;
 * others, and those who talk to each other, start nothing, unless the ticket waits for the words of its requester.
 */
export function addressed(spoken: Spoken): Addressed {
  const { purpose, mentionsBot, mentionsOthers, repliesToOther, thread, personId } = spoken;
  const toOthers = mentionsOthers || repliesToOther;
  if (thread) {
    const owner = thread.ownerId !== null && thread.ownerId === personId;
    if (mentionsBot) return 'bot_further';
    if (owner && (!toOthers || thread.waitsForOwner)) return 'bot_further';
    return thread.hasTicket ? 'ticket' : 'nobody';
  }
  if (mentionsBot || purpose === 'direct') return 'bot_anew';
  if (spoken.inThread || toOthers) return 'nobody';
  return purpose === 'intake' ? 'bot_anew' : 'nobody';
}
