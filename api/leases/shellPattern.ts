/** One place of a pattern: a run of characters, one whatever it is, one of a set, or this one. */
type Piece = 'run' | ((character: string) => boolean);

/** `[abc]`, `[a-z]`, `[!0-9]`, beginning after the bracket; undefined when no bracket closes it, and it stands for itself. */
function setAt(pattern: readonly string[], from: number): { piece: Piece; next: number } | undefined {
  const negated = pattern[from] === '!' || pattern[from] === '^';
  const start = negated ? from + 1 : from;
  // A bracket in the first place is one of the set.
  const end = pattern.indexOf(']', start + 1);
  if (end < 0) return undefined;
  const set = pattern.slice(start, end);
  const ranges: [string, string][] = [];
  for (let at = 0; at < set.length; at += 1) {
    const [first = '', dash, last] = set.slice(at, at + 3);
    if (dash === '-' && last !== undefined) {
      ranges.push([first, last]);
      at += 2;
    } else ranges.push([first, first]);
  }
  const within = (one: string): boolean => ranges.some(([low, high]) => low <= one && one <= high);
  return { piece: (one) => within(one) !== negated, next: end + 1 };
}

function piecesOf(pattern: string): Piece[] {
  const characters = Array.from(pattern);
  const pieces: Piece[] = [];
  for (let at = 0; at < characters.length;) {
    const character = characters[at] ?? '';
    const set = character === '[' ? setAt(characters, at + 1) : undefined;
    if (set) pieces.push(set.piece);
    else if (character === '*') pieces.push('run');
    else if (character === '?') pieces.push(() => true);
    else pieces.push((one) => one === character);
    at = set?.next ?? at + 1;
  }
  return pieces;
}

/**
 * Whether the whole value fits the shell pattern (contract 5.5): `*`, `?` and `[…]`, in which case counts and nothing else is
 * special. Takes at most as many steps as the lengths multiplied, whatever the pattern: it may come from outside.
 */
export function fitsPattern(pattern: string, value: string): boolean {
  const pieces = piecesOf(pattern);
  const characters = Array.from(value);
  let [at, piece, retryAt, retryPiece] = [0, 0, -1, -1];
  while (at < characters.length) {
    const here = pieces[piece];
    if (here === 'run') {
      [retryPiece, retryAt] = [piece, at];
      piece += 1;
    } else if (here?.(characters[at] ?? '') === true) {
      at += 1;
      piece += 1;
    } else if (retryPiece >= 0) {
      // The last run takes one character more.
      retryAt += 1;
      [at, piece] = [retryAt, retryPiece + 1];
    } else return false;
  }
  return pieces.slice(piece).every((rest) => rest === 'run');
}
