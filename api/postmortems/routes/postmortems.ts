import { transaction } from '../../db/index.js';
import { ok } from '../../http/answer.js';
import { idParams } from '../../http/fields.js';
import { versionTag } from '../../http/ifMatch.js';
import { defineRoute, type Route } from '../../http/route.js';
import {
  createBody,
  createdAnswer,
  editBody,
  listAnswer,
  listQuery,
  postmortemAnswer,
  promoteBody,
  promotedAnswer,
  reviewAnswer,
  reviewBody,
  updatedAnswer,
} from '../contract.js';
import { promotionAssets } from '../promotion/assets.js';
import { promotePostmortem } from '../promotion/promote.js';
import { reviewPostmortem } from '../reviewPostmortem.js';
import { listPostmortems, readPostmortem } from '../sql/readPostmortem.js';
import { createPostmortem, editPostmortem } from '../writePostmortem.js';
import { area, noPostmortem, type PostmortemRoutes } from './answers.js';

export function list({ db }: PostmortemRoutes): Route {
  return defineRoute({
    method: 'get',
    path: '/api/postmortems',
    area,
    summary: 'Postmortems of tickets that the caller may see, newest first.',
    access: { kind: 'signed-in', permission: 'postmortems:read', agents: 'task' },
    query: listQuery,
    answers: { 200: { description: 'A page of postmortems', schema: listAnswer } },
    async handle({ query, caller }) {
      const { limit, offset } = query;
      return ok({ ...(await listPostmortems(db, caller, query)), limit, offset });
    },
  });
}

export function get({ db }: PostmortemRoutes): Route {
  return defineRoute({
    method: 'get',
    path: '/api/postmortems/{id}',
    area,
    summary: 'One postmortem, with the article, the workflow and the skills that came out of it.',
    access: { kind: 'signed-in', permission: 'postmortems:read', agents: 'task' },
    params: idParams,
    answers: { 200: { description: 'The postmortem; its version is the ETag', schema: postmortemAnswer, etag: true } },
    async handle({ params, caller }) {
      const row = await readPostmortem(db, params.id, caller);
      if (!row) return noPostmortem;
      const body = { ...row, promotion_assets: await promotionAssets(db, caller, row) };
      return { ...ok(body), headers: { etag: versionTag(row.version) } };
    },
  });
}

export function create({ db }: PostmortemRoutes): Route {
  return defineRoute({
    method: 'post',
    path: '/api/postmortems',
    area,
    summary: 'Write a postmortem. An agent writes about its own ticket.',
    access: { kind: 'signed-in', permission: 'postmortems:write', agents: 'task' },
    body: createBody,
    answers: { 200: { description: 'Written', schema: createdAnswer, etag: true } },
    handle: ({ body, caller }) => transaction(db, (q) => createPostmortem(q, caller, body)),
  });
}

export function edit({ db }: PostmortemRoutes): Route {
  return defineRoute({
    method: 'put',
    path: '/api/postmortems/{id}',
    area,
    summary:
      'Change a postmortem; with another text an approved one waits for a review again. An agent changes its own until people have decided.',
    access: { kind: 'signed-in', permission: 'postmortems:write', agents: 'task' },
    params: idParams,
    body: editBody,
    answers: { 200: { description: 'Changed', schema: updatedAnswer, etag: true } },
    concurrency: 'if-match',
    handle: ({ params, body, caller, header }) =>
      transaction(db, (q) => editPostmortem(q, caller, params.id, body, header('if-match'))),
  });
}

export function review({ db }: PostmortemRoutes): Route {
  return defineRoute({
    method: 'post',
    path: '/api/postmortems/{id}/review',
    area,
    summary: 'A person says whether it holds. Never its author, never an agent.',
    access: { kind: 'signed-in', permission: 'postmortems:write', agents: 'never' },
    params: idParams,
    body: reviewBody,
    answers: { 200: { description: 'Reviewed', schema: reviewAnswer } },
    concurrency: 'required',
    handle: ({ params, body, caller, header }) =>
      transaction(db, (q) => reviewPostmortem(q, caller, params.id, body, header('if-match'))),
  });
}

export function promote({ db }: PostmortemRoutes): Route {
  return defineRoute({
    method: 'post',
    path: '/api/postmortems/{id}/promote',
    area,
    summary:
      'Turn an approved postmortem into an article, a workflow that waits for its review, and skills; each once, however often it is asked for.',
    access: { kind: 'signed-in', permission: 'postmortems:write', agents: 'never' },
    params: idParams,
    body: promoteBody,
    answers: { 200: { description: 'What came out of it', schema: promotedAnswer } },
    handle: ({ params, body, caller }) => transaction(db, (q) => promotePostmortem(q, caller, params.id, body)),
  });
}
