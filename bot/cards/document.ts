import type { Contact } from '../../api/access/index.js';

/** Words in a line. */
export type Inline =
  | string
  | { readonly kind: 'strong' | 'em'; readonly inner: Inlines }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'person'; readonly name: string; readonly matrixId: string };
export type Inlines = readonly Inline[];

/**
 * What a card is made of. It is printed twice, as HTML and as plain text, so that both say the same. Only what every client
 * shows is here: no colour, nothing that is folded away.
 */
export type Block =
  | { readonly kind: 'lines'; readonly lines: readonly Inlines[] }
  | { readonly kind: 'list'; readonly items: readonly Inlines[] }
  | { readonly kind: 'monospace'; readonly text: string }
  /** Text of people and agents; `lead` says whose it is, `people` are those whose Matrix ids in it become their names. */
  | { readonly kind: 'markdown'; readonly text: string; readonly lead: Inlines; readonly people: readonly Contact[] };

type Part = Inline | Inlines | number;

const isList = (part: Part): part is Inlines => Array.isArray(part);

/** `words` of a template: values keep their form, numbers become text. */
export function words(texts: TemplateStringsArray, ...values: Part[]): Inlines {
  return texts.flatMap((text, place): Inline[] => {
    const value = values[place] ?? '';
    const after = isList(value) ? value : [typeof value === 'number' ? String(value) : value];
    return [text, ...after].filter((part) => part !== '');
  });
}

const asInlines = (part: Part): Inlines => words`${part}`;

export const strong = (part: Part): Inline => ({ kind: 'strong', inner: asInlines(part) });
export const em = (part: Part): Inline => ({ kind: 'em', inner: asInlines(part) });
export const code = (text: string): Inline => ({ kind: 'code', text });

/** A pill where the person has a Matrix id, else the name. */
export function person({ name, matrixId }: Contact): Inline {
  return matrixId === null ? name : { kind: 'person', name, matrixId };
}

/** "a, b and c". */
export function series(parts: readonly Part[], last = 'and'): Inlines {
  return parts.flatMap((part, place) => {
    const before = place === 0 ? '' : place === parts.length - 1 ? ` ${last} ` : ', ';
    return words`${before}${part}`;
  });
}

export const lines = (...of: readonly Inlines[]): Block => ({ kind: 'lines', lines: of });
export const monospace = (text: string): Block => ({ kind: 'monospace', text });
export const markdown = (text: string, more: { lead?: Inlines; people?: readonly Contact[] } = {}): Block => ({
  kind: 'markdown',
  text,
  lead: more.lead ?? [],
  people: more.people ?? [],
});

/** A fact with its name in front. */
export const fact = (name: string, value: Part): Inlines => words`${strong(`${name}:`)} ${value}`;

/** A list of the facts that there are. */
export function list(...items: readonly (Inlines | undefined)[]): Block {
  return { kind: 'list', items: items.filter((item) => item !== undefined) };
}
