import { expect } from 'chai';
import { startTestApi, type Fields, type TestApi, type Who } from '../../support/api.js';
import { fileTicket, startTask } from '../../support/runs.js';
import { becomes, officePeople } from './officePeople.js';

const keys = [
  ...['ticket', 'notes', 'attachments', 'change_requests', 'access_requests', 'tasks', 'steering_events'],
  ...['model_turn_events', 'postmortems', 'related_tickets', 'knowledge_articles', 'workflows', 'skills'],
];

describe('the context of a ticket', () => {
  let api: TestApi;
  before(async () => {
    api = await startTestApi({ config: officePeople });
  });
  after(() => api?.stop());

  const file = (fields: Fields = {}, as: Who = 'ana'): Promise<number> =>
    fileTicket(api, as, { owning_group: 'Cloud Operations', ...fields });
  const contextOf = async (id: number, as: Who = 'bo'): Promise<Fields> => {
    const { status, body, text } = await api.call(as, 'GET', `/api/tickets/${id}/context`);
    expect(status, text).to.equal(200);
    return body;
  };
  const listIn = (context: Fields, name: string): Fields[] => context[name] as Fields[];
  const fill = (sql: string, id: number, count: number): Promise<unknown> =>
    api.db.query(sql.replace('#', 'generate_series(1, $2::integer) as n'), [id, count]);

  it('has exactly the keys of the contract, and nothing left out of a small ticket', async () => {
    const context = await contextOf(await file());
    expect(Object.keys(context)).to.have.members(keys);
    expect(context['ticket']).to.not.have.any.keys('provider_payload', 'session_id', 'thread_id', 'agent_status');
  });

  it('gives notes oldest first, the newest two hundred, and says how many are left out', async () => {
    const id = await file({ title: 'Many notes' });
    await fill(`insert into ticket_notes (ticket_id, body, audience) select $1, 'note ' || n, 'user' from #`, id, 205);
    const context = await contextOf(id);
    const notes = listIn(context, 'notes');
    expect([notes.length, notes[0]?.['body'], notes.at(-1)?.['body']]).to.deep.equal([200, 'note 6', 'note 205']);
    expect(context['left_out']).to.deep.equal({ notes: 5 });
  });

  it('counts as left out only what the reader may read', async () => {
    const id = await file({ title: 'Many inner notes' });
    await fill(`insert into ticket_notes (ticket_id, body, audience) select $1, 'in', 'internal' from #`, id, 250);
    await fill(`insert into ticket_notes (ticket_id, body, audience) select $1, 'out', 'user' from #`, id, 2);
    const forRequester = await contextOf(id, 'ana');
    expect(listIn(forRequester, 'notes').map(({ body }) => body)).to.deep.equal(['out', 'out']);
    expect(forRequester).to.not.have.property('left_out');
    expect((await contextOf(id, 'bo'))['left_out']).to.deep.equal({ notes: 52 });
  });

  it('shortens a pasted log, in a note and in the description, and says by how much', async () => {
    const id = await file({ title: 'Long', description: 'd'.repeat(9_000) });
    await api.call('bo', 'POST', `/api/tickets/${id}/notes`, { body: 'x'.repeat(8_001), visibility: 'user' });
    const context = await contextOf(id, 'ana');
    expect(listIn(context, 'notes')[0]?.['body']).to.equal(`${'x'.repeat(8_000)}… [1 characters left out]`);
    expect((context['ticket'] as Fields)['description']).to.match(/^d{8000}… \[1000 characters left out\]$/);
    expect((await api.call('ana', 'GET', `/api/tickets/${id}`)).body['description']).to.have.length(9_000);
  });

  it('bounds attachments, tasks and steering as well', async () => {
    const id = await file({ title: 'Much of everything' });
    const { agentId } = await startTask(api, id);
    await fill(`insert into ticket_attachments (ticket_id, filename) select $1, n || '.txt' from #`, id, 103);
    await api.db.query(
      `insert into agent_tasks (agent_id, ticket_id, prompt, status, output)
       select $2, $1, 'p', 'completed', 'a very long log' from generate_series(1, 24)`,
      [id, agentId],
    );
    await api.db.query(
      `insert into agent_steering_events (ticket_id, agent_id, source, author, body)
       select $1, $2, 'chat', 'Bo', 'word ' || n from generate_series(1, 31) as n`,
      [id, agentId],
    );
    const context = await contextOf(id);
    expect(context['left_out']).to.deep.equal({ attachments: 3, tasks: 5, steering_events: 1 });
    const files = listIn(context, 'attachments').map(({ filename }) => filename);
    expect([files[0], files.at(-1)], 'the oldest go, and the rest stays oldest first').to.deep.equal([
      '4.txt',
      '103.txt',
    ]);
    expect(listIn(context, 'steering_events')[0]?.['body']).to.equal('word 31');
    const tasks = listIn(context, 'tasks').map((task) => Number(task['id']));
    expect(tasks).to.deep.equal([...tasks].sort((a, b) => b - a));
    expect(JSON.stringify(context['tasks'])).to.not.contain('a very long log').and.not.contain('prompt');
  });

  it('gives each change its exact state and the word that agents poll on', async () => {
    await becomes(api, 'bo', { roles: ['analyst', 'approver'], groups: ['Cloud Operations'] });
    await becomes(api, 'cy', { roles: ['approver'], groups: ['ops'] });
    const id = await file({ title: 'With gates' });
    const words = {
      ...{ pending: 'pending', approved: 'approved', executing: 'approved', failed: 'approved', drifted: 'approved' },
      ...{ execution_expired: 'approved', completed: 'completed', rejected: 'rejected', expired: 'rejected' },
      ...{ withdrawn: 'rejected', superseded: 'rejected' },
    };
    const { token } = await startTask(api, id);
    for (const state of Object.keys(words)) {
      const asked = await api.call({ token }, 'POST', '/api/changes/request', {
        ...{ ticket_id: id, action: `Become ${state}`, target: 'web-1', risk_level: 'low', command: `echo ${state}` },
      });
      expect(asked.status, asked.text).to.equal(200);
    }
    // The states are what the table allows; how they are reached is told elsewhere.
    await api.db.query(`set role none; set session_replication_role = replica;
      update changes set state = substring(action from 'Become (.*)') where ticket_id = ${id};
      set session_replication_role = default; reset role`);
    const expected = Object.fromEntries(Object.entries(words).map(([state, status]) => [state, status]));
    const seen = (rows: readonly Fields[]): Fields =>
      Object.fromEntries(rows.map((row) => [String(row['state']), row['status']]));
    expect(seen(listIn(await contextOf(id), 'change_requests'))).to.deep.equal(expected);
    const { body } = await api.call('bo', 'GET', `/api/tickets/${id}`);
    expect(seen(listIn(body, 'change_requests'))).to.deep.equal(expected);
  });

  it('names tickets of the same title or class that the reader may see, newest first, at most ten', async () => {
    const title = 'The same words again';
    const emergency = { ticket_class: 'EmergencyChange' };
    const id = await file({ title, ...emergency });
    const [upper, same] = [await file({ title: title.toUpperCase() }), await file({ title })];
    const ofNetwork = await file({ title, owning_group: 'Network Operations' });
    await file({ title, security_classification: 'restricted' }, 'admin');
    await file({ title: `${title} but more` });
    const kin = await file({ title: 'Of the same class', ...emergency });
    const kinOfNetwork = await file({ title: 'Theirs', ...emergency, owning_group: 'Network Operations' });
    const idsFor = async (as: Who): Promise<unknown[]> =>
      listIn(await contextOf(id, as), 'related_tickets').map((row) => row['id']);
    expect(await idsFor('bo')).to.deep.equal([kin, same, upper]);
    expect(await idsFor('admin')).to.deep.equal([kinOfNetwork, kin, ofNetwork, same, upper]);
    expect(await idsFor('ana')).to.deep.equal([]);
    const { token } = await startTask(api, id);
    expect(await idsFor({ token }), 'an agent is not told what other groups work on').to.deep.equal([
      ...[kin, ofNetwork, same, upper],
    ]);
    for (let more = 0; more < 10; more += 1) await file({ title });
    const context = await contextOf(id, 'bo');
    const related = listIn(context, 'related_tickets');
    expect(related.map((row) => row['title'])).to.deep.equal(Array.from({ length: 10 }, () => title));
    expect(context['left_out']).to.deep.equal({ related_tickets: 3 });
  });

  it('shows workflows to those who work the ticket, those in force before a draft', async () => {
    const id = await file({ title: 'Follow a workflow' });
    await api.db.query(
      `insert into agent_workflows (name, status, workflow_key, blueprint) values ('Only a draft', 'draft', 'x:draft', '{}')`,
    );
    const names = async (as: Who): Promise<unknown[]> =>
      listIn(await contextOf(id, as), 'workflows').map(({ name }) => name);
    const shown = await names('bo');
    expect(shown).to.include('Largest folders report');
    expect(shown.indexOf('Only a draft')).to.be.greaterThan(shown.indexOf('Largest folders report'));
    expect(await names('ana')).to.deep.equal([]);
  });

  it('of an agent is that of its own ticket, with what is meant for the house', async () => {
    const id = await file({ title: 'For an agent' });
    await api.call('bo', 'POST', `/api/tickets/${id}/notes`, { body: 'Only the house knows' });
    const { token } = await startTask(api, id);
    const context = await contextOf(id, { token });
    expect(listIn(context, 'notes').map(({ body }) => body)).to.include('Only the house knows');
    const other = await file({ title: 'For nobody' });
    expect((await api.call({ token }, 'GET', `/api/tickets/${other}/context`)).status).to.equal(404);
  });

  it('is not there for a ticket that is not there', async () => {
    for (const id of ['999999', '0', '-1', '1.5', 'abc', '1e3', '99999999999999999999'])
      expect((await api.call('admin', 'GET', `/api/tickets/${id}/context`)).status, id).to.equal(404);
  });
});
