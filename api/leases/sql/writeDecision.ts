import { jsonText, type Queryable } from '../../db/index.js';
import type { Actor } from '../../http/caller.js';

export type AccessDecision = {
  readonly actor: Pick<Actor, 'name' | 'principalId'>;
  readonly agentId: number;
  readonly permission: string;
  readonly resourceType: string;
  readonly resourceId: string;
  readonly decision: 'allow' | 'deny';
  readonly reason: string;
  readonly details: Readonly<Record<string, unknown>>;
};

/** A row of the append-only log of who was given what, and who was not. */
export async function writeDecision(q: Queryable, decision: AccessDecision): Promise<void> {
  await q.query(
    `insert into access_decision_log (actor, principal_id, subject_type, subject_id, permission, resource_type, resource_id,
       decision, reason, details)
     values ($1, $2, 'agent', $3, $4, $5, $6, $7, $8, $9)`,
    [
      decision.actor.name.slice(0, 100),
      decision.actor.principalId === 0 ? null : decision.actor.principalId,
      decision.agentId,
      decision.permission,
      decision.resourceType,
      decision.resourceId,
      decision.decision,
      decision.reason,
      jsonText(decision.details),
    ],
  );
}
