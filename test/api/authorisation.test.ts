import { expect } from 'chai';
import type { OpenApiDocument, Operation } from '../../api/http/openApi.js';
import { grants, loadRoles } from '../../config/index.js';
import { numberIn, startTestApi, textIn, type TestApi, type Who } from '../support/api.js';
import { fileTicket, startTask, startTurn, type TaskRun, type TurnRun } from '../support/runs.js';

type Address = { readonly method: string; readonly path: string; readonly operation: Operation };

describe('what the OpenAPI document says about who may call what', () => {
  let api: TestApi;
  let addresses: Address[];
  let task: TaskRun;
  let turn: TurnRun;
  let change: number;
  let requester: Who;

  before(async () => {
    api = await startTestApi();
    const document = (await api.call('nobody', 'GET', '/openapi.json')).body as unknown as OpenApiDocument;
    addresses = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
    );
    const ticket = await fileTicket(api, 'ana');
    task = await startTask(api, ticket);
    turn = await startTurn(api, 'ana');
    const asked = await api.call({ token: task.token }, 'POST', '/api/changes/request', {
      ...{ ticket_id: ticket, action: 'Clean up', target: 'web-1', risk_level: 'low', command: 'journalctl --vacuum' },
    });
    change = numberIn(asked.body, 'change_id');
    // A token of its own, because one of the addresses signs out.
    const made = await api.call('ana', 'POST', '/api/auth/tokens', { name: 'test' });
    requester = { token: textIn(made.body, 'token') };
  });
  after(() => api?.stop());

  /** With ids that are not there: who may come in is decided before anything is looked for. */
  const knock = (as: Who, { method, path }: Address): ReturnType<TestApi['call']> =>
    api.call(as, method, path.replaceAll(/\{\w+\}/g, '999999'), method === 'GET' ? undefined : {});
  const deniedTo = async (name: string): Promise<number> => {
    const { rows } = await api.db.query<{ count: number }>(
      `select count(*) from audit_log where action = 'access_denied' and actor = $1`,
      [name],
    );
    return rows[0]?.count ?? 0;
  };
  const nameOf = ({ method, path }: Address): string => `${method} ${path}`;
  const required = ({ operation }: Address): string | null => operation['x-required-permission'];

  /** Every address is knocked at; those that the rule closes answer 403 and leave one audit row each, the others do not. */
  async function expectClosed(as: Who, actor: string, isClosed: (address: Address) => boolean): Promise<void> {
    const before = await deniedTo(actor);
    let closed = 0;
    for (const address of addresses.filter((one) => required(one) !== null)) {
      const { status, body } = await knock(as, address);
      if (isClosed(address)) {
        closed += 1;
        const seen = [status, body['error'], body['required_permission']];
        expect(seen, nameOf(address)).to.deep.equal([403, 'access_denied', required(address)]);
      } else {
        expect(body['error'], nameOf(address)).to.not.equal('access_denied');
        expect(status, nameOf(address)).to.not.be.oneOf([401, 500]);
      }
    }
    expect(closed, 'closed addresses').to.be.greaterThan(5);
    expect(await deniedTo(actor)).to.equal(before + closed);
  }

  it('there is something to knock at', () => {
    expect(addresses.length).to.be.greaterThan(30);
    expect(addresses.map(nameOf)).to.include.members([
      'POST /api/changes/{id}/approve',
      'POST /api/changes/{id}/reject',
    ]);
  });

  it('nobody comes in anywhere but where it says public', async () => {
    for (const address of addresses) {
      const { status, headers } = await knock('nobody', address);
      if (required(address) === null) expect(status, nameOf(address)).to.not.be.oneOf([401, 403]);
      else {
        expect(status, nameOf(address)).to.equal(401);
        expect(headers.get('www-authenticate')).to.match(/^Bearer/);
      }
    }
    const open = addresses.filter((one) => required(one) === null).map(nameOf);
    expect(open).to.have.members(['GET /health', 'GET /openapi.json', 'POST /api/auth/login']);
  });

  it('a requester comes in where the role says so', async () => {
    const { capabilities } = loadRoles().find(({ name }) => name === 'requester') ?? { capabilities: [] };
    await expectClosed(requester, 'ana', (address) => !grants(capabilities, required(address) ?? ''));
  });

  it('a chat turn comes in where the address is for turns and its token says so', async () => {
    const may = [
      'ops-chat:turn',
      'ops-chat:read',
      'intake:read',
      'tickets:read',
      'tickets:create',
      'tickets:note',
      'tickets:reply',
      'agents:spawn',
      'agents:stop',
    ];
    await expectClosed({ token: turn.token }, 'intake-agent', (address) => {
      const agents = address.operation['x-agents'];
      return !(agents === 'turn' || agents === 'any') || !grants(may, required(address) ?? '');
    });
  });

  it('an agent whose permissions hold everything still stays out of what is not for agents', async () => {
    await api.db.query(`update agent_permission_context set allowed_permissions = '{*}' where agent_id = $1`, [
      task.agentId,
    ]);
    await expectClosed({ token: task.token }, `agent-${task.agentId}`, ({ operation }) => {
      const agents = operation['x-agents'];
      return !(agents === 'task' || agents === 'any');
    });
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

  it('a look at the address of a decision decides nothing', async () => {
    const look = await api.call('bo', 'GET', `/api/changes/${change}/approve`);
    expect(look.status).to.equal(405);
    expect((await api.call('bo', 'GET', `/api/changes/${change}`)).body['state']).to.equal('pending');
  });
});
