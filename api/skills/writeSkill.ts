import type { z } from 'zod';
import { record, recordEvent } from '../audit/index.js';
import { jsonText, type Queryable } from '../db/index.js';
import type { Actor, Caller } from '../http/caller.js';
import { aboveOwn } from '../tickets/index.js';
import { unusedVariable, type createBody, type Skill, type updateBody } from './contract.js';

async function tell(
  q: Queryable,
  actor: Actor,
  action: string,
  skill: Skill,
  more: Readonly<Record<string, string | number>> = {},
): Promise<void> {
  const target = `skill_${skill.id}`;
  const details = { skill_id: skill.id, name: skill.name, ...more };
  await record(q, { actor, action, target, details });
  await recordEvent(q, { category: 'agent', actor: actor.name, action, target, details });
}

export type Saved =
  | { readonly kind: 'saved'; readonly skill: Skill }
  | { readonly kind: 'name_taken'; readonly id: number }
  | { readonly kind: 'unused_variable'; readonly name: string }
  /** More secret than who writes it may read. */
  | { readonly kind: 'above_own'; readonly message: string };

/** Two who want one name at once: the second waits here, and then sees the first one's. */
const nameLock = `select pg_advisory_xact_lock(hashtext('skill name ' || $1))`;

async function holderOf(q: Queryable, name: string): Promise<number | undefined> {
  const { rows } = await q.query<{ id: number }>('select id from agent_skills where name = $1', [name]);
  return rows[0]?.id;
}

/** Contract 20.2, in the caller's transaction. */
export async function createSkill(q: Queryable, actor: Actor, input: z.output<typeof createBody>): Promise<Saved> {
  const variables = input.variables ?? [];
  const unused = unusedVariable(input.prompt_template, variables);
  if (unused !== undefined) return { kind: 'unused_variable', name: unused };
  await q.query(nameLock, [input.name]);
  const { rows } = await q.query<Skill>(
    `insert into agent_skills (name, description, category, prompt_template, variables, enabled, assigned_to_all, edited_at)
     values ($1, $2, $3, $4, $5, $6, $7, clock_timestamp()) on conflict (name) do nothing returning *`,
    [
      input.name,
      input.description ?? '',
      input.category,
      input.prompt_template,
      jsonText(variables),
      input.enabled,
      input.assigned_to_all,
    ],
  );
  const skill = rows[0];
  if (!skill) return { kind: 'name_taken', id: (await holderOf(q, input.name)) ?? 0 };
  await tell(q, actor, 'skill_created', skill);
  return { kind: 'saved', skill };
}

/** Changes what is not null, in the caller's transaction, which holds the skill's row. Seed data never overwrites it again. */
export async function updateSkill(
  q: Queryable,
  actor: Caller,
  before: Skill,
  change: z.output<typeof updateBody>,
): Promise<Saved> {
  const { security_classification: secrecy } = change;
  const above = secrecy === null || secrecy === undefined ? undefined : aboveOwn(actor, secrecy);
  if (above !== undefined) return { kind: 'above_own', message: above };
  const variables = change.variables ?? before.variables;
  const template = change.prompt_template ?? before.prompt_template;
  const unused = unusedVariable(template, variables);
  if (unused !== undefined) return { kind: 'unused_variable', name: unused };
  const name = change.name ?? before.name;
  if (name !== before.name) {
    await q.query(nameLock, [name]);
    const holder = await holderOf(q, name);
    if (holder !== undefined) return { kind: 'name_taken', id: holder };
  }
  const { rows } = await q.query<Skill>(
    `update agent_skills set name = $2, description = coalesce($3, description), category = coalesce($4, category),
       prompt_template = $5, variables = $6, enabled = coalesce($7, enabled), assigned_to_all = coalesce($8, assigned_to_all),
       security_classification = coalesce($9, security_classification), edited_at = clock_timestamp(), updated_at = clock_timestamp() where id = $1 returning *`,
    [
      before.id,
      name,
      change.description ?? null,
      change.category,
      template,
      jsonText(variables),
      change.enabled ?? null,
      change.assigned_to_all ?? null,
      secrecy ?? null,
    ],
  );
  const skill = rows[0];
  if (!skill) throw new Error(`Skill ${before.id} went away while its row was locked.`);
  // Under its old name the shipped one would come back at the next start, beside this one.
  if (name !== before.name) await stayAway(q, actor, before.name);
  await tell(q, actor, 'skill_updated', skill);
  const [from, to] = [before.security_classification, skill.security_classification];
  if (from !== to) await tell(q, actor, 'skill_reclassified', skill, { from, to });
  return { kind: 'saved', skill };
}

async function stayAway(q: Queryable, actor: Actor, name: string): Promise<void> {
  await q.query('insert into removed_skills (name, removed_by) values ($1, $2) on conflict do nothing', [
    name,
    actor.name.slice(0, 100),
  ]);
}

/** Removes it for good, also from the agents that have it; a shipped one does not come back at the next start. */
export async function deleteSkill(q: Queryable, actor: Actor, skill: Skill): Promise<void> {
  await q.query('delete from agent_skills where id = $1', [skill.id]);
  await stayAway(q, actor, skill.name);
  await tell(q, actor, 'skill_deleted', skill);
}

/** Gives the skill to one agent, or takes it away; true when that changed something. */
export async function assignSkill(
  q: Queryable,
  actor: Actor,
  skill: Skill,
  agentId: number,
  assigned: boolean,
): Promise<boolean> {
  const { rowCount } = assigned
    ? await q.query(
        `insert into agent_skill_mappings (agent_id, skill_id, assigned_by) values ($1, $2, $3) on conflict do nothing`,
        [agentId, skill.id, actor.name.slice(0, 100)],
      )
    : await q.query('delete from agent_skill_mappings where agent_id = $1 and skill_id = $2', [agentId, skill.id]);
  const changed = rowCount === 1;
  if (changed) await tell(q, actor, assigned ? 'skill_assigned' : 'skill_unassigned', skill, { agent_id: agentId });
  return changed;
}
