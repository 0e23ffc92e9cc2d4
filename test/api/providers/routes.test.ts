import { expect } from 'chai';
import { numberIn, textIn, type Fields, type Who } from '../../support/api.js';
import { fileTicket, startTask, startTurn } from '../../support/runs.js';
import { startHouse, type Furniture, type House } from './house.js';

describe('the routes of providers', () => {
  let house: House & Furniture;
  before(async () => {
    house = await startHouse();
  });
  after(() => house?.stop());
  const call = (as: Who, method: string, path: string, body?: unknown) => house.api.call(as, method, path, body);

  it('list the five, with what each can, and no credential', async () => {
    const { status, body, text } = await call('admin', 'GET', '/api/providers');
    expect(status).to.equal(200);
    const providers = body['providers'] as Fields[];
    expect(providers.map(({ name }) => name)).to.have.members([
      'generic-webhook',
      'jira',
      'local',
      'servicenow',
      'itop',
    ]);
    const itop = providers.find(({ name }) => name === 'itop');
    expect(itop).to.deep.include({
      configured: true,
      syncs_back: true,
      ticket_classes: ['Incident', 'RoutineChange', 'NormalChange', 'EmergencyChange', 'UserRequest'],
    });
    expect(providers.filter(({ configured }) => configured).map(({ name }) => name)).to.have.members(['local', 'itop']);
    expect(text).to.not.contain('a-password-of-the-test').and.not.contain('127.0.0.1');
  });

  it('are for those who may, and never for an agent', async () => {
    const ticket = await fileTicket(house.api, 'ana');
    const task = await startTask(house.api, ticket);
    const turn = await startTurn(house.api, 'ana');
    await house.api.db.query(`update agent_permission_context set allowed_permissions = '{*}' where agent_id = $1`, [
      task.agentId,
    ]);
    const doors: [string, string, unknown][] = [
      ['POST', '/api/providers/itop/sync-all', {}],
      ['POST', '/api/providers/itop/sync-ticket', { ticket_class: 'Incident', ticket_ref: '1' }],
      ['POST', '/api/tickets/sync-all', {}],
      ['POST', `/api/tickets/${ticket}/sync`, {}],
      ['POST', `/api/tickets/${ticket}/push-provider`, {}],
    ];
    const before = house.itop.seen.length;
    for (const [method, path, body] of doors) {
      expect((await call('nobody', method, path, body)).status, path).to.equal(401);
      for (const who of ['ana', 'bo', { token: task.token }, { token: turn.token }] as const) {
        const { status, body: said } = await call(who, method, path, body);
        expect([status, said['required_permission']], path).to.deep.equal([403, 'providers:sync']);
      }
    }
    expect((await call('ana', 'GET', '/api/providers')).status).to.equal(403);
    expect(house.itop.seen.length).to.equal(before);
  });

  it('take one ticket in by its class and reference, also as other words spell them', async () => {
    const there = house.itop.objects.add('Incident', { title: 'By hand', description: 'x', org_id: '1' });
    const first = await call('admin', 'POST', '/api/providers/itop/sync-ticket', {
      ticket_class: 'Incident',
      ticket_ref: String(there.id),
    });
    expect(first.body).to.include({
      status: 'synced',
      itop_ref: String(there.id),
      itop_class: 'Incident',
      is_new: true,
    });
    const again = await call('service', 'POST', '/api/providers/ITOP/sync-ticket', {
      ticket_class: ' incident ',
      ticket_ref: there.id,
    });
    expect(again.body).to.include({ is_new: false, ticket_id: first.body['ticket_id'] });
    const { rows } = await house.api.db.query(`select from event_log where action = 'provider_ticket_sync_requested'`);
    expect(rows.length).to.equal(2);
  });

  it('27.19: say what is not there with its status, a provider, a class, a ticket, and never 200', async () => {
    const sync = (provider: string, body: Fields) =>
      call('admin', 'POST', `/api/providers/${provider}/sync-ticket`, body);
    const unknown = await sync('redmine', { ticket_class: 'Incident', ticket_ref: '1' });
    expect([unknown.status, unknown.body['detail']]).to.deep.equal([404, 'Provider not registered: redmine']);
    const wrongClass = await sync('itop', { ticket_class: 'Server', ticket_ref: '1' });
    expect([wrongClass.status, (wrongClass.body['errors'] as Fields[])[0]?.['path']]).to.deep.equal([
      422,
      'body.ticket_class',
    ]);
    for (const ref of ['999999', '1 OR 1=1', 'I-000001', '9'.repeat(40), '\u0000', '😀']) {
      const { status, body } = await sync('itop', { ticket_class: 'Incident', ticket_ref: ref });
      expect([status, body['error']], ref).to.deep.equal([404, 'ticket_not_at_provider']);
    }
    expect((await sync('itop', { ticket_class: 'Incident' })).status).to.equal(422);
    expect((await call('admin', 'POST', `/api/tickets/999999/sync`)).status).to.equal(404);
    expect((await call('admin', 'POST', `/api/tickets/x/push-provider`)).status).to.equal(404);
  });

  it('say so where nothing comes back from a provider, or where it is not configured', async () => {
    const one = { ticket_class: 'Incident', ticket_ref: 'OPS-1' };
    const jira = await call('admin', 'POST', '/api/providers/jira/sync-ticket', one);
    expect([jira.status, jira.body['detail']]).to.deep.equal([409, 'Jira provider is not configured.']);
    expect((await call('admin', 'POST', '/api/providers/jira/sync-all')).status).to.equal(409);
    const local = await call('admin', 'POST', '/api/providers/local/sync-ticket', one);
    expect(local.body).to.include({ status: 'local_only', ticket_id: null });
    const all = await call('admin', 'POST', '/api/providers/local/sync-all');
    expect(all.body).to.include({ provider: 'local', synced: 0, errors: 0, new: 0 });
  });

  it('are 503 with a time to come back, while iTop is down, and change nothing', async () => {
    const id = await fileTicket(house.api, 'admin');
    await house.tell();
    await house.itop.goDown();
    for (const path of [`/api/tickets/${id}/sync`, '/api/providers/itop/sync-all', '/api/tickets/sync-all']) {
      const { status, body, headers } = await call('admin', 'POST', path, {});
      expect([status, body['error'], headers.get('retry-after')], path).to.deep.equal([
        503,
        'provider_unavailable',
        '30',
      ]);
    }
    await house.itop.start();
    expect((await call('admin', 'POST', `/api/tickets/${id}/sync`)).status).to.equal(200);
  });

  describe('push-provider', () => {
    const local = async (fields: Fields = {}): Promise<number> =>
      numberIn(
        (await call('admin', 'POST', '/api/tickets', { title: 'Later', provider: 'local', ...fields })).body,
        'id',
      );
    const push = (id: number, body: Fields = { provider: 'itop' }) =>
      call('admin', 'POST', `/api/tickets/${id}/push-provider`, body);

    it('makes a ticket of here there, and answers with its place', async () => {
      const id = await local();
      const { status, body } = await push(id);
      expect(status).to.equal(200);
      expect(body).to.include({
        status: 'created',
        provider: 'itop',
        ticket_id: id,
        provider_class: 'UserRequest',
        provider_sync_status: 'synced',
      });
      expect(textIn(body, 'provider_ref')).to.match(/^\d+$/);
      expect(await house.events('provider_push_complete', id)).to.have.length(1);
    });

    it('27.22: makes nothing twice, asked one after the other or fifty times at once', async () => {
      const id = await local();
      const before = house.itop.objects.all('UserRequest').length;
      const answers = await Promise.all(Array.from({ length: 50 }, () => push(id)));
      expect(new Set(answers.map(({ status }) => status))).to.satisfy((all: Set<number>) =>
        [...all].every((status) => status === 200 || status === 202),
      );
      expect((await push(id)).body).to.include({ status: 'already_there' });
      expect(house.itop.objects.all('UserRequest').length).to.equal(before + 1);
      expect(answers.filter(({ body }) => body['status'] === 'created').length).to.be.greaterThan(0);
    }).timeout(30_000);

    it('says what iTop says, and can be tried again after it was mended', async () => {
      const id = await local();
      house.itop.trouble('core/create', { code: 100, message: 'Error: service_id: null not allowed' });
      const refused = await push(id);
      expect([refused.status, refused.body['error']]).to.deep.equal([409, 'provider_refused']);
      expect(textIn(refused.body, 'detail')).to.contain('service_id');
      expect(await house.events('provider_push_failed', id)).to.have.length(1);
      expect((await push(id)).body).to.include({ status: 'created' });
    });

    it('is 202 while iTop is down, and done by itself later', async () => {
      const id = await local();
      await house.itop.goDown();
      const { status, body } = await push(id);
      expect([status, body['status']]).to.deep.equal([202, 'queued']);
      expect(textIn(body, 'provider_last_error')).to.contain('could not be reached');
      await house.itop.start();
      await house.letPausesEnd();
      await house.tell();
      expect(await house.ticket(id)).to.include({ provider_sync_status: 'synced' });
    });

    it('leaves alone what is at another provider, and knows its names', async () => {
      const id = await local();
      await house.api.db.query(
        `update tickets set provider = 'jira', provider_ref = 'OPS-1', itop_ref = 'OPS-1', provider_sync_status = 'synced' where id = $1`,
        [id],
      );
      const { status, body } = await push(id);
      expect([status, body['error'], body['provider']]).to.deep.equal([409, 'ticket_at_other_provider', 'jira']);
      expect((await push(id, { provider: 'redmine' })).status).to.equal(404);
      expect((await push(await local(), { provider: 'jira' })).body['detail']).to.equal(
        'Jira provider is not configured.',
      );
      expect((await push(await local(), { provider: 'local' })).body).to.include({ status: 'local_only' });
    });

    it('tries again what was refused of a ticket that is there', async () => {
      const id = await local();
      await push(id);
      house.itop.trouble('core/update', { code: 100, message: 'Error: read only' });
      await call('admin', 'POST', `/api/tickets/${id}/notes`, { body: 'For you', visibility: 'user' });
      await house.tell();
      expect((await house.ticket(id))['provider_last_error']).to.contain('read only');
      expect((await push(id)).body).to.include({ status: 'already_there' });
      expect(await house.tell()).to.equal(1);
      expect(await house.ticket(id)).to.include({ provider_last_error: null, provider_sync_status: 'synced' });
    });

    it('without a name it is the first that is configured', async () => {
      expect((await push(await local(), {})).body).to.include({ status: 'created', provider: 'itop' });
    });
  });

  it('27.18: nothing that a body can hold breaks them', async () => {
    const id = await fileTicket(house.api, 'admin', { provider: 'local' });
    const junk = [null, [], 7, true, '', '\u0000', '\ud800', 2 ** 60, '9'.repeat(30), { a: 1 }, 'x'.repeat(5_000)];
    for (const value of junk) {
      for (const [path, body] of [
        ['/api/providers/itop/sync-ticket', { ticket_class: value, ticket_ref: value }],
        ['/api/providers/itop/sync-ticket', { ticket_class: 'Incident', ticket_ref: value }],
        [`/api/tickets/${id}/push-provider`, { provider: value ?? 'nobody' }],
        ['/api/tickets/sync-all', { provider: value ?? 'nobody' }],
        [
          '/api/tickets',
          { title: 'x', provider: 'local', provider_ref: value, sync_provider: value, provider_class: value },
        ],
      ] as const) {
        const { status, text } = await call('admin', 'POST', path, body);
        expect(status, `${path} ${JSON.stringify(body)} ${text}`).to.be.below(500);
      }
    }
  }).timeout(60_000);

  it('a ticket that the caller may not see is not there', async () => {
    const id = await fileTicket(house.api, 'admin', { security_classification: 'secret' });
    await house.api.db.query(
      `insert into roles (name, capabilities) values ('syncer', '{providers:sync,tickets:read}') on conflict do nothing`,
    );
    const { rows } = await house.api.db.query<{ id: number }>(`select id from persons where name = 'cy'`);
    await house.api.db.query(`delete from person_roles where person_id = $1`, [rows[0]?.id]);
    await house.api.db.query(`insert into person_roles (person_id, role) values ($1, 'soc-manager')`, [rows[0]?.id]);
    for (const path of ['sync', 'push-provider']) {
      const { status, body } = await call('cy', 'POST', `/api/tickets/${id}/${path}`, {});
      expect([status, body['error']], path).to.deep.equal([404, 'ticket_not_found']);
    }
  });
});
