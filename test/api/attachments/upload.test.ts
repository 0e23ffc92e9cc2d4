import { createHash, randomBytes } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import { expect } from 'chai';
import { startTestApi, type Called, type Fields, type TestApi } from '../../support/api.js';
import { fileTicket, startTask } from '../../support/runs.js';
import { officePeople } from '../tickets/officePeople.js';
import { fetchContent, sendFile } from './uploads.js';

const hashOf = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

describe('uploading a file to a ticket', () => {
  let api: TestApi;
  let id: number;
  let folder: string;
  before(async () => {
    const tickets = { max_attachment_bytes: 2_097_152, attachment_types: ['text/*', 'application/json', 'image/png'] };
    api = await startTestApi({ config: { ...officePeople, tickets } });
    folder = path.join(api.config.server.data_dir, 'attachments');
    id = await fileTicket(api, 'ana', { owning_group: 'Cloud Operations' });
  });
  after(() => api?.stop());

  const sendJson = (fields: Fields): Promise<Called> =>
    api.call('bo', 'POST', `/api/tickets/${id}/attachments/content`, fields);
  const rows = async (): Promise<number> => (await api.db.query('select from ticket_attachments')).rowCount ?? 0;
  const arriving = (): Promise<string[]> => readdir(path.join(folder, 'arriving')).catch(() => []);
  const placeOf = (sha256: string): string => path.join(folder, sha256.slice(0, 2), sha256);

  it('as the body itself keeps it under its hash, for nobody but the platform to read', async () => {
    const content = 'The log of web-1\n';
    const { status, body } = await sendFile(api, id, '?filename=web-1.log', content);
    expect(status).to.equal(200);
    expect(body).to.deep.equal({
      ...{ id: body['id'], ticket_id: id, status: 'created', filename: 'web-1.log', content_type: 'text/plain' },
      ...{ sha256: hashOf(content), size_bytes: content.length, visibility: 'internal' },
      content_url: `/api/tickets/${id}/attachments/${String(body['id'])}/content`,
    });
    const file = await stat(placeOf(hashOf(content)));
    expect(file.mode & 0o777).to.equal(0o600);
    expect((await stat(path.dirname(placeOf(hashOf(content))))).mode & 0o777).to.equal(0o700);
    expect((await stat(folder)).mode & 0o777).to.equal(0o700);
    expect(await arriving()).to.deep.equal([]);
    const { rows: events } = await api.db.query<{ details: Fields }>(
      `select details from event_log where action = 'ticket_attachment_added' order by id desc limit 1`,
    );
    expect(events[0]?.details).to.include({ attachment_id: body['id'], filename: 'web-1.log', stored: true });
  });

  it('as base64 in JSON keeps the same bytes', async () => {
    const content = randomBytes(5_000);
    for (const encoding of ['base64', 'base64url'] as const) {
      const { body } = await sendJson({
        ...{ filename: 'a.png', content_type: 'Image/PNG; q=1', data_base64: content.toString(encoding) },
        metadata: { camera: 'front' },
      });
      expect(body).to.include({ sha256: hashOf(content), size_bytes: 5_000, content_type: 'image/png' });
      expect((await fetchContent(api, body['content_url'])).bytes.equals(content)).to.equal(true);
    }
  });

  it('goes over the limit of other bodies, as far as its own limit and no further', async () => {
    const largest = Buffer.alloc(2_097_152, 'x');
    expect((await sendFile(api, id, '?filename=large.txt', largest)).body['size_bytes']).to.equal(2_097_152);
    const before = await rows();
    const over = Buffer.alloc(2_097_153, 'x');
    const refused = [
      await sendFile(api, id, '?filename=over.txt', over),
      await sendFile(api, id, '?filename=over.txt', new Blob([over]).stream()),
      await sendJson({ filename: 'over.txt', content_type: 'text/plain', data_base64: over.toString('base64') }),
    ];
    for (const { status, body } of refused) {
      expect([status, body['error'], body['max_bytes']]).to.deep.equal([413, 'file_too_large', 2_097_152]);
    }
    expect((await sendJson({ filename: 'x', data_base64: 'A'.repeat(4_000_000) })).status).to.equal(413);
    expect((await api.call('bo', 'POST', `/api/tickets/${id}/notes`, { body: 'x'.repeat(1_100_000) })).status).to.equal(
      413,
    );
    expect(await rows()).to.equal(before);
    expect(await arriving()).to.deep.equal([]);
  });

  it('of a kind that is not taken is refused, and says what is', async () => {
    const exe = await sendFile(api, id, '?filename=a.exe', 'MZ', {
      headers: { 'content-type': 'application/x-msdownload' },
    });
    expect([exe.status, exe.body['error']]).to.deep.equal([415, 'file_type_not_taken']);
    expect(exe.body['allowed_types']).to.deep.equal(['text/*', 'application/json', 'image/png']);
    expect((await sendJson({ filename: 'a.gif', content_type: 'image/gif', data_base64: 'R0lG' })).status).to.equal(
      415,
    );
    expect((await sendJson({ filename: 'a.bin', data_base64: 'R0lG' })).status, 'of no kind at all').to.equal(415);
    const form = await sendFile(api, id, '?filename=a.txt', '--x', {
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
    });
    expect([form.status, form.body['error']]).to.deep.equal([415, 'unsupported_media_type']);
  });

  it('that is not what it should be is refused, and not kept', async () => {
    const before = await rows();
    const [right, wrong] = [hashOf('checked'), hashOf('something else')];
    const raw = await sendFile(api, id, `?filename=a.txt&sha256=${wrong}`, 'checked');
    expect([raw.status, (raw.body['errors'] as Fields[])[0]?.['path']]).to.deep.equal([422, 'query.sha256']);
    const fields = {
      filename: 'a.txt',
      content_type: 'text/plain',
      data_base64: Buffer.from('checked').toString('base64'),
    };
    const json = await sendJson({ ...fields, sha256: wrong });
    expect([json.status, (json.body['errors'] as Fields[])[0]?.['path']]).to.deep.equal([422, 'body.sha256']);
    expect(await stat(placeOf(right)).catch(() => 'none')).to.equal('none');
    expect(await rows()).to.equal(before);
    expect((await sendJson({ ...fields, sha256: right.toUpperCase() })).status).to.equal(200);
    expect((await sendFile(api, id, `?filename=a.txt&sha256=${right}`, 'checked')).status).to.equal(200);
  });

  const wrong: readonly (readonly [what: string, fields: Fields, path: string])[] = [
    ['no name', { data_base64: 'YQ==' }, 'body.filename'],
    ['a blank name', { filename: ' ', data_base64: 'YQ==' }, 'body.filename'],
    ['no content', { filename: 'a.txt', content_type: 'text/plain' }, 'body.data_base64'],
    [
      'content that is no base64',
      { filename: 'a.txt', content_type: 'text/plain', data_base64: 'a b!' },
      'body.data_base64',
    ],
    [
      'a broken end of base64',
      { filename: 'a.txt', content_type: 'text/plain', data_base64: 'YWJjZ' },
      'body.data_base64',
    ],
    ['a list for content', { filename: 'a.txt', data_base64: ['YQ=='] }, 'body.data_base64'],
    ['a hash that is none', { filename: 'a.txt', data_base64: 'YQ==', sha256: 'abc' }, 'body.sha256'],
    ['an unknown reader', { filename: 'a.txt', data_base64: 'YQ==', visibility: 'all' }, 'body.visibility'],
    ['a note that is no number', { filename: 'a.txt', data_base64: 'YQ==', note_id: 'x' }, 'body.note_id'],
    ['metadata that is a list', { filename: 'a.txt', data_base64: 'YQ==', metadata: [1] }, 'body.metadata'],
    [
      'metadata without end',
      { filename: 'a', data_base64: 'YQ==', metadata: { a: 'x'.repeat(17_000) } },
      'body.metadata',
    ],
  ];
  for (const [what, fields, at] of wrong)
    it(`with ${what} names the field`, async () => {
      const { status, body } = await sendJson(fields);
      expect(status).to.equal(422);
      expect((body['errors'] as Fields[])[0]?.['path']).to.equal(at);
    });

  it('without a name in the address and without JSON says how it is done', async () => {
    const { status, body } = await sendFile(api, id, '', 'words');
    expect(status).to.equal(422);
    expect(body['detail']).to.contain('?filename=');
    expect((body['errors'] as Fields[])[0]?.['path']).to.equal('query.filename');
  });

  it('of a JSON document takes it as the file that it is, when the address names it', async () => {
    const document = '{"filename": "other.txt", "data_base64": "YQ=="}';
    const { body } = await sendFile(api, id, '?filename=facts.json', document, {
      headers: { 'content-type': 'application/json' },
    });
    expect(body).to.include({ filename: 'facts.json', content_type: 'application/json', sha256: hashOf(document) });
  });

  it('of nothing is a file of nothing', async () => {
    const { body } = await sendFile(api, id, '?filename=empty.txt', '');
    expect(body).to.include({ size_bytes: 0, sha256: hashOf('') });
    expect((await fetchContent(api, body['content_url'])).bytes).to.have.length(0);
  });

  it('twice keeps the content once and names it twice', async () => {
    const answers = await Promise.all([1, 2, 3].map((n) => sendFile(api, id, `?filename=${n}.txt`, 'the very same')));
    expect(new Set(answers.map(({ body }) => body['id'])).size).to.equal(3);
    const place = placeOf(hashOf('the very same'));
    expect((await readdir(path.dirname(place))).filter((name) => name === path.basename(place))).to.have.length(1);
    for (const { body } of answers)
      expect((await fetchContent(api, body['content_url'])).bytes.toString()).to.equal('the very same');
  });

  it('with the same Idempotency-Key is one file; with another content under it, a conflict', async () => {
    const headers = { 'idempotency-key': 'upload-1' };
    const first = await sendFile(api, id, '?filename=k.txt', 'keyed', { headers });
    const again = await sendFile(api, id, '?filename=k.txt', 'keyed', { headers });
    expect(again.body).to.deep.equal(first.body);
    expect(again.headers.get('idempotent-replay')).to.equal('true');
    for (const [query, content] of [
      ['?filename=k.txt', 'other words'],
      ['?filename=other.txt', 'keyed'],
    ] as const)
      expect((await sendFile(api, id, query, content, { headers })).body['error']).to.equal('idempotency_key_reused');
    expect(await arriving()).to.deep.equal([]);
  });

  it('that stops in the middle leaves nothing behind', async () => {
    const before = await rows();
    const { port } = api.running;
    const socket = connect(port, '127.0.0.1');
    socket.write(
      `POST /api/tickets/${id}/attachments/content?filename=half.txt HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${api.tokenOf('bo')}\r\n` +
        'content-type: text/plain\r\ncontent-length: 1000\r\n\r\nhalf of it',
    );
    const until = async (done: (names: string[]) => boolean): Promise<void> => {
      for (const end = Date.now() + 5_000; Date.now() < end && !done(await arriving());)
        await new Promise((resolve) => setTimeout(resolve, 10));
    };
    await until((names) => names.length === 1);
    socket.destroy();
    await until((names) => names.length === 0);
    expect(await arriving()).to.deep.equal([]);
    expect(await rows()).to.equal(before);
  });

  it('is for who may write notes on the ticket, agents on their own', async () => {
    const refused = await sendFile(api, id, '?filename=a.txt', 'x', { as: 'ana' });
    expect([refused.status, refused.body['required_permission']]).to.deep.equal([403, 'tickets:note']);
    expect((await sendFile(api, id, '?filename=a.txt', 'hidden words', { as: 'cy' })).status).to.equal(404);
    expect(await stat(placeOf(hashOf('hidden words'))).catch(() => 'none')).to.equal('none');
    const own = await fileTicket(api, 'ana', { owning_group: 'Cloud Operations' });
    const run = await startTask(api, own);
    const mine = await sendFile(api, own, '?filename=report.txt&visibility=user', 'Done', { as: { token: run.token } });
    expect(mine.body).to.include({ visibility: 'user' });
    expect((await sendFile(api, id, '?filename=a.txt', 'x', { as: { token: run.token } })).status).to.equal(404);
    const { body } = await api.call('bo', 'GET', `/api/tickets/${own}/attachments`);
    expect((body['attachments'] as Fields[])[0]).to.include({
      uploaded_by: `agent-${run.agentId}`,
      filename: 'report.txt',
    });
  });

  it('stands in the document of the API in both forms', async () => {
    const { body } = await api.call('nobody', 'GET', '/openapi.json');
    const upload = (body['paths'] as Record<string, Record<string, { requestBody: { content: object } }>>)[
      '/api/tickets/{id}/attachments/content'
    ]?.['post'];
    expect(Object.keys(upload?.requestBody.content ?? {})).to.deep.equal([
      'application/json',
      'application/octet-stream',
    ]);
  });
});
