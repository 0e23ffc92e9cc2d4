import { z } from 'zod';
import { problem, type Answer } from '../../api/http/answer.js';
import type { Route } from '../../api/http/route.js';

/** The word under which a test recognises that an answer is not what its route declares. */
export const notAsDeclared = 'answer_not_as_declared';

export type AnswersAsDeclared = {
  /** The route, with every answer held against what `answers` says about its status. */
  readonly each: (route: Route) => Route;
  /** What was wrong and is not yet told. */
  readonly faults: string[];
};

/** RFC 9457 with the stable word of ours; every refusal of every route. */
const problemShape = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string(),
  error: z.string().regex(/^[a-z0-9_]+$/),
});

const shapes = new WeakMap<z.ZodType, z.ZodType>();

/** The schema as the OpenAPI document shows it: a field that a plain object does not name is one too many there. */
function documented(schema: z.ZodType): z.ZodType {
  const known = shapes.get(schema);
  if (known) return known;
  const made = z.fromJSONSchema(z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }));
  shapes.set(schema, made);
  return made;
}

function mismatch(schema: z.ZodType, body: unknown): string | undefined {
  const parsed = schema.safeParse(body);
  if (parsed.success) return undefined;
  return parsed.error.issues
    .slice(0, 5)
    .map(({ path, message }) => `${path.map(String).join('.') || 'the body'}: ${message}`)
    .join('; ');
}

function isText(body: unknown): boolean {
  return typeof body === 'string' || Buffer.isBuffer(body);
}

/** If-Match and ETag: what is declared is done, and what is done is declared. */
function versionFault(route: Route, { status, headers }: Answer, readIfMatch: boolean): string | undefined {
  const { concurrency } = route;
  if (readIfMatch && concurrency === undefined) return 'If-Match is read, and the route declares no concurrency';
  if (status === 428 && concurrency !== 'required') return 'status 428, and its concurrency is not `required`';
  if (status >= 300) return undefined;
  if (!readIfMatch && concurrency !== undefined) return 'If-Match is declared, and nobody read it';
  const [sent, declared] = [headers?.['etag'] !== undefined, route.answers[status]?.etag === true];
  if (sent === declared) return undefined;
  return sent ? `status ${status} has an ETag, and its answer declares none` : `status ${status} has no ETag`;
}

function faultOf(route: Route, answer: Answer, readIfMatch: boolean): string | undefined {
  const { status, body, headers, stream } = answer;
  const declared = route.answers[status];
  const version = versionFault(route, answer, readIfMatch);
  if (version !== undefined) return version;
  const wire: unknown = body === undefined || isText(body) ? body : JSON.parse(JSON.stringify(body));
  if (status >= 400 && headers?.['content-type'] === 'application/problem+json') return mismatch(problemShape, wire);
  if (!declared) return `status ${status} is not among its answers`;
  if (stream !== undefined || isText(body)) {
    return declared.type === undefined ? `status ${status} is text, and its answer declares no type` : undefined;
  }
  if (wire === undefined) return undefined;
  if (!declared.schema) return `status ${status} has a body, and its answer declares no schema`;
  return mismatch(documented(declared.schema), wire);
}

/**
 * Holds every answer of every test against the OpenAPI document. A fault is answered as 500 `answer_not_as_declared`, which
 * `TestApi.call` throws as an error; what nobody saw fails the file at `TestApi.stop`. When your test fails with it, mend
 * the `answers` of the route (declare the field, say that it is nullable, or `.loose()`), or what the route answers.
 */
export function answersAsDeclared(): AnswersAsDeclared {
  const faults: string[] = [];
  return {
    faults,
    each: (route) => ({
      ...route,
      async handle(request) {
        let readIfMatch = false;
        const header = (name: string): string | undefined => {
          if (name.toLowerCase() === 'if-match') readIfMatch = true;
          return request.header(name);
        };
        const answer = await route.handle({ ...request, header });
        const fault = faultOf(route, answer, readIfMatch);
        if (fault === undefined) return answer;
        const told = `${route.method.toUpperCase()} ${route.path} ${answer.status} is not as declared: ${fault}`;
        faults.push(told);
        return problem(500, notAsDeclared, told);
      },
    }),
  };
}
