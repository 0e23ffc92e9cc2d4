import { expect } from 'chai';
import type { OpenApiDocument, Operation } from '../../../api/http/openApi.js';
import type { Fields, TestApi } from '../../support/api.js';

export type Address = { readonly method: string; readonly path: string; readonly operation: Operation };

export const nameOf = ({ method, path }: Pick<Address, 'method' | 'path'>): string => `${method} ${path}`;
/** Null: everybody may come in. */
export const requiredAt = ({ operation }: Address): string | null => operation['x-required-permission'];

/** Every address of the OpenAPI document that is served. */
export async function addressesOf(api: TestApi): Promise<Address[]> {
  const document = (await api.call('nobody', 'GET', '/openapi.json')).body as unknown as OpenApiDocument;
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
}

type Answered = { readonly status: number; readonly body: Fields; readonly headers: Headers };

/**
 * One request with ids that are not there: who may come in is decided before anything is looked for. What streams is left
 * as soon as it has begun, because it does not end by itself.
 */
export async function knock(api: TestApi, token: string | undefined, { method, path }: Address): Promise<Answered> {
  const hangUp = new AbortController();
  const reads = method === 'GET';
  const answer = await fetch(api.url + path.replaceAll(/\{\w+\}/g, '999999'), {
    method,
    redirect: 'manual',
    signal: hangUp.signal,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(reads ? {} : { 'content-type': 'application/json' }),
    },
    ...(reads ? {} : { body: '{}' }),
  });
  const { status, headers } = answer;
  if (headers.get('content-type')?.startsWith('application/problem+json') !== true) {
    hangUp.abort();
    return { status, headers, body: {} };
  }
  return { status, headers, body: (await answer.json()) as Fields };
}

export async function deniedTo(api: TestApi, actor: string): Promise<number> {
  const { rows } = await api.db.query<{ count: number }>(
    `select count(*) from audit_log where action = 'access_denied' and actor = $1`,
    [actor],
  );
  return rows[0]?.count ?? 0;
}

/** Knocks that are made at the same time: thousands one after the other would wait most of their time. */
const atOnce = 8;

/** Knocks everywhere: what the rule closes answers 403 and leaves one audit row each, everything else lets in. */
export async function expectOpenOnly(
  api: TestApi,
  addresses: readonly Address[],
  who: { readonly token: string; readonly actor: string },
  isOpen: (address: Address) => boolean,
): Promise<number> {
  const before = await deniedTo(api, who.actor);
  let closed = 0;
  const guarded = addresses.filter((address) => requiredAt(address) !== null);
  for (let from = 0; from < guarded.length; from += atOnce) {
    const some = guarded.slice(from, from + atOnce);
    const answers = await Promise.all(
      some.map(async (address) => ({ address, ...(await knock(api, who.token, address)) })),
    );
    for (const { address, status, body } of answers) {
      const where = `${who.actor}: ${nameOf(address)}`;
      if (isOpen(address)) {
        expect(body['error'], where).to.not.equal('access_denied');
        expect(status, `${where} ${JSON.stringify(body)}`).to.not.be.oneOf([401, 500]);
      } else {
        closed += 1;
        const seen = [status, body['error'], body['required_permission']];
        expect(seen, where).to.deep.equal([403, 'access_denied', requiredAt(address)]);
      }
    }
  }
  expect(await deniedTo(api, who.actor), 'audit rows').to.equal(before + closed);
  return closed;
}
