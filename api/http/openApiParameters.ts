import type { Route } from './route.js';

type Json = Record<string, unknown>;
export type Parameter =
  | {
      readonly name: string;
      readonly in: 'path' | 'query' | 'header';
      readonly required: boolean;
      readonly description?: string;
      readonly example?: unknown;
      readonly schema: Json;
    }
  | { readonly $ref: string };

/** What these mean is the same in every list. */
const everywhere: Readonly<Record<string, string>> = {
  limit: 'How many rows at most.',
  offset: 'How many rows to pass over.',
  cursor: 'The next_cursor of the page before, unchanged.',
  q: 'Words to look for.',
};

const singular = (word: string): string =>
  word
    .replace(/ies$/, 'y')
    .replace(/sses$/, 'ss')
    .replace(/([^s])s$/, '$1');

/** `{id}` of `/api/tickets/{id}/notes` is the id of the ticket; `{ticket_id}` is too, wherever it stands. */
function meaningOf(path: string, name: string): string {
  if (name.endsWith('_id')) return `Id of the ${name.slice(0, -3).replaceAll('_', ' ')}.`;
  const before = path
    .slice(0, path.indexOf(`{${name}}`))
    .split('/')
    .filter((part) => part !== '' && !part.startsWith('{'));
  const thing = singular(before.at(-1) ?? 'row').replaceAll('-', ' ');
  return name === 'id' ? `Id of the ${thing}.` : `The ${name.replaceAll('_', ' ')} of the ${thing}.`;
}

/** What a schema says about itself belongs to the parameter, where readers look for it. */
function parameter(
  where: 'path' | 'query',
  name: string,
  schema: Json,
  required: boolean,
  fallback?: string,
): Parameter {
  const { description = fallback, example, examples, ...rest } = schema;
  const shown = example ?? (Array.isArray(examples) ? (examples as unknown[])[0] : undefined);
  return {
    name,
    in: where,
    required,
    ...(typeof description === 'string' && { description }),
    ...(shown !== undefined && { example: shown }),
    schema: rest,
  };
}

const propertiesOf = (schema: Json): [string, Json][] =>
  Object.entries((schema['properties'] ?? {}) as Record<string, Json>);

/** Every parameter of a route; `schemaOf` makes JSON Schema of what is sent. */
export function parametersOf(route: Route, schemaOf: (schema: NonNullable<Route['query']>) => Json): Parameter[] {
  const path = route.params === undefined ? [] : propertiesOf(schemaOf(route.params));
  const query = route.query === undefined ? {} : schemaOf(route.query);
  const required = (query['required'] ?? []) as string[];
  const takesKey = route.method !== 'get' && route.access.kind !== 'public' && typeof route.idempotency !== 'object';
  return [
    ...path.map(([name, schema]) => parameter('path', name, schema, true, meaningOf(route.path, name))),
    ...propertiesOf(query).map(([name, schema]) =>
      parameter('query', name, schema, required.includes(name), everywhere[name]),
    ),
    ...Object.entries(route.headers ?? {}).map(([name, description]): Parameter => ({
      ...{ name, in: 'header', required: false, description, schema: { type: 'string' } },
    })),
    ...(route.concurrency === undefined ? [] : [{ $ref: '#/components/parameters/IfMatch' }]),
    ...(takesKey ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
  ];
}
