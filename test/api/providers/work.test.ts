import { expect } from 'chai';
import pino from 'pino';
import { startProviderWork } from '../../../api/providers/index.js';
import type { Fields } from '../../support/api.js';
import { fileTicket } from '../../support/runs.js';
import { startHouse, type Furniture, type House } from './house.js';

describe('what happens by itself with iTop', () => {
  let house: House & Furniture;
  before(async () => {
    house = await startHouse({ itop_poll: 2 });
  });
  after(() => house?.stop());

  const until = async (what: () => Promise<boolean>): Promise<void> => {
    for (const end = Date.now() + 15_000; Date.now() < end;) {
      if (await what()) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('It did not happen.');
  };

  it('tickets go there and come from there, with two processes and an iTop that was down at the start', async () => {
    await house.itop.goDown();
    const { db, config } = house.api;
    const works = [1, 2].map(() => startProviderWork({ config, db, log: pino({ level: 'silent' }) }));
    try {
      const id = await fileTicket(house.api, 'admin');
      await until(async () => (await house.ticket(id))['provider_last_error'] !== null);
      await house.itop.start();
      house.itop.objects.add('Incident', { title: 'From there', description: 'x', org_id: '1' });
      await until(async () => (await house.ticket(id))['provider_sync_status'] === 'synced');
      await until(async () => (await db.query(`select from tickets where title = 'From there'`)).rowCount === 1);
      expect(house.itop.objects.all('UserRequest')).to.have.length(1);
    } finally {
      await Promise.all(works.map((work) => work.stop()));
    }
    const { rows } = await db.query<Fields>(`select * from provider_pushes where status = 'running'`);
    expect(rows).to.deep.equal([]);
  }).timeout(30_000);

  it('stops at once, also while iTop is silent', async () => {
    const { db, config } = house.api;
    house.itop.trouble('*', 'silence', 'silence', 'silence', 'silence');
    const before = house.itop.seen.length;
    await fileTicket(house.api, 'admin');
    const work = startProviderWork({ config, db, log: pino({ level: 'silent' }) });
    await until(() => Promise.resolve(house.itop.seen.length > before));
    await work.stop();
    house.itop.release();
  }).timeout(20_000);

  it('does nothing where no provider is configured', async () => {
    const { db, config } = house.api;
    const work = startProviderWork({ config, db, log: pino({ level: 'silent' }), providers: new Map() });
    await work.stop();
  });
});
