import { z } from 'zod';
import { ok } from './answer.js';
import { defineRoute, type Route } from './route.js';

type Json = Record<string, unknown>;
export type Parameter =
  { name: string; in: 'path' | 'query' | 'header'; required: boolean; schema: Json } | { $ref: string };
export type Operation = {
  readonly operationId: string;
  readonly summary: string;
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
  readonly tags: readonly { readonly name: string }[];
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

const propertiesOf = (schema: Json): [string, Json][] =>
  Object.entries((schema['properties'] ?? {}) as Record<string, Json>);

function parametersOf(route: Route): Parameter[] {
  const path = route.params === undefined ? [] : propertiesOf(schemaOf(route.params, 'input'));
  const querySchema = route.query === undefined ? {} : schemaOf(route.query, 'input');
  const required = (querySchema['required'] ?? []) as string[];
  return [
    ...path.map(([name, schema]) => ({ name, in: 'path' as const, required: true, schema })),
    ...propertiesOf(querySchema).map(([name, schema]) => ({
      name,
      in: 'query' as const,
      required: required.includes(name),
      schema,
    })),
    ...(route.method === 'get' || route.access.kind === 'public'
      ? []
      : [{ $ref: '#/components/parameters/IdempotencyKey' }]),
  ];
}

/** The refusals that a route can come to by how it is declared; what it refuses by itself falls under `default`. */
function refusalsOf(route: Route): number[] {
  return [
    ...(route.access.kind === 'public' ? [] : [401, 403]),
    ...(route.params === undefined ? [] : [404]),
    ...(route.method === 'get' ? [] : [400, 409, 413, 415]),
    ...(route.query === undefined && route.body === undefined ? [] : [422]),
  ];
}

function responsesOf(route: Route): Record<string, Json> {
  const answers = Object.entries(route.answers).map(([status, { description, schema, type }]): [string, Json] => {
    const content = schema === undefined ? undefined : { 'application/json': { schema: schemaOf(schema, 'output') } };
    const plain = type === undefined ? undefined : { [type]: { schema: { type: 'string' } } };
    const shown = content ?? plain;
    return [status, { description, ...(shown === undefined ? {} : { content: shown }) }];
  });
  const problem = { $ref: '#/components/responses/Problem' };
  return {
    ...Object.fromEntries(refusalsOf(route).map((status) => [String(status), problem])),
    default: problem,
    ...Object.fromEntries(answers),
  };
}

function operationOf(route: Route): Operation {
  const signedIn = route.access.kind === 'signed-in' ? route.access : undefined;
  const body = route.body === undefined ? undefined : schemaOf(route.body, 'input');
  return {
    operationId: operationIdOf(route),
    summary: route.summary,
    tags: [route.area],
    security: signedIn === undefined ? [] : [{ bearer: [] }, { serviceToken: [] }, { session: [] }],
    parameters: parametersOf(route),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: ((body['required'] ?? []) as string[]).length > 0,
            content: { 'application/json': { schema: body } },
          },
        }),
    responses: responsesOf(route),
    'x-required-permission': signedIn?.permission ?? null,
    'x-agents': signedIn?.agents ?? 'any',
  };
}

const components = {
  securitySchemes: {
    bearer: {
      type: 'http',
      scheme: 'bearer',
      description: 'A personal token, a sign-in, the run token of an agent, or the service token.',
    },
    serviceToken: { type: 'apiKey', in: 'header', name: 'X-Dashboard-Service-Token' },
    session: { type: 'apiKey', in: 'cookie', name: 'dashboard_session' },
  },
  parameters: {
    IdempotencyKey: {
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      description:
        'The same key and body within 24 hours give the first answer; the same key with another body is 409.',
      schema: { type: 'string', maxLength: 200 },
    },
  },
  responses: {
    Problem: {
      description: 'Why not (RFC 9457).',
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  },
  schemas: {
    Problem: {
      type: 'object',
      required: ['type', 'title', 'status', 'detail', 'error'],
      properties: {
        type: { type: 'string' },
        title: { type: 'string' },
        status: { type: 'integer' },
        detail: { type: 'string', description: 'A sentence for people.' },
        error: { type: 'string', description: 'A stable word for programs, such as ticket_not_found.' },
        required_permission: { type: 'string' },
        errors: {
          type: 'array',
          items: { type: 'object', properties: { path: { type: 'string' }, message: { type: 'string' } } },
        },
      },
    },
  },
};

/** OpenAPI 3.1 of these routes, from the same schemas that validate their requests. */
export function openApiDocument(routes: readonly Route[], version: string): OpenApiDocument {
  const paths: Record<string, Record<string, Operation>> = {};
  for (const route of routes) (paths[route.path] ??= {})[route.method] = operationOf(route);
  const tags = [...new Set(routes.map(({ area }) => area))].map((name) => ({ name }));
  const description =
    'Tickets, agents, changes and conversations of operations. A change is decided by people alone: x-agents and x-required-permission say who may call what.';
  return { openapi: '3.1.0', info: { title: 'Opsroom', version, description }, tags, paths, components };
}

/** `GET /openapi.json`; `routes` is asked when the document is first wanted, so that it describes itself too. */
export function openApiRoute(routes: () => readonly Route[], version: string): Route {
  let document: OpenApiDocument | undefined;
  return defineRoute({
    method: 'get',
    path: '/openapi.json',
    area: 'documentation',
    summary: 'This API as OpenAPI 3.1.',
    access: { kind: 'public' },
    answers: { 200: { description: 'The document', schema: z.object({ openapi: z.string() }).loose() } },
    handle: () => Promise.resolve(ok((document ??= openApiDocument(routes(), version)))),
  });
}
