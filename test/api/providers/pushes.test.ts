import { expect } from 'chai';
import { claim } from '../../../api/db/index.js';
import { forgetPushes } from '../../../api/providers/index.js';
import { workPushes } from '../../../api/providers/workPushes.js';
import { textIn } from '../../support/api.js';
import { fileTicket } from '../../support/runs.js';
import { account } from './fakeItop/index.js';
import { startHouse, type Furniture, type House } from './house.js';

describe('what iTop has to be told', () => {
  let house: House & Furniture;
  before(async () => {
    house = await startHouse();
  });
  beforeEach(() => house.fresh());
  after(() => house?.stop());
  const made = (): number => house.itop.objects.all('UserRequest').length;

  it('survives an iTop that is down, and arrives once when it is back', async () => {
    await house.itop.goDown();
    const id = await fileTicket(house.api, 'admin');
    expect(await house.tell()).to.equal(0);
    const row = await house.ticket(id);
    expect(row['provider_sync_status']).to.equal('pending_create');
    expect(row['provider_last_error']).to.match(/^iTop could not be reached: the connection failed \(ECONNREFUSED\)/);
    await house.itop.start();
    await house.letPausesEnd();
    expect(await house.tell()).to.equal(1);
    expect(await house.ticket(id)).to.include({ provider_sync_status: 'synced', provider_last_error: null });
    expect(made()).to.equal(1);
    const events = await house.events('provider_create_failed', id);
    expect(events.map(({ level }) => level)).to.deep.equal(['warning']);
  });

  it('is not tried one timeout a row while iTop is down', async () => {
    await house.itop.goDown();
    for (let count = 0; count < 5; count += 1) await fileTicket(house.api, 'admin', { title: `Disk ${count}` });
    await house.tell();
    const { rows } = await house.api.db.query<{ attempts: number }>(
      `select sum(attempt)::integer as attempts from provider_pushes where status = 'queued'`,
    );
    expect(rows[0]?.attempts).to.equal(1);
    const listed = await house.api.call('admin', 'GET', '/api/providers');
    const itop = (listed.body['providers'] as { name: string; waiting: number; paused_until: string | null }[]).find(
      ({ name }) => name === 'itop',
    );
    expect(itop?.waiting).to.equal(5);
    expect(Date.parse(itop?.paused_until ?? '')).to.be.greaterThan(Date.now() - 60_000);
  });

  it('is looked for before it is made again, when nobody knows whether it was made', async () => {
    house.itop.trouble('core/create', 'done_and_cut');
    const id = await fileTicket(house.api, 'admin');
    await house.tell();
    expect([made(), (await house.ticket(id))['provider_sync_status']]).to.deep.equal([1, 'pending_create']);
    await house.letPausesEnd();
    expect(await house.tell()).to.equal(1);
    expect(made()).to.equal(1);
    const row = await house.ticket(id);
    expect(row['provider_sync_status']).to.equal('synced');
    expect(house.itop.seen.filter(({ operation }) => operation === 'core/create')).to.have.length(1);
  });

  it('is made again, when the try before came to nothing', async () => {
    house.itop.trouble('core/create', 'cut');
    const id = await fileTicket(house.api, 'admin');
    await house.tell();
    expect(made()).to.equal(0);
    await house.letPausesEnd();
    await house.tell();
    expect([made(), (await house.ticket(id))['provider_sync_status']]).to.deep.equal([1, 'synced']);
  });

  it('is somebody else’s after a crash, and still arrives once', async () => {
    const id = await fileTicket(house.api, 'admin');
    const held = await claim(house.api.db, 'provider_pushes', 'a process that dies', 600);
    const provider = house.providers.get('itop');
    const [push] = await house.pushes(id);
    // It was made there, and the process died before it could write that down.
    await provider?.create(
      {
        ...{
          ticketId: id,
          reference: textIn(push ?? {}, 'reference'),
          ticketClass: 'UserRequest',
          title: 'x',
          description: 'x',
          priority: null,
        },
        ...{ team: null, createdBy: 'admin', attachments: [] },
        ...{
          openedBy: { name: null, email: null },
          requester: { name: 'Ana', email: null },
          affectedUser: { name: null, email: null },
        },
      },
      false,
      new AbortController().signal,
    );
    expect(await house.tell()).to.equal(0);
    await house.api.db.query(
      `update provider_pushes set lease_until = clock_timestamp() - interval '1 second' where id = $1`,
      [held?.id],
    );
    expect(await house.tell()).to.equal(1);
    expect([made(), (await house.ticket(id))['provider_sync_status']]).to.deep.equal([1, 'synced']);
  });

  it('is told by one of many processes, each row once', async () => {
    for (let count = 0; count < 12; count += 1) await fileTicket(house.api, 'admin', { title: `Disk ${count}` });
    const { signal } = new AbortController();
    const told = await Promise.all(
      [1, 2, 3, 4].map((n) =>
        workPushes({ db: house.api.db, providers: house.providers, owner: `process-${n}`, signal }),
      ),
    );
    expect(told.reduce((sum, one) => sum + one, 0)).to.equal(12);
    expect(made()).to.equal(12);
  });

  it('that iTop refuses is a dead letter: the ticket, an event and the list of providers say so', async () => {
    house.itop.objects.lacks.add('impact');
    const id = await fileTicket(house.api, 'admin', { priority: 'P1' });
    await house.tell();
    const row = await house.ticket(id);
    expect(row['provider_sync_status']).to.equal('create_failed');
    expect(row['provider_last_error']).to.equal('iTop: Error: impact: Unknown attribute');
    const [event] = await house.events('provider_create_failed', id);
    expect([event?.['level'], event?.['category']]).to.deep.equal(['error', 'sync']);
    expect(event?.['details']).to.include({ final: true, provider: 'itop' });
    const listed = await house.api.call('admin', 'GET', '/api/providers');
    expect(
      (listed.body['providers'] as { name: string; dead: number }[]).find(({ name }) => name === 'itop')?.dead,
    ).to.equal(1);
    expect(await house.tell()).to.equal(0);
  });

  it('an error of iTop’s own is tried again, and given up after twenty', async () => {
    const id = await fileTicket(house.api, 'admin');
    house.itop.trouble('core/create', 'http_500', 'html');
    await house.tell();
    expect((await house.ticket(id))['provider_last_error']).to.equal('iTop failed with HTTP 500.');
    await house.letPausesEnd();
    await house.tell();
    expect((await house.ticket(id))['provider_last_error']).to.contain('no JSON');
    await house.api.db.query('update provider_pushes set failures = 19 where ticket_id = $1', [id]);
    await house.letPausesEnd();
    house.itop.trouble('core/create', 'http_500');
    house.itop.trouble('core/get', 'http_500');
    await house.tell();
    expect((await house.ticket(id))['provider_sync_status']).to.equal('create_failed');
  });

  it('with a wrong password waits for the operator, and never shows the password', async () => {
    const id = await fileTicket(house.api, 'admin');
    house.itop.trouble('*', { code: 1, message: `Invalid login for ${account.user} with ${account.password}` });
    await house.tell();
    const row = await house.ticket(id);
    expect(row['provider_sync_status']).to.equal('pending_create');
    expect(row['provider_last_error']).to.contain('[redacted]').and.not.contain(account.password);
    const everything = JSON.stringify([await house.pushes(id), await house.events('provider_create_failed', id)]);
    expect(everything).to.not.contain(account.password);
  });

  it('waits behind the ticket itself, and goes in order once that is there', async () => {
    await house.itop.goDown();
    const id = await fileTicket(house.api, 'admin');
    for (const body of ['first', 'second'])
      await house.api.call('admin', 'POST', `/api/tickets/${id}/notes`, { body, visibility: 'user' });
    await house.tell();
    await house.itop.start();
    await house.letPausesEnd();
    expect(await house.tell()).to.equal(3);
    const log = house.itop.objects.log('UserRequest', textIn(await house.ticket(id), 'provider_ref'));
    expect(log.map(({ message }) => message.split('\n').at(-1))).to.deep.equal(['first', 'second']);
  });

  it('of a process that stops is tried again by the next one', async () => {
    const id = await fileTicket(house.api, 'admin');
    house.itop.trouble('core/get', 'silence');
    const stopping = new AbortController();
    const working = workPushes({
      db: house.api.db,
      providers: house.providers,
      owner: 'stops',
      signal: stopping.signal,
    });
    while (house.itop.seen.length === 0) await new Promise((resolve) => setImmediate(resolve));
    stopping.abort();
    expect(await working).to.equal(0);
    expect((await house.pushes(id))[0]).to.include({ status: 'queued' });
    await house.letPausesEnd();
    expect(await house.tell()).to.equal(1);
  });

  it('is not taken for done by whoever lost the lease', async () => {
    const id = await fileTicket(house.api, 'admin');
    house.itop.trouble('core/get', 'silence');
    const { signal } = new AbortController();
    const slow = workPushes({ db: house.api.db, providers: house.providers, owner: 'slow', signal });
    while (house.itop.seen.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await house.api.db.query(`update provider_pushes set lease_until = clock_timestamp() - interval '1 second'`);
    expect(await house.tell()).to.equal(1);
    house.itop.release();
    expect(await slow).to.equal(0);
    expect(await house.ticket(id)).to.include({ provider_sync_status: 'synced', provider_last_error: null });
    expect((await house.pushes(id)).map(({ status }) => status)).to.deep.equal(['done']);
  });

  it('keeps the ticket when the answer of a rolled back request is none: nothing is told of what did not happen', async () => {
    const { status } = await house.api.call('admin', 'POST', '/api/tickets', {
      title: 'x',
      owning_group: 'No such group',
    });
    expect(status).to.equal(422);
    const { rows } = await house.api.db.query(`select from provider_pushes where status = 'queued'`);
    expect(rows).to.deep.equal([]);
  });

  it('is forgotten after a while, but for how a ticket came there', async () => {
    const id = await fileTicket(house.api, 'admin');
    await house.api.call('admin', 'POST', `/api/tickets/${id}/notes`, { body: 'x', visibility: 'user' });
    await house.tell();
    const { db } = house.api;
    expect(await forgetPushes(db)).to.equal(0);
    await db.query(`update provider_pushes set finished_at = finished_at - interval '91 days' where ticket_id = $1`, [
      id,
    ]);
    expect(await forgetPushes(db)).to.equal(1);
    expect((await house.pushes(id)).map(({ kind }) => kind)).to.deep.equal(['create']);
  });

  it('is found by an index, and not by reading all that was ever told', async () => {
    const { db } = house.api;
    const id = await fileTicket(house.api, 'admin', { provider: 'local' });
    await db.query(
      `insert into provider_pushes (ticket_id, provider, kind, reference, status, finished_at)
       select $1, 'itop', 'update', 'r', 'done', clock_timestamp() from generate_series(1, 5000)`,
      [id],
    );
    const plan: string[] = [];
    const told = {
      query: async (sql: string, params: unknown[]) => {
        const { rows } = await db.query<{ 'QUERY PLAN': string }>(`explain ${sql}`, params);
        plan.push(...rows.map((row) => row['QUERY PLAN']));
        return { rows: [], rowCount: 0 };
      },
    };
    const { signal } = new AbortController();
    await workPushes({ db: told as never, providers: house.providers, owner: 'test', signal }, 'itop');
    await db.query('delete from provider_pushes where ticket_id = $1', [id]);
    expect(plan.join('\n'))
      .to.contain('provider_pushes_open')
      .and.not.match(/Seq Scan on provider_pushes candidate/);
  });
});
