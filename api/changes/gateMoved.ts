import { accessFollowsGate } from '../accessRequests/index.js';
import type { Connection } from '../db/index.js';
import type { Actor } from '../http/caller.js';
import type { Change } from './contract.js';
import { tellAgent } from './tellAgent.js';

/**
 * What follows a gate that moved, in the transaction that moved it: to `approved`, to an end without approval, or to the end
 * of what was approved. Here, because no way in which a gate moves may forget it. Returns what follows from it for people
 * in a sentence, for the message about the gate.
 */
export async function gateMoved(q: Connection, change: Change, actor: Actor, why: string): Promise<string | undefined> {
  const followed = await accessFollowsGate(q, change, actor, why);
  await tellAgent(q, change, actor);
  return followed;
}
