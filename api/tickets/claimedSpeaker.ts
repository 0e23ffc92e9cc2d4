import type { Caller } from '../http/caller.js';

/**
 * Contract 7.8 to 7.12: whom a service says that it speaks for, in `author` or `actor`. The name stands in the note beside the
 * service's own. It gives nobody a right: it can only keep whose it is from deciding what an agent asks for after it has read
 * the note. Everybody else is who is signed in, whatever they write there.
 */
export function claimedSpeaker(caller: Caller, claimed: string | null): Caller {
  const name = claimed?.trim() ?? '';
  if (caller.type !== 'service' || name === '') return caller;
  return { ...caller, claimed: name, submittedBy: caller.submittedBy ?? name };
}

/** Characters of an author that are kept. */
const longest = 100;

/** As a note is signed: never by a claimed name alone, which could be anybody's. */
export function signedBy({ name, claimed }: Pick<Caller, 'name' | 'claimed'>): string {
  if (claimed === undefined) return name.slice(0, longest);
  const via = ` (via ${name})`.slice(0, longest);
  return `${claimed.slice(0, longest - via.length)}${via}`;
}
