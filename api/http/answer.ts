/** What a route answers; the server turns it into a response. */
export type Answer = {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent part by part in place of `body`, as fast as the client takes it; it is ended when the client hangs up. */
  readonly stream?: AsyncIterable<string | Uint8Array>;
};

export type FieldError = { readonly path: string; readonly message: string };

export function ok(body: unknown, status = 200): Answer {
  return { status, body };
}

/** Statuses that the contract's README gives a meaning; the title is their fixed text. */
const titles: Readonly<Record<number, string>> = {
  400: 'Malformed request',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  412: 'Precondition failed',
  413: 'Too large',
  415: 'Unsupported media type',
  422: 'Invalid fields',
  428: 'Precondition required',
  429: 'Too many requests',
  500: 'Internal error',
  503: 'Not available',
};

/**
 * An error as RFC 9457 problem (contract README, "Wire decisions"). `code` is a stable snake_case word for programs,
 * `detail` a sentence for people that says what to do next.
 */
export function problem(
  status: number,
  code: string,
  detail: string,
  more: Readonly<Record<string, unknown>> = {},
): Answer {
  return {
    status,
    body: {
      type: `urn:opsroom:problem:${code}`,
      title: titles[status] ?? 'Error',
      status,
      detail,
      error: code,
      ...more,
    },
    headers: { 'content-type': 'application/problem+json' },
  };
}

/** The sentence for people in a problem, for who reads it elsewhere than over HTTP. */
export function sentenceIn({ body, status }: Answer): string {
  const detail = typeof body === 'object' && body !== null && 'detail' in body ? body.detail : undefined;
  return typeof detail === 'string' ? detail : (titles[status] ?? 'Error');
}

export function notFound(what: string): Answer {
  const code = `${what.toLowerCase().replaceAll(' ', '_')}_not_found`;
  return problem(404, code, `There is no such ${what.toLowerCase()}, or you may not see it.`);
}

export function forbidden(permission: string, detail?: string): Answer {
  return problem(403, 'access_denied', detail ?? `This needs the permission ${permission}.`, {
    required_permission: permission,
  });
}
