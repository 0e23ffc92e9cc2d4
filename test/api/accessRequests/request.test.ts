import { expect } from 'chai';
import { numberIn, type Fields } from '../../support/api.js';
import { fileTicket, type TaskRun } from '../../support/runs.js';
import { becomes } from '../tickets/officePeople.js';
import { byHand, openLab, seedExample, type Lab } from './lab.js';

describe('a request for access', () => {
  let lab: Lab;
  before(async () => {
    lab = await openLab();
  });
  after(() => lab?.api.stop());

  const stateOf = async (table: string, id: number): Promise<Fields> =>
    (await lab.rows(`select * from ${table} where id = $1`, [id]))[0] ?? {};

  describe('as the seed prints it', () => {
    let run: TaskRun;
    let answer: Fields;
    before(async () => {
      run = await lab.agent();
      const { status, body, text } = await lab.ask({ token: run.token }, run.ticketId, {
        ...seedExample,
        agent_id: run.agentId,
      });
      expect(status, text).to.equal(200);
      answer = body;
    });

    it('is answered with the child ticket, the gate and the route', () => {
      expect(answer).to.include({
        ...{ status: 'pending_approval', already_open: false, parent_ticket_id: run.ticketId },
        ...{ resource: seedExample.resource, permission: seedExample.permission, assignment_group: 'DevSecOps' },
        risk_level: 'medium',
      });
      expect(answer['access_raci']).to.include({ source: 'explicit', assignment_group: 'DevSecOps' });
      expect(answer['access_ticket']).to.include({ id: answer['access_ticket_id'], assignee_team: 'DevSecOps' });
    });

    it('makes a ticket for the owning group, on which no agent starts', async () => {
      const ticket = await stateOf('tickets', numberIn(answer, 'access_ticket_id'));
      expect(ticket).to.include({
        ...{ itop_class: 'UserRequest', status: 'new', priority: 'P3', agent_id: null },
        ...{ assignee_team: 'DevSecOps', owning_group: 'DevSecOps', requester_name: `agent_${run.agentId}` },
        title: `Access request: ${seedExample.permission} for ${seedExample.resource}`,
        waiting_for: `a decision on change ${numberIn(answer, 'change_id')}`,
      });
      expect(await lab.rows('select from agents where ticket_id = $1', [answer['access_ticket_id']])).to.have.length(0);
    });

    it('opens a gate on the ticket that needs it, for seven days, about exactly the lease that will be granted', async () => {
      const { body } = await lab.api.call('admin', 'GET', `/api/changes/${numberIn(answer, 'change_id')}`);
      expect(body).to.include({
        ...{ ticket_id: run.ticketId, agent_id: run.agentId, state: 'pending', plan_kind: 'effect' },
        ...{ action: 'Grant least-privilege account access', target: seedExample.resource, risk_level: 'medium' },
      });
      expect(Date.parse(String(body['expires_at'])) - Date.now()).to.be.within(6.9 * 86_400_000, 7 * 86_400_000);
      expect(body['plan']).to.deep.include({
        effect: 'access_grant',
        grant: {
          ...{ agent_id: run.agentId, system: 'gitlab', resource_type: 'project', action: 'read' },
          ...{ resource_id: 'demo/private-infra', expires_at: null, lifetime: 86_400 },
          credential_ref: `<vault:agent_${run.agentId}_gitlab_project_demo_private_infra_read>`,
        },
      });
      expect(body['approval_policy']).to.deep.include({
        ...{ source: 'permission-wall-access-request', access_request: true, auto_complete: false },
        ...{ access_request_ticket_id: answer['access_ticket_id'], parent_ticket_id: run.ticketId },
        lease_request_inferred: true,
      });
      expect(body['explanation']).to.deep.include({
        may_not: [
          { name: 'Ana', why: 'asked for it' },
          { name: 'Admin', why: 'started the agent that asks for it' },
        ],
      });
    });

    it('is noted on both tickets, and is in audit and events', async () => {
      const notes = await lab.rows(
        `select ticket_id, author, audience, external_ref from ticket_notes where source = 'access-request' and ticket_id = any($1) order by ticket_id`,
        [[run.ticketId, answer['access_ticket_id']]],
      );
      const [author, audience] = [`agent-${run.agentId}`, 'internal'];
      expect(notes).to.deep.equal([
        {
          ticket_id: run.ticketId,
          author,
          audience,
          external_ref: `access_request:${numberIn(answer, 'access_request_id')}`,
        },
        { ticket_id: answer['access_ticket_id'], author, audience, external_ref: `parent_ticket:${run.ticketId}` },
      ]);
      for (const table of ['audit_log', 'event_log'])
        expect(
          await lab.rows(`select from ${table} where action = 'access_request_created' and target = $1`, [
            `ticket_${run.ticketId}`,
          ]),
        ).to.have.length(1);
    });

    it('is listed from both tickets, with ticket, gate and grant', async () => {
      const [request, ...more] = await lab.listed(run.ticketId);
      expect(more).to.deep.equal([]);
      expect(request).to.include({
        ...{ id: answer['access_request_id'], status: 'pending_approval', requester: `agent_${run.agentId}` },
        ...{ account_ref: 'agent-123', access_ticket_status: 'new', change_status: 'pending', approved_by: null },
        access_ticket_provider_ref: (answer['access_ticket'] as Fields)['itop_ref'],
        ...{ change_result: null, lease_inferred: true },
      });
      expect(await lab.listed(numberIn(answer, 'access_ticket_id'))).to.deep.equal([request]);
      expect(await lab.listed(run.ticketId, { token: run.token })).to.deep.equal([request]);
    });
  });

  it('9.6: the same open request twice is the first one, from fifty at once as well', async () => {
    const run = await lab.agent();
    const variant = { ...seedExample, resource: '  gitlab PROJECT demo/private-infra ' };
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, at) =>
        lab.ask({ token: run.token }, run.ticketId, at % 2 === 0 ? seedExample : variant),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).to.deep.equal(new Set([200]));
    expect(new Set(answers.map(({ body }) => body['access_request_id'])).size).to.equal(1);
    expect(answers.filter(({ body }) => body['already_open'] === false)).to.have.length(1);
    expect(await lab.rows('select from changes where ticket_id = $1', [run.ticketId])).to.have.length(1);
    expect(
      await lab.rows(`select from tickets where access_scope ->> 'parent_ticket_id' = $1::text`, [run.ticketId]),
    ).to.have.length(1);
  }).timeout(30_000);

  it('for something else, another account or another lease is another one', async () => {
    const run = await lab.agent();
    const bodies = [
      seedExample,
      { ...seedExample, permission: 'write access' },
      { ...seedExample, account_ref: 'agent-9' },
      { ...seedExample, lease_request: { system: 'gitlab', resource_type: 'group' } },
    ];
    const ids = [];
    for (const body of bodies)
      ids.push((await lab.ask({ token: run.token }, run.ticketId, body)).body['access_request_id']);
    expect(new Set(ids).size).to.equal(4);
    expect((await lab.listed(run.ticketId)).map(({ id }) => id)).to.deep.equal(ids.reverse());
  });

  it('is made anew when the first one was not decided in time, even before anybody marked that', async () => {
    const first = await lab.asked();
    await lab.api.db.query('update changes set expires_at = clock_timestamp() where id = $1', [first.change]);
    const again = await lab.ask({ token: first.token }, first.ticketId);
    expect(again.body).to.include({ status: 'pending_approval', already_open: false });
    expect(await stateOf('access_requests', first.request)).to.include({
      ...{ status: 'rejected', closed_reason: 'nobody decided in time' },
    });
    expect(await stateOf('tickets', first.child)).to.include({ status: 'closed' });
  });

  it('with a lease that is named asks for that one, and not for what its words mean', async () => {
    const lease_request = { system: 'wazuh', resource_type: 'api', resource_id: 'wazuh.*', action: 'read' };
    const named = { ...lease_request, credential_ref: '<vault:siem_readonly>', expires_at: '2030-01-01T00:00:00Z' };
    const { change } = await lab.asked({ ...seedExample, lease_request: named });
    const { plan } = (await lab.api.call('admin', 'GET', `/api/changes/${change}`)).body as { plan: Fields };
    expect(plan['grant']).to.include(lease_request);
    expect(plan['description']).to.match(/read api wazuh\.\* of wazuh, until 2030-01-01T00:00:00.000Z, at most 7 days/);
  });

  it('that names a lease without a system asks for the one that its words mean', async () => {
    const { change } = await lab.asked({ ...seedExample, lease_request: { system: '', action: 'write' } });
    const { plan } = (await lab.api.call('admin', 'GET', `/api/changes/${change}`)).body as { plan: Fields };
    expect(plan['grant']).to.include({ system: 'gitlab', action: 'read' });
  });

  it('for what the broker does not know is a plan that a person carries out', async () => {
    const { change } = await lab.asked(byHand);
    const { body } = await lab.api.call('admin', 'GET', `/api/changes/${change}`);
    expect(body).to.include({ plan_kind: 'manual' });
    expect((body['plan'] as Fields)['description']).to.match(/A person of Identity & Access gives this access/);
  });

  it('27.4: an agent asks at its own ticket and for itself alone', async () => {
    const [mine, other] = [await lab.agent(), await lab.agent()];
    const [foreign, named] = [
      await lab.ask({ token: mine.token }, other.ticketId),
      await lab.ask({ token: mine.token }, mine.ticketId, { ...seedExample, agent_id: other.agentId }),
    ];
    expect([foreign.status, foreign.body['error']]).to.deep.equal([404, 'ticket_not_found']);
    expect([named.status, named.body['error']]).to.deep.equal([403, 'not_own_agent']);
    expect(
      await lab.rows('select from access_requests where agent_id = any($1)', [[mine.agentId, other.agentId]]),
    ).to.have.length(0);
    const own = await lab.ask({ token: mine.token }, mine.ticketId, {
      ...seedExample,
      agent_id: `agent-${mine.agentId}`,
    });
    expect(own.status).to.equal(200);
    expect(
      (await lab.api.call({ token: mine.token }, 'GET', `/api/tickets/${other.ticketId}/access-requests`)).status,
    ).to.equal(404);
  });

  it('an agent without the permission to ask is refused, and one that may not ask for information too', async () => {
    for (const lacking of ['access:request', 'tickets:request_info']) {
      const run = await lab.agent();
      await lab.api.db.query(
        'update agent_permission_context set allowed_permissions = array_remove(allowed_permissions, $2) where agent_id = $1',
        [run.agentId, lacking],
      );
      const { status, body } = await lab.ask({ token: run.token }, run.ticketId);
      expect([status, body['required_permission']]).to.deep.equal([403, lacking]);
    }
  });

  it('27.7: a person asks at tickets that they see; who may not see one does not learn that it is there', async () => {
    await becomes(lab.api, 'cy', { roles: ['analyst'], groups: ['Network Operations'] });
    const run = await lab.agent();
    expect((await lab.ask('ana', run.ticketId)).status).to.equal(403);
    expect((await lab.ask('cy', run.ticketId)).status).to.equal(404);
    expect((await lab.api.call('cy', 'GET', `/api/tickets/${run.ticketId}/access-requests`)).status).to.equal(404);
    await becomes(lab.api, 'cy', { roles: ['analyst'], groups: ['Infrastructure Operations'] });
    const { body } = await lab.ask('cy', run.ticketId, { ...seedExample, requester: 'The CEO', created_by: 'admin' });
    const request = (await lab.listed(run.ticketId)).find(({ id }) => id === body['access_request_id']);
    expect(request).to.include({ requester: 'Cy', agent_id: null });
    await becomes(lab.api, 'cy', { roles: ['approver'], groups: ['ops'] });
  });

  it('a person or a service may name an agent that works the ticket, and no other and none that has ended', async () => {
    const [run, other] = [await lab.agent(), await lab.agent()];
    const ask = async (agent: number): Promise<unknown[]> => {
      const { status, body } = await lab.ask('service', run.ticketId, {
        ...seedExample,
        agent_id: agent,
        requester: 'lab-script',
      });
      return [status, body['error'] ?? body['status']];
    };
    expect(await ask(other.agentId)).to.deep.equal([422, 'agent_not_on_ticket']);
    expect(await ask(999_999)).to.deep.equal([422, 'agent_not_on_ticket']);
    expect(await ask(run.agentId)).to.deep.equal([200, 'pending_approval']);
    expect((await lab.listed(run.ticketId))[0]).to.include({ requester: 'lab-script', agent_id: run.agentId });
    await lab.api.db.query(`update agents set status = 'finished' where id = $1`, [other.agentId]);
    const { body } = await lab.ask('service', other.ticketId, { ...seedExample, agent_id: other.agentId });
    expect(body['error']).to.equal('agent_ended');
  });

  it('may say whose work it is, and not whose vote counts: who owns the resource decides', async () => {
    await lab.api.db.query(
      `insert into group_members (group_id, person_id) select g.id, p.id from groups g, persons p where g.name = 'Email Operations' and p.name = 'cy'`,
    );
    const { change } = await lab.asked({ ...seedExample, resource: 'Wazuh API', assignment_group: 'Email Operations' });
    const { body } = await lab.api.call('admin', 'GET', `/api/changes/${change}`);
    expect(JSON.stringify(body['policy'])).not.to.contain('Email Operations');
    await lab.api.db.query(
      `delete from group_members m using groups g where g.id = m.group_id and g.name = 'Email Operations'`,
    );
  });

  it('of an agent cannot look smaller than the rule of its resource says', async () => {
    const { change } = await lab.asked({ resource: 'firewall fw-1', permission: 'read access', risk_level: 'low' });
    expect(await stateOf('changes', change)).to.include({ risk_level: 'high', policy_name: 'routed-request-high' });
  });

  it('that too few people could approve is refused, and leaves nothing behind', async () => {
    const run = await lab.agent();
    const before = await lab.rows('select count(*) from tickets');
    const { status, body } = await lab.ask({ token: run.token }, run.ticketId, {
      ...seedExample,
      risk_level: 'critical',
    });
    expect([status, body['error']]).to.deep.equal([409, 'quorum_unreachable']);
    expect(await lab.rows('select count(*) from tickets')).to.deep.equal(before);
    expect(await stateOf('tickets', run.ticketId)).to.include({ status: 'in_progress' });
    expect(await lab.listed(run.ticketId)).to.deep.equal([]);
  });

  it('at a closed ticket is refused with the state', async () => {
    const ticket = await fileTicket(lab.api, 'ana');
    await lab.api.call('admin', 'POST', `/api/tickets/${ticket}/status`, { status: 'resolved' });
    const { status, body } = await lab.ask('admin', ticket);
    expect([status, body['error']]).to.deep.equal([409, 'ticket_final']);
  });

  describe('with a body that is not right', () => {
    let ticket: number;
    before(async () => {
      ticket = await fileTicket(lab.api, 'ana');
    });

    for (const missing of [{ resource: '' }, { resource: null }, { permission: ' \n ' }, { permission: undefined }]) {
      it(`such as ${JSON.stringify(missing)} is told that resource and permission are required`, async () => {
        const { status, body } = await lab.ask('admin', ticket, { ...seedExample, ...missing });
        expect(status).to.equal(422);
        expect(body['detail']).to.match(/resource and permission are required/);
      });
    }

    for (const wrong of [
      { resource: 'x'.repeat(301) },
      { permission: 'x'.repeat(241) },
      { resource: ['GitLab'] },
      { agent_id: 'me' },
      { agent_id: 1e300 },
      { agent_id: true },
      { lease_request: 'wazuh' },
      { lease_request: { system: 'wazuh', credential_ref: 'hunter2' } },
      { lease_request: { system: 'wazuh', expires_at: 'soon' } },
      { lease_request: { system: 'wazuh', action: 'x'.repeat(81) } },
      { sync_provider: 'perhaps' },
    ] as Fields[]) {
      it(`such as ${JSON.stringify(wrong).slice(0, 70)} names the field and writes nothing`, async () => {
        const { status, body } = await lab.ask('admin', ticket, { ...seedExample, ...wrong });
        expect([status, body['error']]).to.deep.equal([422, 'invalid_fields']);
        expect(JSON.stringify(body)).not.to.contain('hunter2');
        expect(await lab.listed(ticket)).to.deep.equal([]);
      });
    }

    it('a lease that is over already and a group that is not there are refused by name', async () => {
      const over = { lease_request: { system: 'wazuh', expires_at: '2020-01-01T00:00:00Z' } };
      const run = await lab.agent();
      expect((await lab.ask({ token: run.token }, run.ticketId, { ...seedExample, ...over })).body['error']).to.equal(
        'lease_over',
      );
      const { status, body } = await lab.ask('admin', ticket, { ...seedExample, assignment_group: 'Nobody' });
      expect([status, body['error']]).to.deep.equal([422, 'unknown_group']);
    });

    it('what would disguise it on a card is taken out, and what no database keeps does no harm', async () => {
      const run = await lab.agent();
      const resource = 'GitLab\u202e project\u0000 demo/\u2066infra \ud800';
      const { status, body, text } = await lab.ask({ token: run.token }, run.ticketId, { ...seedExample, resource });
      expect(status, text).to.equal(200);
      expect(body['resource']).to.match(/^GitLab project demo\/infra/);
      expect(text).not.to.match(/[\u202e\u2066\u0000]/);
    });

    it('a ticket that is not there is not found, whatever stands for it', async () => {
      for (const id of [999_999, '0', '-1', 'x', '9'.repeat(30), '1e3'])
        expect((await lab.ask('admin', id)).status, String(id)).to.equal(404);
    });
  });
});
