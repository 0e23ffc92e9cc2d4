import { charactersOf, oneLine, withoutTricks } from '../cards/visibleText.js';

/** Names come from people and providers: none of them may move the cursor or colour the terminal. */
const cellOf = (text: string): string => oneLine(withoutTricks(text), 2_000) || '-';

/** Rows under one another, each column as wide as its widest cell. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const cells = rows.map((row) => row.map(cellOf));
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(...cells.map((row) => charactersOf(row[column] ?? '').length)),
  );
  return cells.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - charactersOf(cell).length))
      .join('  ')
      .trimEnd(),
  );
}
