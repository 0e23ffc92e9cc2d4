import { z } from 'zod';
import { transaction, type Database } from '../db/index.js';
import { notFound, ok, problem, type Answer } from '../http/answer.js';
import type { Caller } from '../http/caller.js';
import { page } from '../http/fields.js';
import { refuseStale, versionTag } from '../http/ifMatch.js';
import { defineRoute, type Route } from '../http/route.js';
import { aboveOwn } from '../tickets/index.js';
import {
  articleParams,
  articleShape,
  createBody,
  importBody,
  listedShape,
  listQuery,
  updateBody,
  versionShape,
} from './contract.js';
import { fetchPage } from './importUrl/fetchPage.js';
import type { Network } from './importUrl/network.js';
import { pageText } from './importUrl/pageText.js';
import { listArticles } from './sql/listArticles.js';
import { lockArticle, readArticle, readVersions } from './sql/readArticle.js';
import { createArticle, updateArticle } from './writeArticle.js';

const area = 'knowledge';
const noArticle = notFound('Knowledge article');
const reads = { kind: 'signed-in', permission: 'knowledge:read', agents: 'task' } as const;
/** What agents read as knowledge, people have written or let through. */
const writes = { kind: 'signed-in', permission: 'knowledge:write', agents: 'never' } as const;

export type KnowledgeRoutes = { readonly db: Database; readonly network: Network };

function list({ db }: KnowledgeRoutes): Route {
  return defineRoute({
    method: 'get',
    path: '/api/knowledge',
    area,
    summary: 'Knowledge articles, the latest change first; q looks into title and body.',
    access: reads,
    query: listQuery,
    answers: {
      200: {
        description: 'A page of articles, each with the beginning of its text',
        schema: z.object({ articles: z.array(listedShape), total: z.int(), limit: z.int(), offset: z.int() }),
      },
    },
    async handle({ query, caller }) {
      const { rows, total } = await listArticles(db, caller, query);
      return ok({ articles: rows, total, limit: query.limit, offset: query.offset });
    },
  });
}

function get({ db }: KnowledgeRoutes): Route {
  return defineRoute({
    method: 'get',
    path: '/api/knowledge/{id}',
    area,
    summary: 'One article, whole; its ETag is its version.',
    access: reads,
    params: articleParams,
    answers: { 200: { description: 'The article', schema: articleShape, etag: true } },
    async handle({ params, caller }) {
      const article = await readArticle(db, params.id, caller);
      return article ? { ...ok(article), headers: { etag: versionTag(article.version) } } : noArticle;
    },
  });
}

function versions({ db }: KnowledgeRoutes): Route {
  return defineRoute({
    method: 'get',
    path: '/api/knowledge/{id}/versions',
    area,
    summary: 'What the article says and said before, and who wrote it when; newest first.',
    access: reads,
    params: articleParams,
    query: z.object(page(20, 100)),
    answers: {
      200: {
        description: 'A page of versions',
        schema: z.object({ article_id: z.int(), versions: z.array(versionShape), total: z.int() }),
      },
    },
    async handle({ params, query, caller }) {
      if (!(await readArticle(db, params.id, caller))) return noArticle;
      const { rows, total } = await readVersions(db, params.id, caller, query);
      return ok({ article_id: params.id, versions: rows, total });
    },
  });
}

/** Nobody writes what they may not read. */
function refuseSecrecy(caller: Caller, wanted: string | null | undefined): Answer | undefined {
  const message = wanted === null || wanted === undefined ? undefined : aboveOwn(caller, wanted);
  if (message === undefined) return undefined;
  return problem(422, 'invalid_fields', `Wrong fields: body.security_classification (${message}).`, {
    errors: [{ path: 'body.security_classification', message }],
  });
}

