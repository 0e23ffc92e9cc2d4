import { connect } from 'node:net';
import { once } from 'node:events';
import { expect } from 'chai';
import { ok } from '../../../api/http/answer.js';
import { listen } from '../../../api/http/listen.js';
import { defineRoute, type Route } from '../../../api/http/route.js';
import { smallApp, type SmallApp } from './smallApp.js';

describe('requests that wait', () => {
  let app: SmallApp;
  const ends: unknown[] = [];
  let arrived: (() => void)[];
  /** Answers when its waiting ends, with the reason. */
  const waits: Route = defineRoute({
    ...{ method: 'get', path: '/wait', area: 'test', summary: 'x', answers: { 200: { description: 'It' } } },
    access: { kind: 'public' },
    handle: ({ signal }) =>
      new Promise((resolve) => {
        const end = (): void => {
          ends.push(signal.reason);
          resolve(ok({ reason: String(signal.reason) }));
        };
        if (signal.aborted) end();
        else signal.addEventListener('abort', end);
        arrived.shift()?.();
      }),
  });
  beforeEach(async () => {
    ends.length = 0;
    arrived = [];
    app = await smallApp([waits]);
  });
  afterEach(() => app.close());
  const arrival = (): Promise<void> => new Promise((resolve) => arrived.push(resolve));

  it('are all answered when the process is about to stop, and the stop waits for the answers', async () => {
    const [here, there] = [arrival(), arrival()];
    const answers = Promise.all([app.call('GET', '/wait'), app.call('GET', '/wait')]);
    await Promise.all([here, there]);
    const closed = app.close();
    app.endWaiting();
    expect((await answers).map(({ status, body }) => [status, body['reason']])).to.deep.equal([
      [200, 'stopping'],
      [200, 'stopping'],
    ]);
    await closed;
    expect(await app.call('GET', '/wait').catch((error: unknown) => String(error))).to.contain('ECONNREFUSED');
  });

  it('end when the client hangs up', async () => {
    const here = arrival();
    const socket = connect({ host: '127.0.0.1', port: Number(new URL(app.url).port) });
    socket.write('GET /wait HTTP/1.1\r\nHost: x\r\n\r\n');
    await here;
    socket.destroy();
    await once(socket, 'close');
    for (let look = 0; ends.length === 0 && look < 100; look += 1)
      await new Promise((resolve) => setTimeout(resolve, 10));
    expect(ends).to.deep.equal(['client_gone']);
  });

  it('that were answered are not told of a later stop', async () => {
    const here = arrival();
    const answer = app.call('GET', '/wait');
    await here;
    app.endWaiting();
    expect((await answer).body['reason']).to.equal('stopping');
    app.endWaiting();
    expect(ends).to.deep.equal(['stopping']);
  });

  it('and never end are cut, so that a stop ends at all', async () => {
    const hanging = await listen(() => undefined, { host: '127.0.0.1', port: 0 });
    const socket = connect({ host: '127.0.0.1', port: hanging.port });
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(socket, 'connect');
    socket.on('error', () => undefined);
    const cut = once(socket, 'close');
    await hanging.close();
    await cut;
    expect(socket.destroyed).to.equal(true);
  });

  it('an idle connection does not hold a stop up', async () => {
    const socket = connect({ host: '127.0.0.1', port: Number(new URL(app.url).port) });
    socket.write('GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(socket, 'data');
    socket.on('error', () => undefined);
    const ended = once(socket, 'close');
    await app.close();
    await ended;
    app = await smallApp([waits]);
  });
});

describe('the address that the API says', () => {
  it('is one that can be gone to, whatever it listens on', async () => {
    for (const [host, shown] of [
      ['0.0.0.0', '127.0.0.1'],
      ['127.0.0.1', '127.0.0.1'],
      ['localhost', 'localhost'],
    ] as const) {
      const listening = await listen((_, response) => response.end('here'), { host, port: 0 });
      expect(listening.url).to.equal(`http://${shown}:${listening.port}`);
      expect(await (await fetch(listening.url)).text()).to.equal('here');
      await listening.close();
    }
  });

  it('that is not of this machine is refused with the setting to change', async () => {
    const why = await listen(() => undefined, { host: '192.0.2.1', port: 0 }).catch(String);
    expect(why).to.contain('cannot listen on 192.0.2.1:0').and.contain('EADDRNOTAVAIL');
    expect(why).to.contain('Set OPSROOM_PORT or OPSROOM_HOST');
  });
});
