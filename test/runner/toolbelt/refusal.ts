type Body = Readonly<Record<string, unknown>>;

/** How the platform's double says no: a status and a sentence. */
export class Refused extends Error {
  readonly status: number;
  constructor(status: number, detail: string) {
    super(detail);
    this.status = status;
  }
}

/** Refuses a body that lacks a field or has one that the platform does not know. */
export function only(body: Body, needed: readonly string[], optional: readonly string[] = []): void {
  const missing = needed.filter((name) => body[name] === undefined || body[name] === '');
  const unknown = Object.keys(body).filter((name) => !needed.includes(name) && !optional.includes(name));
  if (missing.length + unknown.length > 0)
    throw new Refused(422, `missing: ${missing.join()}; unknown: ${unknown.join()}`);
}
