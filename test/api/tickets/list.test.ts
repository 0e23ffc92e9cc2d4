import { expect } from 'chai';
import { numberIn, startTestApi, type Fields, type TestApi, type Who } from '../../support/api.js';
import { fileTicket, startTask } from '../../support/runs.js';
import { officePeople } from './officePeople.js';

describe('the list of tickets', () => {
  let api: TestApi;
  let ids: Record<'disk' | 'mail' | 'vpn' | 'percent', number>;

  before(async () => {
    api = await startTestApi({ config: officePeople });
    const file = (fields: Fields): Promise<number> => fileTicket(api, 'service', fields);
    ids = {
      disk: await file({
        title: 'Disk full',
        priority: 'P1',
        description: 'On db-1',
        owning_group: 'Cloud Operations',
      }),
      mail: await file({
        ...{ title: 'Mail bounces', priority: 'P3', ticket_class: 'Incident', owning_group: 'Cloud Operations' },
        ...{ requester_name: 'Dona Flor', requester_email: 'flor@example.org' },
      }),
      vpn: await file({
        ...{ title: 'VPN drops', owning_group: 'Network Operations', affected_user_name: 'Élodie' },
        ...{ affected_user_email: 'elodie@example.org' },
      }),
      percent: await file({ title: 'Load at 100% since 8', description: 'C:\\temp and a_b', status: 'blocked' }),
    };
    await api.call('admin', 'POST', `/api/tickets/${ids.vpn}/assignment`, { assignee: 'Carla Souza' });
  });
  after(() => api?.stop());

  const get = (query: string, as: Who = 'admin'): ReturnType<TestApi['call']> =>
    api.call(as, 'GET', `/api/tickets?${query}`);
  const found = async (query: string): Promise<number[]> => {
    const { status, body, text } = await get(query);
    expect(status, text).to.equal(200);
    return (body['tickets'] as Fields[]).map((row) => numberIn(row, 'id')).sort((a, b) => a - b);
  };
  const search = (q: string): Promise<number[]> => found(`q=${encodeURIComponent(q)}`);

  describe('filters', () => {
    it('by status and by priority exactly, and together', async () => {
      expect(await found('status=blocked')).to.deep.equal([ids.percent]);
      expect(await found('status=block')).to.deep.equal([]);
      expect(await found('priority=P1')).to.deep.equal([ids.disk]);
      expect(await found('priority=P1&status=new')).to.deep.equal([ids.disk]);
      expect(await found('priority=P1&status=blocked')).to.deep.equal([]);
    });

    it('by a part of the assignee in any case', async () => {
      expect(await found('assignee=SOUZA')).to.deep.equal([ids.vpn]);
      expect(await found('assignee=carlos')).to.deep.equal([]);
    });

    it('by the provider whatever its case, and not by a part of it', async () => {
      expect(await found('provider=LOCAL')).to.have.length(4);
      expect(await found('provider=loc')).to.deep.equal([]);
    });

    it('by the owning group', async () => {
      expect(await found('owning_group=Network%20Operations')).to.deep.equal([ids.vpn]);
    });

    it('an empty filter is none', async () => {
      expect(await found('status=&priority=&assignee=&q=&provider=')).to.have.length(4);
    });

    it('by what the agent of the ticket does', async () => {
      const { agentId } = await startTask(api, ids.mail);
      expect(await found('agent_state=assigned')).to.deep.equal([ids.mail]);
      expect(await found('agent_state=running')).to.deep.equal([ids.mail]);
      expect(await found('agent_state=completed')).to.deep.equal([]);
      expect(await found('agent_state=unassigned')).to.deep.equal([ids.disk, ids.vpn, ids.percent]);
      expect(await found('agent_only=true')).to.deep.equal([ids.mail]);
      expect(await found('agent_only=1&priority=P1')).to.deep.equal([]);
      await api.db.query(`update agents set status = 'finished' where id = $1`, [agentId]);
      expect(await found('agent_state=completed')).to.deep.equal([ids.mail]);
      expect(await found('agent_state=running')).to.deep.equal([]);
      const [row] = (await get('agent_state=completed')).body['tickets'] as Fields[];
      expect(row).to.include({ agent_id: agentId, agent_status: 'finished', external_url: null });
      await api.db.query('update tickets set agent_id = null');
    });
  });

  describe('search', () => {
    const places: readonly (readonly [string, keyof typeof ids])[] = [
      ['disk FULL', 'disk'],
      ['db-1', 'disk'],
      ['dona flor', 'mail'],
      ['flor@example', 'mail'],
      ['Souza', 'vpn'],
      ['élodie', 'vpn'],
      ['elodie@', 'vpn'],
    ];
    for (const [words, which] of places)
      it(`finds "${words}"`, async () => {
        expect(await search(words)).to.deep.equal([ids[which]]);
      });

    it('finds a ticket by its reference and by its team', async () => {
      const { body } = await api.call('admin', 'GET', `/api/tickets/${ids.disk}`);
      expect(await search(String(body['itop_ref']))).to.deep.equal([ids.disk]);
      expect(await search('network oper')).to.deep.equal([ids.vpn]);
    });

    it('takes %, _ and \\ for what they are', async () => {
      expect(await search('%')).to.deep.equal([ids.percent]);
      expect(await search('100%')).to.deep.equal([ids.percent]);
      expect(await search('1%0')).to.deep.equal([]);
      expect(await search('a_b')).to.deep.equal([ids.percent]);
      expect(await search('d_sk')).to.deep.equal([]);
      expect(await search('C:\\temp')).to.deep.equal([ids.percent]);
      expect(await search('\\')).to.deep.equal([ids.percent]);
    });

    it('is not a place for SQL, quotes or control characters', async () => {
      for (const words of [`'; drop table tickets; --`, `" or 1=1`, '\u0000', '$1', '\ud800', '𝔡𝔦𝔰𝔨'])
        expect((await get(`q=${words === '\ud800' ? '%ED%A0%80' : encodeURIComponent(words)}`)).status, words).to.equal(
          200,
        );
      expect(await search('Disk')).to.deep.equal([ids.disk]);
    });

    it('has at most 200 characters', async () => {
      const { status, body } = await get(`q=${'x'.repeat(201)}`);
      expect([status, body['error']]).to.deep.equal([422, 'invalid_fields']);
    });
  });

  describe('order', () => {
    const inOrder = async (query: string): Promise<unknown[]> =>
      ((await get(query)).body['tickets'] as Fields[]).map(({ id }) => id);

    it('is by the last change, newest first, unless told', async () => {
      await api.call('admin', 'POST', `/api/tickets/${ids.disk}/notes`, { body: 'Looked at it' });
      expect((await inOrder(''))[0]).to.equal(ids.disk);
      expect(await inOrder('sort_by=no_such_column')).to.deep.equal(await inOrder(''));
      expect(await inOrder('sort_by=title;drop')).to.deep.equal(await inOrder('sort_by=updated_at'));
    });

    it('by title, id and date of filing in both directions', async () => {
      const byTitle = [ids.disk, ids.percent, ids.mail, ids.vpn];
      expect(await inOrder('sort_by=title&sort_dir=asc')).to.deep.equal(byTitle);
      expect(await inOrder('sort_by=title')).to.deep.equal([...byTitle].reverse());
      const byId = [ids.disk, ids.mail, ids.vpn, ids.percent];
      expect(await inOrder('sort_by=id&sort_dir=asc')).to.deep.equal(byId);
      expect(await inOrder('sort_by=created_at')).to.deep.equal([...byId].reverse());
    });

    it('puts what has no value last in both directions, newest first among equals', async () => {
      expect(await inOrder('sort_by=priority&sort_dir=asc')).to.deep.equal([ids.disk, ids.mail, ids.percent, ids.vpn]);
      expect(await inOrder('sort_by=priority&sort_dir=desc')).to.deep.equal([ids.mail, ids.disk, ids.percent, ids.vpn]);
      expect((await inOrder('sort_by=assignee&sort_dir=asc'))[0]).to.equal(ids.vpn);
      expect((await inOrder('sort_by=assignee&sort_dir=desc'))[0]).to.equal(ids.vpn);
    });

    it('refuses a direction that it does not know', async () => {
      expect((await get('sort_dir=up')).status).to.equal(422);
    });
  });

  describe('pages', () => {
    it('together hold every ticket once', async () => {
      const seen: unknown[] = [];
      for (let offset = 0; offset < 4; offset += 2) {
        const { body } = await get(`limit=2&offset=${offset}&sort_by=id`);
        expect(body).to.include({ total: 4, limit: 2, offset });
        seen.push(...(body['tickets'] as Fields[]).map(({ id }) => id));
      }
      expect(new Set(seen).size).to.equal(4);
    });

    it('beyond the end are empty and still say how many there are', async () => {
      for (const offset of [4, 400])
        expect((await get(`limit=2&offset=${offset}`)).body).to.deep.equal({
          ...{ tickets: [], total: 4, total_is_exact: true, limit: 2, offset, next_cursor: null },
        });
      expect((await get('q=nothing-like-that&offset=3')).body).to.include({ total: 0 });
    });

    it('have bounds, and a wrong one is named', async () => {
      for (const wrong of ['limit=0', 'limit=5001', 'limit=-1', 'limit=many', 'limit=1.5', 'offset=-1', 'offset=x']) {
        const { status, body } = await get(wrong);
        expect(status, wrong).to.equal(422);
        expect((body['errors'] as Fields[])[0]?.['path'], wrong).to.equal(`query.${wrong.split('=')[0] ?? ''}`);
      }
      expect((await get('limit=5000')).status).to.equal(200);
    });

    it('refuse a filter that is given twice, and an unknown state of agents', async () => {
      expect((await get('status=new&status=closed')).status).to.equal(422);
      expect((await get('agent_state=asleep')).status).to.equal(422);
    });
  });

  it('shows no raw payload of a provider, only a summary of it', async () => {
    await api.db.query('update tickets set provider_payload = $2 where id = $1', [
      ids.vpn,
      { key: 'R-1', status: 'pending', caller_name: 'Ana', password: 'hunter2' },
    ]);
    const [row] = (await get('owning_group=Network%20Operations')).body['tickets'] as Fields[];
    expect(row).to.not.have.any.keys('provider_payload', 'session_id', 'thread_id', 'total');
    expect(row?.['provider_payload_summary']).to.deep.equal({ key: 'R-1', status: 'pending', caller_name: 'Ana' });
    const [other] = (await get('priority=P1')).body['tickets'] as Fields[];
    expect(other?.['provider_payload_summary']).to.equal(null);
  });

  it('counts only what the caller may see, on every page', async () => {
    expect((await get('limit=1', 'bo')).body).to.include({ total: 2 });
    expect((await get('limit=1&offset=9', 'bo')).body).to.include({ total: 2 });
    expect((await get('', 'ana')).body).to.deep.include({ tickets: [], total: 0 });
    expect((await get('q=VPN', 'bo')).body).to.include({ total: 0 });
  });

  describe('descriptions', () => {
    it('shows the first 2,000 characters of a description, says so, and leaves the rest to the ticket itself', async () => {
      const description = `${'é😀'.repeat(1_000)}${'x'.repeat(30_000)}`;
      const long = await fileTicket(api, 'service', { title: 'Long', description, status: 'blocked' });
      const exact = await fileTicket(api, 'service', {
        title: 'Exact',
        description: 'x'.repeat(2_000),
        status: 'blocked',
      });
      try {
        const rows = (await get('status=blocked&sort_by=id&sort_dir=asc')).body['tickets'] as Fields[];
        expect(rows.map(({ id, description_truncated: cut }) => [id, cut])).to.deep.equal([
          [ids.percent, false],
          [long, true],
          [exact, false],
        ]);
        expect(rows[0]).to.include({ description: 'C:\\temp and a_b', title: 'Load at 100% since 8' });
        expect(rows[1]?.['description']).to.equal('é😀'.repeat(1_000));
        expect(rows[2]?.['description']).to.have.length(2_000);
        const { body } = await api.call('admin', 'GET', `/api/tickets/${long}`);
        expect(body['description']).to.equal(description);
        for (const name of Object.keys(rows[1] ?? {}).filter((field) => field in body && field !== 'description'))
          expect(rows[1]?.[name], name).to.deep.equal(body[name]);
      } finally {
        await api.db.query(`update tickets set status = 'closed' where id = any($1)`, [[long, exact]]);
      }
    });
  });
});