function create({ db }: KnowledgeRoutes): Route {
  return defineRoute({
    method: 'post',
    path: '/api/knowledge',
    area,
    summary: 'Write an article.',
    access: writes,
    body: createBody,
    answers: {
      200: {
        description: 'The article is there',
        schema: z.object({ id: z.int(), status: z.literal('created'), version: z.int() }),
        etag: true,
      },
    },
    async handle({ body, caller }) {
      const { title, category, external_ref: externalRef, security_classification: secrecy } = body;
      const refused = refuseSecrecy(caller, secrecy);
      if (refused) return refused;
      const input = { title, body: body.body, category, externalRef, source: body.source ?? 'dashboard' };
      const { id, version } = await transaction(db, (q) =>
        createArticle(q, caller, { ...input, secrecy, tags: body.tags ?? [] }),
      );
      return { ...ok({ id, status: 'created', version }), headers: { etag: versionTag(version) } };
    },
  });
}

function update({ db }: KnowledgeRoutes): Route {
  return defineRoute({
    method: 'put',
    path: '/api/knowledge/{id}',
    area,
    summary: 'Change an article; with If-Match only when it is still the version that was read. The old one is kept.',
    access: writes,
    params: articleParams,
    body: updateBody,
    answers: {
      200: {
        description: 'It is changed',
        schema: z.object({ status: z.literal('updated'), id: z.int(), version: z.int() }),
        etag: true,
      },
    },
    concurrency: 'if-match',
    handle: ({ params, body, caller, header }) =>
      transaction(db, async (q): Promise<Answer> => {
        const before = await lockArticle(q, params.id, caller);
        if (!before) return noArticle;
        const stale =
          refuseSecrecy(caller, body.security_classification) ?? refuseStale(header('if-match'), before.version);
        if (stale) return stale;
        const { id, version } = await updateArticle(q, caller, before, body);
        return { ...ok({ status: 'updated', id, version }), headers: { etag: versionTag(version) } };
      }),
  });
}

type Import = z.output<typeof importBody>;

async function importPage({ db, network }: KnowledgeRoutes, body: Import, caller: Caller): Promise<Answer> {
  const refused = refuseSecrecy(caller, body.security_classification);
  if (refused) return refused;
  const fetched = await fetchPage(network, body.url.trim());
  switch (fetched.kind) {
    case 'refused':
      return problem(422, fetched.code, fetched.sentence, {
        errors: [{ path: 'body.url', message: fetched.sentence }],
      });
    case 'failed':
      return problem(502, fetched.code, fetched.sentence);
    case 'page': {
      const { page: found } = fetched;
      const { title, text } = pageText(found);
      if (text === '') {
        const sentence = 'The page has no text to keep.';
        return problem(422, 'url_without_text', sentence, { errors: [{ path: 'body.url', message: sentence }] });
      }
      const { origin, hostname, pathname } = new URL(found.url);
      const input = {
        title: body.title ?? title ?? hostname,
        body: text,
        category: body.category ?? 'imported',
        source: body.source ?? 'dashboard-url-import',
        externalRef: body.url.trim().length > 200 ? null : body.url.trim(),
        tags: body.tags ?? [],
        secrecy: body.security_classification,
      };
      // The query of an address can be what opens it: it is not written into the audit trail.
      const from = origin + pathname;
      const { id, version } = await transaction(db, (q) => createArticle(q, caller, input, from));
      return ok({ id, status: 'imported', url: found.url, bytes: found.bytes.length, version });
    }
  }
}

function importUrl(options: KnowledgeRoutes): Route {
  return defineRoute({
    method: 'post',
    path: '/api/knowledge/import-url',
    area,
    summary: 'Make an article of a page of the public internet. Pages of our own networks are not fetched.',
    access: writes,
    body: importBody,
    answers: {
      200: {
        description: 'The text of the page is an article',
        schema: z.object({
          id: z.int(),
          status: z.literal('imported'),
          url: z.string().meta({ description: 'Where the page was found, after redirects' }),
          bytes: z.int().meta({ description: 'Size of the page as it came' }),
          version: z.int(),
        }),
      },
    },
    handle: ({ body, caller }) => importPage(options, body, caller),
  });
}

export function knowledgeRoutes(options: KnowledgeRoutes): Route[] {
  return [list(options), get(options), versions(options), create(options), update(options), importUrl(options)];
}
