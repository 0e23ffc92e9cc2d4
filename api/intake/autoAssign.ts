import { systemActor } from '../access/index.js';
import { leaveToPerson, spawnAgent, type Spawned } from '../agents/index.js';
import { recordEvent } from '../audit/index.js';
import type { Connection } from '../db/index.js';
import type { Caller } from '../http/caller.js';
import { classifications } from '../../config/roles.js';
import { renderForTicket, variablesOfTicket } from '../skills/index.js';
import { addNote, finalStatuses, lockTicket, type Ticket } from '../tickets/index.js';
import { agentsOfRule, waitForAgent } from './sql/agentsOfRule.js';
import { readAutoRules, type StoredRule } from './sql/readRules.js';
import { scoreAssignment, type AssignmentScore } from './scoreAssignment.js';

/** Contract 17.6, word for word; `ticket_final` and `waiting_for_person` are ours. */
export type AutoAssignment =
  | {
      readonly status: 'skipped';
      readonly reason: 'ticket_not_found' | 'no_enabled_policy' | 'no_matching_policy' | 'request_disabled';
    }
  | {
      readonly status: 'skipped';
      readonly reason: 'ticket_already_has_agent' | 'active_agent_exists';
      readonly agent_id: number;
    }
  | { readonly status: 'skipped'; readonly reason: 'ticket_final'; readonly ticket_status: string }
  | {
      readonly status: 'skipped';
      readonly reason: 'waiting_for_person';
      readonly rule_id: number;
      readonly score: number;
      readonly group: string;
      readonly detail: string;
    }
  | {
      readonly status: 'skipped';
      readonly reason: 'auto_assignment_capacity_reached';
      readonly rule_id: number;
      readonly score: number;
      readonly max_active_per_rule: number;
      readonly active_agent_ids: readonly number[];
    }
  | {
      readonly status: 'assigned';
      readonly rule_id: number;
      readonly score: number;
      readonly agent_id: number;
      readonly task_id: number;
      readonly ticket_id: number;
      readonly model: string | null;
      readonly harness: string;
      readonly profile_id: string | null;
      readonly priority_rank: number;
    }
  | { readonly status: 'error'; readonly error: string; readonly rule_id: number; readonly score: number };

export type AutoAssignmentRules = {
  /** Agents that one rule may have at work before its tickets wait; 0: no limit. */
  readonly maxPerRule: number;
};

/**
 * Contract 17.6, in the caller's transaction and after everything else about the ticket was written (27.21): starts an
 * agent when the words of the ticket are those of a rule that starts one by itself. A ticket whose rule has no agent to
 * spare is tried again by `retryAutoAssignments`. Never throws for what can go wrong with the agent: a ticket is filed anyway.
 */
export async function autoAssign(
  q: Connection,
  ticketId: number,
  { maxPerRule }: AutoAssignmentRules,
): Promise<AutoAssignment> {
  const ticket = await lockTicket(q, ticketId);
  if (!ticket) return { status: 'skipped', reason: 'ticket_not_found' };
  if (ticket.agent_id !== null) {
    return { status: 'skipped', reason: 'ticket_already_has_agent', agent_id: ticket.agent_id };
  }
  if (finalStatuses.includes(ticket.status)) {
    return { status: 'skipped', reason: 'ticket_final', ticket_status: ticket.status };
  }
  const rules = await readAutoRules(q);
  if (rules.length === 0) return { status: 'skipped', reason: 'no_enabled_policy' };
  const match = scoreAssignment(ticket, rules);
  if (!match) {
    await tell(q, 'auto_assignment_no_match', ticket, {});
    return { status: 'skipped', reason: 'no_matching_policy' };
  }
  const found = { rule_id: match.rule.id, score: match.score };
  if (maxPerRule > 0) {
    const { count, ids } = await agentsOfRule(q, match.rule.id);
    if (count >= maxPerRule) {
      const full = { max_active_per_rule: maxPerRule, active_agent_ids: ids };
      await waitForAgent(q, ticket.id, match.rule.id);
      await tell(q, 'auto_assignment_capacity_reached', ticket, { ...found, ...full });
      return { status: 'skipped', reason: 'auto_assignment_capacity_reached', ...found, ...full };
    }
  }
  return start(q, ticket, match);
}

