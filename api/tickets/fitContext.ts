import type { ContextList } from './contextQuery.js';

export type Row = Readonly<Record<string, unknown>>;
export type Lists = Record<ContextList, readonly Row[]>;

/** What goes first when there is too much: what can be looked up elsewhere, before what is about this ticket alone. */
const expendable: readonly ContextList[] = [
  ...(['related_tickets', 'model_turn_events', 'skills', 'knowledge_articles', 'workflows', 'postmortems'] as const),
  ...(['tasks', 'steering_events', 'attachments', 'access_requests', 'notes', 'change_requests'] as const),
];
/** Rows of each list that stay as long as another list has more of its own: none is emptied for the sake of another. */
const floors = [20, 3, 1, 0];
/** Oldest first on the wire: the beginning is what goes. The others begin with what matters most. */
const oldestFirst: readonly ContextList[] = ['notes', 'attachments', 'model_turn_events'];

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value)) + 1;

/** The lists as far as they go into so many bytes, and how many rows of each had to go. Pure. */
export function fitContext(
  lists: Lists,
  bytes: number,
): { readonly lists: Lists; readonly gone: Partial<Record<ContextList, number>> } {
  const sizes = new Map(expendable.map((name) => [name, lists[name].map(bytesOf)]));
  let over = [...sizes.values()].flat().reduce((sum, size) => sum + size, 0) - bytes;
  const gone: Partial<Record<ContextList, number>> = {};
  for (const floor of floors)
    for (const name of expendable) {
      const left = sizes.get(name) ?? [];
      while (over > 0 && left.length > floor) {
        over -= (oldestFirst.includes(name) ? left.shift() : left.pop()) ?? 0;
        gone[name] = (gone[name] ?? 0) + 1;
      }
    }
  const fitted = { ...lists };
  for (const name of expendable) {
    const [rows, count] = [lists[name], gone[name] ?? 0];
    fitted[name] = oldestFirst.includes(name) ? rows.slice(count) : rows.slice(0, rows.length - count);
  }
  return { lists: fitted, gone };
}
