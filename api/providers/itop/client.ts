import type { Secret } from '../../../config/secret.js';
import type { Failure } from '../port.js';
import { objectIn, redact, send } from '../send.js';

export type ItopSettings = {
  /** Up to where /webservices begins. */
  readonly url: string;
  readonly user: string;
  readonly password: Secret;
  readonly webBase: string;
  readonly orgId: number | null;
  readonly callerId: number | null;
  readonly agentId: number | null;
  readonly teamId: number | null;
  readonly createTeams: boolean;
  /** Seconds. */
  readonly firstSync: number;
  /** Seconds. */
  readonly stimulusWait: number;
};

/** One object of an answer; `fields` holds what was asked for. */
export type ItopObject = {
  readonly key: string;
  readonly itopClass: string;
  readonly fields: Readonly<Record<string, unknown>>;
};
export type ItopAnswer = { readonly kind: 'done'; readonly objects: readonly ItopObject[] } | Failure;
export type Operation = Readonly<Record<string, unknown>> & { readonly operation: string };
export type CallItop = (operation: Operation, signal: AbortSignal) => Promise<ItopAnswer>;

/** RestResult::UNAUTHORIZED: a wrong password, or a profile without the right to a class. */
const unauthorised = 1;

function objectsOf(value: unknown): ItopObject[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value as Record<string, unknown>).flatMap(([name, found]) => {
    if (typeof found !== 'object' || found === null) return [];
    const { key, class: itopClass, fields } = found as Record<string, unknown>;
    const [classOfName = '', keyOfName = ''] = name.split('::');
    return [
      {
        key: typeof key === 'string' || typeof key === 'number' ? String(key) : keyOfName,
        itopClass: typeof itopClass === 'string' ? itopClass : classOfName,
        fields: typeof fields === 'object' && fields !== null ? (fields as Record<string, unknown>) : {},
      },
    ];
  });
}

/**
 * One operation of iTop's REST/JSON services, version 1.4 (contract 25.1). iTop answers 200 with a code of its own; whatever
 * is no such answer says nothing about the request.
 */
export function itopClient({ url, user, password }: ItopSettings): CallItop {
  const basic = Buffer.from(`${user}:${password.reveal()}`).toString('base64');
  return async (operation, signal) => {
    const body = new URLSearchParams({
      version: '1.4',
      json_output: '1',
      auth_user: user,
      auth_pwd: password.reveal(),
      json_data: JSON.stringify(operation),
    });
    const reply = await send(
      'iTop',
      {
        url: `${url}/webservices/rest.php`,
        headers: { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' },
        body: body.toString(),
      },
      signal,
    );
    if (reply.kind !== 'answered') return reply;
    const answer = reply.status === 200 ? objectIn(reply.text) : undefined;
    if (!answer || typeof answer['code'] !== 'number') {
      return { kind: 'broken', message: `iTop answered with HTTP ${reply.status} and no JSON; is ${url} its address?` };
    }
    if (answer['code'] === 0) return { kind: 'done', objects: objectsOf(answer['objects']) };
    const said = typeof answer['message'] === 'string' ? answer['message'] : 'no reason given';
    const message = `iTop: ${redact(said, [password]).slice(0, 500)}`;
    return { kind: answer['code'] === unauthorised ? 'unauthorised' : 'refused', message };
  };
}

/** The installation has no such attribute: iTop's data model differs from house to house. */
export function isUnknownAttribute(outcome: { readonly kind: string; readonly message?: string }): boolean {
  return outcome.kind === 'refused' && /unknown attribute|invalid attribute/i.test(outcome.message ?? '');
}
