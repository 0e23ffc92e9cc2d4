import { z } from 'zod';

/**
 * Where a page of a keyset-paged list ended: the sort values of its last row, opaque to clients. `shape` is what the
 * list sorts by, a tuple; a cursor of another list, or one that somebody made up, is an invalid field.
 */
export function cursor<T extends z.ZodType>(shape: T) {
  return z
    .string()
    .max(1_000)
    .transform((value, context): z.output<T> | typeof z.NEVER => {
      const parsed = shape.safeParse(decoded(value));
      if (parsed.success) return parsed.data;
      context.addIssue('not a cursor of this list: send the next_cursor of its previous page, unchanged');
      return z.NEVER;
    });
}

/** The cursor of the page after the row with these sort values. */
export function cursorOf(values: readonly (string | number | null)[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

function decoded(value: string): unknown {
  try {
    return JSON.parse(Buffer.from(value, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
