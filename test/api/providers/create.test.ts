import { expect } from 'chai';
import { numberIn, textIn } from '../../support/api.js';
import { fileTicket } from '../../support/runs.js';
import { startHouse, type Furniture, type House } from './house.js';

describe('a new ticket and iTop', () => {
  let house: House & Furniture;
  before(async () => {
    house = await startHouse();
  });
  after(() => house?.stop());

  it('is answered before iTop is asked, and says that it waits for it', async () => {
    const { body, status } = await house.api.call('ana', 'POST', '/api/tickets', {
      title: 'The disk is full',
      priority: '2',
    });
    expect(status).to.equal(200);
    expect(body).to.include({ provider: 'itop', provider_sync_status: 'pending_create', external_url: null });
    expect(house.itop.seen).to.deep.equal([]);
    expect(await house.tell()).to.equal(1);
    const id = numberIn(body, 'id');
    const row = await house.ticket(id);
    expect(row).to.include({
      provider_sync_status: 'synced',
      provider_class: 'UserRequest',
      provider_last_error: null,
    });
    expect([row['itop_ref'], row['itop_class']]).to.deep.equal([row['provider_ref'], 'UserRequest']);
    expect(await house.events('provider_create_complete', id)).to.have.length(1);
    const seen = await house.api.call('ana', 'GET', `/api/tickets/${id}`);
    expect(seen.body['external_url']).to.equal(
      `${house.itop.url}/pages/UI.php?operation=details&class=UserRequest&id=${String(row['provider_ref'])}`,
    );
  });

  it('27.43: is there what it is here: class, weight, words, caller and team, for requests as for incidents', async () => {
    const id = await fileTicket(house.api, 'admin', {
      ...{ ticket_class: 'Incident', priority: 'P1', description: 'It is <b>full</b> & slow' },
      ...{ requester_name: 'Ana', requester_email: 'ana@example.org', affected_user_name: 'Cy' },
    });
    await house.tell();
    const row = await house.ticket(id);
    const { fields } = house.itop.objects.get('Incident', textIn(row, 'provider_ref'));
    expect(fields).to.include({
      title: 'The disk of web-1 is full',
      impact: '1',
      urgency: '1',
      priority: '1',
      team_name: 'Infrastructure Operations',
    });
    expect([fields['org_id'], fields['caller_id']]).to.deep.equal([String(house.org), String(house.ana)]);
    const description = String(fields['description']);
    expect(description)
      .to.contain('Ticket contact context')
      .and.contain('Requester: Ana &lt;ana@example.org&gt;')
      .and.contain('Affected user: Cy');
    expect(description).to.contain('It is &lt;b&gt;full&lt;/b&gt; &amp; slow');
  });

  it('27.43: makes no team and no person in the customer’s ITSM', async () => {
    const before = house.itop.objects.all('Team').length;
    const id = await fileTicket(house.api, 'admin', {
      owning_group: 'Cloud Operations',
      requester_name: 'Nobody Knows',
      requester_email: null,
    });
    await house.tell();
    const { fields } = house.itop.objects.get('UserRequest', textIn(await house.ticket(id), 'provider_ref'));
    expect(fields['team_id']).to.equal(undefined);
    expect(fields['caller_id']).to.equal(String(house.caller));
    expect(house.itop.objects.all('Team')).to.have.length(before);
    expect(
      house.itop.seen.filter(
        ({ operation, itopClass }) => operation === 'core/create' && !itopClass.match(/Incident|UserRequest/),
      ),
    ).to.deep.equal([]);
  });

  it('27.21: with sync_provider false it stays here, whatever is configured', async () => {
    for (const sync of [false, 'false']) {
      const { body } = await house.api.call('admin', 'POST', '/api/tickets', {
        title: 'Not for iTop',
        provider: 'itop',
        sync_provider: sync,
      });
      expect(body).to.include({ provider: 'local', provider_sync_status: 'local_only' });
      expect(textIn(body, 'itop_ref')).to.match(/^LOCAL-/);
      expect(await house.pushes(numberIn(body, 'id'))).to.deep.equal([]);
    }
    const named = await house.api.call('admin', 'POST', '/api/tickets', {
      title: 'Local',
      provider: 'local',
      sync_provider: true,
    });
    expect(named.body).to.include({ provider: 'local', provider_sync_status: 'local_only' });
  });

  it('goes to the first that is configured, when it names one that is not', async () => {
    const { body } = await house.api.call('admin', 'POST', '/api/tickets', { title: 'To Jira', provider: 'jira' });
    expect(body['provider']).to.equal('itop');
    const { rows } = await house.api.db.query<{ details: object }>(
      `select details from audit_log where action = 'ticket_created' and target = $1`,
      [`ticket_${numberIn(body, 'id')}`],
    );
    expect(rows[0]?.details).to.include({ provider: 'itop', requested_provider: 'jira', sync_provider: null });
  });

  it('its wishes that are none are refused with the name of the field', async () => {
    const { status, body } = await house.api.call('admin', 'POST', '/api/tickets', {
      title: 'x',
      sync_provider: 'perhaps',
    });
    expect([status, body['error']]).to.deep.equal([422, 'invalid_fields']);
    expect(JSON.stringify(body['errors'])).to.contain('body.sync_provider');
  });

  describe('that is in iTop already', () => {
    it('is linked and not made, and taken in from there', async () => {
      const there = house.itop.objects.add('Incident', {
        title: 'Old one',
        description: '<p>From iTop</p>',
        org_id: '1',
      });
      const made = await house.api.call('admin', 'POST', '/api/tickets', {
        ...{ title: 'Linked', provider: 'itop', provider_ref: String(there.id), provider_class: 'incident' },
      });
      expect(made.body).to.include({
        provider_sync_status: 'unknown',
        itop_ref: String(there.id),
        itop_class: 'Incident',
      });
      const id = numberIn(made.body, 'id');
      expect(await house.pushes(id)).to.deep.equal([]);
      const synced = await house.api.call('admin', 'POST', `/api/tickets/${id}/sync`);
      expect(synced.body).to.include({ status: 'synced', is_new: false, ticket_id: id });
      expect(await house.ticket(id)).to.include({
        title: 'Old one',
        description: 'From iTop',
        provider_sync_status: 'synced',
      });
    });

    it('is updated, and not filed a second time, when it is named again', async () => {
      const there = house.itop.objects.add('Incident', { title: 'Twice', description: 'x', org_id: '1' });
      const named = { provider: 'itop', provider_ref: String(there.id), ticket_class: 'Incident' };
      const first = await house.api.call('admin', 'POST', '/api/tickets', { ...named, title: 'Twice' });
      const second = await house.api.call('admin', 'POST', '/api/tickets', { ...named, title: 'Twice, and more' });
      expect(second.body).to.include({ id: first.body['id'], title: 'Twice, and more', _idempotent_replay: true });
    });

    it('may be named by nobody who may not read it there: its words would be shown to them here', async () => {
      const there = house.itop.objects.add('Incident', { title: 'Salaries', description: 'x', org_id: '1' });
      const named = { title: 'Mine', provider: 'itop', provider_ref: String(there.id), provider_class: 'Incident' };
      const { status, body } = await house.api.call('ana', 'POST', '/api/tickets', named);
      expect([status, body['required_permission']]).to.deep.equal([403, 'providers:sync']);
      const { rows } = await house.api.db.query('select from tickets where itop_ref = $1', [String(there.id)]);
      expect(rows).to.deep.equal([]);
    });

    it('is not named over a ticket of another provider', async () => {
      await house.api.db.query(
        `insert into tickets (itop_ref, itop_class, title, provider) values ('J-1', 'Incident', 'Of Jira', 'jira')`,
      );
      const named = { title: 'x', provider: 'itop', provider_ref: 'J-1', provider_class: 'Incident' };
      const { status, body } = await house.api.call('admin', 'POST', '/api/tickets', named);
      expect([status, body['error']]).to.deep.equal([409, 'provider_ref_taken']);
    });
  });

  it('what is edited before it is told goes as it is then', async () => {
    const id = await fileTicket(house.api, 'admin', { priority: 'P4' });
    await house.api.call('admin', 'POST', `/api/tickets/${id}/assignment`, { priority: 'P2' });
    await house.tell();
    const ref = textIn(await house.ticket(id), 'provider_ref');
    expect(house.itop.objects.get('UserRequest', ref).fields).to.include({ impact: '2', urgency: '2' });
  });

  it('a change of priority or team is told, and nothing else is touched', async () => {
    const id = await fileTicket(house.api, 'admin', { priority: 'P4', owning_group: 'Cloud Operations' });
    await house.tell();
    const ref = textIn(await house.ticket(id), 'provider_ref');
    house.itop.objects.edit('UserRequest', ref, { title: 'Edited there' });
    await house.api.call('admin', 'POST', `/api/tickets/${id}/assignment`, {
      priority: 'P1',
      owning_group: 'Infrastructure Operations',
    });
    expect(await house.tell()).to.equal(1);
    expect(house.itop.objects.get('UserRequest', ref).fields).to.include({
      ...{ impact: '1', urgency: '1', team_name: 'Infrastructure Operations', title: 'Edited there' },
    });
    expect((await house.pushes(id)).map(({ kind, status }) => [kind, status])).to.deep.equal([
      ['create', 'done'],
      ['update', 'done'],
    ]);
  });

  it('27.16: sync-all of tickets is an address of its own, and takes nothing, a bare string or an object', async () => {
    for (const body of [undefined, '"itop"', { provider: 'itop' }, 'null']) {
      const answer = await house.api.call('admin', 'POST', '/api/tickets/sync-all', body);
      expect(answer.status, JSON.stringify(body)).to.equal(200);
      expect(answer.body).to.include({ provider: 'itop', status: 'synced', errors: 0 });
    }
    const local = await house.api.call('admin', 'POST', '/api/tickets/sync-all', '"local"');
    expect(local.body).to.include({ provider: 'local', synced: 0, errors: 0, new: 0 });
    const unknown = await house.api.call('admin', 'POST', '/api/tickets/sync-all', '"redmine"');
    expect([unknown.status, unknown.body['detail']]).to.deep.equal([404, 'Provider not registered: redmine']);
    expect((await house.api.call('admin', 'POST', '/api/tickets/sync-all', '[1]')).status).to.equal(422);
  });
});

describe('with no provider configured', () => {
  let house: House & Furniture;
  before(async () => {
    house = await startHouse({ itop_password: undefined });
  });
  after(() => house?.stop());

  it('a ticket is here alone, whatever it asks for', async () => {
    const { body } = await house.api.call('ana', 'POST', '/api/tickets', {
      title: 'Disk',
      provider: 'itop',
      sync_provider: true,
    });
    expect(body).to.include({ provider: 'local', provider_sync_status: 'local_only' });
    expect(await house.tell()).to.equal(0);
    const all = await house.api.call('admin', 'POST', '/api/tickets/sync-all');
    expect(all.body).to.include({ provider: 'local', status: 'local_only' });
  });
});
