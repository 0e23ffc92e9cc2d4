import { charactersOf, countUnclear, exactly } from './visibleText.js';

/**
 * Characters of one line, without indentation and the sign at its end (46 with them): what a phone and a narrow column show
 * without scrolling sideways, where nobody looks. Fewer would break every path, and broken words are hard to compare.
 */
const columns = 40;
/** Where a word was broken for reading. A word that holds this sign has it written out, so it cannot be taken for ours. */
const broken = '↵';

/** As a shell would take it; only for reading, since no shell ever sees a plan. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${exactly(word).replaceAll("'", `'\\''`)}'`;
}

function pieces(word: string): string[] {
  const characters = charactersOf(word);
  const result: string[] = [];
  for (let start = 0; start < characters.length; start += columns) {
    const piece = characters.slice(start, start + columns).join('');
    result.push(start + columns < characters.length ? `${piece}${broken}` : piece);
  }
  return result;
}

function filled(words: readonly string[]): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    const next = line === '' ? word : `${line} ${word}`;
    if (line !== '' && charactersOf(next).length > columns) {
      lines.push(`${line} \\`);
      line = `    ${word}`;
    } else line = next;
    if (charactersOf(line).length > columns + 4) {
      const parts = pieces(line.trimStart());
      lines.push(...parts.slice(0, -1));
      line = parts.at(-1) ?? '';
    }
  }
  return [...lines, line];
}

/** Letters that can be taken for others, such as a Cyrillic а: everything outside ASCII that was not written out. */
function foreign(argv: readonly string[]): string[] {
  const found = new Set(
    argv.flatMap((word) => charactersOf(word).filter((one) => one > '~' && countUnclear(one) === 0)),
  );
  return [...found].map(
    (one) => `${one} is U+${(one.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`,
  );
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** A command word by word, what a reader has to know about how it is shown, and what a reader has to beware of. */
export function commandForReading(argv: readonly string[]): { text: string; remarks: string[]; warnings: string[] } {
  const text = filled(argv.map(quoted)).join('\n');
  const remarks = [`${plural(argv.length, 'word')}, ${plural(charactersOf(argv.join(' ')).length, 'character')}.`];
  if (text.includes(broken)) remarks.push(`${broken} marks where a long word was broken for reading.`);
  const warnings: string[] = [];
  const hidden = argv.reduce((sum, word) => sum + countUnclear(word), 0);
  if (hidden > 0) {
    const what = hidden === 1 ? '1 character that could mislead is' : `${hidden} characters that could mislead are`;
    warnings.push(`Careful: ${what} written out as \\u{…}.`);
  }
  const letters = foreign(argv);
  if (letters.length > 0) {
    const more = letters.length > 5 ? `, and ${letters.length - 5} more` : '';
    warnings.push(`Careful, not plain ASCII: ${letters.slice(0, 5).join(', ')}${more}.`);
  }
  return { text, remarks, warnings };
}
