import { expect } from 'chai';
import { readTaskBrief } from '../../../api/agents/index.js';
import { numberIn, startTestApi, type Called, type Fields, type TestApi, type Who } from '../../support/api.js';
import { fileTicket, startTask, startTurn } from '../../support/runs.js';
import { endAgents, eventsOf, openRunner } from '../intake/desk.js';
import { becomes } from '../tickets/officePeople.js';

describe('an agent for a prompt', () => {
  let api: TestApi;
  before(async () => {
    api = await startTestApi();
    await openRunner(api);
    await becomes(api, 'cy', { roles: ['agent-operator'], groups: ['ops'] });
  });
  after(() => api?.stop());
  afterEach(() => endAgents(api));

  const ask = (fields: Fields, as: Who = 'cy', headers: Record<string, string> = {}): Promise<Called> =>
    api.call(as, 'POST', '/api/agents/create-from-prompt', fields, headers);
  const ticketOf = async ({ body }: Called): Promise<Fields> =>
    (await api.call('admin', 'GET', `/api/tickets/${numberIn(body, 'ticket_id')}`)).body;
  const count = async (table: 'tickets' | 'agents'): Promise<number> =>
    (await api.db.query<{ count: number }>(`select count(*) from ${table}`)).rows[0]?.count ?? 0;

  it('is one ticket and one agent on it, named after the first line', async () => {
    const asked = await ask({ prompt: 'Look which hosts run the old kernel\nand list them', model: 'm-1' });
    expect(asked.body, asked.text).to.include({
      ...{ status: 'spawned', harness: 'codex', model: 'm-1', priority_rank: 2 },
    });
    expect(await ticketOf(asked)).to.include({
      ...{ title: 'Look which hosts run the old kernel', itop_class: 'UserRequest', status: 'in_progress' },
      ...{ description: 'Look which hosts run the old kernel\nand list them', provider: 'local', created_by: 'cy' },
      agent_id: asked.body['agent_id'],
    });
    const { rows } = await api.db.query<Fields>('select task_type, prompt from agent_tasks where id = $1', [
      asked.body['task_id'],
    ]);
    expect(rows[0]?.['task_type']).to.equal('ad_hoc');
    expect(rows[0]?.['prompt']).to.contain('Investigate and resolve this ticket').and.contain('and list them');
    expect((await readTaskBrief(api.db, numberIn(asked.body, 'task_id')))?.instruction).to.contain('and list them');
    expect((await eventsOf(api, 'create_from_prompt')).at(-1)).to.include({
      ...{ category: 'agent', actor: 'cy', target: `ticket_${numberIn(asked.body, 'ticket_id')}` },
    });
  });

  it('27.22: is never two agents, though a rule would start one for such words', async () => {
    const agents = await count('agents');
    const asked = await ask({ prompt: 'Investigate the phishing report of Rui' });
    expect(asked.body['status']).to.equal('spawned');
    expect(await count('agents')).to.equal(agents + 1);
    const { rows } = await api.db.query('select from auto_assignment_waits');
    expect(rows).to.have.length(0);
  });

  it('27.22: sent fifty times at once under one key is one ticket and one agent', async () => {
    const [tickets, agents] = [await count('tickets'), await count('agents')];
    const all = await Promise.all(
      Array.from({ length: 50 }, () => ask({ prompt: 'Once' }, 'cy', { 'idempotency-key': 'once' })),
    );
    expect(new Set(all.map(({ body }) => body['agent_id'])).size).to.equal(1);
    expect([await count('tickets'), await count('agents')]).to.deep.equal([tickets + 1, agents + 1]);
  });

  it('keeps all of a long prompt for the agent, and the beginning on the ticket', async () => {
    const prompt = `${'a long line '.repeat(100)}\n${'x'.repeat(30_000)} the end`;
    const asked = await ask({ prompt });
    const ticket = await ticketOf(asked);
    expect([String(ticket['title']).length, String(ticket['description']).length]).to.deep.equal([240, 2_000]);
    const { rows } = await api.db.query<{ prompt: string }>('select prompt from agent_tasks where id = $1', [
      asked.body['task_id'],
    ]);
    expect(rows[0]?.prompt).to.match(/the end$/);
    expect(await ticketOf(await ask({ prompt: '\n\nsecond line' }))).to.include({ title: 'Ad hoc agent request' });
  });

  it('without a program that works tickets is a ticket that waits for a person', async () => {
    const asked = await ask({ prompt: 'Please order a chair', harness: 'builtin' });
    expect(asked.body).to.include({ status: 'waiting_for_person', group: 'the service desk' });
    expect(await ticketOf(asked)).to.include({ status: 'new', agent_id: null, worked_by: 'person' });
  });

  it('leaves nothing when it cannot be done, and names what is wrong', async () => {
    const tickets = await count('tickets');
    const wrong: readonly Fields[] = [
      ...[{}, { prompt: ' \n ' }, { prompt: 'x'.repeat(60_001) }, { prompt: 'x', harness: 'wizard' }],
      ...[{ prompt: 'x', model: 'm'.repeat(101) }, { prompt: 'x', profile_id: 'p'.repeat(81) }, { prompt: ['x'] }],
    ];
    for (const fields of wrong) expect((await ask(fields)).status, JSON.stringify(fields).slice(0, 60)).to.equal(422);
    expect(await count('tickets')).to.equal(tickets);
    expect((await ask({ prompt: 'nul \u0000 half \ud800' })).status).to.equal(200);
  });

  it('gives the agent no more than who asked for it holds', async () => {
    const asked = await ask({ prompt: 'x', requested_permissions: ['tickets:note', 'access:admin', '*'] });
    const { rows } = await api.db.query<Fields>(
      `select c.allowed_permissions, p.name from agent_permission_context c join agents a on a.id = c.agent_id
       join persons p on p.id = a.on_behalf_of_person_id where a.id = $1`,
      [asked.body['agent_id']],
    );
    expect(rows[0]).to.deep.equal({ allowed_permissions: ['tickets:note'], name: 'cy' });
  });

  it('is for those who may start agents, and for no agent', async () => {
    const task = await startTask(api, await fileTicket(api, 'ana'));
    const turn = await startTurn(api, 'ana', 'Start an agent for me');
    for (const as of ['ana', { token: task.token }, { token: turn.token }] as const)
      expect((await ask({ prompt: 'x' }, as)).body).to.include({ status: 403, required_permission: 'agents:spawn' });
    expect((await ask({ prompt: 'x' }, 'nobody')).status).to.equal(401);
  });
});
