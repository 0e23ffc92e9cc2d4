import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { z } from 'zod';
import { openRequest, type Call } from '../../../../runner/toolbelt/platform/request.js';
import { LeaseGone, ToolFailure } from '../../../../runner/toolbelt/toolFailure.js';

type Seen = {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  body: string;
};

describe('a request of a run to the platform', () => {
  let server: Server;
  let url: string;
  let seen: Seen[];
  /** What is answered, in order; the last one for all that follow. */
  let answers: ((response: ServerResponse) => void)[];

  before(async () => {
    server = createServer((request, response) => {
      const one: Seen = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body: '' };
      seen.push(one);
      request.on('data', (chunk: Buffer) => (one.body += chunk.toString('utf8')));
      request.on('end', () => {
        const answer = answers.length > 1 ? answers.shift() : answers[0];
        answer?.(response);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    seen = [];
    answers = [says(200, { ok: true })];
  });
  after(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const says =
    (status: number, body: unknown) =>
    (response: ServerResponse): void => {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      response.writeHead(status, { 'content-type': 'application/json' }).end(text);
    };
  const cut = (response: ServerResponse): void => void response.destroy();
  const ok = z.object({ ok: z.boolean() });
  const send = (call: Partial<Call> = {}, waits: readonly number[] = [1, 1]): Promise<unknown> =>
    openRequest(url, 'tok-1', waits)({ method: 'POST', path: '/api/x?secret=1', body: { a: 1 }, ...call }, ok);
  async function refusal(call: Partial<Call> = {}, waits?: readonly number[]): Promise<ToolFailure> {
    const error: unknown = await send(call, waits).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (error instanceof ToolFailure) return error;
    throw new Error('was not refused');
  }

  it('carries the run token, and a key for every write', async () => {
    expect(await send()).to.deep.equal({ ok: true });
    expect(seen[0]).to.deep.include({ method: 'POST', url: '/api/x?secret=1', body: '{"a":1}' });
    expect(seen[0]?.headers).to.include({ authorization: 'Bearer tok-1', accept: 'application/json' });
    expect(seen[0]?.headers['idempotency-key']).to.match(/^[0-9a-f-]{36}$/);
    await send({ method: 'PUT', body: undefined, key: 'turn-7-x' });
    expect(seen[1]).to.deep.include({ method: 'PUT', body: '{}' });
    expect(seen[1]?.headers['idempotency-key']).to.equal('turn-7-x');
    await send({ method: 'GET' });
    expect(seen[2]).to.deep.include({ method: 'GET', body: '' });
    expect(seen[2]?.headers).to.not.have.property('idempotency-key');
  });

  it('is sent again with the same key after a broken connection and after a failure of the server', async () => {
    answers = [cut, says(503, '<h1>restarting</h1>'), says(200, { ok: true })];
    expect(await send()).to.deep.equal({ ok: true });
    expect(seen).to.have.length(3);
    expect(new Set(seen.map(({ headers }) => headers['idempotency-key'])).size).to.equal(1);
    await send();
    expect(seen[3]?.headers['idempotency-key']).to.not.equal(seen[0]?.headers['idempotency-key']);
  });

  it('gives up after the last pause, says so, and that it is safe to repeat', async () => {
    answers = [cut];
    const { message, next } = await refusal();
    expect(message).to.match(/^The platform could not be reached \(.+\)\.$/);
    expect(next).to.include('it is safe to repeat').and.include('If it fails again, stop.');
    expect(seen).to.have.length(3);
    answers = [says(502, '<html>bad gateway</html>')];
    const failing = await refusal();
    expect(failing.message).to.equal('POST /api/x was refused: status 502');
    expect(failing.next).to.include('once more in a minute');
    expect(failing.facts).to.deep.equal({ status: 502 });
  });

  it('takes too long for a failed attempt', async () => {
    answers = [() => undefined];
    const { message } = await refusal({ timeoutMs: 30 }, []);
    expect(message).to.match(/^The platform could not be reached \(.*timeout.*\)\.$/);
  });

  it('ends the run on 401, without another try', async () => {
    answers = [says(401, { detail: 'The run token is not valid.' })];
    expect(await refusal()).to.be.instanceOf(LeaseGone);
    expect(seen).to.have.length(1);
  });

  it('is not repeated when it was refused, and has advice for each status', async () => {
    const advice: readonly (readonly [number, RegExp])[] = [
      [400, /^Correct the fields/],
      [403, /^This run may not do that\. Do not try another way/],
      [404, /^Check the id with `list-tickets` or `context`/],
      [409, /^Look at the current state first/],
      [413, /^Send less text/],
      [418, /^Do not repeat it\.$/],
      [422, /^Correct the fields/],
      [429, /^Wait a minute/],
    ];
    for (const [status, next] of advice) {
      seen = [];
      answers = [
        says(status, { title: 'No', detail: 'Because of that.', error: 'reason_code', errors: [{ path: 'a' }] }),
      ];
      const failure = await refusal();
      expect(failure.message).to.equal('POST /api/x was refused: Because of that.');
      expect(failure.next).to.match(next);
      expect(failure.facts).to.deep.equal({ status, code: 'reason_code', errors: [{ path: 'a' }] });
      expect(seen, String(status)).to.have.length(1);
    }
  });

  it('says the best that the answer has: detail, title, code, or the status alone', async () => {
    const said = async (body: unknown): Promise<string> => {
      answers = [says(409, body)];
      return (await refusal()).message.replace('POST /api/x was refused: ', '');
    };
    expect(await said({ title: 'Conflict', error: 'e' })).to.equal('Conflict');
    expect(await said({ error: 'agent_active' })).to.equal('agent_active');
    expect(await said({})).to.equal('status 409');
    expect(await said('<html>proxy</html>')).to.equal('status 409');
    expect(await said('')).to.equal('status 409');
    expect(await said([1])).to.equal('status 409');
  });

  it('never takes a refusal that comes with 200 for success', async () => {
    answers = [says(200, { error: 'Ticket not found' })];
    const { message, next } = await refusal();
    expect(message).to.equal('POST /api/x was refused: Ticket not found');
    expect(next).to.equal('Do not repeat it unchanged.');
  });

  it('is told apart from one whose row has an error of its own', async () => {
    answers = [says(200, { id: 3, error: 'of an earlier run' })];
    const task = z.object({ id: z.number() });
    const found = await openRequest(url, 't', [])({ method: 'GET', path: '/api/agents/tasks/3' }, task);
    expect(found).to.deep.equal({ id: 3 });
  });

  it('with an answer of another shape says to look before anything is repeated', async () => {
    for (const body of [{ ok: 'yes' }, 'no json', [], null]) {
      answers = [says(200, body)];
      const { message, next } = await refusal();
      expect(message).to.equal('POST /api/x gave an answer that this tool does not understand.');
      expect(next).to.match(/^Look at the current state/);
    }
  });

  it('follows no redirection, which would carry the token elsewhere', async () => {
    let elsewhere = 0;
    const other = createServer((_request, response) => {
      elsewhere += 1;
      response.end('{"ok":true}');
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const location = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`;
    answers = [(response) => response.writeHead(307, { location }).end()];
    expect((await refusal({}, [])).message).to.include('could not be reached');
    expect(elsewhere).to.equal(0);
    await new Promise((resolve) => other.close(resolve));
  });

  it('names in its failures the path without what was asked, and no token', async () => {
    answers = [says(500, 'x')];
    const failure = await refusal();
    expect(JSON.stringify([failure.message, failure.next, failure.facts]))
      .to.not.include('secret')
      .and.not.include('tok-1');
  });
});
