import { expect } from 'chai';
import { loadWorkflows } from '../../../config/index.js';
import { numberIn, type Called, type Fields, type TestApi, type Who } from '../../support/api.js';
import { fileTicket } from '../../support/runs.js';
import { becomes } from '../tickets/officePeople.js';
import { inForce, save, startLearners, workflow, written } from './learners.js';

describe('agents that learn', () => {
  let api: TestApi;
  before(async () => {
    api = await startLearners();
  });
  after(() => api?.stop());

  describe('an agent that looks back at a ticket', () => {
    const learn = (id: number, kind: 'postmortem' | 'workflow', fields: Fields = {}, as: Who = 'bo'): Promise<Called> =>
      api.call(as, 'POST', `/api/tickets/${id}/${kind}`, { harness: 'codex', ...fields });
    const taskOf = async (body: Fields): Promise<Fields> =>
      (await api.db.query<Fields>('select * from agent_tasks where id = $1', [body['task_id']])).rows[0] ?? {};
    const ticket = async (id: number): Promise<Fields> => (await api.call('admin', 'GET', `/api/tickets/${id}`)).body;
    const closed = async (fields: Fields = {}): Promise<number> => {
      const id = await fileTicket(api, 'ana', fields);
      await api.call('admin', 'POST', `/api/tickets/${id}/status`, { status: 'resolved', reason: 'Mended.' });
      return id;
    };

    it('writes a postmortem, also of a ticket that is closed, which stays as it is', async () => {
      const id = await closed({ title: 'The disk of web-1 was full' });
      const before = await ticket(id);
      const { status, body } = await learn(id, 'postmortem', { context: 'Look at the gate', model: 'm-1' });
      expect(status).to.equal(200);
      expect(body).to.include({ status: 'spawned', ticket_id: id, harness: 'codex', priority_rank: 2 });
      const task = await taskOf(body);
      expect(task['task_type']).to.equal('postmortem');
      expect(String(task['prompt']))
        .to.contain(`GET /api/postmortems/evidence/${id}`)
        .and.contain('The disk of web-1 was full')
        .and.contain('Look at the gate')
        .and.contain('ready_for_review');
      const now = await ticket(id);
      for (const name of ['status', 'agent_id', 'worked_by', 'resolution'])
        expect(now[name], name).to.equal(before[name]);
      const { events } = await written(api, 'postmortem_requested');
      expect(events.at(-1)).to.include({ category: 'agent', actor: 'bo', target: `ticket_${id}` });
    });

    it('27.37: is told which ticket it is, and never a placeholder', async () => {
      for (const kind of ['postmortem', 'workflow'] as const) {
        const { body } = await learn(await closed(), kind);
        expect(String((await taskOf(body))['prompt'])).to.not.match(/\{\w+\}/);
      }
    });

    it('builds a workflow under the key of the ticket, and may write workflows', async () => {
      const id = await closed({ title: 'Printer on floor three jams' });
      const { body } = await learn(id, 'workflow');
      const task = await taskOf(body);
      expect(task['task_type']).to.equal('workflow_build');
      expect(String(task['prompt'])).to.contain('userrequest:printer-floor-three-jams');
      const { rows } = await api.db.query<{ allowed_permissions: string[] }>(
        'select allowed_permissions from agent_permission_context where agent_id = $1',
        [body['agent_id']],
      );
      expect(rows[0]?.allowed_permissions).to.include.members(['workflows:write', 'postmortems:write']);
      expect((await written(api, 'workflow_build_requested')).events).to.have.length.greaterThan(0);
      const open = await fileTicket(api, 'ana');
      await learn(open, 'workflow');
      expect((await ticket(open))['status'], 'an open ticket is worked').to.equal('in_progress');
    });

    it('is one at a time: the second is told which runs', async () => {
      for (const [kind, what] of [
        ['postmortem', 'Postmortem'],
        ['workflow', 'Workflow build'],
      ] as const) {
        const id = await closed();
        const all = await Promise.all(Array.from({ length: 8 }, () => learn(id, kind)));
        const [first] = all.filter(({ status }) => status === 200);
        const agentId = first?.body['agent_id'];
        expect(all.filter(({ status }) => status === 409)).to.have.length(7);
        for (const { body } of all.filter(({ status }) => status === 409)) {
          expect(body).to.include({ agent_id: agentId, agent_status: 'spawned' });
          expect(body['detail']).to.equal(`${what} already running as agent ${String(agentId)}`);
        }
      }
    });

    it('does not come beside one that works the ticket', async () => {
      const id = await fileTicket(api, 'ana');
      const working = await api.call('admin', 'POST', `/api/tickets/${id}/assign-agent`, { harness: 'codex' });
      const refused = await learn(id, 'postmortem');
      expect([refused.status, refused.body['error'], refused.body['agent_id']]).to.deep.equal([
        ...[409, 'agent_active', working.body['agent_id']],
      ]);
    });

    it('is not started where no model is, and the ticket waits for nobody because of that', async () => {
      const id = await closed();
      for (const fields of [{ harness: null }, { harness: 'builtin' }])
        for (const kind of ['postmortem', 'workflow'] as const) {
          const refused = await learn(id, kind, fields);
          expect([refused.status, refused.body['error']], kind).to.deep.equal([409, 'no_model']);
        }
      expect(await ticket(id)).to.include({ status: 'resolved', waiting_for: null });
    });

    it('is for who may start agents and may see the ticket', async () => {
      const id = await closed();
      expect((await learn(id, 'postmortem', {}, 'ana')).body['required_permission']).to.equal('agents:spawn');
      const secret = await closed({ security_classification: 'secret' });
      expect((await learn(999_999, 'workflow')).status).to.equal(404);
      await becomes(api, 'cy', { roles: ['agent-operator'], groups: ['Network Operations'] });
      expect((await learn(secret, 'postmortem', {}, 'cy')).status).to.equal(404);
      expect((await learn(id, 'postmortem', {}, 'cy')).status, 'of another group').to.equal(404);
      await becomes(api, 'cy', { roles: ['soc-manager'] });
      expect((await learn(id, 'postmortem', { harness: 'wizard' })).text).to.contain('Unknown harness');
    });
  });

  describe('the rerun of a workflow', () => {
    const rerun = (id: unknown, fields: Fields, as: Who = 'bo'): Promise<Called> =>
      api.call(as, 'POST', `/api/workflows/${String(id)}/rerun`, { harness: 'codex', ...fields });

    it('27.28: answers started, with the run and the agent that follows it', async () => {
      const id = await inForce(api, 'incident:rerun', { name: 'Mend printers', blueprint: '1. Open the tray.' });
      const ticket_id = await fileTicket(api, 'ana');
      const { status, body } = await rerun(id, { ticket_id });
      expect([status, body['status'], body['workflow_id'], body['ticket_id']]).to.deep.equal([
        200,
        'started',
        id,
        ticket_id,
      ]);
      const [run] = (await workflow(api, id))['runs'] as Fields[];
      expect(run).to.include({
        ...{ id: body['run_id'], status: 'running', ticket_id, agent_id: body['agent_id'], task_id: body['task_id'] },
      });
      const { rows } = await api.db.query<Fields>('select task_type, prompt from agent_tasks where id = $1', [
        body['task_id'],
      ]);
      expect(rows[0]?.['task_type']).to.equal('workflow_rerun');
      expect(String(rows[0]?.['prompt']))
        .to.contain('1. Open the tray.')
        .and.contain(`/api/workflows/runs/${String(body['run_id'])}/complete`)
        .and.not.match(/\{\w+\}/);
      expect((await written(api, 'workflow_rerun_started')).audit.at(-1)).to.include({
        actor: 'bo',
        target: `workflow_${id}`,
      });
    });

    it('gives the agent what the caller holds and no more', async () => {
      const id = await inForce(api, 'incident:rerun-rights');
      await api.db.query(
        `insert into roles (name, description, capabilities) values ('flow-writer', 'x', array['workflows:*', 'agents:spawn', 'tickets:read'])
       on conflict (name) do nothing`,
      );
      await becomes(api, 'cy', { roles: ['flow-writer', 'agent-operator'], groups: ['Infrastructure Operations'] });
      const { body } = await rerun(id, { ticket_id: await fileTicket(api, 'ana') }, 'cy');
      const { rows } = await api.db.query<{ allowed_permissions: string[] }>(
        'select allowed_permissions from agent_permission_context where agent_id = $1',
        [body['agent_id']],
      );
      expect(rows[0]?.allowed_permissions).to.include('tickets:note').and.not.include('*');
      await becomes(api, 'cy', { roles: ['soc-manager'] });
    });

    it('needs a workflow that was tested or is in force', async () => {
      const ticket_id = await fileTicket(api, 'ana');
      for (const status of ['draft', 'ready_for_review', 'needs_revision']) {
        const saved = await save(api, 'bo', { approval_policy: { workflow_key: `incident:rerun-${status}` }, status });
        const refused = await rerun(saved.body['id'], { ticket_id });
        expect([refused.status, refused.body['detail'], refused.body['state']], status).to.deep.equal([
          ...[409, 'Workflow must be tested or active before rerun', status],
        ]);
      }
      const tested = await save(api, 'bo', {
        approval_policy: { workflow_key: 'incident:rerun-tested' },
        status: 'tested',
      });
      expect((await rerun(tested.body['id'], { ticket_id })).body['status']).to.equal('started');
    });

    it('that cannot start leaves no run behind', async () => {
      const id = await inForce(api, 'incident:rerun-refused');
      const ticket_id = await fileTicket(api, 'ana');
      await api.call('admin', 'POST', `/api/tickets/${ticket_id}/assign-agent`, { harness: 'codex' });
      expect((await rerun(id, { ticket_id })).body['error']).to.equal('agent_active');
      const closed = await fileTicket(api, 'ana');
      await api.call('admin', 'POST', `/api/tickets/${closed}/status`, { status: 'closed' });
      expect((await rerun(id, { ticket_id: closed })).body['error']).to.equal('ticket_final');
      expect((await rerun(id, { ticket_id: 999_999 })).status).to.equal(404);
      expect((await rerun(999_999, { ticket_id: await fileTicket(api, 'ana') })).body['error']).to.equal(
        'workflow_not_found',
      );
      expect((await workflow(api, id))['run_count']).to.equal(0);
    });

    it('by the built-in harness follows only steps that a person has approved', async () => {
      const ticket_id = await fileTicket(api, 'ana', { title: 'Something else' });
      const text = await inForce(api, 'incident:rerun-text');
      expect((await rerun(text, { ticket_id, harness: 'builtin' })).body['error']).to.equal('no_model');
      const [shipped] = loadWorkflows();
      const { rows } = await api.db.query<{ id: number }>('select id from agent_workflows where name = $1', [
        shipped?.name,
      ]);
      const started = await rerun(rows[0]?.id, { ticket_id, harness: 'builtin' });
      expect(started.body).to.include({ status: 'started', harness: 'builtin' });
      const agent = await api.db.query<{ runtime_config: Fields }>('select runtime_config from agents where id = $1', [
        numberIn(started.body, 'agent_id'),
      ]);
      expect(agent.rows[0]?.runtime_config).to.include({ workflow_id: rows[0]?.id });
    });

    it('is for who may write workflows and start agents', async () => {
      const id = await inForce(api, 'incident:rerun-who');
      const ticket_id = await fileTicket(api, 'ana');
      expect((await rerun(id, { ticket_id }, 'ana')).body['required_permission']).to.equal('workflows:write');
      await api.db.query(
        `insert into roles (name, description, capabilities) values ('only-flows', 'x', array['workflows:*']) on conflict (name) do nothing`,
      );
      await becomes(api, 'cy', { roles: ['only-flows', 'auditor'], groups: ['Infrastructure Operations'] });
      const refused = await rerun(id, { ticket_id }, 'cy');
      expect([refused.status, refused.body['required_permission']]).to.deep.equal([403, 'agents:spawn']);
      await becomes(api, 'cy', { roles: ['soc-manager'] });
      expect((await rerun(id, { ticket_id, harness: 'wizard' })).text).to.contain('Unknown harness');
    });
  });
});
