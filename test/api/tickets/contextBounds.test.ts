import { expect } from 'chai';
import fc from 'fast-check';
import { contextLists, type ContextList } from '../../../api/tickets/contextQuery.js';
import { fitContext, type Lists } from '../../../api/tickets/fitContext.js';
import { startTestApi, type Called, type Fields, type TestApi, type Who } from '../../support/api.js';
import { fileTicket, startTask } from '../../support/runs.js';
import { officePeople } from './officePeople.js';

const listsOf = (rows: Partial<Record<ContextList, number[]>>): Lists =>
  Object.fromEntries(
    contextLists.map((name) => [name, (rows[name] ?? []).map((size, n) => ({ n, text: 'x'.repeat(size) }))]),
  ) as unknown as Lists;
const sizeOf = (lists: Lists): number => Buffer.byteLength(JSON.stringify(lists));
const numbersIn = (lists: Lists, name: ContextList): unknown[] => lists[name].map(({ n }) => n);

describe('fitting a context into so many bytes', () => {
  it('leaves everything that fits as it is', () => {
    const lists = listsOf({ notes: [10, 10], skills: [50] });
    expect(fitContext(lists, 10_000)).to.deep.equal({ lists, gone: {} });
  });

  it('takes what can be looked up elsewhere before what is about the ticket, and the oldest notes last of all', () => {
    const lists = listsOf({
      notes: Array.from({ length: 30 }, () => 100),
      skills: Array.from({ length: 30 }, () => 100),
    });
    const { lists: some, gone } = fitContext(lists, 5_500);
    expect(gone).to.deep.equal({ skills: 10, notes: 4 });
    expect(numbersIn(some, 'notes')[0]).to.equal(4);
    expect(numbersIn(some, 'skills').at(-1)).to.equal(19);
  });

  it('keeps the newest note even where nearly nothing fits', () => {
    const lists = listsOf({ notes: [100, 100, 100], tasks: [100, 100], related_tickets: [100] });
    const { lists: some } = fitContext(lists, 150);
    expect(numbersIn(some, 'notes')).to.deep.equal([2]);
    expect(some.tasks).to.deep.equal([]);
  });

  it('never comes out larger than it may be, loses no row uncounted, and keeps the order', () => {
    const rows = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 30 });
    const shape = fc.record(Object.fromEntries(contextLists.map((name) => [name, rows])));
    fc.assert(
      fc.property(shape, fc.integer({ min: 0, max: 30_000 }), (sizes, bytes) => {
        const lists = listsOf(sizes);
        const { lists: fitted, gone } = fitContext(lists, bytes);
        const names = sizeOf(listsOf({}));
        expect(sizeOf(fitted) - names).to.be.at.most(bytes);
        for (const name of contextLists) {
          expect(fitted[name].length + (gone[name] ?? 0)).to.equal(lists[name].length);
          const order = numbersIn(fitted, name).map(Number);
          expect(order).to.deep.equal([...order].sort((a, b) => a - b));
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('the bounds of a context over the API', () => {
  let api: TestApi;
  let id: number;
  before(async () => {
    api = await startTestApi({ config: officePeople });
    id = await fileTicket(api, 'ana', { owning_group: 'Cloud Operations', title: 'Phishing mail at the front desk' });
    await api.db.query(
      `insert into ticket_notes (ticket_id, body, audience) select $1, 'note ' || n || repeat(' word', 300), 'user' from generate_series(1, 150) n`,
      [id],
    );
  });
  after(() => api?.stop());
  const get = (query: string, as: Who = 'bo', ticket = id): Promise<Called> =>
    api.call(as, 'GET', `/api/tickets/${ticket}/context?${query}`);
  const listIn = ({ body }: Called, name: string): Fields[] => body[name] as Fields[];

  it('are what the address says, for each kind of its own', async () => {
    const some = await get('notes_limit=3&workflows_limit=1&skills_limit=0');
    expect(listIn(some, 'notes').map(({ body }) => String(body).split(' ')[1])).to.deep.equal(['148', '149', '150']);
    expect(listIn(some, 'workflows')).to.have.length.at.most(1);
    expect(listIn(some, 'skills')).to.deep.equal([]);
    expect(some.body['left_out']).to.deep.include({ notes: 147 });
  });

  it('hold in bytes as well, the ticket and the newest notes stay, and what went is counted', async () => {
    const whole = await get('skills_limit=0&workflows_limit=0');
    expect(whole.body['left_out'] ?? {}).to.not.have.property('notes');
    for (const bytes of [16_384, 65_536, 131_072]) {
      const some = await get(`max_bytes=${bytes}`);
      expect(Buffer.byteLength(some.text)).to.be.at.most(bytes);
      const notes = listIn(some, 'notes');
      expect(notes.at(-1)?.['id']).to.equal(listIn(whole, 'notes').at(-1)?.['id']);
      expect(some.body['ticket']).to.include({ id });
      expect((some.body['left_out'] as Fields)['notes']).to.equal(150 - notes.length);
    }
  });

  it('are named when they are wrong', async () => {
    for (const query of ['notes_limit=-1', 'notes_limit=1001', 'tasks_limit=x', 'max_bytes=1', 'max_bytes=99999999']) {
      const { status, body } = await get(query);
      expect(status, query).to.equal(422);
      expect((body['errors'] as Fields[])[0]?.['path']).to.equal(`query.${query.split('=')[0] ?? ''}`);
    }
  });

  it('leave out a long paste where it is read, and say how much of it', async () => {
    const ticket = await fileTicket(api, 'ana', { owning_group: 'Cloud Operations' });
    await api.call('bo', 'POST', `/api/tickets/${ticket}/notes`, {
      body: `${'😀'.repeat(8_000)}tail`,
      visibility: 'user',
    });
    const [note] = listIn(await get('', 'ana', ticket), 'notes');
    expect(note?.['body']).to.equal(`${'😀'.repeat(8_000)}… [4 characters left out]`);
  });

  it('give knowledge of the class and of the words of the title, enabled and newest first, to those of the house', async () => {
    await api.db.query(
      `insert into knowledge_articles (title, body, category, enabled) values
         ('For everything', 'General rules', null, true), ('Of requests', 'x', 'userrequest runbooks', true),
         ('Of incidents', 'x', 'incident', true), ('Phishing mail at the front desk: what to do', 'x', 'other', true),
         ('Switched off', 'x', null, false)`,
    );
    const titles = listIn(await get(''), 'knowledge_articles').map(({ title }) => title);
    expect(titles[0]).to.equal('Phishing mail at the front desk: what to do');
    expect(titles).to.include.members(['For everything', 'Of requests']).and.not.include('Of incidents');
    expect(titles).to.not.include('Switched off');
    expect(listIn(await get('', 'ana'), 'knowledge_articles')).to.deep.equal([]);
  });

  it('give postmortems, skills for all, and the turns of models once where both logs have them', async () => {
    await api.db.query(`insert into postmortems (ticket_id, summary) values ($1, 'First'), ($1, 'Second')`, [id]);
    await api.db.query(
      `insert into agent_skills (name, prompt_template, enabled, assigned_to_all) values ('for-everybody-here', 'Do', true, true),
         ('for-nobody-yet', 'Do', true, false), ('switched-off-here', 'Do', false, true)`,
    );
    const at = '2026-03-01T10:00:00Z';
    const details = JSON.stringify({ ticket_id: id, turn_index: 1 });
    for (const [table, more, values] of [
      ['audit_log', ', channel, canonical, digest', `, 'runner', '{}', 'x'`],
      ['event_log', ', category', `, 'agent'`],
    ] as const)
      await api.db.query(
        `insert into ${table} (actor, action, target, details, created_at${more})
         values ('task_1', 'agent_model_turn_started', 'task_1', $1, $2${values}), ('task_1', 'agent_started_else', 'task_1', $1, $2${values})`,
        [details, at],
      );
    await api.db.query(
      `insert into event_log (category, actor, action, target, details) values ('agent', 'task_1', 'agent_model_turn_finished', 'task_1', $1),
         ('agent', 'task_9', 'agent_model_turn_finished', 'task_9', '{"ticket_id": 999999}')`,
      [details],
    );
    const context = await get('');
    expect(listIn(context, 'postmortems').map(({ summary }) => summary)).to.deep.equal(['Second', 'First']);
    expect(listIn(context, 'skills').map(({ name }) => name))
      .to.include('for-everybody-here')
      .and.not.include.members(['for-nobody-yet', 'switched-off-here']);
    const turns = listIn(context, 'model_turn_events');
    expect(turns.map(({ action, source }) => [action, source])).to.deep.equal([
      ['agent_model_turn_started', 'audit'],
      ['agent_model_turn_finished', 'event'],
    ]);
    expect(turns[0]).to.have.all.keys('id', 'actor', 'action', 'target', 'details', 'created_at', 'source');
  });

  it('name a workflow that nobody has put in force, and keep from an agent how it would go', async () => {
    const ticket = await fileTicket(api, 'ana', { owning_group: 'Cloud Operations' });
    await api.db.query(
      `insert into agent_workflows (name, status, workflow_key, blueprint, ticket_id) values ('Only a draft', 'draft', 'x:draft', '{"steps": ["rm"]}', $1)`,
      [ticket],
    );
    const { token } = await startTask(api, ticket);
    const draft = (called: Called): Fields | undefined =>
      listIn(called, 'workflows').find(({ name }) => name === 'Only a draft');
    expect(draft(await get('workflows_limit=50', { token }, ticket))).to.include({ status: 'draft', blueprint: null });
    expect(draft(await get('workflows_limit=50', 'admin', ticket))?.['blueprint']).to.deep.equal({ steps: ['rm'] });
  });
});
