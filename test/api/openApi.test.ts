import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { openApiDocument, type Operation, type Parameter } from '../../api/http/openApi.js';
import { listRoutes, routesOfThisTree } from '../support/listRoutes.js';

const command = 'node build.mjs && node dist/test/support/listRoutes.js > test/api/routes.txt';

describe('the OpenAPI document', () => {
  const document = openApiDocument(routesOfThisTree(), '1.2.3');
  const operations = Object.entries(document.paths).flatMap(([address, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ address, method, operation })),
  );
  const named = (operation: Operation, where: 'path' | 'query'): string[] =>
    operation.parameters.flatMap((parameter: Parameter) =>
      'in' in parameter && parameter.in === where ? [parameter.name] : [],
    );

  it('lists the routes of test/api/routes.txt, with who may call them', async () => {
    const written = await readFile(path.join(process.cwd(), 'test', 'api', 'routes.txt'), 'utf8');
    expect(listRoutes(routesOfThisTree()), `the routes changed; when that is meant: ${command}`).to.equal(written);
  });

  it('declares every parameter of an address, and none that is not in it', () => {
    for (const { address, operation } of operations) {
      const inAddress = [...address.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      expect(named(operation, 'path'), address).to.have.members(inAddress);
    }
  });

  it('names every operation once', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).to.equal(ids.length);
    for (const id of ids) expect(id).to.match(/^[a-z]+[A-Z][A-Za-z0-9]*$/);
  });

  it('refers to nothing that is not there', () => {
    const text = JSON.stringify(document);
    const refs = [...text.matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)];
    expect(refs.length).to.be.greaterThan(50);
    expect(text.match(/"\$ref"/g)?.length).to.equal(refs.length);
    for (const [, kind = '', name = ''] of refs)
      expect(document.components[kind], `${kind}/${name}`).to.have.property(name);
  });

  it('describes bodies as they may be sent and answers as they come', () => {
    const create = document.paths['/api/tickets']?.['post'];
    const body = create?.requestBody as {
      required: boolean;
      content: Record<string, { schema: Record<string, unknown> }>;
    };
    const schema = body.content['application/json']?.schema;
    expect(body.required).to.equal(true);
    expect(schema?.['required']).to.deep.equal(['title']);
    expect(schema?.['properties']).to.have.property('security_classification').with.property('default', 'internal');
    const list = document.paths['/api/tickets']?.['get'];
    expect(list && named(list, 'query')).to.include.members(['status', 'limit', 'offset', 'sort_by']);
    expect(list?.responses['200']).to.have.nested.property(
      'content.application/json.schema.properties.total.type',
      'integer',
    );
  });

  it('says of every mutation that it takes an Idempotency-Key, but for those that say why not', () => {
    const key = '#/components/parameters/IdempotencyKey';
    const without: string[] = [];
    for (const { method, address, operation } of operations) {
      const takesIt = operation.parameters.some((one) => '$ref' in one && one.$ref === key);
      if (method === 'get' || operation['x-required-permission'] === null) expect(takesIt, address).to.equal(false);
      else if (!takesIt) {
        without.push(`${method} ${address}`);
        expect(operation.description, address).to.match(/^Takes no Idempotency-Key: [A-Z].{20,}\.$/);
      }
    }
    expect(without).to.have.members([
      ...['post /api/auth/tokens', 'post /api/access/service-tokens', 'post /api/access/me/matrix-link'],
      ...['post /api/auth/password', 'post /api/access/users/{id}/password', 'post /api/auth/oidc/link'],
    ]);
  });

  it('says of every refusal that it is a problem', () => {
    for (const { address, operation } of operations) {
      expect(operation.responses, address)
        .to.have.property('default')
        .that.deep.equals({ $ref: '#/components/responses/Problem' });
    }
  });

  it('closes both verbs of a decision to agents', () => {
    for (const verb of ['approve', 'reject'])
      expect(document.paths[`/api/changes/{id}/${verb}`]?.['post']?.['x-agents']).to.equal('never');
  });
});
