import { cp, mkdtemp, readdir, rm, unlink } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import pg from 'pg';
import { migrate, openPool } from '../../../api/db/index.js';
import { publishProviders, openProviders } from '../../../api/providers/index.js';
import { takeInChanges } from '../../../api/providers/takeInChanges.js';
import { workPushes } from '../../../api/providers/workPushes.js';
import { configSchema } from '../../../config/schema.js';
import { numberIn, textIn } from '../../support/api.js';
import { migrationsFolder } from '../../support/postgres.js';
import { fileTicket } from '../../support/runs.js';
import { onePostgres } from '../rooms/onePostgres.js';
import { startHouse, type Furniture, type House } from './house.js';

describe('many at once, with iTop', () => {
  let house: House & Furniture;
  before(async () => {
    house = await startHouse();
  });
  beforeEach(() => house.fresh());
  after(() => house?.stop());

  const { signal } = new AbortController();
  const tell = (owner: string) => workPushes({ db: house.api.db, providers: house.providers, owner, signal });
  const look = async (owner: string) => {
    const provider = house.providers.get('itop');
    if (!provider) throw new Error('no iTop');
    return takeInChanges({ db: house.api.db, owner, signal, every: 0, autoAssignment: null }, provider);
  };
  const everyPushIsDone = async (id: number): Promise<void> => {
    for (let rounds = 0; rounds < 20 && (await house.pushes(id)).some(({ status }) => status !== 'done'); rounds += 1) {
      await house.letPausesEnd();
      await house.tell();
    }
  };

  it('fifty notes of one ticket are all told, each once, and in their order', async () => {
    const id = await fileTicket(house.api, 'admin');
    await house.tell();
    const write = (n: number) =>
      house.api.call('admin', 'POST', `/api/tickets/${id}/notes`, { body: `note ${n}`, visibility: 'user' });
    const writing = Promise.all(Array.from({ length: 50 }, (_, n) => write(n)));
    await Promise.all([writing, tell('a'), tell('b'), tell('c')]);
    await everyPushIsDone(id);
    const log = house.itop.objects.log('UserRequest', textIn(await house.ticket(id), 'provider_ref'));
    const told = log.map(({ message }) => message.split('\n').at(-1));
    const written = (await house.notes(id)).filter(({ audience }) => audience === 'user').map(({ body }) => body);
    expect(told).to.deep.equal(written);
    expect(new Set(told).size).to.equal(50);
  }).timeout(60_000);

  it('while iTop stumbles at every other request nothing is lost and nothing is there twice', async () => {
    const id = await fileTicket(house.api, 'admin');
    for (let n = 0; n < 6; n += 1) {
      await house.api.call('admin', 'POST', `/api/tickets/${id}/notes`, { body: `note ${n}`, visibility: 'user' });
    }
    house.itop.trouble('core/create', 'http_500', 'done_and_cut');
    house.itop.trouble('core/update', 'done_and_cut', 'none', 'cut', 'html', 'done_and_cut', 'http_500');
    await everyPushIsDone(id);
    expect(house.itop.objects.all('UserRequest')).to.have.length(1);
    const log = house.itop.objects.log('UserRequest', textIn(await house.ticket(id), 'provider_ref'));
    expect(log.map(({ message }) => message.split('\n').at(-1))).to.deep.equal(
      [0, 1, 2, 3, 4, 5].map((n) => `note ${n}`),
    );
  }).timeout(60_000);

  it('telling and taking in at the same time does not lock up, and ends with one ticket on each side', async () => {
    const ids: number[] = [];
    for (let n = 0; n < 6; n += 1) ids.push(await fileTicket(house.api, 'admin', { title: `Disk ${n}` }));
    const write = (id: number) =>
      house.api.call('admin', 'POST', `/api/tickets/${id}/notes`, { body: 'x', visibility: 'user' });
    for (let round = 0; round < 3; round += 1) {
      house.itop.objects.tick(5);
      await Promise.all([tell('a'), look('a'), tell('b'), look('b'), ...ids.map(write)]);
    }
    for (const id of ids) await everyPushIsDone(id);
    await house.look();
    expect(await house.newTickets()).to.have.length(6);
    expect(house.itop.objects.all('UserRequest')).to.have.length(6);
    for (const id of ids) expect((await house.notes(id)).filter(({ source }) => source === 'itop')).to.deep.equal([]);
  }).timeout(60_000);

  it('a close that could not be told at once is told again by whoever asks, and once by itself', async () => {
    const id = await fileTicket(house.api, 'admin');
    await house.tell();
    house.itop.trouble('core/get', 'http_500');
    const closed = await house.api.call('admin', 'POST', `/api/tickets/${id}/status`, {
      status: 'resolved',
      reason: 'Done.',
      close_provider: true,
    });
    expect(closed.body['provider_result']).to.include({ status: 'queued' });
    house.itop.trouble('core/apply_stimulus', { code: 100, message: 'Error: read only' });
    await house.letPausesEnd();
    await house.tell();
    expect(await house.ticket(id)).to.include({ status: 'resolved', provider_sync_status: 'close_failed' });
    const again = await house.api.call('admin', 'POST', `/api/tickets/${id}/push-provider`, {});
    expect(again.body).to.include({ status: 'already_there' });
    await house.tell();
    const ref = textIn(await house.ticket(id), 'provider_ref');
    expect(house.itop.objects.get('UserRequest', ref).fields['status']).to.equal('resolved');
    expect(await house.ticket(id)).to.include({ provider_sync_status: 'synced', provider_last_error: null });
  });

  it('a provider that is taken out of the configuration gets nothing more, and what waits for it waits', async () => {
    const id = await fileTicket(house.api, 'admin');
    const none = configSchema.parse({}).providers;
    const { db, config } = house.api;
    await publishProviders(db, none, openProviders(none));
    expect(await house.tell()).to.equal(0);
    const made = await house.api.call('admin', 'POST', '/api/tickets', { title: 'Afterwards' });
    expect(made.body).to.include({ provider: 'local' });
    expect(await house.pushes(numberIn(made.body, 'id'))).to.deep.equal([]);
    await publishProviders(db, config.providers, house.providers);
    expect(await house.tell()).to.equal(1);
    expect(await house.ticket(id)).to.include({ provider_sync_status: 'synced' });
  });
});

