import { expect } from 'chai';
import { sessionCookie } from '../../api/access/cookies.js';
import { numberIn, startTestApi, type TestApi } from '../support/api.js';
import { fileTicket, startTask, startTurn, type TaskRun, type TurnRun } from '../support/runs.js';
import { addressesOf, knock, nameOf, requiredAt, type Address } from './authorisation/knock.js';

/** Each with the reason why it may be. */
const publicAddresses = {
  'GET /health': 'Monitoring and load balancers ask it; it says status and version.',
  'GET /openapi.json': 'How one signs in stands there.',
  'POST /api/auth/login': 'Nobody is signed in before.',
  'GET /api/auth/oidc/start': 'The same, by way of an identity provider.',
  'GET /api/auth/oidc/callback': 'The identity provider sends the browser back here, before there is a session.',
  'POST /api/auth/logout': 'Signing out works too when the session is over already.',
};

describe('what the OpenAPI document says about who may call what', () => {
  let api: TestApi;
  let addresses: Address[];
  let task: TaskRun;
  let turn: TurnRun;
  let change: number;

  before(async () => {
    api = await startTestApi();
    addresses = await addressesOf(api);
    const ticket = await fileTicket(api, 'ana');
    task = await startTask(api, ticket);
    turn = await startTurn(api, 'ana');
    const asked = await api.call({ token: task.token }, 'POST', '/api/changes/request', {
      ...{ ticket_id: ticket, action: 'Clean up', target: 'web-1', risk_level: 'low', command: 'journalctl --vacuum' },
    });
    change = numberIn(asked.body, 'change_id');
  });
  after(() => api?.stop());

  it('there is something to knock at', () => {
    expect(addresses.length).to.be.greaterThan(150);
    expect(addresses.map(nameOf)).to.include.members([
      'POST /api/changes/{id}/approve',
      'POST /api/changes/{id}/reject',
    ]);
  });

  it('nobody comes in anywhere but where it says public, with no credentials or with wrong ones', async () => {
    for (const address of addresses) {
      if (requiredAt(address) === null) {
        const { status } = await knock(api, undefined, address);
        expect(status, nameOf(address)).to.not.be.oneOf([401, 403, 500]);
        continue;
      }
      for (const token of [undefined, 'ops_made-up']) {
        const { status, headers } = await knock(api, token, address);
        expect(status, nameOf(address)).to.equal(401);
        expect(headers.get('www-authenticate')).to.match(/^Bearer/);
      }
    }
  });

  it('public is only what nobody could have signed in for yet, or what says nothing of anybody', () => {
    const open = addresses.filter((one) => requiredAt(one) === null).map(nameOf);
    expect(open).to.have.members(Object.keys(publicAddresses));
  });

  for (const verb of ['approve', 'reject'] as const) {
    it(`no agent can ${verb} a change, by what it is and not by its permissions`, async () => {
      const path = `/api/changes/${change}/${verb}`;
      for (const run of [task, turn]) {
        const { status, body } = await api.call({ token: run.token }, 'POST', path, { reason: 'It is fine' });
        expect([status, body['error']]).to.deep.equal([403, 'access_denied']);
        expect(body['detail']).to.contain('whatever their permissions are');
      }
      const { rows } = await api.db.query<{ actor: string; result: string }>(
        `select actor, result from audit_log where action = 'access_denied' and target = $1 order by actor`,
        [`POST ${path}`],
      );
      expect(rows).to.deep.equal([
        { actor: `agent-${task.agentId}`, result: 'agents_not_allowed' },
        { actor: 'intake-agent', result: 'agents_not_allowed' },
      ]);
    });

    it(`the service token cannot ${verb} a change, for whomever it says that it acts`, async () => {
      const headers = { 'x-dashboard-service-user': 'bo' };
      const sent = { reason: 'It is fine', approved_by: 'bo' };
      const { status, body } = await api.call('service', 'POST', `/api/changes/${change}/${verb}`, sent, headers);
      expect([status, body['error'], body['reason']]).to.deep.equal([403, 'vote_not_allowed', 'not_a_person']);
      const { rows } = await api.db.query<{ details: Record<string, unknown> }>(
        `select details from audit_log where action = 'change_vote_refused' and actor = 'platform-service' order by id desc limit 1`,
      );
      expect(rows[0]?.details['submitted_by']).to.equal('bo');
    });
  }

  it('27.1: an agent calls as itself: neither as the service nor as who started it', async () => {
    const headers = { 'x-dashboard-service-user': 'bo' };
    const note = { body: 'Looked at it', author: 'platform-service' };
    const path = `/api/tickets/${task.ticketId}/notes`;
    const written = await api.call({ token: task.token }, 'POST', path, note, headers);
    expect(written.status).to.equal(200);
    const { rows } = await api.db.query<{ type: string; name: string; agent_id: number }>(
      'select p.type, p.name, p.agent_id from ticket_notes n join principals p on p.id = n.principal_id where n.id = $1',
      [written.body['id']],
    );
    expect(rows).to.deep.equal([{ type: 'agent', name: `agent-${task.agentId}`, agent_id: task.agentId }]);
    const me = await api.call({ token: task.token }, 'GET', '/api/access/me', undefined, headers);
    expect([me.status, me.body['error']]).to.deep.equal([403, 'access_denied']);
  });

  it('27.2: no answer makes a person of an agent: none sets a cookie, and one that is sent along changes nothing', async () => {
    const ticket = await api.call({ token: task.token }, 'GET', `/api/tickets/${task.ticketId}`);
    expect([ticket.status, ticket.headers.get('set-cookie')]).to.deep.equal([200, null]);
    const cookie = { cookie: `${sessionCookie}=${api.tokenOf('bo')}` };
    const path = `/api/changes/${change}/approve`;
    const own = await api.call({ token: task.token }, 'POST', path, { reason: 'It is fine' }, cookie);
    expect([own.status, own.body['error'], own.headers.get('set-cookie')]).to.deep.equal([403, 'access_denied', null]);
    expect((await api.call('bo', 'GET', `/api/changes/${change}`)).body['state']).to.equal('pending');
  });

  it('27.5: what reads the messages of a room calls as the intake agent of one conversation, not as the service', async () => {
    const who = { token: turn.token };
    expect((await api.call('service', 'GET', `/api/tickets/${task.ticketId}`)).status).to.equal(200);
    expect((await api.call(who, 'GET', `/api/tickets/${task.ticketId}`)).status).to.equal(404);
    for (const path of ['/api/access/users', '/api/dashboard/audit', '/api/agents/config', '/api/ops-chat/sessions']) {
      const { status, body } = await api.call(who, 'GET', path, undefined, { 'x-dashboard-service-user': 'ana' });
      expect([status, body['error']], path).to.deep.equal([403, 'access_denied']);
    }
  });

  it('a look at the address of a decision decides nothing', async () => {
    const look = await api.call('bo', 'GET', `/api/changes/${change}/approve`);
    expect(look.status).to.equal(405);
    expect((await api.call('bo', 'GET', `/api/changes/${change}`)).body['state']).to.equal('pending');
  });
});
