/**
 * The origin stamp. What we make at a provider carries `[opsroom-<installation>-<ticket>-<random>]`, and what we add to a log
 * begins with `[opsroom-<installation>-n<note>]` or `-f<file>`: a try of which nobody knows the end is found again by it, and what comes
 * back to us is known for our own. Letters, digits and hyphens alone, so that every provider can search for it, and a random
 * part, so that nobody can write it into another ticket before we have.
 */
const stamp = /\[(opsroom-[0-9a-f]{8}-\d{1,18}-[0-9a-f]{8})\]/;
const noteStamp = /^\s*\[opsroom-([0-9a-f]{8})-([nf])(\d{1,15})\]/;

export function stamped(reference: string): string {
  return `[${reference}]`;
}

/** The reference that stands in a description there, when it came from an Opsroom. */
export function referenceIn(description: string): string | undefined {
  return stamp.exec(description)?.[1];
}

export function noteStampOf(installation: string, noteId: number): string {
  return `[opsroom-${installation}-n${noteId}]`;
}

/** Characters that no provider changes: blanks come and go with every editor. */
const squeezed = (text: string): string => text.replaceAll(/\s+/g, '');

/** Which note or file of ours an entry of a log says that it is. */
export type OwnEntry = { readonly kind: 'note' | 'file'; readonly id: number };

export function ownEntryIn(installation: string, text: string): OwnEntry | undefined {
  const [, from, kind, id] = noteStamp.exec(text) ?? [];
  if (from !== installation || id === undefined) return undefined;
  return { kind: kind === 'n' ? 'note' : 'file', id: Number(id) };
}

/**
 * Whether an entry with our stamp is no more than what we sent. Whoever answers and leaves our words above their own has
 * written more than we did, and is heard.
 */
export function isEcho(text: string, sent: string): boolean {
  return squeezed(text).length <= squeezed(sent).length;
}
