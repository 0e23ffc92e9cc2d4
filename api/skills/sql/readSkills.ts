import { readPage, type Queryable } from '../../db/index.js';
import type { Caller } from '../../http/caller.js';
import { withinSecrecy } from '../../tickets/index.js';
import type { ListSkills, Skill } from '../contract.js';

const columns = `s.id, s.name, s.description, s.category, s.prompt_template, s.variables, s.enabled, s.assigned_to_all,
  s.security_classification, s.created_at, s.updated_at`;

export async function listSkills(
  q: Queryable,
  caller: Caller,
  query: ListSkills,
): Promise<{ rows: Record<string, unknown>[]; total: number }> {
  const visible = withinSecrecy(caller, 's.security_classification', 3);
  return readPage(
    q,
    `select ${columns}, count(*) over () as total from agent_skills s
     where ($1::text is null or s.category = $1) and (s.enabled or not $2) and ${visible.sql} order by s.name, s.id`,
    [query.category, query.enabled_only, ...visible.params],
    query,
  );
}

async function find(q: Queryable, id: number, caller: Caller, locking: string): Promise<Skill | undefined> {
  const visible = withinSecrecy(caller, 's.security_classification', 2);
  const { rows } = await q.query<Skill>(
    `select ${columns} from agent_skills s where s.id = $1 and ${visible.sql}${locking}`,
    [id, ...visible.params],
  );
  return rows[0];
}

/** The skill, when it is not more secret than the caller may read. */
export function readSkill(q: Queryable, id: number, caller: Caller): Promise<Skill | undefined> {
  return find(q, id, caller, '');
}

/** The same with its row locked until the transaction ends. */
export function lockSkill(q: Queryable, id: number, caller: Caller): Promise<Skill | undefined> {
  return find(q, id, caller, ' for update of s');
}

/** Contract 20.2: the skills of every agent and those given to this one; a name is one skill, so none comes twice. `'any'`: whatever their class is. */
export async function skillsOfAgent(
  q: Queryable,
  agentId: number,
  caller: Caller | 'any',
): Promise<(Skill & { mapped: boolean })[]> {
  const visible =
    caller === 'any' ? { sql: 'true', params: [] } : withinSecrecy(caller, 's.security_classification', 2);
  const { rows } = await q.query<Skill & { mapped: boolean }>(
    `select ${columns}, m.agent_id is not null as mapped from agent_skills s
     left join agent_skill_mappings m on m.skill_id = s.id and m.agent_id = $1
     where s.enabled and (s.assigned_to_all or m.agent_id is not null) and ${visible.sql} order by s.name limit 500`,
    [agentId, ...visible.params],
  );
  return rows;
}
