/** Characters of a snippet (contract 22.4), and how many of them stand before the first word that was found. */
const longest = 240;
const lead = 60;

export type Snippet = { readonly snippet: string; readonly highlights: [number, number][] };

/** A piece of the text around the first word that was found, on one line, and where the words stand in it. */
export function snippetOf(text: string, terms: readonly string[]): Snippet {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  const firsts = terms.map((term) => line.toLowerCase().indexOf(term)).filter((at) => at >= 0);
  const first = firsts.length > 0 ? Math.min(...firsts) : 0;
  const start = line.length <= longest ? 0 : Math.max(0, Math.min(first - lead, line.length - longest));
  const before = start > 0 ? '…' : '';
  const after = start + longest < line.length ? '…' : '';
  const snippet = before + whole(line.slice(start, start + longest)) + after;
  return { snippet, highlights: placesOf(snippet, terms) };
}

/** Without the halves of characters that the cut made. */
function whole(piece: string): string {
  return piece.replace(/^[\udc00-\udfff]/, '').replace(/[\ud800-\udbff]$/, '');
}

/** Every place of every word, in order; what overlaps is one place. */
function placesOf(snippet: string, terms: readonly string[]): [number, number][] {
  const lower = snippet.toLowerCase();
  // Lower case can be longer than the text (İ); then the places would be wrong, and none are better.
  if (lower.length !== snippet.length) return [];
  const places: [number, number][] = [];
  for (const term of terms)
    for (let at = lower.indexOf(term); at >= 0; at = lower.indexOf(term, at + term.length))
      places.push([at, at + term.length]);
  places.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  const merged: [number, number][] = [];
  for (const [from, to] of places) {
    const last = merged.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}
