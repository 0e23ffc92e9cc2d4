import { z } from 'zod';
import { ok } from './answer.js';
import { areas, components, refusalNames } from './openApiComponents.js';
import { parametersOf, type Parameter } from './openApiParameters.js';
import { defineRoute, type Route } from './route.js';

type Json = Record<string, unknown>;
export type { Parameter } from './openApiParameters.js';
export type Operation = {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly security: readonly Json[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: Json;
  readonly responses: Readonly<Record<string, Json>>;
  /** The permission of contract 3.4; null for what everybody may call. */
  readonly 'x-required-permission': string | null;
  /** Which agents may call it, whatever their permissions are: never, turn, task or any. */
  readonly 'x-agents': string;
};
export type OpenApiDocument = {
  readonly openapi: '3.1.0';
  readonly info: Json;
  readonly servers: readonly Json[];
  readonly tags: readonly { readonly name: string; readonly description?: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Json;
};

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  // What a schema cannot say in JSON (a transformation's target, a date) stays open instead of failing the document.
  const json: Json = { ...z.toJSONSchema(schema, { io, unrepresentable: 'any' }) };
  return Object.fromEntries(Object.entries(json).filter(([name]) => name !== '$schema' && name !== '~standard'));
};

/** `post /api/tickets/{id}/notes` is `postTicketsByIdNotes`: unique as the address is, and stable. */
export function operationIdOf({ method, path }: Pick<Route, 'method' | 'path'>): string {
  const words = path
    .replace(/^\/api\//, '/')
    .replaceAll('{', 'by-')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '');
  return method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

/** The refusals that a route can come to by how it is declared; what it refuses by itself falls under `default`. */
function refusalsOf(route: Route): number[] {
  return [
    ...(route.access.kind === 'public' ? [] : [401, 403]),
    ...(route.params === undefined ? [] : [404]),
    ...(route.method === 'get' ? [] : [400, 409, 413, 415]),
    ...(route.concurrency === undefined ? [] : [412]),
    ...(route.concurrency === 'required' ? [428] : []),
    ...(route.query === undefined && route.body === undefined ? [] : [422]),
    429,
  ];
}

/**
 * A body or an answer of JSON; the examples of its schema stand where tools show them. They are asked of the schema itself:
 * JSON Schema leaves those of a body out whose fields are coerced.
 */
function jsonContent(zod: z.ZodType, io: 'input' | 'output'): Json {
  const { examples = zod.meta()?.['examples'], ...schema } = schemaOf(zod, io);
  const shown = Array.isArray(examples) ? (examples as unknown[]) : [];
  const named = shown.map((value, index): [string, Json] => [`example${index + 1}`, { value }]);
  return { 'application/json': { schema, ...(named.length > 0 && { examples: Object.fromEntries(named) }) } };
}

function responsesOf(route: Route): Record<string, Json> {
  const answers = Object.entries(route.answers).map(([status, { description, schema, type, etag }]): [string, Json] => {
    const content = {
      ...(schema !== undefined && jsonContent(schema, 'output')),
      ...(type !== undefined && { [type]: { schema: { type: 'string' } } }),
    };
    const headers = etag && { headers: { ETag: { $ref: '#/components/headers/ETag' } } };
    return [status, { description, ...headers, ...(Object.keys(content).length > 0 && { content }) }];
  });
  const refusals = refusalsOf(route).map((status): [string, Json] => [
    String(status),
    { $ref: `#/components/responses/${refusalNames[status] ?? 'Problem'}` },
  ]);
  return {
    ...Object.fromEntries(refusals),
    default: { $ref: '#/components/responses/Problem' },
    ...Object.fromEntries(answers),
  };
}

function operationOf(route: Route): Operation {
  const signedIn = route.access.kind === 'signed-in' ? route.access : undefined;
  const { body, idempotency } = route;
  const keyless = typeof idempotency === 'object' && signedIn !== undefined ? idempotency.none : undefined;
  return {
    operationId: operationIdOf(route),
    summary: route.summary,
    ...(keyless !== undefined && { description: `Takes no Idempotency-Key: ${keyless}` }),
    tags: [route.area],
    security: signedIn === undefined ? [] : [{ bearer: [] }, { serviceToken: [] }, { session: [] }],
    parameters: parametersOf(route, (schema) => schemaOf(schema, 'input')),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: ((schemaOf(body, 'input')['required'] ?? []) as string[]).length > 0,
            content: {
              ...jsonContent(body, 'input'),
              ...(route.receive
                ? { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } }
                : {}),
            },
          },
        }),
    responses: responsesOf(route),
    'x-required-permission': signedIn?.permission ?? null,
    'x-agents': signedIn?.agents ?? 'any',
  };
}

/** OpenAPI 3.1 of these routes, from the same schemas that validate their requests. `url` is where people reach us. */
export function openApiDocument(routes: readonly Route[], version: string, url = '/'): OpenApiDocument {
  const paths: Record<string, Record<string, Operation>> = {};
  for (const route of routes) (paths[route.path] ??= {})[route.method] = operationOf(route);
  const tags = [...new Set(routes.map(({ area }) => area))].map((name) => {
    const about = areas[name];
    return { name, ...(about !== undefined && { description: about }) };
  });
  const description =
    'Tickets, agents, changes and conversations of operations. A change is decided by people alone: x-agents and x-required-permission say who may call what.';
  const license = { name: 'Apache License 2.0', identifier: 'Apache-2.0' };
  return {
    openapi: '3.1.0',
    info: { title: 'Opsroom', version, description, license },
    servers: [{ url, description: 'This installation.' }],
    tags,
    paths,
    components,
  };
}

/** `GET /openapi.json`; `routes` is asked when the document is first wanted, so that it describes itself too. */
export function openApiRoute(routes: () => readonly Route[], version: string, url?: string): Route {
  let document: OpenApiDocument | undefined;
  return defineRoute({
    method: 'get',
    path: '/openapi.json',
    area: 'documentation',
    summary: 'This API as OpenAPI 3.1.',
    access: { kind: 'public' },
    answers: { 200: { description: 'The document', schema: z.object({ openapi: z.string() }).loose() } },
    handle: () => Promise.resolve(ok((document ??= openApiDocument(routes(), version, url)))),
  });
}
