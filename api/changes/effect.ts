import { systemActor } from '../access/index.js';
import { recordEvent } from '../audit/index.js';
import type { Connection } from '../db/index.js';
import { gateChanged } from './announce.js';
import { auditChange } from './auditChange.js';
import type { Change } from './contract.js';
import { planIsTheApproved } from './planIsTheApproved.js';

/** What came of an act of the platform: its result in a sentence, or why it could not be done. */
export type EffectOutcome =
  { readonly kind: 'done'; readonly result: string } | { readonly kind: 'impossible'; readonly reason: string };

type Ended = { state: 'completed' | 'failed' | 'drifted'; reason: string | null; result: string | null };

/**
 * Carries out an approved plan of kind `effect` (GATES.md), in the transaction of the decision: a crash leaves either an
 * open gate or one whose effect is there, and nothing has to be claimed or tried again. The database lets a change be
 * completed once, from `approved`, so the effect happens once. Returns the change as it ended.
 */
export async function carryOut(q: Connection, change: Change, effect: () => Promise<EffectOutcome>): Promise<Change> {
  if (change.state !== 'approved' || change.plan.kind !== 'effect') return change;
  if (!(await planIsTheApproved(q, change))) {
    return end(q, change, {
      state: 'drifted',
      reason: 'the stored plan is not the one that was approved',
      result: null,
    });
  }
  const outcome = await effect();
  return outcome.kind === 'done'
    ? end(q, change, { state: 'completed', reason: null, result: outcome.result })
    : end(q, change, { state: 'failed', reason: outcome.reason, result: outcome.reason });
}

async function end(q: Connection, change: Change, { state, reason, result }: Ended): Promise<Change> {
  const { rows } = await q.query<Change>(
    `update changes set state = $2, state_reason = $3, result = $4, version = version + 1,
       result_kind = case when $2 = 'completed' then 'verified' end, completed_by = case when $2 = 'completed' then 'system' end,
       completed_at = case when $2 = 'completed' then clock_timestamp() end
     where id = $1 and state = 'approved' returning *`,
    [change.id, state, reason, result],
  );
  const ended = rows[0];
  if (!ended) throw new Error(`Change ${change.id} was decided in this transaction and is not approved any more.`);
  const actor = await systemActor(q, 'system');
  const action = `change_${state}`;
  const target = `change_${change.id}`;
  const { id: change_id, ticket_id, agent_id, digest, result_kind } = ended;
  const details = { change_id, ticket_id, agent_id, digest, result_kind };
  await auditChange(q, ended, { actor, action, result: reason ?? result ?? state, details });
  await recordEvent(q, { category: 'change', actor: actor.name, action, target, details: { ...details, reason } });
  await gateChanged(q, ended);
  return ended;
}
