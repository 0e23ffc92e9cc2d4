import type { RaciRule } from '../../config/raci.js';
import { transaction, type Database } from '../db/index.js';

/**
 * Writes the shipped RACI rules. A rule that an owner edited stays as it is, and so does one that is no longer shipped; a
 * shipped rule whose name an owner gave to another one is left out.
 */
export async function seedRules(db: Database, rules: readonly RaciRule[]): Promise<void> {
  await transaction(db, async (q) => {
    await q.query(`select pg_advisory_xact_lock(hashtext('opsroom seed rules'))`);
    for (const rule of rules) {
      await q.query(
        `insert into service_raci_rules as stored (id, name, intent, keywords, ticket_class, priority, assignment_group, responsible,
           accountable, consulted, informed, approval_required, approval_action, risk_level, knowledge_tags, auto_assign_agent, auto_agent_prompt)
         select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17
         where not exists (select from service_raci_rules other where other.name = $2 and other.id <> $1)
         on conflict (id) do update set name = excluded.name, intent = excluded.intent, keywords = excluded.keywords,
           ticket_class = excluded.ticket_class, priority = excluded.priority, assignment_group = excluded.assignment_group,
           responsible = excluded.responsible, accountable = excluded.accountable, consulted = excluded.consulted,
           informed = excluded.informed, approval_required = excluded.approval_required, approval_action = excluded.approval_action,
           risk_level = excluded.risk_level, knowledge_tags = excluded.knowledge_tags, auto_assign_agent = excluded.auto_assign_agent,
           auto_agent_prompt = excluded.auto_agent_prompt, updated_at = clock_timestamp()
         where stored.edited_at is null
           and to_jsonb(stored) - array['created_at', 'updated_at', 'enabled', 'edited_at', 'auto_agent_model']
             is distinct from to_jsonb(excluded) - array['created_at', 'updated_at', 'enabled', 'edited_at', 'auto_agent_model']`,
        [
          rule.id,
          rule.name,
          rule.intent,
          JSON.stringify(rule.keywords),
          rule.ticket_class,
          rule.priority,
          rule.assignment_group,
          rule.responsible,
          rule.accountable,
          JSON.stringify(rule.consulted),
          JSON.stringify(rule.informed),
          rule.approval_required,
          rule.approval_action ?? null,
          rule.risk_level,
          JSON.stringify(rule.knowledge_tags),
          rule.auto_assign_agent,
          rule.auto_agent_prompt ?? null,
        ],
      );
    }
  });
}
