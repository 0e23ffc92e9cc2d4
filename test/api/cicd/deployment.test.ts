import { expect } from 'chai';
import { numberIn, startTestApi, type Called, type Fields, type TestApi } from '../../support/api.js';
import { fileTicket, startTask } from '../../support/runs.js';
import { cleanRun, finding } from './runBodies.js';

describe('the gate before a deployment', () => {
  let api: TestApi;
  before(async () => {
    api = await startTestApi();
  });
  after(() => api?.stop());

  const post = (fields: Fields, as: Parameters<TestApi['call']>[0] = 'service'): Promise<Called> =>
    api.call(as, 'POST', '/api/cicd/runs', cleanRun({ require_change: true, ...fields }));
  const changeOf = async (called: Called): Promise<Fields> =>
    (await api.call('admin', 'GET', `/api/changes/${numberIn(called.body, 'change_id')}`)).body;
  const refusalOf = (called: Called): unknown => (called.body['change_refused'] as Fields | null)?.['code'];
  const changes = async (): Promise<number> => (await api.db.query('select from changes')).rows.length;

  it('opens for a run that passed, with the policy for pipelines: two of operations for production, within seven days', async () => {
    const answer = await post({ create_ticket: true, deployment_target: 'production' });
    expect(answer.body).to.include({ status: 'passed', change_refused: null });
    const change = await changeOf(answer);
    expect(change).to.include({
      ...{ action: 'Approve production deployment after CI/CD security gate', target: 'demo/shop', risk_level: 'high' },
      ...{
        status: 'pending',
        policy_name: 'routed-request-high',
        plan_kind: 'manual',
        ticket_id: answer.body['ticket_id'],
      },
    });
    expect(change['approval_policy']).to.deep.equal({
      ...{
        provider: 'gitlab',
        deployment_target: 'production',
        gate_status: 'passed',
        requires_clean_high_critical: true,
      },
    });
    const days = (Date.parse(String(change['expires_at'])) - Date.parse(String(change['requested_at']))) / 86_400_000;
    expect(Math.round(days)).to.equal(7);
    const run = (await api.call('admin', 'GET', `/api/cicd/runs/${numberIn(answer.body, 'id')}`)).body;
    expect(run).to.include({ change_id: change['id'], change_status: 'pending' });
  });

  it('is of medium risk anywhere else', async () => {
    const change = await changeOf(
      await post({ create_ticket: true, repo_ref: 'demo/staging', deployment_target: 'staging' }),
    );
    expect(change).to.include({ risk_level: 'medium', policy_name: 'routed-request' });
  });

  const unclean: readonly (readonly [string, Fields])[] = [
    ['something critical was found', { findings: [finding('critical')] }],
    ['something high was found', { findings: [finding('high')] }],
    ['a scanner has not run', { tool_results: { semgrep: 'completed', trivy: 'completed', zap: 'completed' } }],
    [
      'a scanner broke',
      { tool_results: { semgrep: 'completed', trivy: 'error', zap: 'completed', nuclei: 'completed' } },
    ],
    ['nothing was recorded', { tool_results: {} }],
    ['the pipeline itself says that it failed', { status: 'failed' }],
    ['the pipeline still runs', { status: 'running' }],
    ['it only says that it passed', { status: 'passed', tool_results: {} }],
  ];
  for (const [what, fields] of unclean)
    it(`27.33: does not open when ${what}; the run and its ticket are kept`, async () => {
      const before = await changes();
      const answer = await post({
        create_ticket: true,
        deployment_target: 'production',
        repo_ref: 'demo/unclean',
        ...fields,
      });
      expect(answer.status).to.equal(200);
      expect(answer.body['change_id']).to.be.null;
      expect(refusalOf(answer)).to.equal('security_gate_not_passed');
      expect(answer.body['ticket_id']).to.be.a('number');
      expect(await changes()).to.equal(before);
    });

  it('does not open without a ticket, or on one that is closed', async () => {
    expect(refusalOf(await post({}))).to.equal('no_ticket');
    const ticket = await fileTicket(api, 'admin');
    await api.call('admin', 'POST', `/api/tickets/${ticket}/status`, { status: 'closed' });
    const answer = await post({ ticket_id: ticket });
    expect(refusalOf(answer)).to.equal('ticket_final');
    expect(answer.body['ticket_id']).to.equal(ticket);
  });

  it('is one for one version, however often the pipeline runs', async () => {
    const ticket = await fileTicket(api, 'admin');
    const ids = [];
    for (let count = 0; count < 3; count += 1)
      ids.push((await post({ ticket_id: ticket, repo_ref: 'demo/again' })).body['change_id']);
    expect(new Set(ids).size).to.equal(1);
    const other = await post({ ticket_id: ticket, repo_ref: 'demo/again', commit_sha: 'fffffff' });
    expect(ids).to.not.include(other.body['change_id']);
  });

  it('ten pipelines of one ticket at the same time open one gate', async () => {
    const ticket = await fileTicket(api, 'admin');
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => post({ ticket_id: ticket, repo_ref: 'demo/race' })),
    );
    expect(answers.map(({ status }) => status)).to.deep.equal(Array.from({ length: 10 }, () => 200));
    expect(new Set(answers.map(({ body }) => body['change_id'])).size).to.equal(1);
  });

  it('27.33: is taken back when a later run of the same deployment finds something grave', async () => {
    const repo_ref = 'demo/later';
    const clean = await post({ create_ticket: true, repo_ref });
    const ticket_id = clean.body['ticket_id'];
    const elsewhere = await post({ ticket_id, repo_ref, deployment_target: 'staging', findings: [finding('high')] });
    expect(elsewhere.body['withdrawn_changes']).to.be.empty;
    const missing = await post({ ticket_id, repo_ref, tool_results: { semgrep: 'completed' } });
    expect(missing.body['withdrawn_changes']).to.be.empty;
    const grave = await post({ repo_ref, findings: [finding('critical')] });
    expect(grave.body['withdrawn_changes']).to.deep.equal([clean.body['change_id']]);
    expect(await changeOf(clean)).to.include({ state: 'withdrawn', status: 'rejected' });
  });

  it('does not take back a gate that somebody else asked for, nor one that a person decided', async () => {
    const repo_ref = 'demo/theirs';
    const theirs = await post({ create_ticket: true, repo_ref }, 'admin');
    const grave = await post({ repo_ref, findings: [finding('critical')] });
    expect(grave.body['withdrawn_changes']).to.be.empty;
    expect(await changeOf(theirs)).to.include({ state: 'pending' });
    const decided = await post({ create_ticket: true, repo_ref: 'demo/decided' });
    const vote = await api.call('bo', 'POST', `/api/changes/${numberIn(decided.body, 'change_id')}/approve`, {
      reason: 'tested',
    });
    expect(vote.status).to.equal(200);
    await post({ repo_ref: 'demo/decided', findings: [finding('critical')] });
    expect(await changeOf(decided)).to.include({ state: 'approved' });
  });

  it('whoever posted the run as a person does not decide it', async () => {
    const asked = await post({ create_ticket: true, repo_ref: 'demo/own' }, 'admin');
    const id = numberIn(asked.body, 'change_id');
    const own = await api.call('admin', 'POST', `/api/changes/${id}/approve`, { reason: 'mine' });
    expect(own.status).to.equal(403);
    const service = await api.call('service', 'POST', `/api/changes/${id}/approve`, { reason: 'mine' });
    expect(service.status).to.equal(403);
  });

  it('asked for by an agent has everybody behind that agent in its lineage', async () => {
    const ticket = await fileTicket(api, 'ana', { auto_assign: false });
    const task = await startTask(api, ticket);
    await api.db.query(
      `update agent_permission_context set allowed_permissions = array['cicd:write'] where agent_id = $1`,
      [task.agentId],
    );
    const answer = await post({ repo_ref: 'demo/agent' }, { token: task.token });
    const change = await changeOf(answer);
    expect(change).to.include({ agent_id: task.agentId, ticket_id: ticket });
    const { rows } = await api.db.query<{ name: string }>(
      'select distinct p.name from change_lineage l join persons p on p.id = l.person_id where l.change_id = $1 order by 1',
      [change['id']],
    );
    expect(rows.map(({ name }) => name)).to.deep.equal(['admin', 'ana']);
  });

  it('a run can be put to a gate that stands, on its ticket and no other', async () => {
    const opened = await post({ create_ticket: true, repo_ref: 'demo/linked' });
    const { ticket_id, change_id } = opened.body;
    const linked = await post({ require_change: false, change_id });
    expect(linked.body).to.include({ ticket_id, change_id });
    const other = await post({ require_change: false, change_id, ticket_id: await fileTicket(api, 'admin') });
    expect(other.status).to.equal(422);
    expect(JSON.stringify(other.body['errors'])).to.contain('body.change_id');
  });
});
