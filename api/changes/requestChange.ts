import type { ChangeOrigin } from '../../config/policies.js';
import { digestOf, recordEvent } from '../audit/index.js';
import type { Connection } from '../db/index.js';
import type { Actor } from '../http/caller.js';
import { storableJson } from '../rooms/index.js';
import { finalStatuses, type Ticket } from '../tickets/index.js';
import { gateOpened } from './announce.js';
import { auditChange } from './auditChange.js';
import type { Change, FrozenPolicy, Plan, RequestChange } from './contract.js';
import { quorumIsReachable } from './decide.js';
import { eligibilityOf, standings, whyExcluded, type Standing } from './eligibility.js';
import { freezeLineage, lineageOf, type Asker } from './lineage.js';
import { freezePolicy, type GateRules } from './freezePolicy.js';
import { noteAtGate } from './noteAtGate.js';
import { ownerGroup } from './ownerGroup.js';
import { ticketWaits } from './ticketFollows.js';
import { agentIsGone } from './withdraw.js';

export type Requested =
  | { readonly kind: 'opened'; readonly change: Change; readonly people: readonly Standing[] }
  | { readonly kind: 'open_already'; readonly change: Change; readonly people: readonly Standing[] }
  | { readonly kind: 'refused'; readonly status: 409 | 422; readonly code: string; readonly sentence: string };

/** The agent that asks, or that a person or a service asks for. */
export type Agent = { readonly id: number; readonly taskId: number | null };

/** What the platform makes of a request in its own terms; nothing of it can be said in a body. */
export type OwnTerms = {
  readonly plan: Plan;
  readonly origin: ChangeOrigin;
  /** Who stands for `group:owner` in the policy, in place of the ticket's owning group (see ownerGroup). */
  readonly owner: string | null;
};

/** What will be done, as it is digested and shown: every field that decides what runs is in it, none is left to a default. */
function planOf(input: RequestChange, agent: Agent | null): Plan {
  const { plan, target, action, command } = input;
  if (!plan) {
    const description = command === null ? action : `${action}: ${command}`;
    // Described work is done by whoever asks for it: the agent, or people when there is none.
    return { kind: agent === null ? 'manual' : 'agent', description, target, rollback: '', blast_radius: '' };
  }
  const shared = { target, rollback: plan.rollback, blast_radius: plan.blast_radius };
  return plan.kind === 'argv'
    ? { kind: 'argv', argv: plan.argv, timeout: plan.timeout, ...shared }
    : { kind: plan.kind, description: plan.description, ...shared };
}

async function groupWithMembers(q: Connection, group: string | null): Promise<string | null> {
  const { rowCount } = await q.query(
    `select from groups g where g.name = $1 and g.enabled and exists (
       select from group_members m join persons p on p.id = m.person_id and p.active where m.group_id = g.id)`,
    [group],
  );
  return rowCount === 1 ? group : null;
}

/**
 * The same, asked for before and still good: an agent that starts again after a crash asks once more and gets the gate
 * that stands. One whose time is over, or that belonged to an agent before it, is not given back, even when nothing has
 * marked it yet.
 */
async function standingOpen(
  q: Connection,
  ticket: Ticket,
  input: RequestChange,
  digest: string,
): Promise<Change | undefined> {
  const { rows } = await q.query<Change>(
    `select * from changes where ticket_id = $1 and digest = $2 and action = $3 and risk_level = $4
       and (state = 'executing' or (state = 'pending' and expires_at > clock_timestamp() and not ${agentIsGone('changes')})
         or (state = 'approved' and execute_before > clock_timestamp())) order by id desc limit 1`,
    [ticket.id, digest, input.action, input.risk_level],
  );
  return rows[0];
}

function nobodyLeft(policy: FrozenPolicy, people: readonly Standing[]): string {
  const wanted = policy.alternatives.map(({ group, approvals }) => `${approvals} of ${group}`).join(' or ');
  const excluded = people.flatMap(({ displayName, excluded: why, selectors }) =>
    why === null || why === 'not_named' || selectors.length === 0 ? [] : [`${displayName} ${whyExcluded(why)}.`],
  );
  return `The policy ${policy.name} asks for ${wanted}, and too few people are left who may decide. ${excluded.join(' ')} Add people to the group, or ask somebody else to request it.`;
}

