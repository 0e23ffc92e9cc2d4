import type { Queryable } from '../db/index.js';
import { scoreAssignment, type AssignableTicket } from './scoreAssignment.js';
import { readAutoRules } from './sql/readRules.js';

/** The group of the rule that starts an agent on such a ticket (contract 17.6); undefined where no rule takes it. */
export async function groupByRule(q: Queryable, ticket: AssignableTicket): Promise<string | undefined> {
  return scoreAssignment(ticket, await readAutoRules(q))?.rule.assignment_group;
}
