import { credentialVault } from '../access/index.js';
import { recordEvent } from '../audit/index.js';
import type { Queryable } from '../db/index.js';
import type { Actor } from '../http/caller.js';
import { leasesIn } from './leasesIn.js';
import { endOfLease, ownTicketLifetime } from './lifetime.js';
import { ownTicketReference } from './reference.js';
import { upsertLease, type NewLease } from './sql/upsertLease.js';

const ownActions = ['read', 'note', 'request_access'];

export type Minted = { readonly agentId: number; readonly ticketId: number; readonly workflowId: number | null };

function ownTicket({ agentId, ticketId }: Minted, now: Date): NewLease[] {
  return ownActions.map((action) => ({
    ...{ agentId, system: 'dashboard', resource_type: 'ticket', resource_id: String(ticketId), action },
    credentialRef: ownTicketReference(agentId, ticketId),
    expiresAt: new Date(now.getTime() + ownTicketLifetime * 1_000),
    grantedBy: 'system',
    policySnapshot: { source: 'own_ticket' },
  }));
}

type Described = { readonly value: unknown; readonly grantedBy: string; readonly snapshot: Record<string, unknown> };

/** What the person who starts it holds for such agents (5.3 b). */
async function fromScopes(q: Queryable, spawner: Actor): Promise<Described[]> {
  if (spawner.type !== 'person') return [];
  const { rows } = await q.query<{ type: string; value: string; permissions: unknown }>(
    'select type, value, permissions from person_scopes where person_id = $1 order by type, value',
    [spawner.personId],
  );
  return rows.map(({ type, value, permissions }) => ({
    value: permissions,
    grantedBy: spawner.name,
    snapshot: { source: 'person_scope', scope_type: type, scope_value: value },
  }));
}

/** What was approved with the workflow that it follows (5.3 c); only of one that is in force and that a person has reviewed. */
async function fromWorkflow(q: Queryable, workflowId: number | null): Promise<Described[]> {
  const { rows } = await q.query<{ id: number; workflow_key: string; policy: Record<string, unknown> }>(
    `select id, workflow_key, approval_policy as policy from agent_workflows
     where id = $1 and status in ('active', 'approved') and reviewed_by is not null`,
    [workflowId],
  );
  return rows.map(({ id, workflow_key, policy }) => ({
    value: policy['preapproved_leases'] ?? policy['agent_vault_leases'] ?? policy['vault_leases'],
    grantedBy: `workflow:${id}`,
    snapshot: { source: 'workflow_preapproved_lease', workflow_id: id, workflow_key },
  }));
}

/** The leases that an agent begins with (contract 5.3), in the transaction that makes it. Returns how many there are. */
export async function mintLeases(q: Queryable, agent: Minted, spawner: Actor): Promise<number> {
  const { rows } = await q.query<{ now: Date }>('select clock_timestamp() as now');
  const now = rows[0]?.now ?? new Date();
  const { agentId } = agent;
  const granted = ({ value, grantedBy, snapshot }: Described): NewLease[] =>
    leasesIn(value).flatMap(({ credential_ref: credentialRef, expires_at, ...wanted }): NewLease[] => {
      const expiresAt = endOfLease(now, expires_at);
      if (expiresAt <= now) return [];
      return [{ ...wanted, agentId, credentialRef, expiresAt, grantedBy, policySnapshot: snapshot }];
    });
  const scoped = (await fromScopes(q, spawner)).flatMap(granted);
  const preapproved = (await fromWorkflow(q, agent.workflowId)).flatMap(granted);
  const all = [...ownTicket(agent, now), ...scoped, ...preapproved];
  for (const lease of all) await upsertLease(q, lease);
  await recordEvent(q, {
    category: 'access',
    actor: spawner.name,
    action: 'agent_vault_manifest_created',
    target: `agent_${agentId}`,
    details: {
      ticket_id: agent.ticketId,
      lease_count: all.length,
      workflow_preapproved_lease_count: preapproved.length,
      vault_provider: (await credentialVault(q)).provider,
      secret_values_returned: false,
      human_summary: `Agent ${agentId} begins with ${all.length} leases, ${preapproved.length} of them approved with its workflow.`,
    },
  });
  return all.length;
}
