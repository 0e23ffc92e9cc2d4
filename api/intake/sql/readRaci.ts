import type { Queryable } from '../../db/index.js';

type Row = Record<string, unknown>;

/** Groups and rules in force as their owners see and edit them (contract 17.1): groups by name, rules by id. */
export async function readRaci(q: Queryable): Promise<{ groups: Row[]; rules: Row[] }> {
  const groups = await q.query<Row>(
    `select id, name, description, default_assignee, risk_level, enabled, created_at, updated_at from groups
     where kind = 'service' and enabled order by name`,
  );
  const rules = await q.query<Row>(
    `select id, name, intent, keywords, ticket_class, priority, assignment_group, responsible, accountable, consulted, informed,
       approval_required, approval_action, risk_level, knowledge_tags, auto_assign_agent, auto_agent_model, auto_agent_prompt,
       security_classification, coalesce(weight, 1) as weight, enabled, edited_at, created_at, updated_at
     from service_raci_rules where enabled order by id`,
  );
  return { groups: groups.rows, rules: rules.rows };
}
