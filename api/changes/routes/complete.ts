import { accessSyncOf } from '../../accessRequests/index.js';
import { ok, problem } from '../../http/answer.js';
import { idParams } from '../../http/fields.js';
import { defineRoute, type Route } from '../../http/route.js';
import { completeChange } from '../complete.js';
import { completeBody } from '../contract.js';
import { getChange } from '../readChange.js';
import { completedShape } from '../shapes.js';
import { area, noChange, type ChangeRoutes } from './parts.js';

export function complete({ db }: ChangeRoutes): Route {
  return defineRoute({
    method: 'post',
    path: '/api/changes/{id}/complete',
    area,
    summary:
      'Report described work as done, with its result: the agent that asked for it, or a person for manual plans. What the platform did itself is answered with its result.',
    access: { kind: 'signed-in', permission: 'changes:complete', agents: 'task' },
    params: idParams,
    body: completeBody,
    answers: { 200: { description: 'It is completed', schema: completedShape } },
    async handle({ params, body, caller }) {
      if (!(await getChange(db, params.id, caller))) return noChange;
      const outcome = await completeChange(db, params.id, caller, body.result);
      if (outcome.kind === 'not_found') return noChange;
      if (outcome.kind === 'refused')
        return problem(outcome.status, outcome.code, outcome.sentence, { state: outcome.change.state });
      const { result, result_kind } = outcome.change;
      const access = await accessSyncOf(db, outcome.change);
      return ok({ status: 'completed', change_id: params.id, result, result_kind, access_sync: access });
    },
  });
}
