import type { Connection } from '../db/index.js';
import { refused, type Edited } from './edited.js';

type Named = { readonly id: number; readonly name: string };

/** Gates that name the group in their frozen policy: with the name gone, nobody could decide them. */
async function openGates(q: Connection, name: string): Promise<number[]> {
  const { rows } = await q.query<{ id: number }>(
    `select id from changes where state in ('pending', 'approved', 'executing')
       and policy -> 'alternatives' @> jsonb_build_array(jsonb_build_object('group', $1::text)) order by id limit 20`,
    [`group:${name}`],
  );
  return rows.map(({ id }) => id);
}

async function moveRules(q: Connection, from: string, to: string): Promise<void> {
  const renamed = (column: string): string =>
    `${column} = (select coalesce(jsonb_agg(case when one = to_jsonb($1::text) then to_jsonb($2::text) else one end order by at), '[]')
       from jsonb_array_elements(${column}) with ordinality as list(one, at))`;
  const same = (column: string): string => `${column} = case when ${column} = $1 then $2 else ${column} end`;
  await q.query(
    `update service_raci_rules set ${['assignment_group', 'responsible', 'accountable'].map(same).join(', ')},
       ${['consulted', 'informed'].map(renamed).join(', ')}, edited_at = clock_timestamp(), updated_at = clock_timestamp()
     where assignment_group = $1 or responsible = $1 or accountable = $1 or consulted ? $1 or informed ? $1`,
    [from, to],
  );
}

/**
 * Gives an owner's group another name, in the caller's transaction and wherever the old one stands: tickets, access
 * requests, rules, and what people were scoped to. Members keep it, since they belong to the row. Returns the refusal, or
 * nothing when it was done. A name that the configuration or a policy holds is refused: the next start would make that
 * group again, empty, and take its members back.
 */
export async function renameGroup(
  q: Connection,
  group: Named,
  to: string,
  named: ReadonlySet<string>,
): Promise<Edited | undefined> {
  const from = group.name;
  const held = [from, to].find((name) => named.has(name));
  if (held !== undefined) {
    const sentence = `The name ${held} stands in the configuration. Make a group with the new name, and give it the rules and tickets.`;
    return refused(409, 'group_is_configured', sentence, { state: from });
  }
  const taken = await q.query('select from groups where name = $1', [to]);
  if (taken.rowCount !== 0) {
    return refused(409, 'name_taken', `There is a group ${to} already, perhaps switched off.`, { state: from });
  }
  const gates = await openGates(q, from);
  if (gates.length > 0) {
    const sentence = `${from} may decide changes that are open: ${gates.join(', ')}. Rename it when they are done.`;
    return refused(409, 'group_decides', sentence, { state: from, change_ids: gates });
  }
  await q.query('update groups set name = $2 where id = $1', [group.id, to]);
  // Neither is a piece of work on the ticket: who looks when it was last worked on is not told of it.
  await q.query(
    `update tickets set owning_group = case when owning_group = $1 then $2 else owning_group end,
       assignee_team = case when assignee_team = $1 then $2 else assignee_team end,
       waiting_for = case when waiting_for = 'a person of ' || $1 then 'a person of ' || $2 else waiting_for end, version = version + 1
     where owning_group = $1 or (assignee_team = $1 and assignee_team is distinct from owning_group)`,
    [from, to],
  );
  await q.query('update access_requests set assignment_group = $2 where assignment_group = $1', [from, to]);
  await moveRules(q, from, to);
  const types = ['group', 'owning_group', 'assignment_group', 'team'];
  await q.query(
    `update person_scopes old set value = $2 where value = $1 and type = any($3) and not exists (
       select from person_scopes other where other.person_id = old.person_id and other.type = old.type and other.value = $2)`,
    [from, to, types],
  );
  await q.query('delete from person_scopes where value = $1 and type = any($2)', [from, types]);
  return undefined;
}
