import { expect } from 'chai';
import { gzipSync } from 'node:zlib';
import { fetchPage, largestPage, type Fetched } from '../../../api/knowledge/importUrl/fetchPage.js';
import { page, somewhere, startPageServer, type PageServer } from './pageServer.js';

describe('fetching a page of the internet', () => {
  let server: PageServer;
  before(async () => {
    server = await startPageServer();
  });
  after(() => server?.stop());
  beforeEach(() => {
    server.dialled.length = 0;
    server.requests.length = 0;
    server.addresses.clear();
    server.addresses.set('docs.example.org', [somewhere]);
    server.answer = page('text/html; charset=utf-8', '<p>Hello</p>');
  });

  const get = (url: string): Promise<Fetched> => fetchPage(server.network, url);
  const codeOf = async (url: string): Promise<string> => {
    const fetched = await get(url);
    return fetched.kind === 'page' ? 'page' : `${fetched.kind} ${fetched.code}`;
  };
  const redirect =
    (...places: string[]): PageServer['answer'] =>
    (request, response) => {
      const next = places[server.requests.length - 1];
      if (next === undefined) page('text/plain', `at ${request.url ?? ''}`)(request, response);
      else response.writeHead(302, { location: next }).end();
    };

  it('returns the bytes, the type and the address that they came from', async () => {
    const fetched = await get('http://docs.example.org/a?b=c#part');
    if (fetched.kind !== 'page') throw new Error(fetched.sentence);
    expect(fetched.page).to.include({ type: 'text/html', charset: 'utf-8' });
    expect(fetched.page.bytes.toString()).to.equal('<p>Hello</p>');
    const [request] = server.requests;
    expect(request?.url).to.equal('/a?b=c');
    expect(request?.headers).to.include({ host: 'docs.example.org', 'accept-encoding': 'identity' });
  });

  it('connects to the very address that was checked, at the port of the URL', async () => {
    await get('http://docs.example.org/');
    await get('http://docs.example.org:8080/');
    await get(`http://${somewhere}:81/`);
    expect(server.dialled).to.deep.equal([`${somewhere}:80`, `${somewhere}:8080`, `${somewhere}:81`]);
  });

  it('speaks TLS to https addresses and takes no answer without it', async () => {
    expect(await codeOf('https://docs.example.org/')).to.equal('failed url_unreachable');
    expect(server.dialled).to.deep.equal([`${somewhere}:443`]);
    expect(server.requests).to.be.empty;
  });

  it('sends no credentials of ours', async () => {
    await get('http://docs.example.org/');
    expect(server.requests[0]?.headers).to.not.have.any.keys('authorization', 'cookie');
  });

  const inside = [
    ...[
      'http://127.0.0.1/',
      'http://localhost/',
      'http://[::1]/',
      'http://10.0.0.1/',
      'http://169.254.169.254/latest/meta-data/',
    ],
    ...[
      'http://[::ffff:127.0.0.1]/',
      'http://0x7f.1/',
      'http://2130706433/',
      'http://0/',
      'http://[fe80::1]/',
      'http://metadata.internal/',
    ],
  ];
  for (const url of inside)
    it(`27.13: does not connect to ${url}`, async () => {
      server.addresses.set('localhost', ['127.0.0.1']);
      server.addresses.set('metadata.internal', ['169.254.169.254']);
      expect(await codeOf(url)).to.equal('refused url_not_public');
      expect(server.dialled).to.be.empty;
    });

  it('27.13: one inner address among those of a name is enough to refuse it', async () => {
    server.addresses.set('both.example.org', [somewhere, '192.168.0.1']);
    expect(await codeOf('http://both.example.org/')).to.equal('refused url_not_public');
    server.addresses.set('both.example.org', ['2606:4700::1111', '::ffff:10.0.0.1']);
    expect(await codeOf('http://both.example.org/')).to.equal('refused url_not_public');
    expect(server.dialled).to.be.empty;
  });

  it('27.13: a name that leads elsewhere at the second look-up is looked up once', async () => {
    let looks = 0;
    const network = {
      ...server.network,
      resolve: () => Promise.resolve([(looks += 1) === 1 ? somewhere : '127.0.0.1']),
    };
    const fetched = await fetchPage(network, 'http://rebind.example.org/');
    expect(fetched.kind).to.equal('page');
    expect(looks).to.equal(1);
    expect(server.dialled).to.deep.equal([`${somewhere}:80`]);
  });

  it('27.13: a redirect inside is not followed', async () => {
    for (const place of [
      'http://127.0.0.1/admin',
      'http://[::1]/',
      '//169.254.169.254/latest',
      'http://inner.example.org/',
    ]) {
      server.requests.length = 0;
      server.addresses.set('inner.example.org', ['10.0.0.1']);
      server.answer = redirect(place);
      expect(await codeOf('http://docs.example.org/'), place).to.equal('refused url_not_public');
      expect(server.requests, place).to.have.length(1);
    }
  });

  it('27.13: a redirect to another scheme is not followed', async () => {
    for (const place of ['file:///etc/passwd', 'ftp://docs.example.org/', 'gopher://docs.example.org/']) {
      server.requests.length = 0;
      server.answer = redirect(place);
      expect(await codeOf('http://docs.example.org/'), place).to.equal('refused url_scheme_not_allowed');
    }
  });

  it('follows three redirects, also relative ones, and says where it ended', async () => {
    server.answer = redirect('/one', 'two', 'http://docs.example.org/three');
    const fetched = await get('http://docs.example.org/');
    if (fetched.kind !== 'page') throw new Error(fetched.sentence);
    expect(fetched.page.url).to.equal('http://docs.example.org/three');
    expect(server.dialled).to.have.length(4);
  });

  it('does not follow a fourth', async () => {
    server.answer = redirect('/1', '/2', '/3', '/4');
    expect(await codeOf('http://docs.example.org/')).to.equal('failed url_too_many_redirects');
    expect(server.requests).to.have.length(4);
  });

  const refusals: readonly (readonly [string, string])[] = [
    ['', 'refused url_invalid'],
    ['not a url', 'refused url_invalid'],
    ['docs.example.org/page', 'refused url_invalid'],
    ['file:///etc/passwd', 'refused url_scheme_not_allowed'],
    ['data:text/html,hi', 'refused url_scheme_not_allowed'],
    ['http://me:secret@docs.example.org/', 'refused url_with_credentials'],
    ['http://nowhere.example.org/', 'failed url_unreachable'],
  ];
  for (const [url, code] of refusals)
    it(`answers ${code} for "${url}" without a connection`, async () => {
      expect(await codeOf(url)).to.equal(code);
      expect(server.dialled).to.be.empty;
    });

  it('never repeats a password of the URL in its sentence', async () => {
    const fetched = await get('http://me:hunter2@docs.example.org/');
    expect(JSON.stringify(fetched)).to.not.contain('hunter2');
  });

  for (const type of ['application/pdf', 'image/png', 'application/json', 'text/html-like', ''])
    it(`takes no page of type "${type}"`, async () => {
      server.answer = page(type, 'x');
      expect(await codeOf('http://docs.example.org/')).to.equal('refused url_content_type');
    });

  for (const type of ['text/html', 'text/plain; charset=iso-8859-1', 'TEXT/MARKDOWN'])
    it(`takes a page of type "${type}"`, async () => {
      server.answer = page(type, 'x');
      expect(await codeOf('http://docs.example.org/')).to.equal('page');
    });

  it('passes on that the page answered with an error', async () => {
    for (const status of [204, 400, 404, 500, 304]) {
      server.answer = (_, response) => response.writeHead(status, { 'content-type': 'text/html' }).end();
      const fetched = await get('http://docs.example.org/');
      expect(fetched).to.include({ kind: 'failed', code: 'url_answered_with_error' });
      expect(JSON.stringify(fetched)).to.contain(String(status));
    }
  });

  it('27.13: stops reading a page that is larger than it says', async () => {
    let sent = 0;
    server.answer = (_, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' });
      const part = Buffer.alloc(65_536, 'a');
      const more = (): void => {
        while (!response.destroyed && response.write(part)) sent += part.length;
      };
      response.on('drain', more);
      more();
    };
    expect(await codeOf('http://docs.example.org/')).to.equal('refused url_too_large');
    expect(sent).to.be.lessThan(largestPage * 4);
  });

  it('does not begin to read a page that says how large it is', async () => {
    server.answer = (_, response) => {
      response
        .writeHead(200, { 'content-type': 'text/plain', 'content-length': String(largestPage + 1) })
        .flushHeaders();
    };
    expect(await codeOf('http://docs.example.org/')).to.equal('refused url_too_large');
  });

  it('takes a page of exactly the largest size', async () => {
    server.answer = page('text/plain', Buffer.alloc(largestPage, 'a'));
    expect(await codeOf('http://docs.example.org/')).to.equal('page');
  });

  it('does not unpack what nobody asked to be packed', async () => {
    server.answer = page('text/html', gzipSync('a'.repeat(100_000)), { 'content-encoding': 'gzip' });
    expect(await codeOf('http://docs.example.org/')).to.equal('failed url_content_encoding');
  });

  it('a server that cuts the connection is one that could not be reached', async () => {
    server.answer = (request) => request.socket.destroy();
    expect(await codeOf('http://docs.example.org/')).to.equal('failed url_unreachable');
    server.answer = (_, response) => {
      response.writeHead(200, { 'content-type': 'text/plain', 'content-length': '100' });
      response.write('a');
      setImmediate(() => response.destroy());
    };
    expect(await codeOf('http://docs.example.org/')).to.equal('failed url_unreachable');
  });
});
