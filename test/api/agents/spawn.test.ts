import { expect } from 'chai';
import { defaultTaskPermissions } from '../../../api/access/index.js';
import { claimTask, finishTask, publishRunner, retireRunner } from '../../../api/agents/index.js';
import { priorityRank } from '../../../api/agents/spawn.js';
import { numberIn, startTestApi, type Called, type Fields, type TestApi, type Who } from '../../support/api.js';
import { fileTicket, startTask, startTurn } from '../../support/runs.js';
import { becomes } from '../tickets/officePeople.js';

describe('the rank of a priority', () => {
  for (const [given, rank] of [
    ...[['P1', 0] as const, ['p2', 1] as const, ['3', 2] as const, ['P4', 3] as const],
    ...[[null, 2] as const, ['', 2] as const, ['P5', 2] as const, ['high', 2] as const, ['P11', 2] as const],
  ])
    it(`is ${rank} for ${given === null ? 'none' : `"${given}"`}`, () => {
      expect(priorityRank(given)).to.equal(rank);
    });
});

describe('starting an agent', () => {
  let api: TestApi;
  before(async () => {
    api = await startTestApi();
  });
  after(() => api?.stop());

  const file = (fields: Fields = {}, as: Who = 'ana'): Promise<number> => fileTicket(api, as, fields);
  const assign = (id: number, fields: Fields = {}, as: Who = 'admin'): Promise<Called> =>
    api.call(as, 'POST', `/api/tickets/${id}/assign-agent`, { harness: 'codex', ...fields });
  const spawn = (fields: Fields, as: Who = 'admin'): Promise<Called> =>
    api.call(as, 'POST', '/api/agents/spawn', { harness: 'codex', ...fields });
  const read = async (id: number): Promise<Fields> => (await api.call('admin', 'GET', `/api/tickets/${id}`)).body;
  const permissionsOf = async (agentId: unknown): Promise<{ allowed: string[]; denied: string[]; row: Fields }> => {
    const { rows } = await api.db.query<Fields>('select * from agent_permission_context where agent_id = $1', [
      agentId,
    ]);
    const row = rows[0] ?? {};
    const snapshot = row['policy_snapshot'] as Fields;
    return {
      ...{ row, allowed: row['allowed_permissions'] as string[] },
      denied: snapshot['denied_permissions'] as string[],
    };
  };

  it('answers with agent, task, harness and rank, and the ticket is in progress', async () => {
    const id = await file({ priority: 'P1' });
    const { status, body } = await assign(id);
    expect(status).to.equal(200);
    expect(body).to.include({ status: 'spawned', ticket_id: id, harness: 'codex', priority_rank: 0 });
    const agentId = numberIn(body, 'agent_id');
    expect(await read(id)).to.include({
      ...{ status: 'in_progress', agent_id: agentId, agent_instance_id: agentId, agent_status: 'spawned' },
      ...{ worked_by: `agent ${agentId} (codex)`, waiting_for: null },
    });
    const { rows } = await api.db.query<Fields>(
      `select source, audience, body from ticket_notes where ticket_id = $1 order by id`,
      [id],
    );
    expect(rows.map(({ source }) => source)).to.deep.equal(['ticket-status', 'agent-control-plane']);
    expect(rows[1]?.['body']).to.equal(`Agent assigned: agent ${agentId}, harness codex, workflow "Disk report".`);
  });

  it('writes down who started it, for whom, and what it was asked', async () => {
    const id = await file({ title: 'Asked by Ana', description: 'Since noon' });
    const { body } = await assign(
      id,
      { prompt: 'Look at the logs first', model: 'm-1', profile_id: 'codex-primary' },
      'bo',
    );
    const { rows } = await api.db.query<Fields>(
      `select a.model, a.selected_model, a.runtime_profile_id, a.assigned_by, p.name as for_whom, t.prompt, t.task_type
       from agents a join persons p on p.id = a.on_behalf_of_person_id join agent_tasks t on t.agent_id = a.id where a.id = $1`,
      [body['agent_id']],
    );
    expect(rows[0]).to.deep.equal({
      ...{
        model: 'm-1',
        selected_model: 'm-1',
        runtime_profile_id: 'codex-primary',
        assigned_by: 'bo',
        for_whom: 'ana',
      },
      ...{ prompt: 'Look at the logs first', task_type: 'ticket_resolution' },
    });
    const plain = await assign(await file({ title: 'Nobody said more', description: 'Since noon' }));
    const task = await api.db.query<{ prompt: string }>('select prompt from agent_tasks where agent_id = $1', [
      plain.body['agent_id'],
    ]);
    expect(task.rows[0]?.prompt).to.contain('Nobody said more').and.contain('UserRequest').and.contain('Since noon');
  });

  it('by spawn names the ticket in the body and may name the kind of task', async () => {
    const id = await file();
    const { body } = await spawn({ ticket_id: String(id), task_type: 'ad_hoc' });
    expect(body).to.include({ status: 'spawned', ticket_id: id });
    const tasks = await api.call('admin', 'GET', `/api/agents/tasks?ticket_id=${id}`);
    expect((tasks.body['tasks'] as Fields[])[0]).to.include({ task_type: 'ad_hoc', status: 'queued' });
    expect((await spawn({})).text).to.contain('body.ticket_id');
    expect((await spawn({ ticket_id: 999_999 })).body['error']).to.equal('ticket_not_found');
    expect((await spawn({ ticket_id: 0 })).status).to.equal(422);
  });

  it('with a program that nobody knows names those that there are', async () => {
    for (const harness of ['wizard', 'CODEX', 'claude', '../codex', 7]) {
      const refused = await assign(await file(), { harness });
      expect(refused.status, String(harness)).to.equal(422);
    }
    expect((await assign(await file(), { harness: 'wizard' })).text).to.contain(
      'Unknown harness. Use one of hermes, claude-code, codex, builtin',
    );
  });

  it('twelve times at once makes one agent, and eleven answers that name it', async () => {
    const id = await file();
    const all = await Promise.all([
      ...Array.from({ length: 6 }, () => assign(id)),
      ...Array.from({ length: 6 }, () => spawn({ ticket_id: id })),
    ]);
    const made = all.filter(({ status }) => status === 200);
    const refused = all.filter(({ status }) => status === 409);
    expect([made.length, refused.length]).to.deep.equal([1, 11]);
    for (const { body } of refused) {
      expect(body).to.include({ error: 'agent_active', agent_id: made[0]?.body['agent_id'], agent_status: 'spawned' });
      expect(body['detail']).to.equal(`Ticket already has active agent ${String(body['agent_id'])} (spawned).`);
    }
    const { rows } = await api.db.query<{ agents: number; tasks: number }>(
      `select (select count(*) from agents where ticket_id = $1) as agents, (select count(*) from agent_tasks where ticket_id = $1) as tasks`,
      [id],
    );
    expect(rows[0]).to.deep.equal({ agents: 1, tasks: 1 });
  });

  it('again after the first one has ended is another agent', async () => {
    await api.db.query(`update agent_tasks set status = 'stopped' where status = 'queued'`);
    const run = await startTask(api, await file());
    await api.call({ token: run.token }, 'PUT', `/api/agents/tasks/${run.lease.id}/result`, {
      ...{ outcome: 'done', summary: 'Looked' },
    });
    await finishTask(api.db, run.lease, { stopped: false, how: 'exit 0', reference: 'r' });
    const again = await assign(run.ticketId);
    expect(again.status).to.equal(200);
    expect(again.body['agent_id']).to.not.equal(run.agentId);
  });

  for (const status of ['resolved', 'closed', 'cancelled', 'rejected', 'implemented'])
    it(`on a ticket that is ${status} is refused, and says to open it first`, async () => {
      const id = await file({ status });
      const refused = await assign(id);
      expect([refused.status, refused.body['error'], refused.body['state']]).to.deep.equal([
        409,
        'ticket_final',
        status,
      ]);
      expect(refused.body['detail']).to.equal(`Ticket ${id} is ${status}; open it again first.`);
    });

  it('takes the program that the runners chose, where none is named', async () => {
    const runner = {
      ...{ id: 'chooser', host: 'h', pid: 1, isolation: { kind: 'setpriv', sentence: '', runs_plans: true } },
      ...{ active_runs: [], max_concurrent: 1 },
    };
    const harness = { state: 'ready', version: '1', detail: '', why: 'installed' } as const;
    await publishRunner(api.db, {
      ...runner,
      harnesses: [
        { ...harness, name: 'codex', works: [] },
        { ...harness, name: 'hermes', works: ['tickets'] },
      ],
    });
    expect((await assign(await file(), { harness: null })).body['harness']).to.equal('hermes');
    await retireRunner(api.db, 'chooser');
    expect((await assign(await file({ title: 'A chair' }), { harness: '' })).body).to.include({
      ...{ status: 'waiting_for_person', group: 'Infrastructure Operations' },
    });
  });

  it('of the built-in program works only what an approved workflow describes', async () => {
    const fits = await assign(await file({ title: 'What fills the disk of the build host?' }), { harness: 'builtin' });
    expect(fits.body, fits.text).to.include({ status: 'spawned', harness: 'builtin' });
    const id = numberIn(fits.body, 'ticket_id');
    const { rows } = await api.db.query<{ body: string }>(
      `select body from ticket_notes where ticket_id = $1 and source = 'agent-control-plane'`,
      [id],
    );
    expect(rows[0]?.body).to.contain('workflow "Largest folders report"');
    const other = await file({ title: 'Please order a chair', owning_group: 'Executive Support' });
    expect((await assign(other, { harness: 'builtin' })).body).to.include({
      ...{ status: 'waiting_for_person', ticket_id: other, group: 'Executive Support' },
    });
    expect(await read(other)).to.include({
      ...{ status: 'new', agent_id: null, waiting_for: 'a person of Executive Support', worked_by: 'person' },
    });
  });

  it('needs the permission, and a ticket that one sees', async () => {
    const id = await file({ owning_group: 'Cloud Operations' });
    expect((await assign(id, {}, 'ana')).body).to.include({ status: 403, required_permission: 'agents:spawn' });
    await becomes(api, 'cy', { roles: ['agent-operator'], groups: ['Email Operations'] });
    expect((await assign(id, {}, 'cy')).status).to.equal(404);
    await becomes(api, 'cy', { roles: ['agent-operator'], groups: ['Cloud Operations'] });
    expect((await assign(id, {}, 'cy')).status).to.equal(200);
  });

  describe('gives it no permission', () => {
    it('that whoever started it does not hold', async () => {
      await becomes(api, 'cy', { roles: ['agent-operator'], groups: ['ops'] });
      const asked = ['tickets:note', 'access:grant', 'audit:read', 'changes:approve', 'persons:write', 'made:up'];
      const { body } = await assign(await file(), { requested_permissions: asked }, 'cy');
      const { allowed, denied, row } = await permissionsOf(body['agent_id']);
      expect(allowed).to.deep.equal(['tickets:note']);
      expect(denied).to.deep.equal(asked.slice(1));
      expect(row).to.include({ spawned_by_username: 'cy', max_classification: 'confidential' });
      expect(row['roles']).to.deep.equal(['agent-operator']);
      expect(row['scopes']).to.deep.equal([{ type: 'ticket', value: String(body['ticket_id']) }]);
      const { rows } = await api.db.query<{ level: string; details: Fields }>(
        `select level, details from event_log where action = 'agent_permission_snapshot_denied' and target = $1`,
        [`agent_${numberIn(body, 'agent_id')}`],
      );
      expect(rows).to.have.length(1);
      expect(rows[0]).to.deep.include({ level: 'warning' });
      expect(rows[0]?.details['denied_permissions']).to.deep.equal(denied);
    });

    it('that stands for many, even when an administrator starts it', async () => {
      const asked = ['*', 'tickets:*', 'changes:*', '*:*', 'tickets:note'];
      const { body } = await assign(await file(), { requested_permissions: asked });
      expect((await permissionsOf(body['agent_id'])).allowed).to.deep.equal(['tickets:note']);
    });

    it('beyond the standard ones where none are named, less what the starter lacks', async () => {
      const full = await permissionsOf((await assign(await file(), {}, 'admin')).body['agent_id']);
      expect(full.allowed).to.deep.equal(defaultTaskPermissions);
      expect(full.denied).to.deep.equal([]);
      await api.db.query(`update roles set capabilities = '{tickets:read,agents:spawn}' where name = 'agent-operator'`);
      await becomes(api, 'cy', { roles: ['agent-operator'], groups: ['ops'] });
      const few = await permissionsOf((await assign(await file(), {}, 'cy')).body['agent_id']);
      expect(few.allowed).to.deep.equal(['tickets:read']);
      expect(few.denied).to.deep.equal(defaultTaskPermissions.filter((one) => one !== 'tickets:read'));
    });

    it('that could decide, when a chat turn starts it', async () => {
      const turn = await startTurn(api, 'admin', 'The backup of db-1 failed');
      const filed = await api.call({ token: turn.token }, 'POST', '/api/tickets', { title: 'Backup failed' });
      const asked = ['tickets:note', 'changes:approve', 'tickets:create', 'agents:spawn', 'changes:request'];
      const { body } = await assign(numberIn(filed.body, 'id'), { requested_permissions: asked }, turn);
      const { allowed, row } = await permissionsOf(body['agent_id']);
      expect(allowed).to.deep.equal(['tickets:note', 'changes:request']);
      expect(row).to.include({ spawned_by_username: 'intake-agent', max_classification: 'internal' });
    });

    it('whose name the database could not keep', async () => {
      const made = await assign(await file(), { requested_permissions: ['a\u0000:b', '\ud800', 'tickets:note'] });
      expect(made.status, made.text).to.equal(200);
      const { allowed } = await permissionsOf(made.body['agent_id']);
      expect(allowed).to.include('tickets:note');
      const tooMany = Array.from({ length: 101 }, () => 'tickets:note');
      expect((await assign(await file(), { requested_permissions: tooMany })).status).to.equal(422);
      expect((await assign(await file(), { requested_permissions: ['x'.repeat(101)] })).status).to.equal(422);
    });

    it('that its token would not be held to', async () => {
      const id = await file();
      const { body } = await assign(id, { requested_permissions: ['tickets:read', 'agents:read'] });
      await api.db.query(`update agent_tasks set status = 'stopped' where status = 'queued' and agent_id <> $1`, [
        body['agent_id'],
      ]);
      const work = await claimTask(api.db, 'test-runner', 600, ['codex']);
      expect(work?.agentId).to.equal(body['agent_id']);
      const as = { token: work?.token ?? '' };
      expect((await api.call(as, 'GET', `/api/tickets/${id}`)).status).to.equal(200);
      const refused = await api.call(as, 'POST', `/api/tickets/${id}/notes`, { body: 'x' });
      expect([refused.status, refused.body['required_permission']]).to.deep.equal([403, 'tickets:note']);
    });
  });
});
