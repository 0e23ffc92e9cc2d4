import { rm } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { servedType } from '../../../api/attachments/contentType.js';
import { cleanFileName, contentDisposition } from '../../../api/attachments/fileName.js';
import { startTestApi, textIn, type Fields, type TestApi } from '../../support/api.js';
import { fileTicket } from '../../support/runs.js';
import { officePeople } from '../tickets/officePeople.js';
import { fetchContent, sendFile } from './uploads.js';

describe('the name of a file', () => {
  for (const [given, kept] of [
    ['report.pdf', 'report.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\bo\\notes.txt', 'notes.txt'],
    ['folder/', 'folder'],
    ['..', 'file'],
    ['/', 'file'],
    ['.htaccess', 'htaccess'],
    ['a\r\nContent-Type: text/html.txt', 'html.txt'],
    ['a\r\nX-Injected: 1.txt', 'aX-Injected 1.txt'],
    ['a"b.txt', 'ab.txt'],
    ['photo\u202egnp.exe', 'photognp.exe'],
    ['  two   words .txt', 'two words .txt'],
    ['trailing. . ', 'trailing'],
    ['relatório é.txt', 'relatório é.txt'],
  ] as const)
    it(`${JSON.stringify(given)} is kept as ${JSON.stringify(kept)}`, () => {
      expect(cleanFileName(given)).to.equal(kept);
    });

  it('is cut in the middle, so that the kind of the file stays', () => {
    const name = cleanFileName(`${'ü'.repeat(400)}.tar.gz`);
    expect(Array.from(name)).to.have.length(200);
    expect(name).to.match(/ü\.gz$/);
  });

  it('never leaves a header, whatever is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (given) => {
        const header = contentDisposition(cleanFileName(given));
        expect(header).to.match(/^attachment; filename="[\x20-\x7e]*"; filename\*=UTF-8''[\w.!~%+&#$`^|-]+$/);
        expect(header.split('"')).to.have.length(3);
      }),
    );
  });
});

