import { charactersOf } from './visibleText.js';

/** Where the whole of a text can be read: an API path, and the address under which people reach the API. */
export type Whole = { readonly path: string; readonly publicUrl: string | undefined };

/** The fence that is open at the end of a Markdown text. */
function openFence(text: string): string | undefined {
  let open: string | undefined;
  for (const line of text.split('\n')) {
    const [, fence, rest = ''] = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    if (fence === undefined) continue;
    if (open === undefined) open = fence;
    else if (fence.startsWith(open) && rest.trim() === '') open = undefined;
  }
  return open;
}

/** The first `most` characters at most: up to the last line that fits whole, else the last word, else the last character. */
function head(text: string, most: number): string {
  const first = charactersOf(text).slice(0, most).join('');
  for (const border of [/\n[^\n]*$/, /\s\S*$/]) {
    const end = first.search(border);
    // A border in the first half would throw away more than it keeps.
    if (end > first.length / 2) return first.slice(0, end);
  }
  return first;
}

/** A Markdown text of at most `most` characters and a sentence about the rest; what was a code block stays one. */
export function cutText(text: string, most: number, whole: Whole | undefined): string {
  const total = charactersOf(text).length;
  if (total <= most) return text;
  const kept = head(text, most).trimEnd();
  const fence = openFence(kept);
  const left = total - charactersOf(kept).length;
  const where = whole && ` The whole text: ${whole.publicUrl === undefined ? 'GET ' : whole.publicUrl}${whole.path}`;
  const sentence = `[${inThousands(left)} of ${inThousands(total)} characters are left out here.${where ?? ''}]`;
  return [kept, ...(fence === undefined ? [] : [fence]), '', sentence].join('\n');
}

const inThousands = (count: number): string => String(count).replaceAll(/\B(?=(\d{3})+$)/g, ',');
