import { transaction, type Database } from '../../db/index.js';
import { idParams } from '../../http/fields.js';
import { defineRoute, type Route } from '../../http/route.js';
import { onTicket } from '../../tickets/index.js';
import { completeAnswer, completeBody, learnBody, rerunBody, runAnswer, runBody, startedAnswer } from '../contract.js';
import { completeRun, createRun } from '../runs.js';
import { rerunWorkflow, startLearning, type Learning } from '../startAgent.js';
import { area, runParams } from './answers.js';

export function run(db: Database): Route {
  return defineRoute({
    method: 'post',
    path: '/api/workflows/{id}/runs',
    area,
    summary: 'Note that the workflow is followed for a ticket. An agent notes its own.',
    access: { kind: 'signed-in', permission: 'workflows:write', agents: 'task' },
    params: idParams,
    body: runBody,
    answers: { 200: { description: 'The run', schema: runAnswer } },
    handle: ({ params, body, caller }) => transaction(db, (q) => createRun(q, caller, params.id, body)),
  });
}

export function complete(db: Database): Route {
  return defineRoute({
    method: 'post',
    path: '/api/workflows/runs/{run_id}/complete',
    area,
    summary: 'Say how a run ended, once.',
    access: { kind: 'signed-in', permission: 'workflows:write', agents: 'task' },
    params: runParams,
    body: completeBody,
    answers: { 200: { description: 'How it ended', schema: completeAnswer } },
    handle: ({ params, body, caller }) => transaction(db, (q) => completeRun(q, caller, params.run_id, body)),
  });
}

export function rerun(db: Database): Route {
  return defineRoute({
    method: 'post',
    path: '/api/workflows/{id}/rerun',
    area,
    summary: "An agent follows the workflow on a ticket, with the caller's permissions and no more.",
    access: { kind: 'signed-in', permission: 'workflows:write', agents: 'never' },
    params: idParams,
    body: rerunBody,
    answers: { 200: { description: 'Started', schema: startedAnswer, etag: true } },
    handle: ({ params, body, caller }) =>
      onTicket(db, body.ticket_id, caller, (q, ticket) => {
        const { model, harness, profile_id } = body;
        return rerunWorkflow(q, caller, ticket, params.id, { model, harness, profile_id });
      }),
  });
}

const learns: Readonly<Record<Learning, { readonly path: string; readonly summary: string }>> = {
  postmortem: {
    path: '/api/tickets/{id}/postmortem',
    summary: 'An agent writes the postmortem of the ticket, also of a closed one; people review it.',
  },
  workflow_build: {
    path: '/api/tickets/{id}/workflow',
    summary: 'An agent builds a workflow from the ticket, also from a closed one; people review it.',
  },
};

/** Contract 7.13; both look back at a ticket, so they are of this area. */
export function learn(db: Database, kind: Learning): Route {
  return defineRoute({
    method: 'post',
    ...learns[kind],
    area,
    access: { kind: 'signed-in', permission: 'agents:spawn', agents: 'never' },
    params: idParams,
    body: learnBody,
    answers: { 200: { description: 'Started', schema: startedAnswer, etag: true } },
    concurrency: 'if-match',
    handle: ({ params, body, caller, header }) =>
      onTicket(db, params.id, caller, (q, ticket) => startLearning(q, caller, ticket, kind, body), header('if-match')),
  });
}
