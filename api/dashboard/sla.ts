/** Contract 22.3: hours to the end of a ticket by its priority, and the share of them from which one that is open is at risk. */
const slaHours: Readonly<Record<string, number>> = { '1': 4, '2': 8, '3': 24 };
const otherHours = 72;
export const atRiskFrom = 0.8;

/** Hours after the end of a ticket by which its postmortem is to be there. */
export const postmortemHours = 24;

/** `P1` and `1` are the same priority. */
export function hoursFor(priority: string | null): number {
  return slaHours[(priority ?? '').replace(/^p/i, '')] ?? otherHours;
}

/** The same as SQL over `tickets as t`. */
export const hoursSql = `case ltrim(upper(coalesce(t.priority, '')), 'P') ${Object.entries(slaHours)
  .map(([priority, hours]) => `when '${priority}' then ${hours}`)
  .join(' ')} else ${otherHours} end`;

/** Percent with one decimal; null of nothing. */
export function share(part: number, of: number): number | null {
  return of === 0 ? null : Math.round((part / of) * 1000) / 10;
}
