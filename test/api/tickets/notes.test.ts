import { expect } from 'chai';
import { numberIn, startTestApi, type Called, type Fields, type TestApi, type Who } from '../../support/api.js';
import { fileTicket, startTask, startTurn } from '../../support/runs.js';
import { becomes, officePeople } from './officePeople.js';

describe('notes on a ticket', () => {
  let api: TestApi;
  let ticket: number;
  before(async () => {
    api = await startTestApi({ config: officePeople });
    ticket = await fileTicket(api, 'ana', { owning_group: 'Cloud Operations' });
  });
  after(() => api?.stop());

  const note = (fields: Fields, as: Who = 'bo', id = ticket): Promise<Called> =>
    api.call(as, 'POST', `/api/tickets/${id}/notes`, fields);
  const written = async (called: Called): Promise<Fields> => {
    expect(called.status, called.text).to.equal(200);
    const { rows } = await api.db.query<Fields>('select * from ticket_notes where id = $1', [called.body['id']]);
    return rows[0] ?? {};
  };

  const texts: readonly (readonly [string, Fields, string])[] = [
    ['body', { body: 'One' }, 'One'],
    ['note', { note: 'Two' }, 'Two'],
    ['content', { content: 'Three' }, 'Three'],
    ['title alone', { title: 'Four' }, 'Four'],
    ['body before note before content', { content: 'c', note: 'b', body: 'a' }, 'a'],
    ['note where body is blank', { body: '  ', note: 'b' }, 'b'],
    ['content where body is null', { body: null, note: '', content: 'c' }, 'c'],
    ['title above the body', { title: 'Heading', body: 'Text' }, 'Heading\n\nText'],
    ['title that stands in the body already', { title: 'Text', body: 'All of the Text here' }, 'All of the Text here'],
    ['a number', { body: 42 }, '42'],
    ['a text without the blanks around it', { body: '\n  indented\n\n' }, 'indented'],
    ['markup as it is', { body: '<b>bold</b> **bold** @room' }, '<b>bold</b> **bold** @room'],
  ];
  for (const [what, fields, expected] of texts)
    it(`take ${what}`, async () => {
      expect((await written(await note(fields)))['body']).to.equal(expected);
    });

  it('need a text, and say under which names', async () => {
    for (const fields of [{}, { body: ' ' }, { body: null, note: null, content: null, title: '' }, { text: 'x' }]) {
      const { status, text } = await note(fields);
      expect(status, JSON.stringify(fields)).to.equal(422);
      expect(text).to.contain('Missing note body. Use body or note');
    }
    for (const body of [{ a: 1 }, ['x'], 'x'.repeat(60_001)]) expect((await note({ body })).status).to.equal(422);
  });

  it('answer with what the contract says', async () => {
    const called = await note({ body: 'Looked at it' });
    expect(called.body).to.deep.equal({
      ...{ id: called.body['id'], ticket_id: ticket, status: 'created' },
      steering: { status: 'no_active_agent', events: [] },
    });
  });

  it('touch the ticket and leave an event that does not repeat the text', async () => {
    const before = await api.call('bo', 'GET', `/api/tickets/${ticket}`);
    const called = await note({ body: 'A secret of the house' });
    const after = await api.call('bo', 'GET', `/api/tickets/${ticket}`);
    expect(Date.parse(String(after.body['updated_at']))).to.be.greaterThan(
      Date.parse(String(before.body['updated_at'])),
    );
    const { rows } = await api.db.query<Fields>(
      `select actor, target, details from event_log where action = 'ticket_note_added' order by id desc limit 1`,
    );
    expect(rows[0]).to.deep.equal({
      ...{ actor: 'bo', target: `ticket_${ticket}` },
      details: { note_id: called.body['id'], visibility: 'internal' },
    });
  });

  it('keep a reference of another system, and no longer one than there is room for', async () => {
    expect((await written(await note({ body: 'x', external_ref: 'JIRA-1' })))['external_ref']).to.equal('JIRA-1');
    expect((await note({ body: 'x', external_ref: 'y'.repeat(201) })).status).to.equal(422);
  });

  describe('are signed by whoever is signed in', () => {
    const claims = { body: 'x', author: 'The CEO', source: 'user-response', agent_id: 1 };

    it('a person under their own name, whatever they claim', async () => {
      expect(await written(await note(claims))).to.include({ author: 'bo', source: 'dashboard' });
    });

    it('an agent as itself; only that it is the resolution is its to say', async () => {
      const id = await fileTicket(api, 'ana', { title: 'Signed', owning_group: 'Cloud Operations' });
      const { token, agentId } = await startTask(api, id);
      const author = `agent-${agentId}`;
      expect(await written(await note(claims, { token }, id))).to.include({ author, source: 'agent' });
      const resolution = { ...claims, source: 'agent-resolution', visibility: 'user' };
      expect(await written(await note(resolution, { token }, id))).to.include({ author, source: 'agent-resolution' });
    });

    it('a chat turn as the intake agent', async () => {
      const turn = await startTurn(api, 'ana', 'The printer smokes');
      const filed = await api.call({ token: turn.token }, 'POST', '/api/tickets', { title: 'Printer smokes' });
      const id = numberIn(filed.body, 'id');
      expect(await written(await note(claims, { token: turn.token }, id))).to.include({
        ...{ author: 'intake-agent', source: 'agent' },
      });
    });

    it('a service by the source that it names', async () => {
      expect(await written(await note(claims, 'service'))).to.include({
        ...{ author: 'The CEO (via platform-service)', source: 'user-response', person_id: null },
      });
      const unnamed = await written(await note({ body: 'x', author: ' ' }, 'service'));
      expect(unnamed).to.include({ author: 'platform-service', source: 'dashboard' });
      const long = await written(await note({ body: 'x', author: 'y'.repeat(100) }, 'service'));
      expect(long['author'])
        .to.match(/^y+ \(via platform-service\)$/)
        .and.have.length(100);
      expect(await written(await note({ body: 'x' }, 'service'))).to.include({ source: 'dashboard' });
    });
  });

  it('that a service says are a person’s stand for that person in what the person may not decide, and in the trail', async () => {
    const { rows: people } = await api.db.query<{ id: number }>(`select id from persons where name = 'ana'`);
    const kept = await written(await note({ body: 'Do it quickly', author: 'Ana', source: 'requester' }, 'service'));
    expect(kept).to.include({ source: 'requester', author: 'Ana (via platform-service)', person_id: people[0]?.id });
    const { rows } = await api.db.query<Fields>(
      `select actor, details from event_log where action = 'ticket_note_added' order by id desc limit 1`,
    );
    expect(rows[0]).to.deep.include({ actor: 'platform-service' });
    expect(rows[0]?.['details']).to.include({ claimed_by: 'Ana' });
  });

  it('about status, assignment and contacts name the actor that a service names, and nobody else’s', async () => {
    const id = await fileTicket(api, 'ana', { title: 'Who acted', owning_group: 'Cloud Operations' });
    const acts: readonly (readonly [string, Fields])[] = [
      ['status', { status: 'blocked', actor: 'jane' }],
      ['assignment', { priority: 'P1', actor: 'jane' }],
      ['contacts', { affected_user_name: 'Eva', actor: 'jane' }],
    ];
    for (const [path, fields] of acts)
      for (const [as, author] of [
        ['service', 'jane (via platform-service)'],
        ['admin', 'admin'],
      ] as const) {
        const done = await api.call(as, 'POST', `/api/tickets/${id}/${path}`, fields);
        expect(done.status, done.text).to.equal(200);
        const { rows } = await api.db.query<Fields>(
          'select author from ticket_notes where ticket_id = $1 order by id desc limit 1',
          [id],
        );
        expect(rows[0]?.['author'], path).to.equal(author);
      }
    const { rows } = await api.db.query<Fields>(
      `select actor, details ->> 'submitted_by' as named from audit_log where target = $1
         and action = 'ticket_status_updated' order by id`,
      [`ticket_${id}`],
    );
    expect(rows).to.deep.equal([
      { actor: 'platform-service', named: 'jane' },
      { actor: 'admin', named: null },
    ]);
  });

  describe('have readers', () => {
    let id: number;
    before(async () => {
      id = await fileTicket(api, 'ana', { title: 'Who reads what', owning_group: 'Cloud Operations' });
      for (const visibility of ['internal', 'user', 'public']) await note({ body: visibility, visibility }, 'bo', id);
    });
    afterEach(() => becomes(api, 'cy', { roles: ['analyst'], groups: ['Network Operations'] }));

    const readBy = async (as: Who): Promise<unknown[]> => {
      const { body } = await api.call(as, 'GET', `/api/tickets/${id}/context`);
      return (body['notes'] as Fields[]).map((row) => row['visibility']);
    };

    it('of the house for those who work here', async () => {
      expect(await readBy('bo')).to.deep.equal(['internal', 'user', 'public']);
      expect(await readBy('service')).to.deep.equal(['internal', 'user', 'public']);
    });

    it('outside of it for the requester', async () => {
      expect(await readBy('ana')).to.deep.equal(['user', 'public']);
    });

    for (const [role, seen] of [
      ['auditor', ['internal', 'user', 'public']],
      ['agent-operator', ['internal', 'user', 'public']],
      ['soc-manager', ['internal', 'user', 'public']],
      ['requester', ['user', 'public']],
    ] as const)
      it(`of the kinds that the role ${role} reads, where it sees the ticket`, async () => {
        await becomes(api, 'cy', { roles: [role], groups: ['Cloud Operations'], scopes: [['ticket', String(id)]] });
        expect(await readBy('cy')).to.deep.equal(seen);
      });

    it('of all kinds that one of several roles reads', async () => {
      await becomes(api, 'cy', { roles: ['requester', 'auditor'], groups: ['Cloud Operations'] });
      expect(await readBy('cy')).to.deep.equal(['internal', 'user', 'public']);
    });

    it('and an unknown kind of reader is refused', async () => {
      for (const visibility of ['private', 'Internal', 'INTERNAL ', '', 3])
        expect((await note({ body: 'x', visibility })).status, String(visibility)).to.equal(422);
    });
  });

  it('are written by those who may, on tickets that they see', async () => {
    expect((await note({ body: 'x' }, 'ana')).body).to.include({ status: 403, required_permission: 'tickets:note' });
    expect((await note({ body: 'x' }, 'cy')).body).to.include({ status: 404, error: 'ticket_not_found' });
    expect((await note({ body: 'x' }, 'nobody')).status).to.equal(401);
    expect((await note({ body: 'x' }, 'admin', 999_999)).status).to.equal(404);
  });

  it('all arrive when many write at once', async () => {
    const id = await fileTicket(api, 'ana', { title: 'Many at once', owning_group: 'Cloud Operations' });
    const all = await Promise.all(Array.from({ length: 10 }, (_, n) => note({ body: `word ${n}` }, 'bo', id)));
    expect(new Set(all.map(({ body }) => body['id'])).size).to.equal(10);
    const { body } = await api.call('bo', 'GET', `/api/tickets/${id}/context`);
    expect(body['notes']).to.have.length(10);
  });
});
