import type { Queryable } from '../../db/index.js';

export type GroupRow = {
  readonly id: number;
  readonly name: string;
  /** `service`: works tickets; `approvers`: decides gates alone. Policies may name either. */
  readonly kind: 'service' | 'approvers';
  readonly enabled: boolean;
  /** Names of the active members. */
  readonly members: string[];
};

export type GroupMember = {
  readonly username: string;
  readonly display_name: string;
  readonly enabled: boolean;
  readonly source: 'configuration' | 'operator';
};

const columns = `g.id, g.name, g.kind, g.enabled,
  array(select p.name from group_members m join persons p on p.id = m.person_id
    where m.group_id = g.id and p.active order by p.name) as members`;

/** By name; there are at most some hundreds (api/intake/saveGroup.ts). */
export async function listGroups(q: Queryable): Promise<GroupRow[]> {
  return (await q.query<GroupRow>(`select ${columns} from groups g order by g.name`)).rows;
}

export async function readGroupNamed(q: Queryable, name: string): Promise<GroupRow | undefined> {
  return (await q.query<GroupRow>(`select ${columns} from groups g where g.name = $1`, [name])).rows[0];
}

export async function listGroupMembers(q: Queryable, groupId: number): Promise<GroupMember[]> {
  const { rows } = await q.query<GroupMember>(
    `select p.name as username, p.display_name, p.active as enabled, p.source
     from group_members m join persons p on p.id = m.person_id where m.group_id = $1 order by p.name`,
    [groupId],
  );
  return rows;
}

/** False for somebody who is a member already. */
export async function insertGroupMember(q: Queryable, groupId: number, personId: number): Promise<boolean> {
  const { rowCount } = await q.query(
    'insert into group_members (group_id, person_id) values ($1, $2) on conflict do nothing',
    [groupId, personId],
  );
  return rowCount === 1;
}

/** False for somebody who is no member. */
export async function deleteGroupMember(q: Queryable, groupId: number, personId: number): Promise<boolean> {
  const { rowCount } = await q.query('delete from group_members where group_id = $1 and person_id = $2', [
    groupId,
    personId,
  ]);
  return rowCount === 1;
}
