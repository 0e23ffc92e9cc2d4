import { expect } from 'chai';
import { defineRoute, type Route } from '../../../api/http/route.js';
import { openEventSource } from '../../support/eventSource.js';
import { smallApp, type SmallApp } from './smallApp.js';

/** What a test saw of a stream: when it ended, and why. */
type Seen = { ended: number; made: number };

describe('an answer that is sent part by part', () => {
  let app: SmallApp;
  const seen: Seen = { ended: 0, made: 0 };
  let ended: () => void = () => undefined;
  async function* parts(signal: AbortSignal, many: number, size: number): AsyncGenerator<string> {
    try {
      for (let part = 0; part < many; part += 1) {
        seen.made += 1;
        yield `data: ${'x'.repeat(size)}${part}\n\n`;
      }
      if (many === 1 && !signal.aborted) {
        await new Promise((resolve) => {
          signal.addEventListener('abort', resolve);
        });
        yield `data: ${String(signal.reason)}\n\n`;
      }
    } finally {
      seen.ended += 1;
      ended();
    }
  }
  let breaks: () => void = () => undefined;
  async function* broken(): AsyncGenerator<string> {
    yield 'data: whole\n\n';
    await new Promise<void>((resolve) => {
      breaks = resolve;
    });
    throw new Error('the database is at 10.1.2.3');
  }
  const stream = (
    path: string,
    of: (signal: AbortSignal) => AsyncIterable<string>,
    method: Route['method'] = 'get',
  ): Route =>
    defineRoute({
      ...{ method, path, area: 'test', summary: path, idempotency: 'own' },
      answers: { 200: { description: 'A stream', type: 'text/event-stream' } },
      access: { kind: 'signed-in', permission: 'things:read', agents: 'any' },
      handle: ({ signal }) =>
        Promise.resolve({
          status: 200,
          body: undefined,
          headers: { 'content-type': 'text/event-stream' },
          stream: of(signal),
        }),
    });
  beforeEach(async () => {
    seen.ended = 0;
    seen.made = 0;
    app = await smallApp([
      stream('/waits', (signal) => parts(signal, 1, 1)),
      stream('/three', (signal) => parts(signal, 3, 1)),
      stream('/much', (signal) => parts(signal, 5_000, 100_000)),
      stream('/broken', () => broken()),
      stream('/said', (signal) => parts(signal, 3, 1), 'post'),
    ]);
  });
  afterEach(() => app.close());
  const end = (): Promise<void> =>
    new Promise((resolve) => {
      if (seen.ended > 0) resolve();
      else ended = resolve;
    });
  const open = (path: string): ReturnType<typeof openEventSource> =>
    openEventSource(`${app.url}${path}`, { authorization: 'Bearer ana' });

  it('comes as it is made, with the headers of every answer', async () => {
    const { status, text, headers } = await app.call('GET', '/three');
    expect([status, text]).to.deep.equal([200, 'data: x0\n\ndata: x1\n\ndata: x2\n\n']);
    expect(headers.get('content-type')).to.equal('text/event-stream');
    expect(headers.get('x-content-type-options')).to.equal('nosniff');
    expect(headers.get('x-request-id')).to.match(/^[0-9a-f-]{36}$/);
    expect(headers.get('transfer-encoding')).to.equal('chunked');
    expect((await app.call('POST', '/said', { headers: { 'idempotency-key': 'k' } })).text).to.contain('x2');
  });

  it('ends when the client hangs up, and lets go of what it held', async () => {
    const client = await open('/waits');
    expect((await client.next())?.data).to.equal('x0');
    client.close();
    await end();
    expect(seen.ended).to.equal(1);
  });

  it('is told when the process stops, and may say a last word', async () => {
    const client = await open('/waits');
    await client.next();
    const closed = app.close();
    app.endWaiting();
    expect((await client.next())?.data).to.equal('stopping');
    expect(await client.next()).to.equal(undefined);
    await closed;
  });

  it('is made no faster than it is read: a client that does not read costs no memory', async () => {
    const client = await open('/much');
    await client.next();
    await new Promise((resolve) => setImmediate(resolve));
    expect(seen.made).to.be.lessThan(200);
    client.close();
    await end();
  });

  it('that breaks is cut, so that nobody takes it for whole; the log has the reason', async () => {
    const client = await open('/broken');
    expect((await client.next())?.data).to.equal('whole');
    breaks();
    expect(await client.next()).to.equal(undefined);
    const whole = await fetch(`${app.url}/broken`, { headers: { authorization: 'Bearer ana' } });
    const text = whole.text().catch((error: unknown) => String(error));
    breaks();
    expect(await text).to.contain('terminated');
    expect(app.logged.some((line) => line.includes('a streamed answer broke') && line.includes('10.1.2.3'))).to.equal(
      true,
    );
  });

  it('is not begun for HEAD', async () => {
    const head = await app.call('HEAD', '/three');
    expect([head.status, head.text, seen.made]).to.deep.equal([200, '', 0]);
  });
});
