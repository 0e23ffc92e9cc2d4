import { expect } from 'chai';
import { startTestApi, type Fields, type TestApi, type Who } from '../../support/api.js';
import { fileTicket, startTask, startTurn } from '../../support/runs.js';
import { becomes, officePeople } from './officePeople.js';

const reads = ['', '/context', '/attachments', '/attachments/1', '/attachments/1/content'];
const writes: readonly (readonly [method: string, path: string, body: Fields])[] = [
  ['POST', '', { status: 'closed' }],
  ['PUT', '', { status: 'closed' }],
  ['PATCH', '', {}],
  ['POST', '/notes', { body: 'x' }],
  ['POST', '/status', { status: 'closed' }],
  ['POST', '/assignment', { priority: 'P1' }],
  ['POST', '/contacts', { requester_name: 'x' }],
  ['POST', '/request-info', { question: 'x' }],
  ['POST', '/user-response', { response: 'x' }],
  ['POST', '/attachments', { filename: 'x' }],
  ['POST', '/attachments/content', { filename: 'x', data_base64: 'YQ==' }],
  ['POST', '/unassign-agent', {}],
];

describe('27.7: every address of a ticket looks at whose ticket it is', () => {
  let api: TestApi;
  let hidden: number;
  let mine: number;
  before(async () => {
    api = await startTestApi({ config: officePeople });
    hidden = await fileTicket(api, 'admin', { owning_group: 'Cloud Operations', title: 'Hidden' });
    mine = await fileTicket(api, 'ana', { owning_group: 'Network Operations', title: 'Mine' });
    await startTask(api, hidden);
    await api.call('admin', 'POST', `/api/tickets/${hidden}/attachments`, {
      filename: 'secret.txt',
      visibility: 'public',
    });
    // With every permission there is, and still with the tickets of one group alone.
    await becomes(api, 'cy', { roles: ['analyst'], groups: ['Network Operations'] });
    await api.db.query(`update roles set capabilities = '{*}' where name in ('analyst', 'requester')`);
  });
  after(() => api?.stop());

  const everything = async (): Promise<string> => {
    const { rows } = await api.db.query<{ all: string }>(
      `select (select jsonb_agg(t order by id) from tickets t)::text || (select count(*) from ticket_notes) || '/' ||
         (select count(*) from ticket_attachments) || '/' || (select count(*) from agent_tasks where stop_requested_at is not null) as all`,
    );
    return rows[0]?.all ?? '';
  };
  async function expectNothing(as: Who): Promise<void> {
    const before = await everything();
    const absent = async (method: string, path: string, body?: Fields): Promise<void> => {
      const there = await api.call(as, method, `/api/tickets/${hidden}${path}`, body);
      const gone = await api.call(as, method, `/api/tickets/999999${path}`, body);
      expect([there.status, there.body['error']], `${method} ${path}`).to.deep.equal([404, 'ticket_not_found']);
      expect(there.text, 'as if it were not there').to.equal(gone.text);
    };
    for (const path of reads) await absent('GET', path);
    for (const [method, path, body] of writes) await absent(method, path, body);
    expect(await everything()).to.equal(before);
  }

  it('of an analyst of another group', () => expectNothing('cy'));
  it('of a requester who did not ask for it', () => expectNothing('ana'));

  it('of an agent that works another ticket, whatever it was granted', async () => {
    const run = await startTask(api, mine);
    await api.db.query(`update agent_permission_context set allowed_permissions = '{*}' where agent_id = $1`, [
      run.agentId,
    ]);
    const before = await everything();
    for (const path of reads) {
      const { status } = await api.call({ token: run.token }, 'GET', `/api/tickets/${hidden}${path}`);
      expect(status, `GET ${path}`).to.equal(404);
    }
    for (const [method, path, body] of writes) {
      const { status } = await api.call({ token: run.token }, method, `/api/tickets/${hidden}${path}`, body);
      // 403 where no agent at work may come in at all.
      expect(status, `${method} ${path}`).to.be.oneOf([403, 404]);
    }
    expect(await everything()).to.equal(before);
    const { body } = await api.call({ token: run.token }, 'GET', '/api/tickets?q=hidden');
    expect(body['tickets']).to.deep.equal([]);
  });

  it('of a chat turn of another conversation', async () => {
    const turn = await startTurn(api, 'ana');
    const before = await everything();
    for (const [method, path, body] of [...reads.map((path) => ['GET', path, undefined] as const), ...writes]) {
      const { status } = await api.call({ token: turn.token }, method, `/api/tickets/${hidden}${path}`, body);
      expect(status, `${method} ${path}`).to.be.oneOf([403, 404]);
    }
    expect(await everything()).to.equal(before);
  });

  it('and an agent moves its ticket to another queue, and not to other people who decide', async () => {
    const id = await fileTicket(api, 'admin', { owning_group: 'Cloud Operations' });
    const { token } = await startTask(api, id);
    const assign = (fields: Fields) => api.call({ token }, 'POST', `/api/tickets/${id}/assignment`, fields);
    const refused = await assign({ owning_group: 'Network Operations', priority: 'P1' });
    expect([refused.status, refused.body['error']]).to.deep.equal([403, 'access_denied']);
    const moved = await assign({ assignee_team: 'Tier 2 Cloud', escalation_tier: 'Tier 2', priority: '1' });
    expect(moved.body['ticket']).to.include({
      ...{ assignee_team: 'Tier 2 Cloud', owning_group: 'Cloud Operations', priority: 'P1' },
    });
  });
});