/** Contract 10.2 with GATES.md, in the caller's transaction, which holds the ticket's row. */
export async function requestChange(
  q: Connection,
  rules: GateRules,
  actor: Asker,
  ticket: Ticket,
  input: RequestChange,
  agent: Agent | null,
  own?: OwnTerms,
): Promise<Requested> {
  if (finalStatuses.includes(ticket.status)) {
    const sentence = `Ticket ${ticket.id} is ${ticket.status}; open it again before you ask for a change.`;
    return { kind: 'refused', status: 409, code: 'ticket_final', sentence };
  }
  const plan = own?.plan ?? planOf(input, agent);
  if (plan.kind === 'agent' && agent === null) {
    const sentence =
      'A plan of kind agent needs the agent that carries it out: name its agent_id, or send kind manual.';
    return { kind: 'refused', status: 422, code: 'no_agent', sentence };
  }
  const digest = digestOf(plan);
  const origin = own?.origin ?? (agent === null ? 'person' : 'agent');
  const asked = { action: input.action, risk: input.risk_level, kind: plan.kind, origin } as const;
  const lineage = await lineageOf(q, actor, ticket, agent?.id ?? null);
  const owner = own?.owner ?? (await ownerGroup(q, actor, ticket, lineage));
  const frozen = freezePolicy(rules, asked, await groupWithMembers(q, owner));
  if (frozen.kind === 'refused') return { kind: 'refused', status: 422, code: frozen.code, sentence: frozen.sentence };
  const { policy } = frozen;
  const standing = await standingOpen(q, ticket, input, digest);
  if (standing) {
    const people = await standings(q, standing.policy, { changeId: standing.id });
    return { kind: 'open_already', change: standing, people };
  }
  const people = await standings(q, policy, { people: lineage });
  if (!quorumIsReachable(policy, eligibilityOf(people))) {
    return { kind: 'refused', status: 409, code: 'quorum_unreachable', sentence: nobodyLeft(policy, people) };
  }
  const change = await insert(q, actor, ticket, input, { plan, digest, policy }, agent);
  await freezeLineage(q, change.id, lineage);
  await tell(q, actor, ticket, change);
  return { kind: 'opened', change, people };
}

async function insert(
  q: Connection,
  actor: Actor,
  ticket: Ticket,
  input: RequestChange,
  frozen: { plan: Plan; digest: string; policy: FrozenPolicy },
  agent: Agent | null,
): Promise<Change> {
  const { plan, digest, policy } = frozen;
  const { rows } = await q.query<Change>(
    `insert into changes (agent_id, task_id, ticket_id, action, target, reason, command, plan, plan_kind, digest, risk_level,
       approval_policy, policy, policy_name, policy_version, requested_by, requested_by_principal_id, thread_id, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
       clock_timestamp() + make_interval(secs => $19)) returning *`,
    [
      agent?.id ?? null,
      agent?.taskId ?? null,
      ticket.id,
      input.action,
      input.target,
      input.reason,
      input.command,
      JSON.stringify(plan),
      plan.kind,
      digest,
      input.risk_level,
      JSON.stringify(storableJson(input.approval_policy)),
      JSON.stringify(policy),
      policy.name,
      policy.version,
      actor.name,
      actor.principalId,
      ticket.thread_id,
      policy.ttl,
    ],
  );
  const change = rows[0];
  if (!change) throw new Error('A change was inserted and did not come back.');
  return change;
}

async function tell(q: Connection, actor: Actor, ticket: Ticket, change: Change): Promise<void> {
  const details = {
    change_id: change.id,
    ticket_id: ticket.id,
    agent_id: change.agent_id,
    action: change.action,
    target: change.target,
    risk_level: change.risk_level,
    digest: change.digest,
    policy: change.policy_name,
  };
  await auditChange(q, change, { actor, action: 'change_requested', details });
  await recordEvent(q, {
    category: 'change',
    actor: actor.name,
    action: 'change_requested',
    target: `change_${change.id}`,
    details,
  });
  await noteAtGate(q, ticket, actor, {
    changeId: change.id,
    body: `Approval gate opened: change ${change.id}\n\n${change.action} on ${change.target}. Risk ${change.risk_level}. ${change.reason}`,
    externalRef: `change:${change.id}:opened`,
  });
  await ticketWaits(q, ticket, actor, change.id);
  await gateOpened(q, change);
}
