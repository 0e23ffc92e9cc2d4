import { transaction, type Database } from '../../db/index.js';
import { ok } from '../../http/answer.js';
import { idParams } from '../../http/fields.js';
import { versionTag } from '../../http/ifMatch.js';
import { defineRoute, type Route } from '../../http/route.js';
import { knownSecrecy } from '../../tickets/index.js';
import {
  editBody,
  listAnswer,
  listQuery,
  reviewAnswer,
  reviewBody,
  saveBody,
  savedAnswer,
  workflowAnswer,
} from '../contract.js';
import { editWorkflow } from '../editWorkflow.js';
import { placeOfWork } from '../placeOfWork.js';
import { reviewWorkflow } from '../reviewWorkflow.js';
import { saveWorkflow, type Saved } from '../saveWorkflow.js';
import { listWorkflows, readWorkflow } from '../sql/readWorkflow.js';
import { area, noWorkflow } from './answers.js';

function savedAs(status: 'saved' | 'updated', { row, action, activeId }: Saved) {
  const { id, workflow_key, version, status: workflowStatus } = row;
  const body = { status, id, action, workflow_key, version };
  const answer = ok({ ...body, workflow_status: workflowStatus, active_workflow_id: activeId });
  return { ...answer, headers: { etag: versionTag(version) } };
}

export function list(db: Database): Route {
  return defineRoute({
    method: 'get',
    path: '/api/workflows',
    area,
    summary: 'Workflows with how their runs went, newest change first.',
    access: { kind: 'signed-in', permission: 'workflows:read', agents: 'task' },
    query: listQuery,
    answers: { 200: { description: 'A page of workflows', schema: listAnswer } },
    async handle({ query, caller }) {
      const { limit, offset } = query;
      return ok({ ...(await listWorkflows(db, caller, query)), limit, offset });
    },
  });
}

export function get(db: Database): Route {
  return defineRoute({
    method: 'get',
    path: '/api/workflows/{id}',
    area,
    summary: 'One workflow with its latest runs and where its review stands.',
    access: { kind: 'signed-in', permission: 'workflows:read', agents: 'task' },
    params: idParams,
    answers: { 200: { description: 'The workflow; its version is the ETag', schema: workflowAnswer, etag: true } },
    async handle({ params, caller }) {
      const found = await readWorkflow(db, params.id, caller);
      return found ? { ...ok(found), headers: { etag: versionTag(found.version) } } : noWorkflow;
    },
  });
}

export function save(db: Database): Route {
  return defineRoute({
    method: 'post',
    path: '/api/workflows',
    area,
    summary:
      'Save a workflow under its key (approval_policy.workflow_key, else derived). A version in force stays; this one waits for a review beside it.',
    access: { kind: 'signed-in', permission: 'workflows:write', agents: 'task' },
    body: saveBody,
    answers: { 200: { description: 'Where the version is kept', schema: savedAnswer, etag: true } },
    handle: ({ body, caller }) =>
      transaction(db, async (q) => {
        const place = await placeOfWork(q, caller, { ticket_id: body.ticket_id, agent_id: null, task_id: null });
        if ('refusal' in place) return place.refusal;
        const saved = await saveWorkflow(
          q,
          caller,
          { ...body, ticket_id: place.ticketId },
          knownSecrecy(place.ticket?.security_classification),
        );
        return 'refusal' in saved ? saved.refusal : savedAs('saved', saved);
      }),
  });
}

export function edit(db: Database): Route {
  return defineRoute({
    method: 'put',
    path: '/api/workflows/{id}',
    area,
    summary:
      'Change fields of a workflow. Of one in force the next version is written beside it and waits for a review; If-Match is the version that is written over.',
    access: { kind: 'signed-in', permission: 'workflows:write', agents: 'never' },
    params: idParams,
    body: editBody,
    answers: { 200: { description: 'Where the version is kept', schema: savedAnswer, etag: true } },
    concurrency: 'if-match',
    handle: ({ params, body, caller, header }) =>
      transaction(db, async (q) => {
        const edited = await editWorkflow(q, caller, params.id, body, header('if-match'));
        return edited.kind === 'refused' ? edited.answer : savedAs('updated', edited.saved);
      }),
  });
}

export function review(db: Database): Route {
  return defineRoute({
    method: 'post',
    path: '/api/workflows/{id}/review',
    area,
    summary:
      'A person approves a version, which puts it in force and supersedes the one before, or sends it back. Never its author, never an agent.',
    access: { kind: 'signed-in', permission: 'workflows:write', agents: 'never' },
    params: idParams,
    body: reviewBody,
    answers: { 200: { description: 'What became of it', schema: reviewAnswer } },
    concurrency: 'required',
    handle: ({ params, body, caller, header }) =>
      transaction(db, (q) => reviewWorkflow(q, caller, params.id, body, header('if-match'))),
  });
}
