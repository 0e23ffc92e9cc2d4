import type { Changed, Outcome } from '../port.js';
import type { CallItop, ItopSettings } from './client.js';
import { find } from './look.js';

/**
 * Seconds that a look goes back behind the last one. iTop's times have no zone: an hour that a clock is set back in autumn
 * must not hide what happens in it. What was read before is known by its time and not read again.
 */
export const overlap = 3_900;
const itopTime = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)$/;

/** iTop's time plus so many seconds, in its own words; its zone does not matter for a difference. */
export function shifted(time: string, seconds: number): string | undefined {
  if (!itopTime.test(time)) return undefined;
  const at = Date.parse(`${time.replace(' ', 'T')}Z`);
  return Number.isNaN(at) ? undefined : new Date(at + seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
}

const byTime = (one: Changed, other: Changed): number =>
  one.changedAt < other.changedAt ? -1 : one.changedAt > other.changedAt ? 1 : Number(one.ref) - Number(other.ref);

/**
 * Which tickets of a class changed since the cursor, oldest change first: keys and times alone, whose order iTop does not
 * promise. The cursor is the latest time that iTop itself has said, so that no clock of ours is compared with its own.
 */
export async function changesSince(
  call: CallItop,
  { firstSync }: ItopSettings,
  itopClass: string,
  cursor: string | null,
  signal: AbortSignal,
): Promise<Outcome<readonly Changed[]>> {
  const from = cursor === null ? undefined : shifted(cursor, -overlap);
  const since = from === undefined ? `DATE_SUB(NOW(), INTERVAL ${firstSync} SECOND)` : `'${from}'`;
  const oql = `SELECT ${itopClass} WHERE last_update >= ${since}`;
  const found = await find(call, itopClass, oql, 'id, last_update', signal);
  if (found.kind !== 'done') return found;
  const changed = found.value.flatMap(({ key, fields }): Changed[] => {
    const changedAt = fields['last_update'];
    return typeof changedAt === 'string' && itopTime.test(changedAt) && /^\d+$/.test(key)
      ? [{ ref: key, changedAt }]
      : [];
  });
  return { kind: 'done', value: changed.sort(byTime) };
}
