import { expect } from 'chai';
import { textIn, type Fields } from '../../support/api.js';
import { fileTicket, startTask } from '../../support/runs.js';
import { startHouse, type Furniture, type House } from './house.js';

describe('notes and iTop', () => {
  let house: House & Furniture;
  before(async () => {
    house = await startHouse();
  });
  after(() => house?.stop());

  const inItop = async (fields: Fields = {}): Promise<{ id: number; ref: string }> => {
    const id = await fileTicket(house.api, 'admin', fields);
    await house.tell();
    return { id, ref: textIn(await house.ticket(id), 'provider_ref') };
  };
  const write = (id: number, body: string, visibility: string) =>
    house.api.call('admin', 'POST', `/api/tickets/${id}/notes`, { body, visibility });
  const log = (ref: string) => house.itop.objects.log('UserRequest', ref);
  const fromItop = async (id: number) => (await house.notes(id)).filter(({ source }) => source === 'itop');

  it('27.43: what the requester may read is told there, with who wrote it', async () => {
    const { id, ref } = await inItop();
    await write(id, 'We are looking into it.', 'user');
    await write(id, 'Maintenance on Sunday.', 'public');
    expect(await house.tell()).to.equal(2);
    const said = log(ref).map(({ message }) => message);
    expect(said).to.have.length(2);
    expect(said[0]).to.match(/^\[opsroom-[0-9a-f]{8}-n\d+\] admin:\n\nWe are looking into it\.$/);
  });

  it('an internal note never leaves the house, nor does talk in a thread', async () => {
    const { id, ref } = await inItop();
    await write(id, 'The customer is difficult.', 'internal');
    await house.api.call('service', 'POST', `/api/tickets/${id}/notes`, {
      body: 'lol',
      visibility: 'user',
      source: 'chat-comment',
    });
    await house.api.call('admin', 'POST', `/api/tickets/${id}/status`, { status: 'in_progress', reason: 'secretly' });
    expect(await house.tell()).to.equal(0);
    expect(log(ref)).to.deep.equal([]);
    expect(JSON.stringify(house.itop.seen)).to.not.contain('difficult').and.not.contain('secretly');
  });

  it('a note that is made internal before it is told is not told', async () => {
    const { id, ref } = await inItop();
    await write(id, 'Oh no, a password: hunter2', 'user');
    await house.api.db.query(
      `update ticket_notes set audience = 'internal' where ticket_id = $1 and body like 'Oh no%'`,
      [id],
    );
    await house.tell();
    expect(log(ref)).to.deep.equal([]);
    expect((await house.pushes(id)).at(-1)).to.include({ kind: 'note', status: 'skipped' });
  });

  it('what we wrote does not come back as a note', async () => {
    const { id } = await inItop();
    await write(id, 'Echo?\n\n<b>not</b> at all', 'user');
    await house.tell();
    const before = (await house.notes(id)).length;
    for (let count = 0; count < 3; count += 1) {
      house.itop.objects.tick(5);
      await house.look();
    }
    expect(await house.notes(id)).to.have.length(before);
    expect(await house.tell()).to.equal(0);
  });

  it('is written there once, when nobody knows whether it was written', async () => {
    const { id, ref } = await inItop();
    house.itop.trouble('core/update', 'done_and_cut');
    await write(id, 'Once.', 'user');
    await house.tell();
    await house.letPausesEnd();
    expect(await house.tell()).to.equal(1);
    expect(log(ref)).to.have.length(1);
  });

  it('what people write there is a note here, once, with the reference of the contract', async () => {
    const { id, ref } = await inItop();
    house.itop.objects.tick(10);
    house.itop.objects.write('UserRequest', ref, 'public_log', 'Claude Monet', 'It happened again.');
    for (let count = 0; count < 3; count += 1) await house.look();
    const notes = await fromItop(id);
    expect(notes).to.have.length(1);
    expect(notes[0]).to.include({ author: 'itop_sync', audience: 'user', body: 'Claude Monet:\n\nIt happened again.' });
    expect(notes[0]?.['external_ref']).to.match(new RegExp(`^itop:UserRequest:${ref}:public_log:[0-9a-f]{16}$`));
    expect(await house.tell()).to.equal(0);
    expect(log(ref)).to.have.length(1);
  });

  it('the private log stays internal here', async () => {
    const { id, ref } = await inItop();
    house.itop.objects.tick(10);
    house.itop.objects.write('UserRequest', ref, 'private_log', 'Agent', 'Between us.');
    await house.look();
    expect((await fromItop(id)).map(({ audience }) => audience)).to.deep.equal(['internal']);
  });

  it('the same words twice are two notes; two of one second as well', async () => {
    const { id, ref } = await inItop();
    house.itop.objects.tick(10);
    for (let count = 0; count < 2; count += 1)
      house.itop.objects.write('UserRequest', ref, 'public_log', 'Ana', 'Hello?');
    await house.look();
    // In the same second as that look.
    house.itop.objects.write('UserRequest', ref, 'public_log', 'Ana', 'Anybody?');
    await house.look();
    await house.look();
    expect((await fromItop(id)).map(({ body }) => body)).to.deep.equal([
      'Ana:\n\nHello?',
      'Ana:\n\nHello?',
      'Ana:\n\nAnybody?',
    ]);
  });

  it('an answer that leaves our words above its own is heard', async () => {
    const { id, ref } = await inItop();
    await write(id, 'Does it work now?', 'user');
    await house.tell();
    house.itop.objects.tick(10);
    const quoted = log(ref)[0]?.message ?? '';
    house.itop.objects.write('UserRequest', ref, 'public_log', 'Ana', `${quoted}\n\nNo, it does not.`);
    await house.look();
    expect((await fromItop(id)).map(({ body }) => textIn({ body }, 'body'))).to.have.length(1);
    expect((await fromItop(id))[0]?.['body']).to.contain('No, it does not.');
  });

  it('HTML of there is text here', async () => {
    const { id, ref } = await inItop();
    house.itop.objects.tick(10);
    const { fields } = house.itop.objects.get('UserRequest', ref);
    fields['public_log'] = [
      {
        date: house.itop.objects.now(),
        user_login: 'Ana',
        user_id: '7',
        message: '',
        message_html: '<p>Hi <b>all</b></p><script>x()</script>',
      },
    ];
    fields['last_update'] = house.itop.objects.now();
    await house.look();
    expect((await fromItop(id)).map(({ body }) => body)).to.deep.equal(['Ana:\n\nHi all']);
  });

  it('27.43: the first log of a ticket that is new here is not ignored', async () => {
    const there = house.itop.objects.add('Incident', { title: 'From iTop', description: 'x', org_id: '1' });
    house.itop.objects.write('Incident', there.id, 'public_log', 'Ana', 'The very first entry.');
    house.itop.objects.tick(10);
    await house.look();
    const { rows } = await house.api.db.query<{ id: number }>(
      `select id from tickets where itop_class = 'Incident' and itop_ref = $1`,
      [String(there.id)],
    );
    expect((await fromItop(rows[0]?.id ?? 0)).map(({ body }) => body)).to.deep.equal(['Ana:\n\nThe very first entry.']);
  });

  it('steers the agent that works the ticket', async () => {
    const { id, ref } = await inItop();
    const task = await startTask(house.api, id);
    house.itop.objects.tick(10);
    house.itop.objects.write('UserRequest', ref, 'public_log', 'Ana', 'Stop, it is the other disk!');
    await house.look();
    const { rows } = await house.api.db.query<Fields>(
      'select source, body from agent_steering_events where agent_id = $1',
      [task.agentId],
    );
    expect(rows.map(({ source }) => source)).to.deep.equal(['itop']);
    expect(rows[0]?.['body']).to.contain('the other disk');
    expect((await house.ticket(id))['status']).to.equal('in_progress');
  });

  it('a file is told by its name and its address, unless it is internal', async () => {
    const { id, ref } = await inItop();
    const attach = (fields: Fields) => house.api.call('admin', 'POST', `/api/tickets/${id}/attachments`, fields);
    await attach({ filename: 'salaries.xlsx', visibility: 'internal', storage_ref: 'https://files.example/1' });
    await attach({ filename: 'disk.png', visibility: 'user', storage_ref: 'https://files.example/2', size_bytes: 12 });
    await house.tell();
    const said = log(ref).map(({ message }) => message);
    expect(said).to.have.length(1);
    expect(said[0]).to.contain('disk.png (12 bytes): https://files.example/2');
    const before = (await house.notes(id)).length;
    house.itop.objects.tick(10);
    await house.look();
    expect(await house.notes(id)).to.have.length(before);
  });

  it('of a class without such a log are kept here, and nothing fails', async () => {
    const id = await fileTicket(house.api, 'admin', { ticket_class: 'NormalChange' });
    await house.tell();
    await write(id, 'For the requester.', 'user');
    await house.tell();
    expect((await house.pushes(id)).at(-1)).to.include({ kind: 'note', status: 'skipped' });
    expect(await house.ticket(id)).to.include({ provider_sync_status: 'synced', provider_last_error: null });
  });
});
