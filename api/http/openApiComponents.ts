type Json = Record<string, unknown>;

/** What the areas are about; the linter asks for it. */
export const areas: Readonly<Record<string, string>> = {
  health: 'Whether the installation works.',
  auth: 'Signing in, and the credentials of the caller.',
  access: 'People, roles, scopes and service tokens.',
  tickets: 'Requests and incidents, from the sentence to the resolution.',
  providers: 'Where tickets are kept besides here.',
  attachments: 'Files of tickets.',
  intake: 'Which group a message is for, and what has to be asked first.',
  'ops-chat': 'Conversations: messages, turns, and what external consumers deliver.',
  agents: 'Programs that work tickets, their tasks and their runners.',
  vault: 'Leases of access that agents hold.',
  changes: 'What waits for a decision of people, and what became of it.',
  'access-requests': 'Access that an agent asks for, with its gate.',
  workflows: 'Described ways of working that a person has reviewed, and their runs.',
  postmortems: 'What was learnt, and what it is made into.',
  knowledge: 'Articles.',
  skills: 'Instructions that agents are given.',
  tools: 'Programs around the installation, and how they are.',
  cicd: 'Security runs of pipelines.',
  audit: 'Who did what, and what happened.',
  dashboard: 'Counts and courses for an overview.',
  search: 'One search over everything that the caller may see.',
  events: 'What happens, as a stream.',
  webhooks: 'What other programs are told.',
  documentation: 'This document.',
};

/** Names of the refusals under `components.responses`, by status. */
export const refusalNames: Readonly<Record<number, string>> = {
  400: 'Malformed',
  401: 'NotSignedIn',
  403: 'NotAllowed',
  404: 'NotFound',
  409: 'Conflict',
  412: 'Stale',
  413: 'TooLarge',
  415: 'UnsupportedMediaType',
  422: 'InvalidFields',
  428: 'Unread',
  429: 'TooManyRequests',
};

function refusal(status: number, title: string, description: string, example: Json, headers?: Json): Json {
  const value = { type: `urn:opsroom:problem:${String(example['error'])}`, title, status, ...example };
  return {
    description,
    ...(headers && { headers }),
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' }, example: value } },
  };
}

const retryAfter = {
  'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer', minimum: 1 } },
};

const responses = {
  Problem: {
    description: 'Why not (RFC 9457).',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  },
  Malformed: refusal(400, 'Malformed request', 'The body cannot be read; `position` says where JSON breaks.', {
    detail: 'The body is not valid JSON: something else was expected at line 1, column 12.',
    error: 'malformed_json',
    position: { offset: 11, line: 1, column: 12 },
  }),
  NotSignedIn: refusal(401, 'Not signed in', 'No credentials, or none that are good.', {
    detail: 'Send a bearer token, or sign in at POST /api/auth/login.',
    error: 'not_signed_in',
  }),
  NotAllowed: refusal(403, 'Not allowed', 'The caller may not; `required_permission` says what it would take.', {
    detail: 'This needs the permission changes:approve.',
    error: 'access_denied',
    required_permission: 'changes:approve',
  }),
  NotFound: refusal(404, 'Not found', 'It is not there, or the caller may not see it.', {
    detail: 'There is no such ticket, or you may not see it.',
    error: 'ticket_not_found',
  }),
  Conflict: refusal(409, 'Conflict', 'The state is another one by now, or the Idempotency-Key was used otherwise.', {
    detail: 'This Idempotency-Key was used with another request. Use a new key.',
    error: 'idempotency_key_reused',
  }),
  Stale: refusal(
    412,
    'Precondition failed',
    'It has another version by now than If-Match says; `version` is the current.',
    {
      detail: 'This was changed meanwhile: it is at version 2 now. Read it again, and send that version.',
      error: 'version_changed',
      version: 2,
    },
  ),
  TooLarge: refusal(413, 'Too large', 'The body is larger than this address takes.', {
    detail: 'The body may have at most 1048576 bytes.',
    error: 'body_too_large',
  }),
  UnsupportedMediaType: refusal(415, 'Unsupported media type', 'The body is neither JSON nor a form.', {
    detail: 'Send application/json, not text/plain.',
    error: 'unsupported_media_type',
  }),
  InvalidFields: refusal(422, 'Invalid fields', 'Fields are missing or wrong; `errors` names every one of them.', {
    detail: 'Wrong fields: body.title (Too big: expected string to have <=2000 characters).',
    error: 'invalid_fields',
    errors: [{ path: 'body.title', message: 'Too big: expected string to have <=2000 characters' }],
  }),
  Unread: refusal(428, 'Precondition required', 'To approve, the version that was read has to be sent.', {
    detail:
      'Send the `version` that was read, in the body or as If-Match: only what was read can be approved, not what was written since.',
    error: 'precondition_required',
  }),
  TooManyRequests: refusal(
    429,
    'Too many requests',
    'The caller asks more often than is let through.',
    { detail: 'You ask more often than is let through. Come again in 1 second.', error: 'too_many_requests' },
    retryAfter,
  ),
};

/** What all operations refer to. */
export const components = {
  securitySchemes: {
    bearer: {
      type: 'http',
      scheme: 'bearer',
      description: 'A personal token, a sign-in, the run token of an agent, or the service token.',
    },
    serviceToken: {
      type: 'apiKey',
      in: 'header',
      name: 'X-Dashboard-Service-Token',
      description:
        'The service token. X-Dashboard-Service-User may name for whom the service speaks; it is recorded as who submitted, never as who decided.',
    },
    session: {
      type: 'apiKey',
      in: 'cookie',
      name: 'dashboard_session',
      description: 'A sign-in of a browser; it changes things only from our own pages.',
    },
  },
  parameters: {
    IdempotencyKey: {
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      description:
        'The same key and body within 24 hours give the first answer; the same key with another body is 409.',
      schema: { type: 'string', maxLength: 200 },
      example: '6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10',
    },
    IfMatch: {
      name: 'If-Match',
      in: 'header',
      required: false,
      description: 'The ETag of what was read: it is changed only while that is its version, else the answer is 412.',
      schema: { type: 'string' },
      example: '"3"',
    },
  },
  headers: {
    ETag: {
      description:
        'For If-Match: the version that is now there, of a ticket for what is done on it; of a file its SHA-256.',
      schema: { type: 'string' },
      example: '"3"',
    },
  },
  responses,
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
          items: {
            type: 'object',
            required: ['path', 'message'],
            properties: { path: { type: 'string' }, message: { type: 'string' } },
          },
        },
      },
      additionalProperties: true,
    },
  },
};
