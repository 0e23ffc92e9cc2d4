import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { openApiDocument } from '../../api/http/openApi.js';
import { startTestApi, type TestApi } from '../support/api.js';
import { routesOfThisTree } from '../support/listRoutes.js';

type Promised = {
  readonly method: string;
  readonly path: string;
  readonly permission: string;
  readonly owed: string | undefined;
};

/** Where we ask for another permission than the contract's table, and why. */
const otherPermissions: Readonly<Record<string, string>> = {
  // The table asks for `*`, which no local agent has, though the compatible form exists for them (27.10).
  'PUT /api/tickets/{}': 'tickets:note',
  'PATCH /api/tickets/{}': 'tickets:note',
  'POST /api/tickets/{}': 'tickets:note',
  // Contract 3.7 checks the row with this one; who may file a ticket may not therefore change who others' are for.
  'POST /api/tickets/{}/contacts': 'tickets:update',
  // Requesters answer on their own tickets, and write no notes of the house.
  'POST /api/tickets/{}/user-response': 'tickets:reply',
  // It fetches from a provider, as its neighbours do; the table names it by the route that shadowed it (27.16).
  'POST /api/tickets/sync-all': 'providers:sync',
  // Public, as the wire decisions have it: it says no more than that we are there.
  'GET /health': 'none',
  // Neither stores anything, and chat turns ask both: a turn holds nothing that writes rules.
  'POST /api/intake/classify': 'intake:read',
  'POST /api/intake/clarify': 'intake:read',
};

/** Without names of parameters, and so as one line can be found by the other. */
const bare = (address: string): string => address.replaceAll(/\{\w+\}/g, '{}');

describe('the endpoints that the contract names', () => {
  let api: TestApi;
  let promised: Promised[];
  const declared = new Map(
    Object.entries(openApiDocument(routesOfThisTree(), '1').paths).flatMap(([address, methods]) =>
      Object.entries(methods).map(([method, operation]) => [`${method.toUpperCase()} ${bare(address)}`, operation]),
    ),
  );

  before(async () => {
    const text = await readFile(path.join(process.cwd(), 'test', 'api', 'contract.txt'), 'utf8');
    promised = text
      .trim()
      .split('\n')
      .map((line) => {
        const [method = '', address = '', permission = '', owed] = line.split(' ');
        return { method, path: address, permission, owed: owed?.replace('owed:', '') };
      });
    api = await startTestApi();
  });
  after(() => api?.stop());

  it('are in the document, each with its permission, but for those that are still owed', () => {
    const missing = promised
      .filter((one) => one.owed === undefined)
      .map((one) => `${one.method} ${bare(one.path)}`)
      .filter((name) => !declared.has(name));
    expect(missing).to.deep.equal([]);
  });

  it('ask for the permission of the contract, but for those named above with a reason', () => {
    const other = promised.flatMap(({ method, path: address, permission, owed }) => {
      const name = `${method} ${bare(address)}`;
      const asked = declared.get(name)?.['x-required-permission'] ?? 'none';
      const wanted = otherPermissions[name] ?? permission;
      return owed === undefined && asked !== wanted ? [`${name} asks for ${asked}, not ${wanted}`] : [];
    });
    expect(other).to.deep.equal([]);
  });

  it('answer 404 while they are owed, and never a stub', async () => {
    for (const { method, path: address, owed } of promised) {
      if (owed === undefined) continue;
      expect(owed, address).to.be.oneOf(['runner', 'board']);
      expect(
        declared.has(`${method} ${bare(address)}`),
        `${method} ${address} is there: it is not owed any more`,
      ).to.equal(false);
      const knocked = address.replaceAll(/\{\w+\}/g, '1');
      const answer = await api.call('admin', method, knocked, method === 'GET' ? undefined : {});
      expect(answer.status, `${method} ${knocked}`).to.be.oneOf([404, 405]);
    }
  });
});
