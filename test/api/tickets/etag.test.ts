import { expect } from 'chai';
import { startTestApi, type Called, type Fields, type TestApi } from '../../support/api.js';
import { fileTicket } from '../../support/runs.js';
import { officePeople } from './officePeople.js';

describe('the version of a ticket as its ETag', () => {
  let api: TestApi;
  let id: number;
  before(async () => {
    api = await startTestApi({ config: officePeople });
  });
  after(() => api?.stop());
  beforeEach(async () => {
    id = await fileTicket(api, 'ana', { owning_group: 'Cloud Operations' });
  });

  const tagOf = async (): Promise<string> =>
    (await api.call('admin', 'GET', `/api/tickets/${id}`)).headers.get('etag') ?? '';
  const post = (path: string, fields: Fields, ifMatch?: string, method = 'POST'): Promise<Called> =>
    api.call(
      'admin',
      method,
      `/api/tickets/${id}${path}`,
      fields,
      ifMatch === undefined ? {} : { 'if-match': ifMatch },
    );

  it('is told when the ticket is filed and read, with its context, and by every update', async () => {
    const tag = await tagOf();
    expect(tag).to.match(/^"\d+"$/);
    const context = await api.call('admin', 'GET', `/api/tickets/${id}/context`);
    expect(context.headers.get('etag')).to.equal(tag);
    const filed = await api.call('service', 'POST', '/api/tickets', { title: 'x' });
    const read = await api.call('service', 'GET', `/api/tickets/${String(filed.body['id'])}`);
    expect(filed.headers.get('etag')).to.equal(read.headers.get('etag'));
    const updated = await post('/status', { status: 'blocked' });
    expect(updated.headers.get('etag')).to.not.equal(tag);
    expect(updated.headers.get('etag')).to.equal(await tagOf());
  });

  const updates: readonly (readonly [path: string, fields: Fields, method?: string])[] = [
    ['/status', { status: 'blocked' }],
    ['', { status: 'blocked' }, 'POST'],
    ['', { status: 'blocked' }, 'PUT'],
    ['', { status: 'blocked' }, 'PATCH'],
    ['/assignment', { priority: 'P1' }],
    ['/contacts', { affected_user_name: 'Eva' }],
    ['/request-info', { question: 'Which one?' }],
    ['/user-response', { response: 'That one' }],
    ['/notes', { body: 'x' }],
    ['/assign-agent', { harness: 'codex' }],
    ['/push-provider', { provider: 'local' }],
    ['/postmortem', { harness: 'codex' }],
    ['/workflow', { harness: 'codex' }],
    ['/attachments', { filename: 'a.txt' }],
    ['/attachments/content', { filename: 'a.txt', data_base64: 'YQ==' }],
  ];
  for (const [path, fields, method = 'POST'] of updates)
    it(`${method} ${path === '' ? 'of the ticket' : path} goes through with the current one, and not with another`, async () => {
      const tag = await tagOf();
      const stale = await post(path, fields, '"999"', method);
      expect([stale.status, stale.body['error'], stale.body['title']]).to.deep.equal([
        ...[412, 'version_changed', 'Precondition failed'],
      ]);
      expect(stale.headers.get('etag')).to.equal(tag);
      expect(await tagOf()).to.equal(tag);
      const { rows } = await api.db.query(
        `select from ticket_notes where ticket_id = $1 and source <> 'agent-control-plane' union all
         select from ticket_attachments where ticket_id = $1`,
        [id],
      );
      expect(rows, 'nothing was written').to.deep.equal([]);
      expect((await post(path, fields, tag, method)).status).to.equal(200);
    });

  it('is looked at before whether access may be asked for', async () => {
    const asked = { resource: 'the wiki', permission: 'read' };
    expect((await post('/access-request', asked, '"999"')).body['error']).to.equal('version_changed');
    expect((await post('/access-request', asked, await tagOf())).body['error']).to.not.equal('version_changed');
  });

  it('may be one of several, weak as a proxy makes it, or any', async () => {
    for (const given of [(tag: string) => `"1000", ${tag}`, (tag: string) => `W/${tag}`, () => '*'])
      expect((await post('/notes', { body: 'x' }, given(await tagOf()))).status).to.equal(200);
    for (const nonsense of ['abc', '""', '" 1 2"'])
      expect((await post('/notes', { body: 'x' }, nonsense)).status).to.equal(412);
  });

  it('lets one of two writers through who have read the same', async () => {
    const tag = await tagOf();
    const both = await Promise.all([
      post('/status', { status: 'blocked' }, tag),
      post('/status', { status: 'assigned' }, tag),
    ]);
    expect(both.map(({ status }) => status).sort((a, b) => a - b)).to.deep.equal([200, 412]);
  });

  it('does not tell who may not see the ticket that it is there', async () => {
    const refused = await api.call('cy', 'POST', `/api/tickets/${id}/notes`, { body: 'x' }, { 'if-match': '"999"' });
    expect(refused.status).to.equal(404);
    expect(refused.headers.get('etag')).to.equal(null);
  });
});
