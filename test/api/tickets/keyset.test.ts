import { expect } from 'chai';
import { cursorOf } from '../../../api/http/cursor.js';
import { countedUpTo } from '../../../api/tickets/sql/listTickets.js';
import { startTestApi, textIn, type Called, type Fields, type TestApi, type Who } from '../../support/api.js';
import { fileTicket } from '../../support/runs.js';
import { officePeople } from './officePeople.js';

describe('going through the list of tickets by cursor', () => {
  let api: TestApi;
  before(async () => {
    api = await startTestApi({ config: officePeople });
    for (let n = 0; n < 11; n += 1) {
      const group = n % 2 === 0 ? 'Cloud Operations' : 'Network Operations';
      await fileTicket(api, 'service', { title: `Ticket ${n}`, owning_group: group });
    }
    // Times that differ by microseconds only, and some that do not differ at all.
    await api.db.query(
      `update tickets set updated_at = timestamptz '2026-03-01 10:00:00.123' + make_interval(secs => (id / 3) * 0.000001),
         created_at = timestamptz '2026-02-01 10:00:00' + make_interval(secs => (id % 4) * 0.0000015)`,
    );
  });
  after(() => api?.stop());

  const get = (query: string, as: Who = 'admin'): Promise<Called> => api.call(as, 'GET', `/api/tickets?${query}`);
  const idsIn = ({ body }: Called): unknown[] => (body['tickets'] as Fields[]).map(({ id }) => id);

  async function walk(query: string, as: Who = 'admin'): Promise<unknown[]> {
    const seen: unknown[] = [];
    let cursor = '';
    for (let pages = 0; pages < 20; pages += 1) {
      const page = await get(`limit=2&${query}${cursor}`, as);
      expect(page.status, page.text).to.equal(200);
      seen.push(...idsIn(page));
      if (page.body['next_cursor'] === null) return seen;
      cursor = `&cursor=${textIn(page.body, 'next_cursor')}`;
    }
    throw new Error('The list has no end.');
  }

  for (const by of ['id', 'updated_at', 'created_at'])
    for (const direction of ['asc', 'desc'])
      it(`by ${by}, ${direction}, gives every ticket once, in the order of one large page`, async () => {
        const query = `sort_by=${by}&sort_dir=${direction}`;
        const whole = idsIn(await get(`${query}&limit=100`));
        expect(whole).to.have.length(11);
        expect(await walk(query)).to.deep.equal(whole);
      });

  it('keeps the filters, and what one may not see is not stepped on', async () => {
    expect(await walk('owning_group=Network%20Operations')).to.have.length(5);
    const mine = await walk('sort_by=created_at', 'bo');
    expect(mine).to.have.length(6);
    expect(mine).to.deep.equal(idsIn(await get('sort_by=created_at', 'bo')));
  });

  it('neither repeats nor misses a ticket when others are filed between two pages', async () => {
    const first = await get('sort_by=id&sort_dir=desc&limit=4');
    await fileTicket(api, 'service', { title: 'In between' });
    const rest = await get(`sort_by=id&sort_dir=desc&limit=100&cursor=${textIn(first.body, 'next_cursor')}`);
    expect(new Set([...idsIn(first), ...idsIn(rest)]).size).to.equal(11);
    await api.db.query(`update tickets set status = 'closed' where title = 'In between'`);
  });

  it('says how many there are on every page', async () => {
    const first = await get('limit=2&status=new');
    expect(first.body).to.include({ total: 11, total_is_exact: true, offset: 0 });
    const next = await get(`limit=2&status=new&cursor=${textIn(first.body, 'next_cursor')}`);
    expect(next.body).to.include({ total: 11, total_is_exact: true });
  });

  it('is offered only where the order is one to go on in, and only while there is more', async () => {
    expect((await get('limit=2&sort_by=title')).body['next_cursor']).to.equal(null);
    expect((await get('limit=11&status=new')).body['next_cursor']).to.equal(null);
    expect((await get('limit=10&status=new')).body['next_cursor']).to.be.a('string');
  });

  it('refuses a cursor of another order, one with an offset, and one that somebody made up, each as a wrong field', async () => {
    const cursor = textIn((await get('limit=2&sort_by=id')).body, 'next_cursor');
    const wrong: readonly (readonly [query: string, path: string])[] = [
      [`cursor=${cursor}`, 'query.cursor'],
      [`sort_by=id&sort_dir=asc&cursor=${cursor}`, 'query.cursor'],
      [`sort_by=title&cursor=${cursor}`, 'query.cursor'],
      [`sort_by=id&cursor=${cursor}&offset=3`, 'query.offset'],
      ['cursor=abc', 'query.cursor'],
      [`cursor=${cursorOf(['updated_at', 'desc', '0000-01-01T00:00:00.000000Z', 1])}`, 'query.cursor'],
      [`cursor=${cursorOf(['updated_at', 'desc', "2026-01-01'; drop table tickets", 1])}`, 'query.cursor'],
      [`cursor=${cursorOf(['updated_at', 'desc', '2026-02-30T00:00:00.000000Z', 1])}`, 'query.cursor'],
      [`sort_by=id&cursor=${cursorOf(['id', 'desc', null, -1])}`, 'query.cursor'],
      [`sort_by=id&cursor=${cursorOf(['id', 'desc', null, 1e300])}`, 'query.cursor'],
      [`sort_by=id&cursor=${cursorOf(['id', 'desc', null])}`, 'query.cursor'],
    ];
    for (const [query, path] of wrong) {
      const { status, body } = await get(query);
      expect(status, query).to.equal(422);
      expect((body['errors'] as Fields[])[0]?.['path'], query).to.equal(path);
    }
  });

  it(`counts up to ${countedUpTo} and then says that there are more`, async () => {
    await api.db.query(
      `insert into tickets (itop_ref, title, owning_group, priority)
       select 'BULK-' || n, 'Bulk ' || n, 'Data Operations', 'P9' from generate_series(1, ${countedUpTo + 5}) as n`,
    );
    expect((await get('limit=1&priority=P9')).body).to.include({ total: countedUpTo, total_is_exact: false });
    await api.db.query(
      `update tickets set priority = 'P8' where id in (select id from tickets where priority = 'P9' limit 5)`,
    );
    expect((await get('limit=1&priority=P9')).body).to.include({ total: countedUpTo, total_is_exact: true });
    expect((await get('limit=1&q=bulk%20777')).body).to.include({ total: 11, total_is_exact: true });
  });
});
