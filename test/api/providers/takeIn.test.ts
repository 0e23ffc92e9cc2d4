import { expect } from 'chai';
import { takeInChanges } from '../../../api/providers/takeInChanges.js';
import { textIn, type Fields } from '../../support/api.js';
import { fileTicket, startTask } from '../../support/runs.js';
import { startHouse, type Furniture, type House } from './house.js';

describe('what changes in iTop', () => {
  let house: House & Furniture;
  before(async () => {
    house = await startHouse();
  });
  beforeEach(() => house.fresh());
  after(() => house?.stop());

  const here = async (itopClass: string, ref: number | string): Promise<Fields | undefined> => {
    const { rows } = await house.api.db.query<Fields>('select * from tickets where itop_class = $1 and itop_ref = $2', [
      itopClass,
      String(ref),
    ]);
    return rows[0];
  };
  const add = (fields: Fields = {}, itopClass = 'Incident'): number => {
    const { org, ana } = house;
    const people = {
      org_id: String(org),
      caller_id: String(ana),
      caller_friendlyname: 'Ana',
      caller_email: 'ana@example.org',
    };
    return house.itop.objects.add(itopClass, {
      title: 'No network',
      description: '<p>On floor 2</p>',
      ...people,
      ...fields,
    }).id;
  };
  const settle = async (): Promise<void> => {
    await house.look();
    await house.look();
    house.itop.objects.tick(30);
  };

  it('is taken in as a ticket, with all that the contract says of it', async () => {
    const ref = add({
      impact: '1',
      urgency: '2',
      priority: '1',
      status: 'assigned',
      agent_name: 'Al Agent',
      team_name: 'Infrastructure Operations',
    });
    expect(await house.look()).to.include({ synced: 1, new: 1, errors: 0 });
    const row = await here('Incident', ref);
    expect(row).to.include({
      ...{ title: 'No network', description: 'On floor 2', status: 'assigned', priority: 'P1', impact: 1, urgency: 2 },
      ...{
        requester_name: 'Ana',
        requester_email: 'ana@example.org',
        affected_user_name: 'Ana',
        assignee_team: 'Infrastructure Operations',
      },
      ...{
        owning_group: 'Infrastructure Operations',
        provider: 'itop',
        provider_sync_status: 'synced',
        created_by: 'itop_sync',
      },
      ...{ provider_ref: String(ref), provider_class: 'Incident' },
    });
    expect(row?.['provider_payload']).to.nested.include({
      key: String(ref),
      class: 'Incident',
      'fields.title': 'No network',
    });
    const shown = await house.api.call('admin', 'GET', `/api/tickets/${String(row?.['id'])}`);
    expect(shown.body['provider_payload_summary']).to.include({ key: String(ref), class: 'Incident' });
    expect(textIn(shown.body, 'external_url')).to.contain(`class=Incident&id=${ref}`);
  });

  it('is read from the cursor on, and never by a scan of everything', async () => {
    for (let count = 0; count < 60; count += 1) add({ title: `Old ${count}` });
    await house.look();
    await house.look();
    house.itop.objects.tick(7_200);
    const changed = add({ title: 'New one' });
    house.itop.seen.splice(0);
    expect(await house.look()).to.include({ synced: 1, new: 1 });
    expect(await here('Incident', changed)).to.include({ title: 'New one' });
    const whole = house.itop.seen.filter(({ sent }) => sent['output_fields'] === '*');
    expect(whole.map(({ sent }) => sent['key'])).to.deep.equal([`SELECT Incident WHERE id IN (${changed})`]);
    for (const { sent } of house.itop.seen) expect(String(sent['key'])).to.contain(' WHERE ');
  });

  it('reaches back only so far at the very first look', async () => {
    const old = add({ title: 'Of long ago' });
    house.itop.objects.tick(40 * 86_400);
    const young = add({ title: 'Of today' });
    await house.look();
    expect([await here('Incident', old), (await here('Incident', young))?.['title']]).to.deep.equal([
      undefined,
      'Of today',
    ]);
  });

  it('is found in the hour that the clock is set back', async () => {
    const ref = add();
    await settle();
    house.itop.objects.tick(-3_600);
    house.itop.objects.edit('Incident', ref, { title: 'In the hour that came twice' });
    await house.look();
    expect(await here('Incident', ref)).to.include({ title: 'In the hour that came twice' });
  });

  it('waits for an iTop that is down at the start, and goes on where it stopped', async () => {
    const ref = add();
    await house.itop.goDown();
    const first = await house.look();
    expect(first.failure?.kind).to.equal('unreachable');
    await house.look();
    await house.itop.start();
    expect(await house.look()).to.include({ new: 1, failure: null });
    expect(await here('Incident', ref)).to.include({ provider_sync_status: 'synced' });
    const { rows } = await house.api.db.query<{ action: string }>(
      `select action from event_log where target = 'provider_itop' and action like 'provider_sync_%' order by id`,
    );
    expect(rows.map(({ action }) => action)).to.deep.equal(['provider_sync_failed', 'provider_sync_restored']);
  });

  it('is read on from where a look broke off', async () => {
    for (let count = 0; count < 60; count += 1) {
      add({ title: `Many ${count}` });
      house.itop.objects.tick(1);
    }
    // The list and one page of it, and then nothing any more.
    house.itop.trouble('core/get', 'none', 'none', 'http_500');
    const broken = await house.look();
    expect([broken.new, broken.failure?.kind]).to.deep.equal([25, 'broken']);
    const { rows } = await house.api.db.query<{ cursor: string }>(
      `select cursor from provider_cursors where ticket_class = 'Incident'`,
    );
    expect(rows[0]?.cursor).to.equal(house.itop.objects.now(36));
    expect(await house.look()).to.include({ new: 35, errors: 0, failure: null });
    expect(await house.newTickets()).to.have.length(60);
  });

  it('is taken in once, however many processes look', async () => {
    const ref = add();
    const provider = house.providers.get('itop');
    if (!provider) throw new Error('no iTop');
    const { signal } = new AbortController();
    const work = (owner: string) =>
      takeInChanges({ db: house.api.db, owner, signal, every: 0, autoAssignment: null }, provider);
    const all = await Promise.all(['a', 'b', 'c', 'd'].map(work));
    expect(all.reduce((sum, one) => sum + one.new, 0)).to.equal(1);
    expect(await here('Incident', ref)).to.include({ title: 'No network' });
  });

  it('that cannot be taken in is told, and stops nothing else', async () => {
    await house.api.db.query(
      `insert into tickets (itop_ref, itop_class, title, provider) values ('5000', 'Incident', 'Of Jira', 'jira')`,
    );
    const ref = add();
    const there = house.itop.objects.get('Incident', ref);
    Object.assign(there, { id: 5000 });
    const other = add({ title: 'The next' });
    expect(await house.look()).to.include({ errors: 1, new: 1 });
    expect(await here('Incident', other)).to.include({ title: 'The next' });
    const { rows } = await house.api.db.query<{ level: string }>(
      `select level from event_log where action = 'provider_ticket_sync_failed'`,
    );
    expect(rows.map(({ level }) => level)).to.deep.equal(['error']);
  });

  it('hostile words are kept as words', async () => {
    const ref = add({
      title: `'; drop table tickets; -- ${'x'.repeat(600)}`,
      description: '<img src=x onerror=alert(1)>half \ud83d',
      team_name: 'x'.repeat(400),
    });
    expect(await house.look()).to.include({ errors: 0, new: 1 });
    const row = await here('Incident', ref);
    expect(textIn(row ?? {}, 'title')).to.have.length(240);
    expect(textIn(row ?? {}, 'description')).to.not.contain('<img');
  });

  describe('at a ticket that was made here', () => {
    const inItop = async (fields: Fields = {}): Promise<{ id: number; ref: string }> => {
      const id = await fileTicket(house.api, 'admin', fields);
      await house.tell();
      return { id, ref: textIn(await house.ticket(id), 'provider_ref') };
    };

    it('does not echo: after a round nothing is different on either side', async () => {
      const { id, ref } = await inItop({
        description: 'Since this morning.\n\nIt is <loud>.',
        priority: 'P2',
        requester_name: 'Ana',
      });
      const before = await house.ticket(id);
      const there = JSON.stringify(house.itop.objects.get('UserRequest', ref).fields);
      await settle();
      await house.look();
      const after = await house.ticket(id);
      for (const name of [
        'title',
        'description',
        'priority',
        'status',
        'assignee_team',
        'requester_name',
        'requester_email',
        'version',
      ])
        expect(after[name], name).to.deep.equal(before[name]);
      expect(await house.tell()).to.equal(0);
      expect(JSON.stringify(house.itop.objects.get('UserRequest', ref).fields)).to.equal(there);
      expect(await house.newTickets()).to.have.length(1);
    });

    it('is taken over: title, words, weight, assignee and status', async () => {
      const { id, ref } = await inItop({ priority: 'P3' });
      await settle();
      house.itop.objects.edit('UserRequest', ref, {
        title: 'The disk of web-2',
        priority: '1',
        agent_name: 'Al Agent',
        status: 'pending',
      });
      await house.look();
      expect(await house.ticket(id)).to.include({
        title: 'The disk of web-2',
        priority: 'P1',
        assignee: 'Al Agent',
        status: 'pending',
      });
      expect(await house.tell()).to.equal(0);
    });

    it('and here at the same time: each side keeps what it changed, and both end the same', async () => {
      const { id, ref } = await inItop({ priority: 'P3', owning_group: 'Cloud Operations' });
      await settle();
      house.itop.objects.edit('UserRequest', ref, { title: 'Edited there' });
      await house.api.call('admin', 'POST', `/api/tickets/${id}/assignment`, {
        priority: 'P1',
        owning_group: 'Infrastructure Operations',
      });
      await house.look();
      await house.tell();
      await settle();
      await house.look();
      expect(await house.ticket(id)).to.include({
        title: 'Edited there',
        priority: 'P1',
        assignee_team: 'Infrastructure Operations',
      });
      expect(house.itop.objects.get('UserRequest', ref).fields).to.include({
        title: 'Edited there',
        priority: '1',
        team_name: 'Infrastructure Operations',
      });
    });

    it('is seen before we know that it arrived: it is the same ticket, and not a second one', async () => {
      house.itop.trouble('core/create', 'done_and_cut');
      const id = await fileTicket(house.api, 'admin', { description: 'Only one of me.' });
      await house.tell();
      await house.look();
      const row = await house.ticket(id);
      expect(row).to.include({ provider_sync_status: 'synced', description: 'Only one of me.' });
      await house.letPausesEnd();
      await house.tell();
      expect(await house.newTickets()).to.have.length(1);
      expect(house.itop.objects.all('UserRequest')).to.have.length(1);
    });

    it('a ticket that was finished there before the first look is finished here', async () => {
      const { id, ref } = await inItop();
      house.itop.objects.edit('UserRequest', ref, { status: 'resolved', solution: 'Very fast.' });
      await house.look();
      expect(await house.ticket(id)).to.include({ status: 'resolved', resolution: 'Very fast.' });
    });

    it('a default of iTop’s does not replace who asked', async () => {
      const { id } = await inItop({ requester_name: 'Somebody Unknown', requester_email: null });
      await settle();
      expect((await house.ticket(id))['requester_name']).to.equal('Somebody Unknown');
    });

    it('what is resolved here stays so until iTop hears of it; what is opened again there is open', async () => {
      const { id, ref } = await inItop();
      await settle();
      await house.api.call('admin', 'POST', `/api/tickets/${id}/status`, { status: 'resolved', reason: 'Done.' });
      house.itop.objects.edit('UserRequest', ref, { status: 'assigned' });
      await house.look();
      expect((await house.ticket(id))['status']).to.equal('resolved');
      house.itop.objects.tick(10);
      house.itop.objects.edit('UserRequest', ref, { status: 'resolved', solution: 'Done.' });
      await settle();
      house.itop.objects.edit('UserRequest', ref, { status: 'assigned' });
      await house.look();
      expect((await house.ticket(id))['status']).to.equal('assigned');
    });

    it('an agent at work keeps it in progress, until iTop closes it', async () => {
      const { id, ref } = await inItop();
      await settle();
      await startTask(house.api, id);
      house.itop.objects.edit('UserRequest', ref, { status: 'assigned' });
      await house.look();
      expect((await house.ticket(id))['status']).to.equal('in_progress');
      house.itop.objects.tick(10);
      house.itop.objects.edit('UserRequest', ref, { status: 'resolved', solution: '<p>Replaced.</p>' });
      await house.look();
      expect(await house.ticket(id)).to.include({ status: 'resolved', resolution: 'Replaced.' });
    });

    it('a reference that is copied into another ticket takes nothing over', async () => {
      const { id, ref } = await inItop();
      const description = textIn(house.itop.objects.get('UserRequest', ref).fields, 'description');
      const copy = add({ description, title: 'A copy' }, 'UserRequest');
      await house.look();
      expect((await house.ticket(id))['provider_ref']).to.equal(ref);
      expect(await here('UserRequest', copy)).to.include({ title: 'A copy' });
    });
  });
});