describe('downloading a file of a ticket', () => {
  let api: TestApi;
  let id: number;
  before(async () => {
    api = await startTestApi({ config: officePeople });
    id = await fileTicket(api, 'ana', { owning_group: 'Cloud Operations' });
  });
  after(() => api?.stop());

  const upload = async (
    name: string,
    type: string,
    content = '<script>alert(1)</script>',
    more = '',
  ): Promise<string> => {
    const query = `?filename=${encodeURIComponent(name)}${more}`;
    return textIn((await sendFile(api, id, query, content, { headers: { 'content-type': type } })).body, 'content_url');
  };

  it('gives the bytes to be saved under their name, and lets nothing run', async () => {
    const { status, headers, bytes } = await fetchContent(api, await upload('Relatório "1".txt', 'text/plain', 'Olá'));
    expect(status).to.equal(200);
    expect(bytes.toString()).to.equal('Olá');
    expect(headers.get('content-type')).to.match(/^text\/plain/);
    expect(headers.get('content-length')).to.equal('4');
    expect(headers.get('content-disposition')).to.equal(
      `attachment; filename="Relat_rio 1.txt"; filename*=UTF-8''Relat%C3%B3rio%201.txt`,
    );
    expect(headers.get('x-content-type-options')).to.equal('nosniff');
    expect(headers.get('content-security-policy')).to.equal("default-src 'none'; sandbox; frame-ancestors 'none'");
    expect(headers.get('etag')).to.match(/^"[0-9a-f]{64}"$/);
    expect(headers.get('cache-control')).to.equal('no-store');
  });

  for (const type of ['text/html', 'image/svg+xml', 'application/xhtml+xml', 'text/javascript', 'text/xml', 'nonsense'])
    it(`27.36: never serves ${type} as what a browser would run`, async () => {
      const { headers } = await fetchContent(api, await upload('page.html', type));
      expect(headers.get('content-type')).to.equal('application/octet-stream');
      expect(headers.get('content-disposition')).to.match(/^attachment;/);
    });

  it('serves what only shows itself as what it is', () => {
    for (const type of ['image/png', 'text/plain', 'application/pdf', 'application/json', 'video/mp4'])
      expect(servedType(type)).to.equal(type);
    expect([servedType(null), servedType('text/html; charset=utf-8'), servedType('TEXT/HTML')]).to.deep.equal(
      Array.from({ length: 3 }, () => 'application/octet-stream'),
    );
  });

  it('answers a HEAD with the same and no bytes', async () => {
    const url = await upload('head.txt', 'text/plain', 'words');
    const head = await fetchContent(api, url, 'bo', 'HEAD');
    expect([head.status, head.headers.get('content-length'), head.bytes.length]).to.deep.equal([200, '5', 0]);
  });

  it('gives every reader what is for them: a file of an internal note or for the house is not there for the requester', async () => {
    const note = async (visibility: string): Promise<unknown> =>
      (await api.call('bo', 'POST', `/api/tickets/${id}/notes`, { body: 'x', visibility })).body['id'];
    const [inner, outer] = [await note('internal'), await note('user')];
    const urls = {
      house: await upload('house.txt', 'text/plain', 'house'),
      user: await upload('user.txt', 'text/plain', 'user', '&visibility=user'),
      ofInner: await upload('inner.txt', 'text/plain', 'inner', `&note_id=${String(inner)}&visibility=public`),
      ofOuter: await upload('outer.txt', 'text/plain', 'outer', `&note_id=${String(outer)}`),
    };
    const seenBy = async (as: 'ana' | 'bo'): Promise<string[]> => {
      const found: string[] = [];
      for (const [name, url] of Object.entries(urls)) {
        const { status } = await fetchContent(api, url, as);
        expect((await api.call(as, 'GET', url.replace(/\/content$/, ''))).status).to.equal(status);
        if (status === 200) found.push(name);
      }
      return found;
    };
    expect(await seenBy('bo')).to.deep.equal(['house', 'user', 'ofInner', 'ofOuter']);
    expect(await seenBy('ana')).to.deep.equal(['user', 'ofOuter']);
    const { body } = await api.call('ana', 'GET', `/api/tickets/${id}/attachments`);
    expect((body['attachments'] as Fields[]).map(({ filename }) => filename)).to.deep.equal(['user.txt', 'outer.txt']);
    expect(body).to.include({ total: 2, limit: 100, offset: 0 });
  });

  it('cannot be reached by way of another ticket, nor by naming the hash of somebody else’s file', async () => {
    const url = await upload('mine.txt', 'text/plain', 'only of this ticket');
    const other = await fileTicket(api, 'admin', { owning_group: 'Network Operations' });
    expect((await fetchContent(api, url.replace(`/tickets/${id}/`, `/tickets/${other}/`), 'admin')).status).to.equal(
      404,
    );
    const sha256 = (await fetchContent(api, url)).headers.get('etag')?.replaceAll('"', '');
    const named = await api.call('cy', 'POST', `/api/tickets/${other}/attachments`, {
      ...{ filename: 'theirs.txt', sha256, size_bytes: 19, storage_ref: `sha256:${String(sha256)}`, stored: true },
    });
    expect(named.status).to.equal(200);
    const { body } = await api.call('cy', 'GET', `/api/tickets/${other}/attachments/${String(named.body['id'])}`);
    expect(body).to.include({ stored: false, content_url: null });
    const got = await api.call('cy', 'GET', `/api/tickets/${other}/attachments/${String(named.body['id'])}/content`);
    expect([got.status, got.body['error']]).to.deep.equal([404, 'content_not_here']);
  });

  it('says so where the content was taken away from the disk, and does not send half of it', async () => {
    const url = await upload('lost.txt', 'text/plain', 'to be lost');
    await rm(path.join(api.config.server.data_dir, 'attachments'), { recursive: true });
    const { status, bytes } = await fetchContent(api, url);
    expect(status).to.equal(503);
    expect(JSON.parse(bytes.toString())).to.include({ error: 'content_missing' });
    expect((await fetchContent(api, await upload('next.txt', 'text/plain', 'goes on'))).bytes.toString()).to.equal(
      'goes on',
    );
  });
});
