/** Variation selectors (text and picture style) and skin tones: how a key looks, not what it says. */
const looks = /[\uFE0E\uFE0F]|[\u{1F3FB}-\u{1F3FF}]/gu;

/** A reaction's key as it is compared: clients differ in how they write one and the same picture. */
export function reactionKey(key: string): string {
  return key.normalize('NFC').replaceAll(looks, '');
}

/** The meaning of a key among those that a message offers. A `Map`, so that "constructor" and the like mean nothing. */
export function meaningOf<T>(offered: ReadonlyMap<string, T>, key: string): T | undefined {
  const wanted = reactionKey(key);
  for (const [own, meaning] of offered) if (reactionKey(own) === wanted) return meaning;
  return undefined;
}
