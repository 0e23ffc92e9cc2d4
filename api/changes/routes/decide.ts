import type { Database } from '../../db/index.js';
import { ok, problem, type Answer } from '../../http/answer.js';
import { idParams } from '../../http/fields.js';
import { defineRoute, type Route } from '../../http/route.js';
import { decisionBody, wireStatus, type Change } from '../contract.js';
import { getChange } from '../readChange.js';
import { recordVote } from '../recordVote.js';
import { resumeOf } from '../resume.js';
import { decisionShape } from '../shapes.js';
import { sentenceFor, type Vote, type VoteOutcome } from '../vote.js';
import { area, noChange, type ChangeRoutes } from './parts.js';

/**
 * Somebody who may approve it approves what was approved before (contract 10.4): kept as a late vote that changes nothing,
 * and answered with what holds and how the agent goes on.
 */
function approvedBefore(verb: Vote['verb'], outcome: VoteOutcome): Change | undefined {
  if (verb !== 'approve' || outcome.kind !== 'late') return undefined;
  return ['approved', 'completed'].includes(wireStatus(outcome.change.state)) ? outcome.change : undefined;
}

async function answerTo(db: Database, outcome: VoteOutcome, { changeId: id, verb }: Vote): Promise<Answer> {
  const detail = sentenceFor(outcome, id);
  const before = approvedBefore(verb, outcome);
  if (before) {
    const resume = await resumeOf(db, before);
    return ok({ status: 'approved', change_id: id, already_approved: true, detail, resume });
  }
  switch (outcome.kind) {
    case 'applied': {
      if (outcome.state === 'pending') return ok({ status: 'pending', change_id: id, detail });
      return ok({ status: outcome.state, change_id: id, detail, resume: await resumeOf(db, outcome.change) });
    }
    case 'reason_noted':
      return ok({ status: 'rejected', change_id: id, detail });
    case 'reason_required':
      return problem(422, 'reason_required', detail, {
        errors: [{ path: 'body.reason', message: 'required by the policy' }],
      });
    case 'already_decided':
    case 'late':
      return problem(409, 'change_already_decided', detail, { state: outcome.change.state });
    case 'not_allowed':
      return problem(403, 'vote_not_allowed', detail, { reason: outcome.why, required_permission: 'changes:approve' });
    case 'expired':
      return problem(409, 'change_expired', detail, { state: 'expired' });
    case 'duplicate':
      return problem(409, 'duplicate_vote', detail);
    case 'unknown_gate':
      return noChange;
  }
}

export function decision(options: ChangeRoutes, verb: 'approve' | 'reject'): Route {
  return defineRoute({
    method: 'post',
    path: `/api/changes/{id}/${verb}`,
    area,
    summary: `${verb === 'approve' ? 'Approve' : 'Reject'} a change. Only people whom its policy names; no agent and no service, whatever it may otherwise.`,
    access: { kind: 'signed-in', permission: 'changes:approve', agents: 'never' },
    params: idParams,
    body: decisionBody,
    answers: { 200: { description: 'The vote counts, and what came of it', schema: decisionShape } },
    async handle({ params, body, caller }) {
      // Who may not even see a change does not learn that it exists; the attempt of a service is answered with why.
      if (caller.type === 'person' && !(await getChange(options.db, params.id, caller))) return noChange;
      const reason = body.reason ?? body.approval_reason;
      const claimedBy = body.approved_by ?? body.rejected_by ?? body.actor;
      const vote: Vote = { changeId: params.id, voter: caller, verb, reason, claimedBy };
      return answerTo(options.db, await recordVote(options.db, vote), vote);
    },
  });
}
