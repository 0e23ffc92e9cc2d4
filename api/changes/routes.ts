import { transaction, type Connection, type Database, type Listener } from '../db/index.js';
import { notFound, ok, problem, type Answer } from '../http/answer.js';
import type { Caller } from '../http/caller.js';
import { idParams, row } from '../http/fields.js';
import { defineRoute, type Route } from '../http/route.js';
import { getTicket } from '../tickets/index.js';
import { completeChange } from './complete.js';
import {
  completeBody,
  decisionBody,
  listQuery,
  requestBody,
  statusQuery,
  wireStatus,
  type Change,
  type RequestChange,
} from './contract.js';
import type { GateRules } from './freezePolicy.js';
import { explainChange, getChange, listChanges, shownChange, visibleChanges } from './readChange.js';
import { recordVote } from './recordVote.js';
import { requestChange, type Agent } from './requestChange.js';
import { sentenceFor, type VoteOutcome } from './vote.js';

const area = 'changes';
const noChange = notFound('Change');
const answers = { 200: { description: 'The change', schema: row } };
export type ChangeRoutes = { readonly db: Database; readonly listener: Listener; readonly rules: GateRules };

/**
 * The agent that the change is for: an agent only ever asks for itself; a person or a service may name one that works this
 * ticket (contract 10.2), which brings everyone behind that agent into the lineage.
 */
async function agentOf(
  q: Connection,
  body: RequestChange,
  caller: Caller,
): Promise<Agent | null | 'not_on_this_ticket'> {
  if (caller.run?.kind === 'task') return { id: caller.run.agentId, taskId: caller.run.taskId };
  if (body.agent_id === null || body.agent_id === undefined) return null;
  const { rows } = await q.query<Agent>(
    'select id, last_task_id as "taskId" from agents where id = $1 and ticket_id = $2',
    [body.agent_id, body.ticket_id],
  );
  return rows[0] ?? 'not_on_this_ticket';
}

async function ask({ db, rules }: ChangeRoutes, body: RequestChange, caller: Caller): Promise<Answer> {
  return transaction(db, async (q) => {
    await q.query('select from tickets where id = $1 for update', [body.ticket_id]);
    const ticket = await getTicket(q, body.ticket_id, caller);
    if (!ticket) return notFound('Ticket');
    const agent = await agentOf(q, body, caller);
    if (agent === 'not_on_this_ticket') {
      return problem(422, 'agent_not_on_ticket', `Agent ${body.agent_id ?? ''} does not work ticket ${ticket.id}.`);
    }
    const outcome = await requestChange(q, rules, caller, ticket, body, agent);
    if (outcome.kind === 'refused') return problem(outcome.status, outcome.code, outcome.sentence);
    const { change } = outcome;
    return ok({
      change_id: change.id,
      status: wireStatus(change.state),
      state: change.state,
      already_open: outcome.kind === 'open_already',
      digest: change.digest,
      expires_at: change.expires_at,
      policy: { id: change.policy_name, description: change.policy.description },
      may_approve: outcome.people.filter(({ excluded }) => excluded === null).map(({ displayName }) => displayName),
    });
  });
}

function request(options: ChangeRoutes): Route {
  return defineRoute({
    method: 'post',
    path: '/api/changes/request',
    area,
    summary: 'Ask for a change. It opens a gate that people decide; whoever stands behind it may not.',
    access: { kind: 'signed-in', permission: 'changes:request', agents: 'task' },
    body: requestBody,
    answers: { 200: { description: 'The gate is open', schema: row } },
    handle: ({ body, caller }) => ask(options, body, caller),
  });
}

function list({ db }: ChangeRoutes): Route {
  return defineRoute({
    method: 'get',
    path: '/api/changes',
    area,
    summary: 'Changes that the caller may see, newest first; eligible=me for those that wait for the caller.',
    access: { kind: 'signed-in', permission: 'changes:read', agents: 'task' },
    query: listQuery,
    answers: { 200: { description: 'A page of changes', schema: row } },
    async handle({ query, caller }) {
      const { changes, total } = await listChanges(db, caller, query);
      const pending = await listChanges(db, caller, { status: 'pending', limit: 1, offset: 0 });
      return ok({ changes: changes.map(shownChange), total, pending: pending.total });
    },
  });
}

function pending({ db }: ChangeRoutes): Route {
  return defineRoute({
    method: 'get',
    path: '/api/changes/pending',
    area,
    summary: 'Open gates that the caller may see, oldest first.',
    access: { kind: 'signed-in', permission: 'changes:read', agents: 'task' },
    answers: { 200: { description: 'Open gates', schema: row } },
    async handle({ caller }) {
      const open = { state: 'pending', unexpired: true, order: 'oldest', limit: 500, offset: 0 } as const;
      const { changes, total } = await listChanges(db, caller, open);
      return ok({ changes: changes.map(shownChange), count: total });
    },
  });
}

