import { expect } from 'chai';
import { numberIn, startTestApi, textIn, type Called, type Fields, type TestApi } from '../../support/api.js';
import { fileTicket } from '../../support/runs.js';
import { cleanRun, finding } from './runBodies.js';

describe('security runs of pipelines', () => {
  let api: TestApi;
  before(async () => {
    api = await startTestApi({ config: { tools: { gitlab_url: 'https://gitlab.example.org/' } } });
  });
  after(() => api?.stop());

  const post = (body: unknown): Promise<Called> => api.call('service', 'POST', '/api/cicd/runs', body);
  const get = (path: string): Promise<Called> => api.call('admin', 'GET', `/api/cicd/runs${path}`);
  const idOf = async (body: unknown): Promise<number> => numberIn((await post(body)).body, 'id');
  const ticketOf = async (id: number): Promise<Fields> => (await api.call('admin', 'GET', `/api/tickets/${id}`)).body;
  const linksIn = (called: Called): Fields[] => called.body['report_links'] as Fields[];

  it('are recorded with what was sent and the standard values', async () => {
    const answer = await post({ findings: [] });
    expect(answer.status).to.equal(200);
    expect(answer.body).to.deep.include({
      status: 'needs_review',
      gate: 'needs_review',
      ticket_id: null,
      change_id: null,
    });
    expect(answer.body).to.deep.include({
      change_refused: null,
      withdrawn_changes: [],
      repo_url: null,
      report_links: [],
    });
    const run = (await get(`/${numberIn(answer.body, 'id')}`)).body;
    expect(run).to.include({
      provider: 'gitlab',
      repo_ref: 'unknown',
      deployment_target: 'test',
      created_by: 'cicd-security-pipeline',
    });
    expect(Object.keys(run['tool_results'] as Fields)).to.have.members(['semgrep', 'trivy', 'owasp_zap', 'nuclei']);
  });

  it('27.33: one without a single scanner has not passed, whatever status it brings along', async () => {
    expect((await post({ repo_ref: 'demo/empty', status: 'passed' })).body['status']).to.equal('needs_review');
    expect((await post(cleanRun({ status: 'passed', findings: [finding('critical')] }))).body['status']).to.equal(
      'failed',
    );
    expect((await post(cleanRun())).body['status']).to.equal('passed');
  });

  it('are read with their findings by scanner', async () => {
    const id = await idOf(
      cleanRun({ findings: [finding('high'), finding('low', { tool: 'zap', title: 'x' })], repo: 'ignored' }),
    );
    const run = (await get(`/${id}`)).body;
    expect(run).to.include({ status: 'failed', gate: 'failed', finding_count: 2, repo_ref: 'demo/shop' });
    expect(run['gate_reasons']).to.deep.equal(['1 high finding']);
    const summary = run['scanner_summary'] as Record<string, Fields>;
    expect(summary['trivy']).to.deep.include({ status: 'completed', finding_count: 1 });
    expect(summary['trivy']?.['severity_counts']).to.deep.equal({
      critical: 0,
      high: 1,
      medium: 0,
      low: 0,
      info: 0,
      unknown: 0,
    });
    expect((summary['owasp_zap']?.['findings'] as Fields[])[0]).to.include({ tool: 'owasp_zap', severity: 'low' });
    expect(summary['semgrep']).to.deep.include({ finding_count: 0, findings: [] });
  });

  it('have a report for each scanner, under each of its names', async () => {
    const id = await idOf(
      cleanRun({
        findings: [finding('high')],
        tool_results: { trivy: { status: 'completed_with_findings', html_url: 'https://ci.example.org/trivy.html' } },
      }),
    );
    const report = await get(`/${id}/reports/trivy_fs`);
    expect(report.body).to.include({ run_id: id, tool: 'trivy', status: 'completed_with_findings', finding_count: 1 });
    expect(report.body['external_links']).to.deep.equal([
      {
        tool: 'trivy',
        label: 'HTML report',
        url: 'https://ci.example.org/trivy.html',
        internal: false,
        requires_external_auth: true,
      },
    ]);
    const missing = await get(`/${id}/reports/nuclei`);
    expect(missing.body).to.include({ status: 'not_recorded', finding_count: 0 });
    expect(textIn(missing.body, 'note')).to.contain('says nothing');
    for (const tool of ['gitleaks', 'constructor', '__proto__', '%00', 'x'.repeat(101)])
      expect((await get(`/${id}/reports/${tool}`)).status, tool).to.be.oneOf([400, 404]);
    expect((await get(`/${id}/reports/gitleaks`)).body['error']).to.equal('scanner_report_not_found');
    expect((await get('/999999/reports/trivy')).body['error']).to.equal('cicd_run_not_found');
  });

  it('link to our own reports first, then to what the pipeline names, and to nothing that a browser would run', async () => {
    const answer = await post(
      cleanRun({
        tool_results: {
          semgrep: {
            status: 'completed',
            report_url: 'javascript:alert(1)',
            json_url: 'https://ci.example.org/s.json',
            artifacts: [
              'https://ci.example.org/all.zip',
              { name: 'SARIF', url: 'https://ci.example.org/s.sarif' },
              { url: 'data:text/html,x' },
              5,
            ],
          },
        },
      }),
    );
    const id = numberIn(answer.body, 'id');
    expect(linksIn(answer).map(({ label, url, internal }) => [label, url, internal])).to.deep.equal([
      ['dashboard report', `/api/cicd/runs/${id}/reports/semgrep`, true],
      ['JSON report', 'https://ci.example.org/s.json', false],
      ['artifact', 'https://ci.example.org/all.zip', false],
      ['SARIF', 'https://ci.example.org/s.sarif', false],
    ]);
    expect(linksIn(await get(`/${id}`))).to.deep.equal(linksIn(answer));
  });

  const places: readonly (readonly [Fields, string | null])[] = [
    [{ repo_ref: 'demo/shop' }, 'https://gitlab.example.org/demo/shop'],
    [{ repo_ref: 'demo/shop', provider: 'GitLab' }, 'https://gitlab.example.org/demo/shop'],
    [{ repo_ref: 'https://git.example.org/x' }, 'https://git.example.org/x'],
    [{ repo_ref: 'demo/shop', provider: 'github' }, null],
    [{ repo_ref: 'javascript:alert(1)' }, null],
    [{ repo_ref: 'just-a-name' }, null],
  ];
  for (const [fields, url] of places)
    it(`${JSON.stringify(fields)} is at ${url ?? 'no address'}`, async () => {
      expect((await post(fields)).body['repo_url']).to.equal(url);
    });

  it('keep no password of an address, wherever it stands', async () => {
    const secret = 'glpat-hunter2';
    const url = `https://gitlab-ci-token:${secret}@git.example.org/demo/secretive`;
    const id = await idOf({
      ...{
        repo_ref: url,
        target_url: url,
        summary: `cloned ${url}`,
        findings: [finding('low', { url, more: { deep: [url] } })],
      },
      ...{ tool_results: { trivy: { status: 'completed', report_url: url } }, create_ticket: true },
    });
    const { rows } = await api.db.query<{ all: string }>(
      `select (select string_agg(r::text, '') from cicd_security_runs r) || (select string_agg(t::text, '') from tickets t)
        || (select string_agg(n::text, '') from ticket_notes n) || (select string_agg(a::text, '') from audit_log a) as all`,
    );
    expect(rows[0]?.all).to.contain('git.example.org/demo/secretive').and.not.contain(secret);
    expect((await get(`/${id}`)).text).to.not.contain(secret);
  });

  it('are listed newest first, without their findings, and bounded', async () => {
    const ids = [await idOf(cleanRun()), await idOf(cleanRun())];
    const list = await get('?limit=2');
    const runs = list.body['runs'] as Fields[];
    expect(runs.map((run) => run['id'])).to.deep.equal(ids.reverse());
    expect(runs[0]).to.not.have.any.keys('findings', 'tool_results');
    expect(runs[0]).to.include({
      repo_url: 'https://gitlab.example.org/demo/shop',
      ticket_title: null,
      change_status: null,
    });
    expect(numberIn(list.body, 'total')).to.be.greaterThan(2);
    for (const limit of ['0', '201', 'all']) expect((await get(`?limit=${limit}`)).status, limit).to.equal(422);
  });

  it('show the ones before and after them, of the same repository or ticket, oldest first', async () => {
    const repo_ref = 'demo/related';
    const ticket = await fileTicket(api, 'admin');
    const ids: number[] = [];
    for (const more of [
      { repo_ref },
      { repo_ref, findings: [finding('high')] },
      { repo_ref: 'other/one', ticket_id: ticket },
      { repo_ref, ticket_id: ticket },
      { repo_ref },
    ])
      ids.push(await idOf(cleanRun(more)));
    await idOf(cleanRun({ repo_ref: 'demo/unrelated' }));
    const related = (await get(`/${ids[3] ?? 0}`)).body['related_runs'] as Fields[];
    expect(related.map((run) => [run['id'], run['relation']])).to.deep.equal([
      [ids[0], 'before'],
      [ids[1], 'before'],
      [ids[2], 'before'],
      [ids[4], 'after'],
    ]);
    expect((related[1]?.['scanner_summary'] as Record<string, Fields>)['trivy']).to.include({ finding_count: 1 });
    expect((related[1]?.['report_links'] as Fields[]).length).to.equal(4);
  });

  it('show ten on each side at most, the nearest ones', async () => {
    const ids: number[] = [];
    for (let count = 0; count < 25; count += 1) ids.push(await idOf({ repo_ref: 'demo/many' }));
    const related = (await get(`/${ids[12] ?? 0}`)).body['related_runs'] as Fields[];
    expect(related.map((run) => run['id'])).to.deep.equal([...ids.slice(2, 12), ...ids.slice(13, 23)]);
  });

  it('27.32: whose ticket or repository only begins alike are not related', async () => {
    await api.db.query(
      `insert into tickets (id, itop_ref, title) overriding system value values (70001, 'a', 'One'), (700010, 'b', 'Another')`,
    );
    const one = await idOf(cleanRun({ repo_ref: 'alike/shop', ticket_id: 70_001 }));
    await idOf(cleanRun({ repo_ref: 'alike/shop-2', ticket_id: 700_010 }));
    await idOf(cleanRun({ repo_ref: 'alike/sho' }));
    expect((await get(`/${one}`)).body['related_runs']).to.be.empty;
  });

  it('of no named repository are not related to each other', async () => {
    await idOf({});
    expect((await get(`/${await idOf({})}`)).body['related_runs']).to.be.empty;
  });

  const tickets: readonly (readonly [string, Fields, Fields])[] = [
    [
      'critical, for production',
      { findings: [finding('critical'), finding('high')], deployment_target: 'Production' },
      { itop_class: 'NormalChange', priority: 'P1' },
    ],
    ['high', { findings: [finding('high')] }, { itop_class: 'UserRequest', priority: 'P2' }],
    ['nothing grave', {}, { itop_class: 'UserRequest', priority: 'P3' }],
  ];
  for (const [what, fields, expected] of tickets)
    it(`file a ticket when asked to: ${what}`, async () => {
      const answer = await post(cleanRun({ create_ticket: true, ...fields }));
      const ticket = await ticketOf(numberIn(answer.body, 'ticket_id'));
      expect(ticket).to.include({ title: 'CI/CD security gate: demo/shop', owning_group: 'DevSecOps', ...expected });
      const { rows } = await api.db.query<Fields>(
        `select body, audience from ticket_notes where ticket_id = $1 and source = 'cicd'`,
        [ticket['id']],
      );
      expect(rows).to.have.length(1);
      expect(rows[0]).to.include({ audience: 'internal' });
      expect(textIn(rows[0] ?? {}, 'body')).to.contain(`run ${numberIn(answer.body, 'id')}`);
    });

  it('belong to the ticket that they name, and file no second one', async () => {
    const ticket = await fileTicket(api, 'admin');
    const answer = await post(cleanRun({ ticket_id: ticket, create_ticket: true }));
    expect(answer.body['ticket_id']).to.equal(ticket);
    const run = (await get(`/${numberIn(answer.body, 'id')}`)).body;
    expect(run['ticket_title']).to.equal('The disk of web-1 is full');
  });

  it('leave an audit row and an event', async () => {
    const id = await idOf(cleanRun());
    const actor = 'platform-service';
    for (const table of ['audit_log', 'event_log']) {
      const { rows } = await api.db.query<Fields>(`select actor, action from ${table} where target = $1`, [
        `cicd_run_${id}`,
      ]);
      expect(rows, table).to.deep.equal([{ actor, action: 'cicd_security_run_recorded' }]);
    }
  });

  it('27.18: nothing is written for a ticket or a change that is not there', async () => {
    const before = numberIn((await get('')).body, 'total');
    for (const fields of [{ ticket_id: 999_999 }, { change_id: 999_999 }]) {
      const answer = await post(cleanRun({ ...fields, create_ticket: true }));
      expect(answer.status, JSON.stringify(fields)).to.equal(404);
    }
    for (const fields of [{ ticket_id: 'abc' }, { ticket_id: 9007199254740993 }, { change_id: true }])
      expect((await post(cleanRun(fields))).status, JSON.stringify(fields)).to.equal(422);
    expect(numberIn((await get('')).body, 'total')).to.equal(before);
  });

  const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);
  const wrong: readonly (readonly [string, Fields, string])[] = [
    ['findings that are no list', { findings: 'none' }, 'body.findings'],
    ['a finding that is a list', { findings: [[1]] }, 'body.findings.0'],
    ['more findings than anybody reads', { findings: Array.from({ length: 5_001 }, () => 'x') }, 'body.findings'],
    ['findings of too many levels', { findings: [{ a: nested(40) }] }, 'body.findings'],
    ['results of too many levels', { tool_results: { trivy: { a: nested(40) } } }, 'body.tool_results'],
    ['results that are a list', { tool_results: [1] }, 'body.tool_results'],
    ['a repository that is too long', { repo_ref: 'x'.repeat(501) }, 'body.repo_ref'],
    ['a flag that is none', { create_ticket: 'maybe' }, 'body.create_ticket'],
  ];
  for (const [what, fields, path] of wrong)
    it(`are refused with ${what}`, async () => {
      const answer = await post(cleanRun(fields));
      expect(answer.status).to.equal(422);
      expect(JSON.stringify(answer.body['errors'])).to.contain(path);
    });

  it('take zero bytes, half characters, huge numbers and strange shapes without falling over', async () => {
    const strange = [
      {
        findings: [{ severity: '\ud800', title: 'a\u0000b', n: 1e308 }],
        repo_ref: 'a\u0000b\u202ec',
        summary: '\udfff',
      },
      { findings: ['only a title', {}, { severity: ['high'] }], tool_results: { '': 'ok', ___: 1, trivy: [[[]]] } },
      {
        tool_results: {
          trivy: { status: { a: 1 }, exit_code: [], findings: 'x', severity_counts: [1], artifacts: {} },
        },
      },
      { findings: null, tool_results: null, branch: '', commit_sha: 5, status: '', created_by: ' ' },
    ];
    for (const body of strange) {
      const answer = await post({ ...body, create_ticket: true });
      expect(answer.status, JSON.stringify(body)).to.equal(200);
      expect((await get(`/${numberIn(answer.body, 'id')}`)).status).to.equal(200);
    }
  });

  it('the same Idempotency-Key records one run and files one ticket, however often it is sent', async () => {
    const before = numberIn((await get('')).body, 'total');
    const send = (): Promise<Called> =>
      api.call('service', 'POST', '/api/cicd/runs', cleanRun({ create_ticket: true }), {
        'idempotency-key': 'pipeline-7',
      });
    const answers = await Promise.all(Array.from({ length: 10 }, send));
    expect(new Set(answers.map(({ body }) => body['id'])).size).to.equal(1);
    expect(numberIn((await get('')).body, 'total')).to.equal(before + 1);
  });
});
