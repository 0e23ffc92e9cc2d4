import type { RaciRule } from '../../config/raci.js';
import { transaction, type Database } from '../db/index.js';

/** What the file does not say: it is an owner's, or of this row alone. */
const owners = `array['created_at', 'updated_at', 'enabled', 'edited_at', 'auto_agent_model', 'security_classification']`;

/**
 * Writes the shipped RACI rules. A rule that an owner edited stays as it is, and so does one that is no longer shipped; a
 * shipped rule whose name an owner gave to another one is left out.
 */
export async function seedRules(db: Database, rules: readonly RaciRule[]): Promise<void> {
  await transaction(db, async (q) => {
    await q.query(`select pg_advisory_xact_lock(hashtext('opsroom seed rules'))`);
    for (const rule of rules) {
      const clarify = rule.clarify === undefined ? null : JSON.stringify(rule.clarify);
      await q.query(
        `insert into service_raci_rules as stored (id, name, intent, keywords, ticket_class, priority, assignment_group, responsible,
           accountable, consulted, informed, approval_required, approval_action, risk_level, knowledge_tags, auto_assign_agent, auto_agent_prompt, weight, clarify)
         select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19
         where not exists (select from service_raci_rules other where other.name = $2 and other.id <> $1)
         on conflict (id) do update set name = excluded.name, intent = excluded.intent, keywords = excluded.keywords,
           ticket_class = excluded.ticket_class, priority = excluded.priority, assignment_group = excluded.assignment_group,
           responsible = excluded.responsible, accountable = excluded.accountable, consulted = excluded.consulted,
           informed = excluded.informed, approval_required = excluded.approval_required, approval_action = excluded.approval_action,
           risk_level = excluded.risk_level, knowledge_tags = excluded.knowledge_tags, auto_assign_agent = excluded.auto_assign_agent,
           auto_agent_prompt = excluded.auto_agent_prompt, weight = excluded.weight, clarify = excluded.clarify, updated_at = clock_timestamp()
         where stored.edited_at is null
           and to_jsonb(stored) - ${owners} is distinct from to_jsonb(excluded) - ${owners}`,
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
          rule.weight,
          clarify,
        ],
      );
      // A rule that was edited when these two were not in the database yet: they are still the file's.
      await q.query('update service_raci_rules set weight = $2, clarify = $3 where id = $1 and weight is null', [
        rule.id,
        rule.weight,
        clarify,
      ]);
    }
  });
}