function stats({ db }: ChangeRoutes): Route {
  return defineRoute({
    method: 'get',
    path: '/api/changes/stats',
    area,
    summary: 'How many changes there are, by the four words of the wire and by exact state.',
    access: { kind: 'signed-in', permission: 'changes:read', agents: 'never' },
    answers: { 200: { description: 'Counters', schema: row } },
    async handle({ caller }) {
      const visible = visibleChanges(caller, 1);
      const { rows } = await db.query<{ state: Change['state']; count: number }>(
        `select c.state, count(*) from changes c where ${visible.sql} group by c.state`,
        visible.params,
      );
      const by = new Map(rows.map(({ state, count }) => [state, count]));
      const sum = (...states: Change['state'][]): number =>
        states.reduce((total, state) => total + (by.get(state) ?? 0), 0);
      return ok({
        pending: sum('pending'),
        approved: sum('approved', 'executing', 'failed', 'execution_expired', 'drifted'),
        rejected: sum('rejected', 'expired', 'withdrawn', 'superseded'),
        completed: sum('completed'),
        by_state: Object.fromEntries(by),
      });
    },
  });
}

function get({ db }: ChangeRoutes): Route {
  return defineRoute({
    method: 'get',
    path: '/api/changes/{id}',
    area,
    summary: 'One change: the plan with its digest, the policy, who may decide, who may not and why.',
    access: { kind: 'signed-in', permission: 'changes:read', agents: 'task' },
    params: idParams,
    answers,
    async handle({ params, caller }) {
      const change = await getChange(db, params.id, caller);
      return change ? ok({ ...shownChange(change), explanation: await explainChange(db, change) }) : noChange;
    },
  });
}

/** Resolves at the next hint about changes, after `ms`, or when the client hangs up, whichever comes first. */
function nextNews(listener: Listener, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      off();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    const off = listener.on('changes', done);
    signal.addEventListener('abort', done);
  });
}

/** Milliseconds between two looks when no hint comes. */
const lookEvery = 2_000;

function status({ db, listener }: ChangeRoutes): Route {
  return defineRoute({
    method: 'get',
    path: '/api/changes/{id}/status',
    area,
    summary:
      'The state of a change. With wait (seconds) the answer comes when it is another than "since", or after that time.',
    access: { kind: 'signed-in', permission: 'changes:read', agents: 'task' },
    params: idParams,
    query: statusQuery,
    answers,
    async handle({ params, query, caller, signal }) {
      const until = Date.now() + query.wait * 1000;
      for (;;) {
        const change = await getChange(db, params.id, caller);
        if (!change) return noChange;
        const since = query.since ?? 'pending';
        const left = until - Date.now();
        if (change.state !== since || left <= 0 || signal.aborted) return ok(shownChange(change));
        await nextNews(listener, Math.min(left, lookEvery), signal);
      }
    },
  });
}

function answerTo(outcome: VoteOutcome, id: number): Answer {
  const detail = sentenceFor(outcome, id);
  switch (outcome.kind) {
    case 'applied':
      return ok({ status: outcome.state, change_id: id, detail });
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

function decision(options: ChangeRoutes, verb: 'approve' | 'reject'): Route {
  return defineRoute({
    method: 'post',
    path: `/api/changes/{id}/${verb}`,
    area,
    summary: `${verb === 'approve' ? 'Approve' : 'Reject'} a change. Only people whom its policy names; no agent and no service, whatever it may otherwise.`,
    access: { kind: 'signed-in', permission: 'changes:approve', agents: 'never' },
    params: idParams,
    body: decisionBody,
    answers,
    async handle({ params, body, caller }) {
      // Who may not even see a change does not learn that it exists; the attempt of a service is answered with why.
      if (caller.type === 'person' && !(await getChange(options.db, params.id, caller))) return noChange;
      const reason = body.reason ?? body.approval_reason;
      const claimedBy = body.approved_by ?? body.rejected_by ?? body.actor;
      const outcome = await recordVote(options.db, { changeId: params.id, voter: caller, verb, reason, claimedBy });
      return answerTo(outcome, params.id);
    },
  });
}

function complete({ db }: ChangeRoutes): Route {
  return defineRoute({
    method: 'post',
    path: '/api/changes/{id}/complete',
    area,
    summary:
      'Report described work as done, with its result: the agent that asked for it, or a person for manual plans.',
    access: { kind: 'signed-in', permission: 'changes:complete', agents: 'task' },
    params: idParams,
    body: completeBody,
    answers,
    async handle({ params, body, caller }) {
      if (!(await getChange(db, params.id, caller))) return noChange;
      const outcome = await completeChange(db, params.id, caller, body.result);
      if (outcome.kind === 'not_found') return noChange;
      if (outcome.kind === 'refused')
        return problem(outcome.status, outcome.code, outcome.sentence, { state: outcome.change.state });
      return ok({
        status: 'completed',
        change_id: params.id,
        result_kind: outcome.change.result_kind,
        access_sync: { status: 'not_access_request' },
      });
    },
  });
}

export function changeRoutes(options: ChangeRoutes): Route[] {
  return [
    request(options),
    list(options),
    pending(options),
    stats(options),
    get(options),
    status(options),
    decision(options, 'approve'),
    decision(options, 'reject'),
    complete(options),
  ];
}
