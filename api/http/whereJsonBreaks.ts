/** Where a text stops being JSON: `offset` counts UTF-16 units from 0, `line` and `column` from 1. */
export type JsonFault = { readonly offset: number; readonly line: number; readonly column: number };

const space = /[ \t\n\r]/;
const literal = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const escaped = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** The end of the string that starts at `from`, or where it breaks, as a negative number minus one. */
function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === 0x22) return at + 1;
    if (unit < 0x20) return -at - 1;
    if (unit !== 0x5c) continue;
    escaped.lastIndex = at;
    const found = escaped.exec(text);
    if (!found) return -at - 1;
    at += found[0].length - 1;
  }
  return -text.length - 1;
}

function endOfValue(text: string, from: number): number {
  if (text[from] === '"') return endOfString(text, from);
  literal.lastIndex = from;
  const found = literal.exec(text);
  return found ? from + found[0].length : -from - 1;
}

type Awaited = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | 'end of value';

/** The offset of the first character that no JSON could have there; the length of the text when it ends too early. */
function firstFault(text: string): number {
  const open: ('{' | '[')[] = [];
  let awaited: Awaited = 'value';
  let at = 0;
  for (;;) {
    while (at < text.length && space.test(text.charAt(at))) at += 1;
    const here = text[at];
    if (here === undefined) return text.length;
    const inside = open.at(-1);
    if (awaited === 'end of value') {
      if (inside === undefined) return at;
      if (here === ',') awaited = inside === '{' ? 'key' : 'value';
      else if (here === (inside === '{' ? '}' : ']')) open.pop();
      else return at;
      at += 1;
    } else if (awaited === ':') {
      if (here !== ':') return at;
      awaited = 'value';
      at += 1;
    } else if ((awaited === 'key or }' && here === '}') || (awaited === 'value or ]' && here === ']')) {
      open.pop();
      awaited = 'end of value';
      at += 1;
    } else if (awaited === 'key' || awaited === 'key or }') {
      const end: number = here === '"' ? endOfString(text, at) : -at - 1;
      if (end < 0) return -end - 1;
      awaited = ':';
      at = end;
    } else if (here === '{' || here === '[') {
      open.push(here);
      awaited = here === '{' ? 'key or }' : 'value or ]';
      at += 1;
    } else {
      const end: number = endOfValue(text, at);
      if (end < 0) return -end - 1;
      awaited = 'end of value';
      at = end;
    }
  }
}

/**
 * Where a text that is not JSON breaks. `JSON.parse` says it in words that differ between versions of Node, sometimes with
 * no position at all and sometimes with a piece of the text, which may hold a secret.
 */
export function whereJsonBreaks(text: string): JsonFault {
  const offset = firstFault(text);
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return { offset, line, column: offset - (before.lastIndexOf('\n') + 1) + 1 };
}

/** Whether lists and objects are inside one another more than `most` times. */
export function isNestedDeeperThan(text: string, most: number): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (inString) {
      if (unit === 0x5c) at += 1;
      else if (unit === 0x22) inString = false;
    } else if (unit === 0x22) inString = true;
    else if (unit === 0x7b || unit === 0x5b) {
      depth += 1;
      if (depth > most) return true;
    } else if (unit === 0x7d || unit === 0x5d) depth -= 1;
  }
  return false;
}
