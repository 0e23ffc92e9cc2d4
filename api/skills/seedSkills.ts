import type { SeedSkill } from '../../config/skills.js';
import { transaction, type Database } from '../db/index.js';

/**
 * Writes the shipped skills. One that an owner edited stays as it is, one that an owner removed or renamed does not come
 * back, and one that is no longer shipped stays.
 */
export async function seedSkills(db: Database, skills: readonly SeedSkill[]): Promise<void> {
  await transaction(db, async (q) => {
    await q.query(`select pg_advisory_xact_lock(hashtext('opsroom seed skills'))`);
    for (const skill of skills) {
      await q.query(
        `insert into agent_skills as stored (name, description, category, prompt_template, variables, assigned_to_all)
         select $1::varchar, $2, $3, $4, $5::jsonb, $6 where not exists (select from removed_skills where name = $1::varchar)
         on conflict (name) do update set description = excluded.description, category = excluded.category,
           prompt_template = excluded.prompt_template, variables = excluded.variables, assigned_to_all = excluded.assigned_to_all,
           updated_at = clock_timestamp()
         where stored.edited_at is null
           and (stored.description, stored.category, stored.prompt_template, stored.variables, stored.assigned_to_all)
             is distinct from (excluded.description, excluded.category, excluded.prompt_template, excluded.variables,
               excluded.assigned_to_all)`,
        [
          skill.name,
          skill.description,
          skill.category,
          skill.prompt_template,
          JSON.stringify(skill.variables),
          skill.assigned_to_all,
        ],
      );
    }
  });
}
