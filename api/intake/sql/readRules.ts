import type { Queryable } from '../../db/index.js';
import type { IntakeRule } from '../rules/index.js';

/** A rule as the database has it. */
export type StoredRule = IntakeRule & { readonly security_classification: string };

const columns = `id, name, intent, keywords, ticket_class, priority, assignment_group, responsible, accountable, consulted, informed,
  approval_required, approval_action, risk_level, knowledge_tags, auto_assign_agent, auto_agent_model, auto_agent_prompt,
  security_classification, coalesce(weight, 1) as weight, clarify`;
/** A rule of a group that is switched off has nobody to send anything to. */
const inForce = 'r.enabled and exists (select from groups g where g.name = r.assignment_group and g.enabled)';

/**
 * The rules in force, by id, read afresh at every use: an owner's edit holds from the next message on, in every process.
 * There are some dozens of them.
 */
export async function readRules(q: Queryable): Promise<StoredRule[]> {
  const { rows } = await q.query<StoredRule>(
    `select ${columns} from service_raci_rules r where ${inForce} order by r.id`,
  );
  return rows;
}

/** Those of them that start an agent by themselves. */
export async function readAutoRules(q: Queryable): Promise<StoredRule[]> {
  const { rows } = await q.query<StoredRule>(
    `select ${columns} from service_raci_rules r where r.auto_assign_agent and ${inForce} order by r.id`,
  );
  return rows;
}
