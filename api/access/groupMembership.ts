import type { Connection, Database } from '../db/index.js';
import type { Caller } from '../http/caller.js';
import { obstacleAt, type Missing, type Refused } from './guardPeople.js';
import { deleteGroupMember, insertGroupMember, readGroupNamed, type GroupRow } from './sql/groups.js';
import { changingPeople } from './sql/peopleLock.js';
import { readPerson, type PersonRecord } from './sql/readPeople.js';
import { personTarget, tellAccess } from './tellAccess.js';

type NoGroup = { readonly kind: 'no_such_group' } | Missing | Refused;

export type Joined =
  | { readonly kind: 'joined' }
  | { readonly kind: 'member_already' }
  /** Membership of it counts for nothing, and nobody would see why. */
  | { readonly kind: 'group_is_off' }
  | NoGroup;

export type Left = { readonly kind: 'left' } | { readonly kind: 'not_a_member' } | NoGroup;

type Membership = { readonly group: string; readonly personId: number };

/** The configuration names the groups of the people it names: of them no membership is changed here. */
function changingMembership<T>(
  db: Database,
  caller: Caller,
  { group: name, personId }: Membership,
  work: (q: Connection, group: GroupRow, person: PersonRecord) => Promise<T>,
): Promise<T | NoGroup> {
  return changingPeople(db, async (q): Promise<T | NoGroup> => {
    const person = await readPerson(q, personId);
    if (!person) return { kind: 'missing' };
    const group = await readGroupNamed(q, name);
    if (!group) return { kind: 'no_such_group' };
    const { obstacle } = await obstacleAt(q, 'groups', caller, person);
    if (obstacle) return { kind: 'refused', obstacle, person };
    return work(q, group, person);
  });
}

async function tell(
  q: Connection,
  caller: Caller,
  action: 'access_group_joined' | 'access_group_left',
  person: PersonRecord,
  group: GroupRow,
): Promise<void> {
  const details = { username: person.username, group: group.name, group_id: group.id };
  await tellAccess(q, caller, action, personTarget(person.id), details);
}

/** The person sees and works what the group does, and decides what a policy leaves to it, from now on. */
export function joinGroup(db: Database, caller: Caller, membership: Membership): Promise<Joined> {
  return changingMembership(db, caller, membership, async (q, group, person): Promise<Joined> => {
    if (!group.enabled) return { kind: 'group_is_off' };
    if (!(await insertGroupMember(q, group.id, person.id))) return { kind: 'member_already' };
    await tell(q, caller, 'access_group_joined', person, group);
    return { kind: 'joined' };
  });
}

/** A vote that waits for others counts no more where it stood on this membership: it is read when the next one is applied. */
export function leaveGroup(db: Database, caller: Caller, membership: Membership): Promise<Left> {
  return changingMembership(db, caller, membership, async (q, group, person): Promise<Left> => {
    if (!(await deleteGroupMember(q, group.id, person.id))) return { kind: 'not_a_member' };
    await tell(q, caller, 'access_group_left', person, group);
    return { kind: 'left' };
  });
}
