import type { Queryable } from './pool.js';
import { withoutTotal } from './withoutTotal.js';

type Row = Record<string, unknown>;
export type Page<R extends Row> = { readonly rows: R[]; readonly total: number };

/**
 * One page of a select that has neither limit nor offset and counts all its rows into a column `total` (`count(*) over ()`).
 * Beyond the end there is no row to read the total from: then the first one is asked for it, so that a client that pages
 * too far learns how far there is to go.
 */
export async function readPage<R extends Row>(
  q: Queryable,
  select: string,
  params: readonly unknown[],
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Promise<Page<R>> {
  const sql = `${select} limit $${params.length + 1} offset $${params.length + 2}`;
  const page = async (most: number, from: number): Promise<(R & { total: number })[]> =>
    (await q.query<R & { total: number }>(sql, [...params, most, from])).rows;
  const rows = await page(limit, offset);
  const first = rows[0] ?? (offset > 0 ? (await page(1, 0))[0] : undefined);
  return { rows: withoutTotal(rows) as R[], total: first?.total ?? 0 };
}
