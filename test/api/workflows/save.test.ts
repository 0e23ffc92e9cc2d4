import { expect } from 'chai';
import { loadWorkflows } from '../../../config/index.js';
import { activeWorkflows } from '../../../api/workflows/index.js';
import { numberIn, type Fields, type TestApi } from '../../support/api.js';
import { fileTicket } from '../../support/runs.js';
import { family, inForce, save, startLearners, startLearner, workflow, written } from './learners.js';

describe('saving a workflow', () => {
  let api: TestApi;
  before(async () => {
    api = await startLearners();
  });
  after(() => api?.stop());

  it('writes it under the key that its words come to, as a draft', async () => {
    const { status, body } = await save(api, 'bo', { name: 'Report phish response', description: 'How we do it' });
    expect(status).to.equal(200);
    expect(body).to.include({
      ...{ status: 'saved', action: 'created', workflow_key: 'incident:phishing', version: 1 },
      ...{ workflow_status: 'draft', active_workflow_id: null },
    });
    expect(await workflow(api, body['id'])).to.deep.include({
      ...{ name: 'Report phish response', ticket_class: 'Incident', trigger_type: 'manual', status: 'draft' },
      ...{ blueprint: '1. Look at it.\n2. Mend it.', test_plan: '', test_results: '', skill_ids: [], created_by: 'bo' },
      ...{ approval_policy: { workflow_key: 'incident:phishing' }, review_state: 'draft', reviewed_by: null },
      ...{ run_count: 0, completed_run_count: 0, failed_run_count: 0, latest_run_at: null, runs: [] },
    });
    const { audit, events } = await written(api, 'workflow_saved');
    expect([audit.at(-1)?.['actor'], audit.at(-1)?.['target']]).to.deep.equal(['bo', `workflow_${String(body['id'])}`]);
    expect(events.at(-1)).to.include({ category: 'workflow', actor: 'bo' });
  });

  it('honours the key that the policy names, in its normal form', async () => {
    const { body } = await save(api, 'bo', {
      approval_policy: { workflow_key: 'Incident:Toner Empty', requires_human: true },
    });
    expect(body['workflow_key']).to.equal('incident:toner-empty');
    expect((await workflow(api, body['id']))['approval_policy']).to.deep.equal({
      ...{ workflow_key: 'incident:toner-empty', requires_human: true },
    });
  });

  it('under a key that waits writes that row over: names are labels and not what it is', async () => {
    const key = 'incident:same-row';
    const first = await save(api, 'bo', {
      name: 'First name',
      approval_policy: { workflow_key: key },
      test_plan: 'Try it',
    });
    const second = await save(api, 'cy', {
      ...{ name: 'Second name', approval_policy: { workflow_key: key }, blueprint: 'Another way', status: 'tested' },
    });
    expect(second.body).to.include({ id: first.body['id'], action: 'updated', version: 2, workflow_status: 'tested' });
    expect(await workflow(api, first.body['id'])).to.include({
      ...{ name: 'First name', blueprint: 'Another way', test_plan: '', version: 2, created_by: 'bo' },
      ...{ review_state: 'tested_needs_approval' },
    });
    const third = await save(api, 'cy', {
      name: 'Third name',
      approval_policy: { workflow_key: key, rename_on_reuse: true },
    });
    expect(third.body['id']).to.equal(first.body['id']);
    expect((await workflow(api, first.body['id']))['name']).to.equal('Third name');
    const other = await save(api, 'cy', {
      name: 'Third name',
      approval_policy: { workflow_key: 'incident:same-name' },
    });
    expect(other.body, 'a name is no identity').to.include({ status: 'saved', action: 'created' });
  });

  it('27.29: never puts anything in force, whatever status it asks for', async () => {
    for (const status of ['active', 'approved', ' ACTIVE ']) {
      const { body } = await save(api, 'admin', {
        approval_policy: { workflow_key: `incident:wished-${status.trim()}` },
        status,
      });
      expect(body['workflow_status'], status).to.equal('ready_for_review');
    }
    const unknown = await save(api, 'admin', {
      approval_policy: { workflow_key: 'incident:unknown-word' },
      status: 'live',
    });
    expect(unknown.body['workflow_status']).to.equal('draft');
  });

  it('27.29: under a key in force leaves that version as it is, and the new one waits beside it', async () => {
    const key = 'incident:stays-live';
    const liveId = await inForce(api, key, { name: 'Live one', blueprint: 'As approved' });
    const before = await workflow(api, liveId);
    const saved = await save(api, 'bo', {
      approval_policy: { workflow_key: key },
      blueprint: 'Something else',
      status: 'draft',
    });
    expect(saved.body).to.include({
      action: 'updated',
      active_workflow_id: liveId,
      version: 2,
      workflow_status: 'draft',
    });
    expect(saved.body['id']).to.not.equal(liveId);
    expect(await workflow(api, liveId)).to.deep.equal(before);
    expect(await workflow(api, saved.body['id'])).to.include({ replaces_id: liveId, name: 'Live one' });
    const again = await save(api, 'cy', { approval_policy: { workflow_key: key }, blueprint: 'A third way' });
    expect(again.body).to.include({ id: saved.body['id'], version: 3, active_workflow_id: liveId });
    expect((await family(api, key)).map(({ status }) => status)).to.deep.equal(['active', 'draft']);
  });

  it('keeps a blueprint that is text as text, and JSON as JSON', async () => {
    for (const [at, blueprint] of [
      '{"no": "json"}',
      { phases: ['look', 'mend'] },
      ['look', { do: 'mend' }],
    ].entries()) {
      const { body } = await save(api, 'bo', { approval_policy: { workflow_key: `incident:shape-${at}` }, blueprint });
      expect((await workflow(api, body['id']))['blueprint']).to.deep.equal(blueprint);
    }
  });

  it('takes steps that a program follows only when it knows them', async () => {
    const [shipped] = loadWorkflows();
    const { blueprint: steps, match, platforms } = shipped ?? {};
    const sound = { steps, match: { ...match, phrases: ['a phrase of ours'], intents: ['host-disk'] }, platforms };
    const shell = {
      ...{
        do: 'request_change',
        action: 'run',
        target: 'host',
        risk: 'low',
        reason: 'x',
        rollback: 'x',
        blast_radius: 'x',
      },
      plan: { kind: 'argv', argv: ['bash', '-c', 'x'], timeout: '5s' },
    };
    for (const [blueprint, path] of [
      [{ ...sound, steps: [] }, 'body.blueprint.steps'],
      [{ ...sound, steps: 'first look' }, 'body.blueprint.steps'],
      [{ ...sound, steps: [shell, ...((steps ?? []) as unknown[])] }, 'body.blueprint.steps.0.plan.argv'],
      [{ steps }, 'body.blueprint.match'],
    ] as const) {
      const refused = await save(api, 'bo', { blueprint });
      expect([refused.status, refused.body['error']], path).to.deep.equal([422, 'invalid_fields']);
      expect(refused.text).to.contain(path);
    }
    const key = 'incident:by-a-program';
    const id = await inForce(api, key, { blueprint: sound, trigger_type: 'ticket' });
    expect((await activeWorkflows(api.db)).find((one) => one.id === id)).to.deep.include({
      workflow_key: key,
      blueprint: steps,
    });
  });

  it('in force and no steps is followed by no program, even when its text is "steps"', async () => {
    const id = await inForce(api, 'incident:only-text', { blueprint: 'steps' });
    expect((await activeWorkflows(api.db)).map((one) => one.id)).to.not.include(id);
  });

  const wrong: readonly (readonly [string, Fields, string])[] = [
    ['without a name', { name: null }, 'body.name'],
    ['with an empty name', { name: '  ' }, 'body.name'],
    ['with a name that is too long', { name: 'n'.repeat(241) }, 'body.name'],
    ['without a blueprint', { blueprint: null }, 'body.blueprint'],
    ['with an empty blueprint', { blueprint: {} }, 'body.blueprint'],
    ['with a policy that is no object', { approval_policy: 'yes' }, 'body.approval_policy'],
    ['with skills that are no ids', { skill_ids: ['all'] }, 'body.skill_ids.0'],
    ['with a ticket that is no id', { ticket_id: 0 }, 'body.ticket_id'],
    ['with an id beyond every integer', { ticket_id: 9e20 }, 'body.ticket_id'],
  ];
  for (const [what, fields, path] of wrong)
    it(`${what} is refused by name of the field`, async () => {
      const refused = await save(api, 'bo', fields);
      expect(refused.status).to.equal(422);
      expect(refused.text).to.contain(path);
    });

  it('takes what agents send: numbers for texts, lists for plans, JSON in a text, half characters and zero bytes', async () => {
    const { status, body } = await save(api, 'bo', {
      ...{
        name: 404,
        description: 7,
        test_plan: [{ name: 'Try', detail: 'it' }, 'and look'],
        test_results: { passed: 3 },
      },
      ...{ approval_policy: '{"workflow_key": "incident:odd-shapes"}', unknown_key: 1, skill_ids: ['12'] },
      blueprint: { 'z\u0000ero': 'half \ud83d of it \u0000' },
    });
    expect(status).to.equal(200);
    expect(await workflow(api, body['id'])).to.deep.include({
      ...{ name: '404', description: '7', test_plan: '- Try: it\n- and look', skill_ids: [12] },
      ...{ test_results: '{\n  "passed": 3\n}', blueprint: { zero: 'half \ufffd of it ' } },
    });
  });

  it('for a ticket that is not there, or not for the caller, answers 404', async () => {
    const secret = await fileTicket(api, 'admin', { title: 'A secret', security_classification: 'secret' });
    for (const ticket_id of [999_999, secret])
      expect((await save(api, 'bo', { ticket_id })).body['error'], String(ticket_id)).to.equal('ticket_not_found');
  });

  it('is for those who hold workflows:write', async () => {
    expect((await save(api, 'ana')).status).to.equal(403);
    expect((await save(api, 'nobody')).status).to.equal(401);
    const byService = await api.call(
      ...(['service', 'POST', '/api/workflows'] as const),
      { name: 'By a script', blueprint: 'x', approval_policy: { workflow_key: 'incident:by-script' } },
      { 'x-dashboard-service-user': 'bo' },
    );
    expect((await workflow(api, byService.body['id']))['created_by']).to.equal('bo');
  });

  it('once for one Idempotency-Key', async () => {
    const body = { name: 'Once', blueprint: 'x', approval_policy: { workflow_key: 'incident:once' } };
    const twice = await Promise.all(
      [1, 2].map(() => api.call('bo', 'POST', '/api/workflows', body, { 'idempotency-key': 'save-once' })),
    );
    expect(twice.map((one) => one.body['version'])).to.deep.equal([1, 1]);
    expect(await family(api, 'incident:once')).to.have.length(1);
  });

  it('by an agent is of its own ticket, whatever it says, and under its own name', async () => {
    const [own, other] = [await fileTicket(api, 'ana'), await fileTicket(api, 'ana')];
    const { token } = await startLearner(api, own, 'workflow');
    const fields = { name: 'By an agent', blueprint: 'x', approval_policy: { workflow_key: 'incident:by-agent' } };
    const foreign = await api.call({ token }, 'POST', '/api/workflows', { ...fields, ticket_id: other });
    expect(foreign.body['error'], '27.4: another ticket is not there for it').to.equal('ticket_not_found');
    const saved = await api.call({ token }, 'POST', '/api/workflows', { ...fields, created_by: 'admin' });
    expect(saved.status).to.equal(200);
    const row = await workflow(api, saved.body['id']);
    expect(row['ticket_id']).to.equal(own);
    expect(row['created_by']).to.match(/^agent-\d+$/);
    const seen = await api.call({ token }, 'GET', `/api/workflows/${numberIn(saved.body, 'id')}`);
    expect(seen.status).to.equal(200);
    for (const [method, path] of [
      ['PUT', `/api/workflows/${numberIn(saved.body, 'id')}`],
      ['POST', `/api/workflows/${numberIn(saved.body, 'id')}/review`],
      ['POST', `/api/workflows/${numberIn(saved.body, 'id')}/rerun`],
      ['POST', `/api/tickets/${own}/workflow`],
      ['POST', `/api/tickets/${own}/postmortem`],
    ] as const) {
      const refused = await api.call({ token }, method, path, { approved: true, ticket_id: own, name: 'x' });
      expect([refused.status, refused.text.includes('Agents cannot do this')], `${method} ${path}`).to.deep.equal([
        403,
        true,
      ]);
    }
  });
});
