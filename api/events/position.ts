/** A place between two events: after everything of earlier transactions, and in its own after this row. */
export type Position = {
  /** A 64-bit transaction id, as text: more than a double holds. */
  readonly xid: string;
  /** 0: audit rows, which of the same transaction come first; 1: events. */
  readonly source: 0 | 1;
  readonly id: number;
};

const letters = ['a', 'e'] as const;

export function positionText({ xid, source, id }: Position): string {
  return `${xid}-${letters[source]}${id}`;
}

/** What a client sent as Last-Event-ID; undefined when it is not one of ours. */
export function readPosition(text: string): Position | undefined {
  const [, xid, letter, id] = /^(\d{1,19})-([ae])(\d{1,15})$/.exec(text.trim()) ?? [];
  if (xid === undefined || id === undefined) return undefined;
  return { xid, source: letter === 'a' ? 0 : 1, id: Number(id) };
}
