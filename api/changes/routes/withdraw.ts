import { ok, problem } from '../../http/answer.js';
import { idParams } from '../../http/fields.js';
import { defineRoute, type Route } from '../../http/route.js';
import { withdrawBody } from '../contract.js';
import { getChange } from '../readChange.js';
import { resumeOf } from '../resume.js';
import { withdrawnShape } from '../shapes.js';
import { stateInWords } from '../vote.js';
import { withdrawChange } from '../withdrawChange.js';
import { area, noChange, type ChangeRoutes } from './parts.js';

export function withdraw({ db }: ChangeRoutes): Route {
  return defineRoute({
    method: 'post',
    path: '/api/changes/{id}/withdraw',
    area,
    summary:
      'Take back a request that is not decided yet: who asked, its agent, the person whose ticket it is, or an administrator of changes.',
    // Asking may have been somebody else's act: whose request it is decides, and not a permission to ask.
    access: { kind: 'signed-in', permission: 'changes:read', agents: 'task' },
    params: idParams,
    body: withdrawBody,
    answers: { 200: { description: 'It is withdrawn', schema: withdrawnShape } },
    async handle({ params, body, caller }) {
      if (!(await getChange(db, params.id, caller))) return noChange;
      const outcome = await withdrawChange(db, params.id, caller, body.reason);
      if (outcome.kind === 'not_found') return noChange;
      const { change } = outcome;
      if (outcome.kind === 'not_theirs') {
        const detail = `Change ${change.id} was asked for by ${change.requested_by}: only they, or whose ticket it is, take it back. Who may decide it can reject it.`;
        return problem(403, 'not_own_change', detail);
      }
      if (outcome.kind === 'not_pending') {
        const detail = `Change ${change.id} is already ${stateInWords(change.state)}; there is nothing left to withdraw.`;
        return problem(409, 'change_already_decided', detail, { state: change.state });
      }
      const detail = `Change ${change.id} is withdrawn; nothing of it runs.`;
      const resume = await resumeOf(db, change);
      return ok({ status: 'rejected', state: 'withdrawn', change_id: change.id, detail, resume });
    },
  });
}
