import { expect } from 'chai';
import { numberIn, textIn, type Fields } from '../../support/api.js';
import { fileTicket, startTurn, type TurnRun } from '../../support/runs.js';
import { startHouse, type Furniture, type House } from './house.js';

describe('a ticket of a conversation and iTop', () => {
  let house: House & Furniture;
  let turn: TurnRun;
  let id: number;
  let ref: string;
  before(async () => {
    house = await startHouse();
    turn = await startTurn(house.api, 'ana', 'My laptop does not start since the update of yesterday');
    const fields = {
      title: 'Laptop does not start',
      description: 'Since the update of yesterday, says the requester.',
    };
    id = numberIn((await house.api.call({ token: turn.token }, 'POST', '/api/tickets', fields)).body, 'id');
    await house.tell();
    ref = textIn(await house.ticket(id), 'provider_ref');
    await house.look();
    await house.look();
  });
  beforeEach(() => {
    house.itop.objects.tick(30);
  });
  after(() => house?.stop());

  it('goes there as every ticket does, and belongs to whoever wrote the message', async () => {
    expect(await house.ticket(id)).to.include({
      provider: 'itop',
      provider_sync_status: 'synced',
      created_by: 'ops-chat-agent',
    });
    const description = textIn(house.itop.objects.get('UserRequest', ref).fields, 'description');
    expect(description).to.contain('Opened by: Ops Chat Agent').and.contain('Requester: Ana');
  });

  it('keeps its person and its longer words, whatever a desk makes of them there', async () => {
    const before = await house.ticket(id);
    house.itop.objects.edit('UserRequest', ref, {
      ...{
        description: '<p>Laptop</p>',
        caller_friendlyname: 'Service Desk',
        caller_email: 'desk@example.org',
        team_name: 'Security Team',
      },
    });
    await house.look();
    const after = await house.ticket(id);
    for (const name of ['description', 'requester_name', 'requester_email', 'assignee_team', 'owning_group'])
      expect(after[name], name).to.deep.equal(before[name]);
  });

  it('takes more words over, when there are more there', async () => {
    const longer =
      'Since the update of yesterday. It is the model of last year, with the dock on the second floor, and Bo has seen it.';
    house.itop.objects.edit('UserRequest', ref, { description: `<p>${longer}</p>` });
    await house.look();
    expect((await house.ticket(id))['description']).to.equal(longer);
  });

  it('tells the conversation what was answered there, and not what was said between agents', async () => {
    house.itop.objects.write('UserRequest', ref, 'private_log', 'Al Agent', 'Probably the firmware again.');
    house.itop.objects.write(
      'UserRequest',
      ref,
      'public_log',
      'Al Agent',
      'Please hold the power button for ten seconds.',
    );
    await house.look();
    const { rows } = await house.api.db.query<Fields>(
      `select n.body, d.audience from deliveries d join ticket_notes n on n.id = d.note_id where n.ticket_id = $1`,
      [id],
    );
    expect(rows.map(({ audience }) => audience)).to.deep.equal(['user']);
    expect(rows[0]?.['body']).to.contain('power button');
  });

  it('an agent of a chat turn cannot say that a ticket of iTop is its own', async () => {
    const there = house.itop.objects.add('Incident', { title: 'Salaries', description: 'x', org_id: '1' });
    const next = await startTurn(house.api, 'ana', 'And another thing entirely');
    const named = { title: 'x', provider: 'itop', provider_ref: String(there.id), provider_class: 'Incident' };
    const { status, body } = await house.api.call({ token: next.token }, 'POST', '/api/tickets', named);
    expect([status, body['required_permission']]).to.deep.equal([403, 'providers:sync']);
  });
});

