type Row = Record<string, unknown>;

/** The rows of a page whose query counted all rows into a column `total` of each, without that column. */
export function withoutTotal(rows: readonly (Row & { total: number })[]): Row[] {
  return rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'total')));
}
