import { readPage, type Queryable } from '../../db/index.js';
import type { ListSkills, Skill } from '../contract.js';

const columns =
  's.id, s.name, s.description, s.category, s.prompt_template, s.variables, s.enabled, s.assigned_to_all, s.created_at, s.updated_at';

export async function listSkills(
  q: Queryable,
  query: ListSkills,
): Promise<{ rows: Record<string, unknown>[]; total: number }> {
  return readPage(
    q,
    `select ${columns}, count(*) over () as total from agent_skills s
     where ($1::text is null or s.category = $1) and (s.enabled or not $2) order by s.name, s.id`,
    [query.category, query.enabled_only],
    query,
  );
}

export async function readSkill(q: Queryable, id: number): Promise<Skill | undefined> {
  const { rows } = await q.query<Skill>(`select ${columns} from agent_skills s where s.id = $1`, [id]);
  return rows[0];
}

/** The skill with its row locked until the transaction ends. */
export async function lockSkill(q: Queryable, id: number): Promise<Skill | undefined> {
  const { rows } = await q.query<Skill>(`select ${columns} from agent_skills s where s.id = $1 for update`, [id]);
  return rows[0];
}

/** Contract 20.2: the skills of every agent and those given to this one; a name is one skill, so none comes twice. */
export async function skillsOfAgent(q: Queryable, agentId: number): Promise<(Skill & { mapped: boolean })[]> {
  const { rows } = await q.query<Skill & { mapped: boolean }>(
    `select ${columns}, m.agent_id is not null as mapped from agent_skills s
     left join agent_skill_mappings m on m.skill_id = s.id and m.agent_id = $1
     where s.enabled and (s.assigned_to_all or m.agent_id is not null) order by s.name limit 500`,
    [agentId],
  );
  return rows;
}
