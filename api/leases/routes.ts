import { transaction, type Database } from '../db/index.js';
import { notFound, ok, problem } from '../http/answer.js';
import { idParams } from '../http/fields.js';
import { defineRoute, type Route } from '../http/route.js';
import { allowedShape, leaseBody, leaseParams, revokeBody, revokedShape, vaultQuery, vaultShape } from './contract.js';
import { revokeLease } from './endLeases.js';
import { leaseMissing, requireLease } from './requireLease.js';
import { agentIsVisible } from './sql/agentIsVisible.js';
import { listLeases } from './sql/listLeases.js';

const area = 'vault';
const noAgent = notFound('Agent');
const noLease = notFound('Lease');

function vault(db: Database): Route {
  return defineRoute({
    method: 'get',
    path: '/api/agents/{id}/vault',
    area,
    summary: 'What the agent may reach and until when. Names of credentials, never the credentials.',
    access: { kind: 'signed-in', permission: 'agents:read', agents: 'task' },
    params: idParams,
    query: vaultQuery,
    answers: { 200: { description: 'The leases of the agent', schema: vaultShape } },
    async handle({ params, query, caller }) {
      if (!(await agentIsVisible(db, params.id, caller))) return noAgent;
      const { leases, total } = await listLeases(db, params.id, query);
      const note = 'A credential_ref names a credential in the vault. No secret value is ever returned.';
      return ok({ agent_id: params.id, leases, total, secret_values_returned: false, note });
    },
  });
}

function lease(db: Database): Route {
  return defineRoute({
    method: 'post',
    path: '/api/agents/{id}/vault/lease',
    area,
    summary: 'Ask whether the agent holds a lease for this; both answers are recorded. An agent asks for itself alone.',
    access: { kind: 'signed-in', permission: 'agents:read', agents: 'task' },
    params: idParams,
    body: leaseBody,
    answers: { 200: { description: 'It holds one', schema: allowedShape } },
    handle: ({ params, body, caller }) =>
      transaction(db, async (q) => {
        if (!(await agentIsVisible(q, params.id, caller))) return noAgent;
        const by = caller.type === 'agent' ? { name: `agent_${params.id}`, principalId: caller.principalId } : caller;
        const decision = await requireLease(q, params.id, body, { by });
        if (decision.kind === 'denied') return leaseMissing(params.id, body, decision.trace);
        const { id, credential_ref, expires_at } = decision.lease;
        return ok({
          ...{ allow: true, lease_id: id, agent_id: params.id, ...body },
          ...{ credential_ref, credential_value: null, expires_at },
          broker_trace: decision.trace,
          note: 'The broker of the system resolves the reference; the value is never sent here.',
        });
      }),
  });
}

function revoke(db: Database): Route {
  return defineRoute({
    method: 'post',
    path: '/api/agents/{id}/vault/leases/{lease_id}/revoke',
    area,
    summary: 'Take a lease away from an agent; its next use is refused. A person does this.',
    access: { kind: 'signed-in', permission: 'access:admin', agents: 'never' },
    params: leaseParams,
    body: revokeBody,
    answers: { 200: { description: 'It is taken away', schema: revokedShape } },
    handle: ({ params, body, caller }) =>
      transaction(db, async (q) => {
        if (caller.type !== 'person') {
          return problem(403, 'people_only', 'A person takes rights away, and is on record for it.');
        }
        if (!(await agentIsVisible(q, params.id, caller))) return noAgent;
        const { id: agentId, lease_id: leaseId } = params;
        const outcome = await revokeLease(q, caller, { agentId, leaseId, reason: body.reason });
        if (outcome.kind === 'not_found') return noLease;
        if (outcome.kind === 'not_active') {
          const detail = `Lease ${leaseId} is ${outcome.state} already.`;
          return problem(409, 'lease_not_active', detail, { state: outcome.state });
        }
        const { revoked_at, revoked_by } = outcome.lease;
        return ok({ status: 'revoked', lease_id: leaseId, agent_id: agentId, revoked_at, revoked_by });
      }),
  });
}

/** Contract 5.4, 5.5, and the revocation that the reference lacks (27.15). */
export function leaseRoutes(db: Database): Route[] {
  return [vault(db), lease(db), revoke(db)];
}