async function tell(
  q: Connection,
  action: string,
  ticket: Ticket,
  details: Readonly<Record<string, unknown>>,
  level: 'info' | 'warning' = 'info',
): Promise<void> {
  await recordEvent(q, { category: 'agent', level, actor: 'system', action, target: `ticket_${ticket.id}`, details });
}

/**
 * Who starts it: the platform, which holds no permission by that. Its agents get the default ones of a task, for the
 * ticket's requester, and see no more than the ticket itself is.
 */
async function systemCaller(q: Connection, ticket: Ticket): Promise<Caller> {
  const secrecy = classifications.find((known) => known === ticket.security_classification) ?? 'internal';
  return {
    ...(await systemActor(q, 'system')),
    capabilities: [],
    view: {
      tickets: new Set(['none']),
      changes: new Set(['none']),
      notes: new Set(),
      maxClassification: secrecy,
      groups: [],
      ticketIds: [ticket.id],
    },
    roles: [],
    displayName: 'system',
    email: null,
    submittedBy: null,
    run: null,
    sessionId: null,
  };
}

/** What the agent reads beside the ticket. The ticket's own words are not repeated: these are an owner's, those a requester's. */
function instructionOf(rule: StoredRule, ticket: Ticket): string | null {
  const { auto_agent_prompt: prompt } = rule;
  if (prompt === null || prompt === undefined || prompt.trim() === '') return null;
  return `This ticket was assigned to you by the rule "${rule.name}".\n\n${renderForTicket(prompt, [], variablesOfTicket(ticket)).text}`;
}

async function start(
  q: Connection,
  ticket: Ticket,
  { rule, score }: AssignmentScore<StoredRule>,
): Promise<AutoAssignment> {
  const found = { rule_id: rule.id, score };
  const caller = await systemCaller(q, ticket);
  await q.query('savepoint auto_assignment');
  let spawned: Spawned;
  try {
    spawned = await spawnAgent(q, ticket, caller, {
      model: rule.auto_agent_model ?? null,
      harness: null,
      profile_id: null,
      prompt: instructionOf(rule, ticket),
      requested_permissions: [],
      task_type: 'ticket_resolution',
      rule_id: rule.id,
    });
  } catch (error) {
    await q.query('rollback to savepoint auto_assignment');
    const reason = (error instanceof Error ? error.message : String(error)).slice(0, 500);
    await tell(q, 'auto_agent_assignment_failed', ticket, { ...found, reason }, 'warning');
    await leaveToPerson(q, ticket, 'The agent could not be started.');
    return { status: 'error', error: 'The agent could not be started; a person has to work the ticket.', ...found };
  }
  await q.query('release savepoint auto_assignment');
  switch (spawned.kind) {
    case 'spawned': {
      const { agentId, taskId, harness, model, profileId, rank } = spawned;
      await addNote(q, ticket, caller, {
        source: 'auto-assignment',
        body: `Auto-assignment: agent ${agentId} works it by the rule "${rule.name}" (score ${score}).`,
        audience: 'internal',
        externalRef: `auto-assignment:raci-rule:${rule.id}`,
      });
      await tell(q, 'auto_agent_assigned', ticket, { ...found, agent_id: agentId, task_id: taskId });
      return {
        status: 'assigned',
        ...found,
        agent_id: agentId,
        task_id: taskId,
        ticket_id: ticket.id,
        model,
        harness,
        profile_id: profileId,
        priority_rank: rank,
      };
    }
    case 'waiting_for_person':
      return {
        status: 'skipped',
        reason: 'waiting_for_person',
        ...found,
        group: spawned.group,
        detail: spawned.reason,
      };
    case 'active_already':
      return { status: 'skipped', reason: 'active_agent_exists', agent_id: spawned.agentId };
    case 'ticket_final':
      return { status: 'skipped', reason: 'ticket_final', ticket_status: spawned.status };
  }
}
