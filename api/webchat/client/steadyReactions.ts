import type { Reactions, Reaction } from 'hydrogen-view-sdk';

/** By the time of the first one, which is the order in which the bot put them there. */
function byAge(this: Reaction, other: Reaction): number {
  return this.firstTimestamp - other.firstTimestamp || (this.key < other.key ? -1 : Number(this.key > other.key));
}

/**
 * Hydrogen sorts reactions by their count, so that ✅ and ❌ change places while somebody is about to tap one. This
 * keeps them where they are. Must be called before the first reactions are shown, because only then are they sorted.
 * Hydrogen exports their class nowhere, so the first one that comes by tells it: later ones compare alike from the start.
 */
export function steadyReactions(reactions: Reactions | null): Reactions | null {
  const [first] = reactions?._map.values() ?? [];
  if (first) (Object.getPrototypeOf(first) as Reaction)._compare = byAge;
  return reactions;
}
