import { expect } from 'chai';
import { startTestApi, type Called, type Fields, type TestApi } from '../../support/api.js';
import { fileTicket } from '../../support/runs.js';
import { officePeople } from '../tickets/officePeople.js';

describe('naming a file that is kept elsewhere', () => {
  let api: TestApi;
  let id: number;
  before(async () => {
    api = await startTestApi({ config: officePeople });
    id = await fileTicket(api, 'ana', { owning_group: 'Cloud Operations' });
  });
  after(() => api?.stop());
  const add = (fields: unknown): Promise<Called> => api.call('bo', 'POST', `/api/tickets/${id}/attachments`, fields);
  const get = async (attachment: unknown): Promise<Fields> =>
    (await api.call('bo', 'GET', `/api/tickets/${id}/attachments/${String(attachment)}`)).body;

  it('keeps what is said about it and answers as the contract says', async () => {
    const facts = {
      ...{
        filename: 'dump.pcap',
        content_type: 'application/vnd.tcpdump.pcap',
        storage_ref: 's3://evidence/dump.pcap',
      },
      ...{ sha256: 'a'.repeat(64), size_bytes: '4096', metadata: { host: 'web-1', tags: ['a'] } },
    };
    const { status, body } = await add(facts);
    expect([status, body]).to.deep.equal([200, { id: body['id'], ticket_id: id, status: 'created' }]);
    const read = await get(body['id']);
    expect(read).to.deep.include({ ...facts, size_bytes: 4096, note_id: null, stored: false, content_url: null });
    expect(read).to.include({ visibility: 'internal', uploaded_by: 'bo' });
    expect((await api.call('bo', 'GET', `/api/tickets/${id}/context`)).body['attachments']).to.have.length(1);
  });

  it('needs nothing but the name', async () => {
    const read = await get((await add({ filename: 7 })).body['id']);
    expect(read).to.include({ filename: '7', content_type: null, storage_ref: null, sha256: null, size_bytes: null });
    expect(read['metadata']).to.deep.equal({});
  });

  const wrong: readonly (readonly [fields: Fields, path: string])[] = [
    [{}, 'body.filename'],
    [{ filename: '' }, 'body.filename'],
    [{ filename: 'x'.repeat(1_001) }, 'body.filename'],
    [{ filename: 'x', sha256: 'g'.repeat(64) }, 'body.sha256'],
    [{ filename: 'x', size_bytes: -1 }, 'body.size_bytes'],
    [{ filename: 'x', size_bytes: 1e300 }, 'body.size_bytes'],
    [{ filename: 'x', size_bytes: 'much' }, 'body.size_bytes'],
    [{ filename: 'x', storage_ref: 'y'.repeat(2_001) }, 'body.storage_ref'],
    [{ filename: 'x', storage_ref: 'https://bo:secret@files.example.org/x' }, 'body.storage_ref'],
    [{ filename: 'x', metadata: 'text' }, 'body.metadata'],
    [{ filename: 'x', note_id: 1e30 }, 'body.note_id'],
  ];
  for (const [fields, path] of wrong)
    it(`refuses ${JSON.stringify(fields).slice(0, 60)} and names ${path}`, async () => {
      const { status, body } = await add(fields);
      expect(status).to.equal(422);
      expect((body['errors'] as Fields[])[0]?.['path']).to.equal(path);
    });

  it('takes zero bytes and halves of characters out of names and facts', async () => {
    const { status, body } = await add('{"filename": "a\\u0000b\\ud800.txt", "metadata": {"k": "\\udfff\\u0000"}}');
    expect(status).to.equal(200);
    expect(String((await get(body['id']))['filename'])).to.match(/^ab.?\.txt$/u);
  });

  it('belongs to a note of the same ticket, or is refused', async () => {
    const other = await fileTicket(api, 'ana', { owning_group: 'Cloud Operations' });
    const note = async (ticket: number): Promise<unknown> =>
      (await api.call('bo', 'POST', `/api/tickets/${ticket}/notes`, { body: 'x', visibility: 'public' })).body['id'];
    for (const noteId of [await note(other), 999_999, 9_007_199_254_740_991]) {
      const { status, body } = await add({ filename: 'x', note_id: noteId });
      expect([status, body['error']], String(noteId)).to.deep.equal([422, 'unknown_note']);
    }
    const added = await add({ filename: 'x', note_id: await note(id), visibility: 'internal' });
    expect(await get(added.body['id'])).to.include({ visibility: 'public' });
  });

  it('lists them a page at a time, oldest first', async () => {
    const ticket = await fileTicket(api, 'ana', { owning_group: 'Cloud Operations' });
    for (const filename of ['a', 'b', 'c'])
      await api.call('bo', 'POST', `/api/tickets/${ticket}/attachments`, { filename });
    const page = async (query: string): Promise<Called> =>
      api.call('bo', 'GET', `/api/tickets/${ticket}/attachments?${query}`);
    const names = ({ body }: Called): unknown[] => (body['attachments'] as Fields[]).map(({ filename }) => filename);
    expect(names(await page('limit=2'))).to.deep.equal(['a', 'b']);
    expect(names(await page('limit=2&offset=2'))).to.deep.equal(['c']);
    expect((await page('limit=1&offset=9')).body).to.deep.equal({ attachments: [], total: 3, limit: 1, offset: 9 });
    for (const query of ['limit=0', 'limit=501', 'offset=-1']) expect((await page(query)).status).to.equal(422);
  });

  it('stops at a thousand of one ticket', async () => {
    const ticket = await fileTicket(api, 'ana', { owning_group: 'Cloud Operations' });
    await api.db.query(
      `insert into ticket_attachments (ticket_id, filename) select $1, n from generate_series(1, 999) n`,
      [ticket],
    );
    const path = `/api/tickets/${ticket}/attachments`;
    expect((await api.call('bo', 'POST', path, { filename: 'the last' })).status).to.equal(200);
    const refused = await api.call('bo', 'POST', path, { filename: 'one more' });
    expect([refused.status, refused.body['error']]).to.deep.equal([409, 'too_many_attachments']);
  });
});