describe('a ticket that people file in iTop', () => {
  let house: House & Furniture;
  before(async () => {
    house = await startHouse();
    // Not the very first look, which takes in what others work on already.
    house.itop.objects.add('Incident', { title: 'Old', description: 'x', org_id: '1' });
    await house.look();
    house.itop.objects.tick(7_200);
  });
  beforeEach(() => {
    house.itop.objects.tick(30);
  });
  after(() => house?.stop());

  const file = async (fields: Fields): Promise<Fields> => {
    const there = house.itop.objects.add('Incident', { description: 'x', org_id: '1', ...fields });
    await house.look();
    const { rows } = await house.api.db.query<Fields>(
      `select * from tickets where itop_class = 'Incident' and itop_ref = $1`,
      [String(there.id)],
    );
    if (!rows[0]) throw new Error('It was not taken in.');
    return rows[0];
  };

  it('is seen by the person who has the address of its caller, and by no other requester', async () => {
    await house.api.db.query(`update persons set email = 'ana@example.org' where name = 'ana'`);
    const mine = await file({ title: 'Mine', caller_email: 'ANA@example.org' });
    const other = await file({ title: 'Not mine', caller_email: 'else@example.org' });
    const look = async (row: Fields) =>
      (await house.api.call('ana', 'GET', `/api/tickets/${numberIn(row, 'id')}`)).status;
    expect([await look(mine), await look(other)]).to.deep.equal([200, 404]);
  });

  it('belongs to nobody by an address that two people have', async () => {
    await house.api.db.query(`update persons set email = 'both@example.org' where name in ('bo', 'cy')`);
    expect((await file({ title: 'Of two', caller_email: 'both@example.org' }))['requester_person_id']).to.equal(null);
  });

  it('waits for a person of its team’s group, and one without a group for the service desk', async () => {
    expect(await file({ title: 'Routed', team_name: 'infrastructure operations' })).to.include({
      owning_group: 'Infrastructure Operations',
      worked_by: 'person',
    });
    expect((await file({ title: 'Unrouted', team_name: 'A team of theirs' }))['owning_group']).to.equal(null);
  });

  it('that is finished already waits for nobody', async () => {
    expect(await file({ title: 'Done long ago', status: 'closed' })).to.include({
      status: 'closed',
      worked_by: null,
      waiting_for: null,
    });
  });

  it('is told back like one of ours: notes and closing', async () => {
    const row = await file({ title: 'From there' });
    const id = numberIn(row, 'id');
    await house.api.call('admin', 'POST', `/api/tickets/${id}/notes`, { body: 'We are on it.', visibility: 'user' });
    await house.tell();
    const ref = textIn(row, 'provider_ref');
    expect(house.itop.objects.log('Incident', ref).map(({ message }) => message.split('\n').at(-1))).to.deep.equal([
      'We are on it.',
    ]);
    const closed = await house.api.call('admin', 'POST', `/api/tickets/${id}/status`, {
      status: 'resolved',
      reason: 'Done.',
      close_provider: true,
    });
    expect(closed.status).to.equal(200);
    expect(house.itop.objects.get('Incident', ref).fields).to.include({ status: 'resolved', solution: 'Done.' });
    house.itop.objects.tick(30);
    await house.look();
    expect((await house.notes(id)).filter(({ source }) => source === 'itop')).to.deep.equal([]);
    expect((await house.ticket(id))['status']).to.equal('resolved');
  });

  it('is not found twice by somebody who asks for it while it is taken in', async () => {
    const there = house.itop.objects.add('Incident', { title: 'Raced', description: 'x', org_id: '1' });
    const ask = () =>
      house.api.call('admin', 'POST', '/api/providers/itop/sync-ticket', {
        ticket_class: 'Incident',
        ticket_ref: String(there.id),
      });
    const answers = await Promise.all([ask(), ask(), house.look(), ask(), ask()]);
    const made = answers.flatMap((one) => ('body' in one ? [one.body] : []));
    expect(new Set(made.map((body) => body['ticket_id'])).size).to.equal(1);
    const { rows } = await house.api.db.query(`select from tickets where title = 'Raced'`);
    expect(rows).to.have.length(1);
  });

  it('every look and push leaves no secret in a log, an event or an answer', async () => {
    const id = await fileTicket(house.api, 'admin');
    await house.tell();
    const { db } = house.api;
    const everything = await Promise.all(
      ['event_log', 'audit_log', 'provider_pushes', 'provider_cursors', 'ticket_providers', 'tickets'].map((table) =>
        db.query<Fields>(`select * from ${table}`),
      ),
    );
    expect(JSON.stringify(everything.map(({ rows }) => rows))).to.not.contain('a-password-of-the-test');
    expect((await house.api.call('admin', 'GET', `/api/tickets/${id}/context`)).text).to.not.contain(
      'a-password-of-the-test',
    );
  });
});
