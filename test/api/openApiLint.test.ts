import { createConfig, lintFromString } from '@redocly/openapi-core';
import { expect } from 'chai';
import { openApiDocument } from '../../api/http/openApi.js';
import type { Operation } from '../../api/http/openApi.js';
import { routesOfThisTree } from '../support/listRoutes.js';
import { numberIn, startTestApi, type Called, type Fields, type TestApi } from '../support/api.js';

describe('the OpenAPI document, as its readers need it', () => {
  const document = openApiDocument(routesOfThisTree(), '1.2.3', 'https://ops.example.org');
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, method, path, operation })),
  );
  const refOf = (operation: Operation, status: string): unknown => operation.responses[status]?.['$ref'];

  it('passes the linter of Redocly with its recommended rules', async () => {
    const config = await createConfig({
      extends: ['recommended'],
      rules: {
        // /api/agents/tasks is not the agent called tasks: the router prefers fixed words.
        'no-ambiguous-paths': 'off',
        // The contract's own bodies have keys that are ignored, such as the actor, who is the caller in truth.
        'no-invalid-media-type-examples': { severity: 'error', allowAdditionalProperties: true },
        'operation-operationId': 'error',
        'operation-summary': 'error',
        'no-unused-components': 'error',
        'security-defined': 'error',
      },
    });
    const problems = await lintFromString({ source: JSON.stringify(document), config });
    const told = problems.map(
      ({ ruleId, message, location }) => `${ruleId}: ${message} at ${location[0]?.pointer ?? ''}`,
    );
    expect(told).to.deep.equal([]);
  });

  it('says where the API is', () => {
    expect(document.servers).to.deep.equal([{ url: 'https://ops.example.org', description: 'This installation.' }]);
    expect(document.info).to.have.nested.property('license.identifier', 'Apache-2.0');
  });

  it('says of every part of an address what it is', () => {
    for (const { name, operation } of operations) {
      for (const parameter of operation.parameters) {
        if ('$ref' in parameter || parameter.in !== 'path') continue;
        expect(parameter.description, `${name} ${parameter.name}`).to.be.a('string').with.length.greaterThan(5);
        expect(parameter.required).to.equal(true);
        expect(parameter.schema, `${name} ${parameter.name}`).to.not.deep.equal({});
      }
    }
    const note = document.paths['/api/tickets/{id}/notes']?.['post']?.parameters[0];
    expect(note).to.deep.include({ name: 'id', in: 'path', description: 'Id of the ticket.' });
    expect(note).to.have.nested.property('schema.type', 'integer');
  });

  it('says of every operation how it refuses, by what it takes', () => {
    for (const { name, method, operation } of operations) {
      const open = operation['x-required-permission'] === null;
      for (const [status, component, applies] of [
        ['400', 'Malformed', method !== 'get'],
        ['401', 'NotSignedIn', !open],
        ['403', 'NotAllowed', !open],
        ['404', 'NotFound', operation.parameters.some((one) => 'in' in one && one.in === 'path')],
        ['409', 'Conflict', method !== 'get'],
        ['413', 'TooLarge', method !== 'get'],
        ['415', 'UnsupportedMediaType', method !== 'get'],
        ['422', 'InvalidFields', operation.requestBody !== undefined],
        ['429', 'TooManyRequests', true],
      ] as const) {
        if (!applies || operation.responses[status]?.['description'] !== undefined) continue;
        expect(refOf(operation, status), `${name} ${status}`).to.equal(`#/components/responses/${component}`);
      }
    }
  });

  it('shows of every refusal an example that is one', () => {
    const responses = document.components['responses'] as Record<
      string,
      { content: Record<string, { example?: Fields }> }
    >;
    for (const [name, { content }] of Object.entries(responses)) {
      if (name === 'Problem') continue;
      const example = content['application/problem+json']?.example;
      expect(example, name).to.include.all.keys('type', 'title', 'status', 'detail', 'error');
      expect(example?.['type']).to.equal(`urn:opsroom:problem:${String(example?.['error'])}`);
    }
  });

  it('shows examples of bodies that the API would take', () => {
    let shown = 0;
    for (const route of routesOfThisTree()) {
      const operation = document.paths[route.path]?.[route.method];
      const content = (
        operation?.requestBody as { content?: Record<string, { examples?: Record<string, { value: unknown }> }> }
      )?.content;
      for (const { value } of Object.values(content?.['application/json']?.examples ?? {})) {
        shown += 1;
        const parsed = route.body?.safeParse(value);
        expect(parsed?.success, `${route.method} ${route.path}: ${JSON.stringify(parsed?.error?.issues)}`).to.equal(
          true,
        );
      }
    }
    expect(shown).to.be.greaterThan(2);
  });

  it('says where If-Match counts, what a stale one is answered with, and where it comes from', () => {
    const takesIt = ({ parameters }: Operation): boolean =>
      parameters.some((one) => '$ref' in one && one.$ref === '#/components/parameters/IfMatch');
    for (const { name, method, operation } of operations) {
      expect(refOf(operation, '412') !== undefined, name).to.equal(takesIt(operation));
      if (takesIt(operation)) expect(method, name).to.not.equal('get');
    }
    const required = operations.filter(({ operation }) => refOf(operation, '428') !== undefined);
    expect(required.map(({ name }) => name)).to.have.members([
      ...['post /api/workflows/{id}/review', 'post /api/postmortems/{id}/review'],
    ]);
    expect(required.every(({ operation }) => takesIt(operation))).to.equal(true);
    for (const address of [
      '/api/tickets/{id}',
      '/api/knowledge/{id}',
      '/api/workflows/{id}',
      '/api/postmortems/{id}',
    ]) {
      const header = document.paths[address]?.['get']?.responses['200']?.['headers'];
      expect(header, address).to.deep.equal({ ETag: { $ref: '#/components/headers/ETag' } });
      const written = Object.entries(document.paths[address] ?? {}).filter(([method]) => method !== 'get');
      expect(written.every(([, operation]) => takesIt(operation)) && written.length > 0, address).to.equal(true);
    }
  });

  it('knows the headers that mean something, and streams by their type', () => {
    const events = document.paths['/api/events']?.['get'];
    expect(events?.parameters).to.deep.include({
      ...{ name: 'Last-Event-ID', in: 'header', required: false, schema: { type: 'string' } },
      description: 'The id of the last event that the client has; the stream goes on after it.',
    });
    expect(events?.responses['200']).to.have.nested.property('content.text/event-stream');
    const completions = document.paths['/api/ops-chat/openai/v1/chat/completions']?.['post'];
    expect(Object.keys((completions?.responses['200'] as { content: object }).content)).to.have.members([
      ...['application/json', 'text/event-stream'],
    ]);
  });
});

