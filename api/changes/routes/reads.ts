import { ok } from '../../http/answer.js';
import { idParams } from '../../http/fields.js';
import { defineRoute, type Route } from '../../http/route.js';
import { isFinal, listQuery, pendingQuery, wireStatus } from '../contract.js';
import { whyNotAllowed } from '../eligibility.js';
import { countByState, countPending } from '../counts.js';
import { explainChange, getChange, listChanges, shownChange, shownExplanation, standingOf } from '../readChange.js';
import { changeDetailShape, changeListShape, explainShape, pendingShape, statsShape } from '../shapes.js';
import { area, noChange, type ChangeRoutes } from './parts.js';

export function list({ db }: ChangeRoutes): Route {
  return defineRoute({
    method: 'get',
    path: '/api/changes',
    area,
    summary: 'Changes that the caller may see, newest first; eligible=me for those that wait for the caller.',
    access: { kind: 'signed-in', permission: 'changes:read', agents: 'task' },
    query: listQuery,
    answers: { 200: { description: 'A page of changes', schema: changeListShape } },
    async handle({ query, caller }) {
      const { changes, total } = await listChanges(db, caller, query);
      return ok({ changes: changes.map(shownChange), total, pending: await countPending(db, caller) });
    },
  });
}

export function pending({ db }: ChangeRoutes): Route {
  return defineRoute({
    method: 'get',
    path: '/api/changes/pending',
    area,
    summary: 'Open gates that the caller may see and whose time is not over, oldest first.',
    access: { kind: 'signed-in', permission: 'changes:read', agents: 'task' },
    query: pendingQuery,
    answers: { 200: { description: 'Open gates', schema: pendingShape } },
    async handle({ query, caller }) {
      const open = { state: 'pending', unexpired: true, order: 'oldest', ...query } as const;
      const { changes, total } = await listChanges(db, caller, open);
      return ok({ changes: changes.map(shownChange), count: total });
    },
  });
}

export function stats({ db }: ChangeRoutes): Route {
  return defineRoute({
    method: 'get',
    path: '/api/changes/stats',
    area,
    summary: 'How many changes there are, by the four words of the wire and by exact state.',
    access: { kind: 'signed-in', permission: 'changes:read', agents: 'never' },
    answers: { 200: { description: 'Counters', schema: statsShape } },
    async handle({ caller }) {
      const by = await countByState(db, caller);
      const counters = { pending: 0, approved: 0, rejected: 0, completed: 0 };
      for (const [state, count] of by) counters[wireStatus(state)] += count;
      return ok({ ...counters, by_state: Object.fromEntries(by) });
    },
  });
}

export function get({ db }: ChangeRoutes): Route {
  return defineRoute({
    method: 'get',
    path: '/api/changes/{id}',
    area,
    summary: 'One change: the plan with its digest, the policy, who may decide, who may not and why.',
    access: { kind: 'signed-in', permission: 'changes:read', agents: 'task' },
    params: idParams,
    answers: { 200: { description: 'The change', schema: changeDetailShape } },
    async handle({ params, caller }) {
      const change = await getChange(db, params.id, caller);
      return change
        ? ok({ ...shownChange(change), explanation: shownExplanation(await explainChange(db, change)) })
        : noChange;
    },
  });
}

export function explain({ db }: ChangeRoutes): Route {
  return defineRoute({
    method: 'get',
    path: '/api/changes/{id}/explain',
    area,
    summary: 'Who may decide a change, who may not and why, and how far its quorum is.',
    access: { kind: 'signed-in', permission: 'changes:read', agents: 'task' },
    params: idParams,
    answers: { 200: { description: 'The explanation', schema: explainShape } },
    async handle({ params, caller }) {
      const change = await getChange(db, params.id, caller);
      if (!change) return noChange;
      const explained = shownExplanation(await explainChange(db, change));
      const { name, version, description, alternatives, deny_threshold, assurance } = change.policy;
      const why = await standingOf(db, change, caller);
      return ok({
        change_id: change.id,
        status: wireStatus(change.state),
        state: change.state,
        final: isFinal(change.state),
        state_reason: change.state_reason,
        requested_by: change.requested_by,
        expires_at: change.expires_at,
        policy: { id: name, version, description, alternatives, deny_threshold, assurance },
        ...explained,
        you: { may: why === null, why: why === null ? null : whyNotAllowed(why) },
      });
    },
  });
}
