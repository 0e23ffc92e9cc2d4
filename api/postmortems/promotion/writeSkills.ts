import type { Classification } from '../../../config/roles.js';
import type { Connection } from '../../db/index.js';
import type { Caller } from '../../http/caller.js';
import { rankIn } from '../../tickets/index.js';
import { writeHistory } from '../../workflows/index.js';
import type { ProposedSkill } from './skillProposals.js';

export type SkillAction = {
  readonly id: number;
  readonly name: string;
  readonly action: 'created' | 'updated' | 'skipped';
};

/** Contract 19.4: upsert by name. What an owner has edited since stays theirs. Given to no agent until somebody assigns it. As secret as the ticket. */
export async function writeSkills(
  q: Connection,
  caller: Caller,
  skills: readonly ProposedSkill[],
  secrecy: Classification,
): Promise<SkillAction[]> {
  const actions: SkillAction[] = [];
  for (const { name, description, category, prompt } of skills) {
    const { rows } = await q.query<{ id: number; created: boolean }>(
      `insert into agent_skills (name, description, category, prompt_template, enabled, assigned_to_all, security_classification)
       values ($1, $2, $3, $4, true, false, $5)
       on conflict (name) do update set description = excluded.description, category = excluded.category,
         prompt_template = excluded.prompt_template, updated_at = clock_timestamp(),
         security_classification = case when ${rankIn('excluded.security_classification')} > ${rankIn('agent_skills.security_classification')}
           then excluded.security_classification else agent_skills.security_classification end
       where agent_skills.edited_at is null and (agent_skills.description, agent_skills.category, agent_skills.prompt_template)
         is distinct from (excluded.description, excluded.category, excluded.prompt_template)
       returning id, xmax = 0 as created`,
      [name, description, category, prompt, secrecy],
    );
    const written = rows[0];
    if (!written) {
      const kept = await q.query<{ id: number }>('select id from agent_skills where name = $1', [name]);
      actions.push({ id: kept.rows[0]?.id ?? 0, name, action: 'skipped' });
      continue;
    }
    const action = written.created ? 'created' : 'updated';
    actions.push({ id: written.id, name, action });
    await writeHistory(q, caller, {
      category: 'agent',
      action: `skill_${action}`,
      target: `skill_${written.id}`,
      details: { skill_id: written.id, name },
    });
  }
  return actions;
}

/** The same skills again, of a postmortem that was promoted as it stands. */
export async function promotedSkills(q: Connection, ids: readonly number[]): Promise<SkillAction[]> {
  const { rows } = await q.query<{ id: number; name: string }>(
    'select id, name from agent_skills where id = any($1) order by id',
    [ids],
  );
  return rows.map((row) => ({ ...row, action: 'skipped' }));
}
