import { expect } from 'chai';
import { numberIn, startTestApi, textIn, type Called, type Fields, type TestApi } from '../../support/api.js';
import { fileTicket, startTask, startTurn } from '../../support/runs.js';
import { page, startPageServer, type PageServer } from './pageServer.js';

const rowsOf = (called: Called, name: string): Fields[] => called.body[name] as Fields[];

describe('knowledge articles', () => {
  let api: TestApi;
  let internet: PageServer;
  before(async () => {
    internet = await startPageServer();
    api = await startTestApi({ api: { network: internet.network } });
  });
  after(async () => {
    await api?.stop();
    await internet?.stop();
  });

  const write = async (fields: Fields = {}): Promise<number> =>
    numberIn(
      (await api.call('admin', 'POST', '/api/knowledge', { title: 'VPN', body: 'Restart it.', ...fields })).body,
      'id',
    );
  const read = (id: number): Promise<Called> => api.call('admin', 'GET', `/api/knowledge/${id}`);
  const put = (id: number, body: unknown, headers: Record<string, string> = {}): Promise<Called> =>
    api.call('admin', 'PUT', `/api/knowledge/${id}`, body, headers);

  it('are written with what was sent and the standard values, and read back whole', async () => {
    const body = 'long '.repeat(10_000);
    const created = await api.call('admin', 'POST', '/api/knowledge', {
      title: 'Backups',
      body,
      tags: 'tape, disk,tape',
      extra: 1,
    });
    expect(created.status).to.equal(200);
    expect(created.body).to.include({ status: 'created', version: 1 });
    const id = numberIn(created.body, 'id');
    const found = await read(id);
    expect(found.body).to.include({
      id,
      title: 'Backups',
      body,
      source: 'dashboard',
      category: null,
      enabled: true,
      changed_by: 'admin',
    });
    expect(found.body['tags']).to.deep.equal(['tape', 'disk']);
    expect(found.headers.get('etag')).to.equal('"1"');
  });

  it('are listed with the beginning of their text, the latest change first, and found by title and text', async () => {
    const long = `${'x'.repeat(3_000)} needle-in-text`;
    const one = await write({ title: 'First of search', body: long, category: 'searching' });
    const two = await write({ title: 'Second needle-in-text', category: 'Searching deeper' });
    const found = await api.call('admin', 'GET', '/api/knowledge?q=NEEDLE-in-text');
    expect(rowsOf(found, 'articles').map((row) => row['id'])).to.deep.equal([two, one]);
    expect(found.body).to.include({ total: 2, limit: 100, offset: 0 });
    expect(rowsOf(found, 'articles')[1]).to.include({ body_chars: long.length, body_cut: true });
    expect(textIn(rowsOf(found, 'articles')[1] ?? {}, 'body')).to.have.length(2_000);
    const inCategory = await api.call('admin', 'GET', '/api/knowledge?category=searching&limit=1&offset=1');
    expect(inCategory.body['total']).to.equal(2);
    expect(rowsOf(inCategory, 'articles').map((row) => row['id'])).to.deep.equal([one]);
  });

  it('a percent sign that is looked for is one, and no pattern', async () => {
    const id = await write({ title: 'Disk at 97% full' });
    const ids = rowsOf(await api.call('admin', 'GET', '/api/knowledge?q=7%25 f'), 'articles').map((row) => row['id']);
    expect(ids).to.deep.equal([id]);
    expect(rowsOf(await api.call('admin', 'GET', '/api/knowledge?q=9_%25'), 'articles')).to.be.empty;
  });

  it('that are switched off are listed only when asked for', async () => {
    const id = await write({ title: 'Switched off article' });
    await put(id, { enabled: 'false' });
    const listed = async (more: string): Promise<number> =>
      numberIn((await api.call('admin', 'GET', `/api/knowledge?q=Switched off article${more}`)).body, 'total');
    expect(await listed('')).to.equal(0);
    expect(await listed('&enabled_only=false')).to.equal(1);
    expect((await read(id)).body['enabled']).to.be.false;
  });

  it('keep every version, with who wrote it when', async () => {
    const id = await write({ title: 'Versions', body: 'one' });
    expect((await put(id, { body: 'two' })).body).to.deep.equal({ status: 'updated', id, version: 2 });
    await api.call('service', 'PUT', `/api/knowledge/${id}`, { body: 'three', category: 'notes' });
    const found = await api.call('admin', 'GET', `/api/knowledge/${id}/versions`);
    expect(rowsOf(found, 'versions').map(({ version, body, changed_by: by }) => [version, body, by])).to.deep.equal([
      [3, 'three', 'platform-service'],
      [2, 'two', 'admin'],
      [1, 'one', 'admin'],
    ]);
    expect(found.body['total']).to.equal(3);
    const page = await api.call('admin', 'GET', `/api/knowledge/${id}/versions?limit=1&offset=2`);
    expect(rowsOf(page, 'versions').map(({ version }) => version)).to.deep.equal([1]);
  });

  it('get no new version by a change that changes nothing', async () => {
    const id = await write({ title: 'Same' });
    expect((await put(id, { title: 'Same' })).body['version']).to.equal(1);
  });

  it('keep versions also of what another area writes, and nobody rewrites one', async () => {
    const { rows } = await api.db.query<{ id: number }>(
      `insert into knowledge_articles (title, body, source) values ('Learnt', 'a', 'postmortem') returning id`,
    );
    const id = rows[0]?.id ?? 0;
    await api.db.query(`update knowledge_articles set body = 'b', version = 40 where id = $1`, [id]);
    const found = await api.call('admin', 'GET', `/api/knowledge/${id}/versions`);
    expect(rowsOf(found, 'versions').map(({ version, body }) => [version, body])).to.deep.equal([
      [2, 'b'],
      [1, 'a'],
    ]);
    const rewrite = await api.db
      .query(`update knowledge_article_versions set body = 'c'`)
      .catch((error: unknown) => error);
    expect(String(rewrite)).to.contain('append-only');
  });

  it('are changed only in the version that was read, when If-Match says which', async () => {
    const id = await write();
    const etag = (await read(id)).headers.get('etag') ?? '';
    expect((await put(id, { body: 'mine' }, { 'if-match': etag })).status).to.equal(200);
    const late = await put(id, { body: 'theirs' }, { 'if-match': etag });
    expect(late.status).to.equal(412);
    expect(late.body).to.include({ version: 2 });
    expect((await read(id)).body['body']).to.equal('mine');
  });

  it('fifty writers with the same If-Match: one writes, and no version is lost', async () => {
    const id = await write();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => put(id, { body: `writer ${index}` }, { 'if-match': '"1"' })),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).to.have.length(1);
    expect(statuses.filter((status) => status === 412)).to.have.length(49);
    const without = await Promise.all(Array.from({ length: 50 }, (_, index) => put(id, { body: `again ${index}` })));
    expect(new Set(without.map(({ body }) => body['version'])).size).to.equal(50);
    const { rows } = await api.db.query('select from knowledge_article_versions where article_id = $1', [id]);
    expect(rows).to.have.length(52);
  });

  it('27.19: nothing is written to an article that is not there, and nobody is told that it was', async () => {
    for (const id of ['999999', '0', '-1', 'abc', '9007199254740993', '99999999999999999999', '%00']) {
      const answer = await api.call('admin', 'PUT', `/api/knowledge/${id}`, { title: 'x' });
      expect(answer.status, id).to.be.oneOf([400, 404]);
      expect((await api.call('admin', 'GET', `/api/knowledge/${id}`)).status, id).to.be.oneOf([400, 404]);
    }
    expect((await api.call('admin', 'GET', '/api/knowledge/999999/versions')).body['error']).to.equal(
      'knowledge_article_not_found',
    );
  });

  const wrong: readonly (readonly [string, unknown, string])[] = [
    ['no title', { body: 'b' }, 'body.title'],
    ['an empty title', { title: '  ', body: 'b' }, 'body.title'],
    ['no text', { title: 't' }, 'body.body'],
    ['a title that is too long', { title: 'x'.repeat(501), body: 'b' }, 'body.title'],
    ['a text that is too long', { title: 't', body: 'x'.repeat(200_001) }, 'body.body'],
    ['a text that is an object', { title: 't', body: { a: 1 } }, 'body.body'],
    ['a category that is too long', { title: 't', body: 'b', category: 'x'.repeat(121) }, 'body.category'],
    ['tags that are no words', { title: 't', body: 'b', tags: [{}] }, 'body.tags'],
  ];
  for (const [what, body, path] of wrong)
    it(`are not written with ${what}`, async () => {
      const answer = await api.call('admin', 'POST', '/api/knowledge', body);
      expect(answer.status).to.equal(422);
      expect(JSON.stringify(answer.body['errors'])).to.contain(path);
    });

  it('an update without a field that could be changed is refused', async () => {
    const answer = await put(await write(), { other: 1 });
    expect(answer.status).to.equal(422);
    expect(textIn(answer.body, 'detail')).to.contain('No valid fields to update');
  });

  it('take numbers as text, zero bytes and half characters without falling over', async () => {
    const id = await write({ title: 42, body: 'a\u0000b \ud800 c', tags: ['\ud800', 'x\u0000'] });
    expect((await read(id)).body).to.include({ title: '42' });
  });

  it('leave an audit row and an event each time', async () => {
    const id = await write({ title: 'Told' });
    await put(id, { body: 'new' });
    for (const table of ['audit_log', 'event_log']) {
      const { rows } = await api.db.query<{ action: string }>(
        `select action from ${table} where target = $1 order by id`,
        [`knowledge_${id}`],
      );
      expect(
        rows.map(({ action }) => action),
        table,
      ).to.deep.equal(['knowledge_article_created', 'knowledge_article_updated']);
    }
  });

  it('are written by people alone: agents read them, requesters and turns do not come in', async () => {
    const ticket = await fileTicket(api, 'ana', { auto_assign: false });
    const agent = { token: (await startTask(api, ticket)).token };
    const turn = { token: (await startTurn(api, 'ana')).token };
    const id = await write();
    expect((await api.call(agent, 'GET', `/api/knowledge/${id}`)).status).to.equal(200);
    expect((await api.call(agent, 'GET', '/api/knowledge')).status).to.equal(200);
    await api.db.query(`update agent_permission_context set allowed_permissions = array['*']`);
    for (const [method, path] of [
      ['POST', '/api/knowledge'],
      ['PUT', `/api/knowledge/${id}`],
      ['POST', '/api/knowledge/import-url'],
    ] as const) {
      const body = { title: 't', body: 'b', url: 'http://docs.example.org/' };
      expect((await api.call(agent, method, path, body)).status, `${method} ${path}`).to.equal(403);
      expect((await api.call('ana', method, path, body)).status, `${method} ${path}`).to.equal(403);
    }
    expect((await api.call(turn, 'GET', '/api/knowledge')).status).to.equal(403);
    expect((await api.call('ana', 'GET', '/api/knowledge')).status).to.equal(403);
    expect((await api.call('nobody', 'GET', '/api/knowledge')).status).to.equal(401);
    expect((await api.call('bo', 'GET', '/api/knowledge')).status).to.equal(200);
  });

  describe('made of a page', () => {
    const importPage = (fields: Fields): Promise<Called> =>
      api.call('admin', 'POST', '/api/knowledge/import-url', fields);
    beforeEach(() => {
      internet.dialled.length = 0;
      internet.answer = page('text/html', '<title>VPN manual</title><h1>VPN</h1><script>x()</script><p>Use it.</p>');
    });

    it('have its title, its text and where it came from', async () => {
      const url = 'http://docs.example.org/vpn?key=secret';
      const answer = await importPage({ url, tags: ['vpn'] });
      expect(answer.status).to.equal(200);
      expect(answer.body).to.include({ status: 'imported', url, version: 1 });
      expect(numberIn(answer.body, 'bytes')).to.be.greaterThan(50);
      const article = (await read(numberIn(answer.body, 'id'))).body;
      expect(article).to.include({
        title: 'VPN manual',
        body: 'VPN\n\nUse it.',
        category: 'imported',
        source: 'dashboard-url-import',
        external_ref: url,
      });
      const { rows } = await api.db.query<{ details: Fields }>(
        `select details from audit_log where action = 'knowledge_url_imported' order by id desc limit 1`,
      );
      expect(JSON.stringify(rows)).to.contain('docs.example.org/vpn').and.not.contain('secret');
    });

    it('have the title and category that were sent', async () => {
      const answer = await importPage({ url: 'http://docs.example.org/', title: 'Ours', category: 'network' });
      expect((await read(numberIn(answer.body, 'id'))).body).to.include({ title: 'Ours', category: 'network' });
    });

    it('27.13: never of a page of our own networks, and nothing is connected to', async () => {
      for (const url of ['http://127.0.0.1:5432/', 'http://169.254.169.254/', 'http://[::1]/', 'file:///etc/passwd']) {
        const answer = await importPage({ url });
        expect(answer.status, url).to.equal(422);
        expect(JSON.stringify(answer.body['errors']), url).to.contain('body.url');
      }
      expect(internet.dialled).to.be.empty;
    });

    it('not when the page answers with an error, is not text or is empty', async () => {
      internet.answer = (_, response) => response.writeHead(404).end();
      expect((await importPage({ url: 'http://docs.example.org/' })).status).to.equal(502);
      internet.answer = page('application/pdf', '%PDF');
      expect((await importPage({ url: 'http://docs.example.org/' })).body['error']).to.equal('url_content_type');
      internet.answer = page('text/html', '<script>only()</script>');
      expect((await importPage({ url: 'http://docs.example.org/' })).body['error']).to.equal('url_without_text');
    });
  });
});
