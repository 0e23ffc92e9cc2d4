import type { Connection } from '../db/index.js';
import type { Caller } from '../http/caller.js';
import type { GroupBody, GroupPatch } from './contract.js';
import { namedFields, refused, tellEdit, type Edited } from './edited.js';
import { lockRaci } from './raciLock.js';
import { renameGroup } from './renameGroup.js';

type Group = { readonly id: number; readonly name: string; readonly kind: string; readonly enabled: boolean };

/** A group that works tickets. Groups of approvers decide gates: they come from the configuration alone. */
const service = 'service';
/** A list that is read whole stays a list that can be read. */
const mostGroups = 500;

/** What may be written of a group by an edit; the name is a matter of its own. */
const columns = ['description', 'default_assignee', 'risk_level', 'enabled'] as const;

async function find(q: Connection, by: 'id' | 'name', value: number | string): Promise<Group | undefined> {
  const { rows } = await q.query<Group>(`select id, name, kind, enabled from groups where ${by} = $1 for update`, [
    value,
  ]);
  return rows[0];
}

async function write(q: Connection, id: number, patch: GroupPatch): Promise<void> {
  const given = columns.filter((name) => patch[name] !== undefined);
  const sets = given.map((name, at) => `${name} = $${at + 2}`);
  await q.query(`update groups set ${[...sets, 'updated_at = clock_timestamp()'].join(', ')} where id = $1`, [
    id,
    ...given.map((name) => patch[name]),
  ]);
}

/** A group that rules still send requests to cannot go: they would reach nobody. */
async function stillNeeded(q: Connection, group: Group): Promise<Edited | undefined> {
  const { rows } = await q.query<{ id: number; name: string }>(
    'select id, name from service_raci_rules where assignment_group = $1 and enabled order by id',
    [group.name],
  );
  if (rows.length === 0) return undefined;
  const names = rows.map(({ id, name }) => `${id} (${name})`).join(', ');
  const sentence = `Rules send requests to ${group.name}: ${names}. Give them another group or switch them off first.`;
  return refused(409, 'group_in_use', sentence, { state: 'enabled', rule_ids: rows.map(({ id }) => id) });
}

async function tooMany(q: Connection): Promise<boolean> {
  const { rows } = await q.query<{ count: number }>(`select count(*) from groups where kind = $1`, [service]);
  return (rows[0]?.count ?? 0) >= mostGroups;
}

/** Contract 17.1: the group of this name, made or changed. */
export async function saveGroup(q: Connection, caller: Caller, body: GroupBody): Promise<Edited> {
  await lockRaci(q);
  const { name, ...patch } = body;
  const standing = await find(q, 'name', name);
  if (standing && standing.kind !== service) {
    const sentence = `${name} is a group of approvers. Who decides gates stands in the configuration and is not changed here.`;
    return refused(409, 'group_of_approvers', sentence);
  }
  if (standing && patch.enabled === false) {
    const needed = await stillNeeded(q, standing);
    if (needed) return needed;
  }
  if (!standing && (await tooMany(q))) {
    return refused(409, 'too_many_groups', `There are ${mostGroups} groups already; use one of them.`);
  }
  const { rows } = standing
    ? { rows: [{ id: standing.id }] }
    : await q.query<{ id: number }>('insert into groups (name, kind) values ($1, $2) returning id', [name, service]);
  const id = rows[0]?.id;
  if (id === undefined) throw new Error('A group was inserted and did not come back.');
  await write(q, id, { ...patch, enabled: patch.enabled ?? true });
  await tellEdit(q, caller, 'raci_group_saved', name, {
    group_id: id,
    created: !standing,
    ...namedFields(body),
  });
  return { kind: 'done', id };
}

/** A group of this name that is there already stays as it is. */
export async function addGroup(q: Connection, caller: Caller, name: string): Promise<Edited> {
  await lockRaci(q);
  const standing = await find(q, 'name', name);
  if (standing) {
    const off = standing.enabled ? '' : ', switched off';
    return refused(409, 'name_taken', `There is a group ${name} already${off}.`, { state: name });
  }
  return saveGroup(q, caller, { name });
}

/** Contract 17.1. `named` are the names that configuration and policies hold fast. */
export async function updateGroup(
  q: Connection,
  caller: Caller,
  id: number,
  patch: GroupPatch,
  named: ReadonlySet<string>,
): Promise<Edited> {
  await lockRaci(q);
  const group = await find(q, 'id', id);
  if (group?.kind !== service) return { kind: 'not_there' };
  if (patch.enabled === false) {
    const needed = await stillNeeded(q, group);
    if (needed) return needed;
  }
  if (patch.name !== undefined && patch.name !== group.name) {
    const fault = await renameGroup(q, group, patch.name, named);
    if (fault) return fault;
  }
  await write(q, id, patch);
  await tellEdit(q, caller, 'raci_group_updated', patch.name ?? group.name, {
    group_id: id,
    was: group.name,
    ...namedFields(patch),
  });
  return { kind: 'done', id };
}

/** Switches it off; its tickets stay what they are. */
export async function disableGroup(q: Connection, caller: Caller, id: number): Promise<Edited> {
  await lockRaci(q);
  const group = await find(q, 'id', id);
  if (group?.kind !== service) return { kind: 'not_there' };
  const needed = await stillNeeded(q, group);
  if (needed) return needed;
  await write(q, id, { enabled: false });
  await tellEdit(q, caller, 'raci_group_disabled', group.name, { group_id: id });
  return { kind: 'done', id };
}