describe('a database of before there were providers', () => {
  it('keeps its tickets and notes, tells nothing of them, and goes on with new ones', async () => {
    const folder = await mkdtemp('/tmp/opsroom-test-providers-');
    await cp(migrationsFolder, folder, { recursive: true });
    for (const name of await readdir(folder)) if (name > '0010') await unlink(path.join(folder, name));
    const url = await (await onePostgres()).freshDatabase({ migrated: false });
    await migrate(url, folder);
    const client = new pg.Client({ connectionString: url.reveal() });
    await client.connect();
    await client.query(`insert into tickets (itop_ref, title, provider, provider_ref, provider_sync_status) values
      ('LOCAL-1', 'Local', 'local', 'LOCAL-1', 'local_only'), ('77', 'Of iTop', 'itop', '77', 'synced')`);
    await client.query(`insert into ticket_notes (ticket_id, body, audience) select id, 'x', 'user' from tickets`);
    await client.end();
    await migrate(url, migrationsFolder);
    await rm(folder, { recursive: true });
    const db = openPool(url, () => undefined);
    const { providers: settings } = configSchema.parse({ providers: { generic_ticketing_url: 'https://x.example' } });
    for (let count = 0; count < 2; count += 1) await publishProviders(db, settings, openProviders(settings));
    const { rows } = await db.query('select itop_ref, title, provider, provider_sync_status from tickets order by id');
    expect(rows).to.deep.equal([
      { itop_ref: 'LOCAL-1', title: 'Local', provider: 'local', provider_sync_status: 'local_only' },
      { itop_ref: '77', title: 'Of iTop', provider: 'itop', provider_sync_status: 'synced' },
    ]);
    expect((await db.query('select from provider_pushes')).rows).to.deep.equal([]);
    const known = await db.query<{ name: string }>('select name from ticket_providers where configured order by rank');
    expect(known.rows.map(({ name }) => name)).to.deep.equal(['generic-webhook', 'local']);
    await db.end();
  });
});
