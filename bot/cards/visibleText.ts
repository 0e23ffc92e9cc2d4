/**
 * Characters that change what a reader sees without being seen themselves: control characters, marks that turn the
 * direction of text, breaks and blanks of no width, tag characters, halves of a surrogate pair. Line feed and tab are text.
 * What joins emoji and letters (U+200C, U+200D, U+FE0F) is not among them.
 */
const tricks =
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u061C\u180E\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF\u{E0000}-\u{E007F}]|\p{Surrogate}/gu;

/**
 * In a command nothing may be unseen or stand elsewhere than it is: also marks that combine, blanks that are no space, and
 * letters that are written from right to left, which would move what stands beside them. U+21B5 is our own sign, see shellWords.
 */
const unclear =
  /[\p{C}\p{M}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800\u21B5\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFF\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]|(?! )\p{Zs}/gu;

const spelled = (character: string): string => `\\u{${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`;

const unixLines = (text: string): string => text.replaceAll('\r\n', '\n');

/** For words that people read and nobody decides on: such characters are left out. */
export function withoutTricks(text: string): string {
  return unixLines(text).replace(tricks, '');
}

/** For words that somebody decides on: such characters are written out, as in `\u{202E}`. */
export function tricksSpelled(text: string): string {
  return unixLines(text).replace(tricks, spelled);
}

/** For a word of a command. */
export function exactly(word: string): string {
  return word.replace(unclear, spelled);
}

/** How many characters `exactly` writes out. */
export function countUnclear(word: string): number {
  return word.match(unclear)?.length ?? 0;
}

/** The code points of a text, which is what "characters" means on every card. */
export const charactersOf = (text: string): string[] => Array.from(text);

/** On one line, of at most `most` characters. Nothing is left out without the sign for it. */
export function oneLine(text: string, most = 200): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  const characters = charactersOf(line);
  return characters.length > most
    ? `${characters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`
    : line;
}
