import { expect } from 'chai';
import { rateLimit } from '../../../api/http/rateLimit.js';
import { startTestApi, type TestApi } from '../../support/api.js';
import { startTurn } from '../../support/runs.js';

describe('how often one caller may ask', () => {
  it('is ten seconds’ worth at once, then the steady rate, and says how long to wait', () => {
    let now = 0;
    const limit = rateLimit(5, () => now);
    const taken = (times: number): number[] => Array.from({ length: times }, () => limit.take('ana'));
    expect(taken(50).every((wait) => wait === 0)).to.equal(true);
    expect(taken(2)).to.deep.equal([1, 1]);
    now += 200;
    expect(taken(2)).to.deep.equal([0, 1]);
    now += 1_000;
    expect(taken(6).filter((wait) => wait === 0)).to.have.length(5);
    now += 3_600_000;
    expect(taken(60).filter((wait) => wait === 0)).to.have.length(50);
  });

  it('is counted for each caller apart', () => {
    const limit = rateLimit(1, () => 0);
    for (let asked = 0; asked < 10; asked += 1) expect(limit.take('ana')).to.equal(0);
    expect(limit.take('ana')).to.equal(1);
    expect(limit.take('bo')).to.equal(0);
  });

  it('is remembered of so many callers and no more, and the busy ones are not forgotten', () => {
    const limit = rateLimit(1, () => 0);
    for (let asked = 0; asked < 10; asked += 1) limit.take('ana');
    for (let caller = 0; caller < 9_000; caller += 1) limit.take(`address ${caller}`);
    expect(limit.take('ana')).to.equal(1);
    for (let caller = 0; caller < 20_000; caller += 1) limit.take(`other ${caller}`);
    expect(limit.take('ana')).to.equal(0);
  });

  it('that is slower than a request a second waits for whole ones', () => {
    let now = 0;
    const limit = rateLimit(0.1, () => now);
    expect(limit.take('ana')).to.equal(0);
    expect(limit.take('ana')).to.equal(10);
    now += 9_999;
    expect(limit.take('ana')).to.equal(1);
  });
});

describe('a caller who asks too often', () => {
  let api: TestApi;
  before(async () => {
    api = await startTestApi({ config: { server: { environment: 'test', rate_limit: 1 } } });
  });
  after(() => api?.stop());

  const untilRefused = async (as: 'ana' | 'bo' | 'nobody', path = '/api/tickets'): Promise<number> => {
    for (let asked = 0; asked < 30; asked += 1) {
      if ((await api.call(as, 'GET', path)).status === 429) return asked;
    }
    return 30;
  };

  it('is answered 429 with Retry-After, as a problem; others and agents go on', async () => {
    const turn = await startTurn(api, 'bo');
    expect(await untilRefused('ana')).to.be.within(1, 15);
    const { status, headers, body } = await api.call('ana', 'GET', '/api/tickets');
    expect([status, body['error'], body['title']]).to.deep.equal([429, 'too_many_requests', 'Too many requests']);
    expect(Number(headers.get('retry-after'))).to.be.within(1, 2);
    expect(body['detail']).to.match(/Come again in \d+ seconds?\.$/);
    expect((await api.call('bo', 'GET', '/api/tickets')).status).to.equal(200);
    const looks = await api.call({ token: turn.token }, 'GET', `/api/ops-chat/turns/${turn.lease.id}`);
    expect(looks.status).to.equal(200);
  });

  it('before anything is done or written down about it', async () => {
    const before = await api.db.query('select count(*)::int as count from audit_log');
    await untilRefused('ana');
    const refused = await api.call('ana', 'POST', '/api/tickets', { title: 'Too soon' });
    expect(refused.status).to.equal(429);
    const tickets = await api.db.query(`select from tickets where title = 'Too soon'`);
    expect(tickets.rowCount).to.equal(0);
    expect((await api.db.query('select count(*)::int as count from audit_log')).rows).to.deep.equal(before.rows);
  });

  it('without credentials is counted by address', async () => {
    expect(await untilRefused('nobody')).to.be.lessThan(30);
    expect((await api.call('nobody', 'GET', '/health')).status).to.equal(429);
  });
});
