import { expect } from 'chai';
import fc from 'fast-check';
import { numberIn, startTestApi, type TestApi } from '../../support/api.js';

/** Whatever JSON can say, and what tends to break programs that read it. */
const anything = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(
    ...[
      '',
      ' ',
      '\u0000',
      '\ud800',
      'x'.repeat(600),
      '\u202etxt',
      '{{',
      '{a}',
      'null',
      "'; drop table tools; --",
      '%00',
      '1e999',
    ],
    ...[-1, 0, 1.5, 2 ** 53, 1e308, true, null],
  ),
  fc.constantFrom<unknown>(
    [],
    {},
    [[]],
    { a: { b: { c: [] } } },
    Array.from({ length: 200 }, () => 'x'),
  ),
);
/** Some of the fields that a body may have, each with whatever it likes. */
const bodyOf = (...fields: string[]): fc.Arbitrary<unknown> =>
  fc.oneof(
    {
      weight: 9,
      arbitrary: fc.record(Object.fromEntries(fields.map((field) => [field, anything])), { requiredKeys: [] }),
    },
    { weight: 1, arbitrary: anything },
  );

describe('bodies that make no sense', () => {
  let api: TestApi;
  let article: number;
  let skill: number;
  before(async () => {
    api = await startTestApi();
    article = numberIn((await api.call('admin', 'POST', '/api/knowledge', { title: 't', body: 'b' })).body, 'id');
    skill = numberIn(
      (await api.call('admin', 'POST', '/api/skills', { name: 's', prompt_template: '{a} {b}' })).body,
      'id',
    );
  });
  after(() => api?.stop());

  const routes: readonly (readonly [string, string, () => string, readonly string[]])[] = [
    ['a new article', 'POST', () => '/api/knowledge', ['title', 'body', 'category', 'source', 'tags', 'external_ref']],
    ['a changed article', 'PUT', () => `/api/knowledge/${article}`, ['title', 'body', 'category', 'tags', 'enabled']],
    ['an imported page', 'POST', () => '/api/knowledge/import-url', ['title', 'category', 'tags', 'source']],
    [
      ...(['a new skill', 'POST', () => '/api/skills'] as const),
      ['name', 'prompt_template', 'description', 'category', 'variables', 'enabled', 'assigned_to_all'],
    ],
    [
      ...(['a changed skill', 'PUT', () => `/api/skills/${skill}`] as const),
      ['description', 'category', 'prompt_template', 'variables', 'enabled', 'assigned_to_all'],
    ],
    ['a rendered skill', 'POST', () => `/api/skills/${skill}/render`, ['a', 'b', 'c']],
    [
      ...(['a security run', 'POST', () => '/api/cicd/runs'] as const),
      [
        ...[
          'provider',
          'repo_ref',
          'repo',
          'branch',
          'commit_sha',
          'target_url',
          'status',
          'summary',
          'findings',
          'tool_results',
        ],
        ...['create_ticket', 'require_change', 'deployment_target', 'ticket_id', 'change_id', 'created_by'],
      ],
    ],
  ];
  for (const [what, method, path, fields] of routes)
    it(`of ${what} are refused or taken, and break nothing`, async () => {
      await fc.assert(
        fc.asyncProperty(bodyOf(...fields), async (body) => {
          const { status } = await api.call('admin', method, path(), JSON.stringify(body), {
            'content-type': 'application/json',
          });
          expect(status).to.be.oneOf([200, 400, 404, 409, 422]);
        }),
        { numRuns: 40 },
      );
    });

  it('leave what is read readable', async () => {
    for (const path of [
      '/api/knowledge?enabled_only=false',
      '/api/skills?enabled_only=false',
      '/api/cicd/runs?limit=200',
      '/api/tools',
    ])
      expect((await api.call('admin', 'GET', path)).status, path).to.equal(200);
  });

  it('queries that make no sense are refused or taken, too', async () => {
    const paths = ['/api/knowledge', '/api/skills', '/api/tools', '/api/cicd/runs', '/api/tools/1/history'];
    const odd = ['', '-1', 'NaN', '%00', '%ed%a0%80', '99999999999999999999'];
    for (const path of paths)
      for (const name of ['limit', 'offset', path.endsWith('history') ? 'hours' : 'q', 'enabled_only'])
        for (const value of odd) {
          const { status } = await api.call('admin', 'GET', `${path}?${name}=${value}`);
          expect(status, `${path}?${name}=${value}`).to.be.oneOf([200, 400, 404, 422]);
        }
  });
});
