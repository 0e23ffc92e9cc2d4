import { expect } from 'chai';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { createServer as createPlainServer, type AddressInfo } from 'node:net';
import { chooseProbe } from '../../../api/tools/chooseProbe.js';
import { probe, type CheckResult } from '../../../api/tools/probe.js';
import { selfSigned } from './selfSigned.js';

describe('asking a tool', () => {
  let server: Server;
  let answer: RequestListener;
  let port = 0;
  const seen: string[] = [];
  before(async () => {
    server = createServer((request, response) => {
      seen.push(request.url ?? '');
      answer(request, response);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  });
  beforeEach(() => {
    seen.length = 0;
    answer = (_, response) => response.end('hello');
  });
  after(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  const ask = (type: string, at: number = port, host = '127.0.0.1'): Promise<CheckResult> =>
    probe(chooseProbe({ type, host, port: at }));
  const status =
    (code: number): RequestListener =>
    (_, response) =>
      response.writeHead(code, { location: 'http://127.0.0.1:1/' }).end();
  /** A port that somebody listened on a moment ago. */
  const closedPort = async (): Promise<number> => {
    const gone = createPlainServer().listen(0, '127.0.0.1');
    await once(gone, 'listening');
    const { port: found } = gone.address() as AddressInfo;
    gone.close();
    await once(gone, 'close');
    return found;
  };

  it('a port that takes connections is healthy, and says how long it took', async () => {
    const result = await ask('tcp');
    expect(result).to.include({ status: 'healthy', error: null });
    expect(result.responseTimeMs).to.be.a('number');
    expect(result.details).to.deep.equal({ host: '127.0.0.1', port });
  });

  it('a port where nobody listens is down, and says why', async () => {
    const result = await ask('tcp', await closedPort());
    expect(result).to.include({ status: 'down', responseTimeMs: null });
    expect(result.error).to.contain('ECONNREFUSED');
  });

  it('a name that leads nowhere is down', async () => {
    for (const type of ['tcp', 'vcs'])
      expect((await ask(type, 80, 'no-such-host.invalid')).status, type).to.equal('down');
  });

  it('any answer below 500 is healthy; a redirect is not followed', async () => {
    for (const code of [200, 204, 302, 401, 403, 404, 429]) {
      answer = status(code);
      const result = await ask('vcs');
      expect(result.status, String(code)).to.equal('healthy');
      expect(result.details).to.include({ http_status: code });
    }
    expect(seen).to.have.length(7);
  });

  it('an answer of 500 and above is down, and says which', async () => {
    for (const code of [500, 502, 503]) {
      answer = status(code);
      const result = await ask('search');
      expect(result.status, String(code)).to.equal('down');
      expect(result.error).to.contain(`answered ${code}`);
    }
  });

  it('the webmail is asked for by its path', async () => {
    await ask('email-ui');
    expect(seen).to.deep.equal(['/webmail/']);
  });

  it('the other scheme is tried when the first one does not answer', async () => {
    expect((await ask('iam')).details).to.include({ url: `http://127.0.0.1:${port}/` });
  });

  it('27.13: a certificate that does not hold is no healthy tool', async () => {
    const secure = createSecureServer(selfSigned(), (_, response) => response.end('hello')).listen(0, '127.0.0.1');
    await once(secure, 'listening');
    try {
      const result = await ask('iam', (secure.address() as AddressInfo).port);
      expect(result.status).to.equal('down');
      expect(result.error).to.contain('SELF_SIGNED_CERT');
    } finally {
      secure.closeAllConnections();
      secure.close();
      await once(secure, 'close');
    }
  });

  it('one that takes the connection and says nothing is down after its time', async () => {
    answer = () => undefined;
    const started = probe({ kind: 'http', urls: [`http://127.0.0.1:${port}/`], timeout: 100 });
    expect(await started).to.include({ status: 'down', error: `http://127.0.0.1:${port}/: no answer in time` });
  });

  it('one that is not to be asked is unknown', async () => {
    expect(await probe({ kind: 'none', why: 'No host is configured.' })).to.deep.equal({
      ...{ status: 'unknown', responseTimeMs: null, error: 'No host is configured.', details: {} },
    });
  });
});