describe('the refusals that the document shows', () => {
  let api: TestApi;
  before(async () => {
    // Ten requests of a caller at once, which is more than one needs here.
    api = await startTestApi({ config: { server: { environment: 'test', rate_limit: 1 } } });
  });
  after(() => api?.stop());

  const sameKeyTwice = async (): Promise<Called> => {
    const key = { 'idempotency-key': 'one key' };
    await api.call('ana', 'POST', '/api/tickets', { title: 'The printer is out of toner' }, key);
    return api.call('ana', 'POST', '/api/tickets', { title: 'The scanner is out of order' }, key);
  };
  const changedMeanwhile = async (): Promise<Called> => {
    const article = { title: 'Toner', body: 'On the third floor.', category: 'printing' };
    const { body } = await api.call('admin', 'POST', '/api/knowledge', article);
    const address = `/api/knowledge/${numberIn(body, 'id')}`;
    await api.call('admin', 'PUT', address, { body: 'On the fourth floor.' });
    return api.call('admin', 'PUT', address, { body: 'On the fifth floor.' }, { 'if-match': '"1"' });
  };
  const approvedUnread = async (): Promise<Called> => {
    const { body } = await api.call('admin', 'GET', '/api/workflows?limit=1');
    const [workflow] = body['workflows'] as [Fields];
    return api.call('admin', 'POST', `/api/workflows/${numberIn(workflow, 'id')}/review`, { approved: true });
  };
  const tooOften = async (): Promise<Called | undefined> => {
    const answers = await Promise.all(Array.from({ length: 40 }, () => api.call('cy', 'GET', '/api/tickets')));
    return answers.find(({ status }) => status === 429);
  };

  it('are what the API answers, each of them, word for word', async () => {
    const { body } = await api.call('nobody', 'GET', '/openapi.json');
    const { responses } = body['components'] as {
      responses: Record<string, { content: Record<string, { example: Fields }>; headers?: Fields }>;
    };
    const answered: Readonly<Record<string, Called | undefined>> = {
      Malformed: await api.call('ana', 'POST', '/api/tickets', '{"title":  x"}'),
      NotSignedIn: await api.call('nobody', 'GET', '/api/tickets'),
      NotAllowed: await api.call('ana', 'POST', '/api/changes/1/approve', {}),
      NotFound: await api.call('admin', 'GET', '/api/tickets/999999'),
      Conflict: await sameKeyTwice(),
      Stale: await changedMeanwhile(),
      TooLarge: await api.call('ana', 'POST', '/api/tickets', { title: 'x'.repeat(1_100_000) }),
      UnsupportedMediaType: await api.call('ana', 'POST', '/api/tickets', 'x', { 'content-type': 'text/plain' }),
      InvalidFields: await api.call('ana', 'POST', '/api/tickets', { title: 'x'.repeat(2_001) }),
      Unread: await approvedUnread(),
      TooManyRequests: await tooOften(),
    };
    expect(Object.keys(responses)).to.have.members([...Object.keys(answered), 'Problem']);
    for (const [name, answer] of Object.entries(answered)) {
      const shown = responses[name]?.content['application/problem+json']?.example;
      expect(answer?.body, name).to.deep.equal(shown);
      expect(answer?.status, name).to.equal(shown?.['status']);
      for (const header of Object.keys(responses[name]?.headers ?? {}))
        expect(answer?.headers.has(header), `${name} ${header}`).to.equal(true);
    }
  });
});
