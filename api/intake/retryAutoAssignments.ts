import { transaction, type Connection, type Database } from '../db/index.js';
import { autoAssign, type AutoAssignmentRules } from './autoAssign.js';
import { endWait, nextWaiting } from './sql/agentsOfRule.js';

/** Tickets at one look: what is left over has its turn in some seconds. */
const mostAtOnce = 100;

async function retryOne(q: Connection, rules: AutoAssignmentRules): Promise<'none_left' | 'assigned' | 'let_go'> {
  const waiting = await nextWaiting(q, rules.maxPerRule);
  if (!waiting) return 'none_left';
  const { ticketId, taken } = waiting;
  if (taken) {
    await endWait(q, ticketId);
    return 'let_go';
  }
  const outcome = await autoAssign(q, ticketId, rules);
  // Another process was faster with the agent that was free.
  if (outcome.status === 'skipped' && outcome.reason === 'auto_assignment_capacity_reached') return 'none_left';
  await endWait(q, ticketId);
  return outcome.status === 'assigned' ? 'assigned' : 'let_go';
}

/**
 * Tries the tickets again whose rule had no agent to spare when they came (contract 27.17.6: the reference forgot them), the
 * longest wait first. Any number of processes may do it: each ticket is claimed by its row. Returns how many got an agent.
 */
export async function retryAutoAssignments(db: Database, rules: AutoAssignmentRules): Promise<number> {
  let assigned = 0;
  for (let looks = 0; looks < mostAtOnce; looks += 1) {
    const done = await transaction(db, (q) => retryOne(q, rules));
    if (done === 'none_left') break;
    if (done === 'assigned') assigned += 1;
  }
  return assigned;
}
