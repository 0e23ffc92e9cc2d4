import type { Database, Queryable } from '../db/index.js';
import type { Caller } from '../http/caller.js';
import { keepingAnAdministrator, leaveAnAdministrator, obstacleAt, type Missing, type Refused } from './guardPeople.js';
import { endAccess } from './sql/endAccess.js';
import { changingPeople } from './sql/peopleLock.js';
import { readPerson, type PersonRecord } from './sql/readPeople.js';
import { personTarget, tellAccess } from './tellAccess.js';

export type Switched = { readonly kind: 'switched'; readonly enabled: boolean } | Missing | Refused;

/** Switched off, a person has no sign-in, no token and no vote from this moment on; also after the next start. */
export async function setEnabled(q: Queryable, personId: number, enabled: boolean): Promise<void> {
  // Whom the configuration does not name any more, and an operator lets in again, is the operator's from then on.
  await q.query(
    `update persons set active = $2, switched_off_at = case when $2 then null else clock_timestamp() end,
       source = case when $2 and not active and switched_off_at is null then 'operator' else source end,
       updated_at = clock_timestamp() where id = $1`,
    [personId, enabled],
  );
  if (!enabled) await endAccess(q, [personId]);
}

export async function switchPerson(db: Database, caller: Caller, id: number, enabled: boolean): Promise<Switched> {
  let known: PersonRecord | undefined;
  const work = changingPeople(db, async (q): Promise<Switched> => {
    known = await readPerson(q, id);
    if (!known) return { kind: 'missing' };
    const { obstacle, before } = await obstacleAt(q, 'access', caller, known);
    if (obstacle) return { kind: 'refused', obstacle, person: known };
    if (known.enabled === enabled) return { kind: 'switched', enabled };
    await setEnabled(q, id, enabled);
    await leaveAnAdministrator(q, before);
    const action = enabled ? 'access_user_enabled' : 'access_user_disabled';
    await tellAccess(q, caller, action, personTarget(id), { username: known.username });
    return { kind: 'switched', enabled };
  });
  return keepingAnAdministrator(() => known, work);
}
