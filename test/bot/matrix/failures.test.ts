import { inspect } from 'node:util';
import { expect } from 'chai';
import { matrixHttp, type MatrixHttp } from '../../../bot/matrix/http.js';
import { asFailure, failureOfAnswer, failureOfConnection, MatrixFailure } from '../../../bot/matrix/matrixFailure.js';
import { downloadMedia, uploadMedia } from '../../../bot/matrix/media.js';
import { Secret } from '../../../config/secret.js';
import {
  badGateway,
  nullBody,
  rateLimited,
  refused,
  startFakeHomeserver,
  type FakeHomeserver,
} from '../../support/fakeHomeserver/index.js';

const refusal = { errcode: 'M_FORBIDDEN', error: 'You are not in this room' };

describe('a failure of the homeserver', () => {
  it('is a refusal only when a homeserver says so itself', () => {
    expect(failureOfAnswer(403, null, refusal)).to.include({ kind: 'refused', status: 403, errcode: 'M_FORBIDDEN' });
    expect(failureOfAnswer(403, null, refusal).message).to.equal('403 M_FORBIDDEN You are not in this room');
    for (const body of [undefined, null, 'no', [], {}, { errcode: 7 }, { error: 'M_FORBIDDEN' }])
      for (const status of [400, 403, 404])
        expect(failureOfAnswer(status, null, body).kind, JSON.stringify(body)).to.equal('server');
  });

  it('is a proxy without its homeserver, an error of its own, or a request that came too slowly', () => {
    for (const status of [502, 503, 504, 520, 524])
      expect(failureOfAnswer(status, null, refusal).kind, String(status)).to.equal('unreachable');
    for (const status of [500, 501, 408, 599])
      expect(failureOfAnswer(status, null, refusal).kind, String(status)).to.equal('server');
  });

  it('is a rate limit whatever the status is, and asks for the time that the body or the header says', () => {
    const limit = { errcode: 'M_LIMIT_EXCEEDED', error: 'slow down' };
    expect(failureOfAnswer(429, '7', { ...limit, retry_after_ms: 250 })).to.include({
      kind: 'rate_limited',
      retryAfterMs: 250,
    });
    expect(failureOfAnswer(400, '7', limit)).to.include({ kind: 'rate_limited', retryAfterMs: 7_000 });
    expect(failureOfAnswer(429, null, undefined)).to.include({ kind: 'rate_limited', retryAfterMs: undefined });
    const soon = failureOfAnswer(429, new Date(Date.now() + 60_000).toUTCString(), limit).retryAfterMs ?? 0;
    expect(soon).to.be.within(50_000, 60_000);
    for (const [header, wait] of [
      ['Wed, 01 Jan 2020 00:00:00 GMT', 0],
      ['-5', 0],
      ['soon', undefined],
    ] as const)
      expect(failureOfAnswer(429, header, limit).retryAfterMs, header).to.equal(wait);
    for (const asked of [-1, '250', null])
      expect(failureOfAnswer(429, '2', { retry_after_ms: asked }).retryAfterMs).to.equal(2_000);
  });

  it('keeps no more than a sentence of what the other side said', () => {
    expect(failureOfAnswer(400, null, { errcode: 'M_BAD_JSON', error: 'x'.repeat(5_000) }).message.length).to.be.below(
      350,
    );
  });

  it('says by which code there was no answer', () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' });
    const failed = failureOfConnection(new TypeError('fetch failed', { cause }));
    expect(failed).to.include({ kind: 'unreachable', message: 'no answer from the homeserver (ECONNREFUSED)' });
    expect(failureOfConnection(new DOMException('x', 'AbortError')).message).to.include('(AbortError)');
    expect(failureOfConnection('x').message).to.include('(unknown)');
  });

  it('is a fault of ours when it is anything else, to be tried again', () => {
    const own = new MatrixFailure('refused', 'no');
    expect(asFailure(own)).to.equal(own);
    expect(asFailure(new TypeError('x is not a function'))).to.include({
      kind: 'server',
      message: 'x is not a function',
    });
    expect(asFailure(7)).to.include({ kind: 'server', message: '7' });
  });
});

describe('a request to the homeserver', () => {
  let fake: FakeHomeserver;
  let stopping: AbortController;
  let http: MatrixHttp;
  const path = '/_matrix/client/versions';
  beforeEach(async () => {
    fake = await startFakeHomeserver();
    stopping = new AbortController();
    http = matrixHttp(`${fake.url}//`, new Secret(fake.token), stopping.signal);
  });
  afterEach(() => fake.stop());
  const failure = async (asked: Promise<unknown>): Promise<MatrixFailure> => {
    const error: unknown = await asked.catch((thrown: unknown) => thrown);
    if (!(error instanceof MatrixFailure)) throw new Error(`no failure, but ${JSON.stringify(error)}`);
    expect(inspect(error, { depth: 9 })).to.not.include(fake.token);
    return error;
  };

  it('gives the answer, with a token and a slash more or less at the end of the address', async () => {
    expect(await http.request('GET', path)).to.deep.equal({ versions: ['v1.11'] });
    const room = '/_matrix/client/v3/rooms/!a%2Fb%3Ax/typing/@bot';
    expect(await http.request('PUT', room, { body: { typing: true } })).to.deep.equal({});
    expect(fake.calls.at(-1)).to.deep.include({ method: 'PUT', path: room, body: { typing: true } });
    expect(fake.nonsense).to.deep.equal([]);
  });

  it('fails in one of four ways and in no other', async () => {
    for (const [fault, facts] of [
      [refused(403, 'M_FORBIDDEN'), { kind: 'refused', status: 403 }],
      [rateLimited(1_500), { kind: 'rate_limited', retryAfterMs: 1_500 }],
      [badGateway, { kind: 'unreachable', status: 502 }],
      [{ kind: 'drop' }, { kind: 'unreachable' }],
      [
        { kind: 'answer', status: 200, body: '<html>captive portal</html>' },
        { kind: 'server', status: 200 },
      ],
      [
        { kind: 'answer', status: 200, body: '' },
        { kind: 'server', status: 200 },
      ],
      [
        { kind: 'answer', status: 500, body: 'Internal' },
        { kind: 'server', status: 500 },
      ],
    ] as const) {
      fake.plan('GET', /versions/, fault);
      expect(await failure(http.request('GET', path))).to.include(facts);
    }
    fake.plan('GET', /versions/, nullBody);
    expect(await http.request('GET', path)).to.equal(null);
    const stranger = matrixHttp(fake.url, new Secret('another'), stopping.signal);
    expect(await failure(stranger.request('GET', path))).to.include({ kind: 'refused', errcode: 'M_UNKNOWN_TOKEN' });
  });

  it('gives up after its time, and at once when the bot stops', async () => {
    fake.plan('GET', /versions/, { kind: 'hang' }, 3);
    expect(await failure(http.request('GET', path, { timeoutMs: 20 }))).to.include({ kind: 'unreachable' });
    const waiting = failure(http.request('GET', path));
    stopping.abort();
    expect(await waiting).to.include({ kind: 'unreachable' });
    expect(await failure(http.request('GET', path))).to.include({ kind: 'unreachable' });
  });

  describe('for a file', () => {
    const media = /media\/download/;
    const limits = { maxBytes: 10, timeoutMs: 2_000 };
    const uri = 'mxc://localhost/abc_D-9';
    const answers = (body: string, headers: Record<string, string> = {}): void => {
      fake.plan('GET', media, {
        kind: 'answer',
        status: 200,
        body,
        headers: { 'Content-Type': 'text/plain', ...headers },
      });
    };

    it('takes up to its limit, and nothing above it whatever the header says', async () => {
      answers('0123456789');
      const file = await downloadMedia(http, uri, limits);
      expect([file.bytes.toString(), file.contentType]).to.deep.equal(['0123456789', 'text/plain']);
      expect(fake.calls.at(-1)?.path).to.equal('/_matrix/client/v1/media/download/localhost/abc_D-9');
      answers('0123456789A');
      const larger = { kind: 'refused', message: 'the file is larger than 10 bytes' };
      expect(await failure(downloadMedia(http, uri, limits))).to.include(larger);
      answers('0123456789A', { 'Content-Length': '11' });
      expect(await failure(downloadMedia(http, uri, limits))).to.include(larger);
      answers('');
      expect((await downloadMedia(http, uri, limits)).bytes.length).to.equal(0);
    });

    it('asks for nothing that is no address of a file', async () => {
      const addresses = [
        '',
        'https://localhost/abc',
        'mxc://localhost',
        'mxc://localhost/',
        'mxc:///abc',
        'mxc://localhost/a/b',
      ];
      addresses.push(
        'mxc://localhost/../../admin',
        'mxc://localhost/a?b',
        'mxc://localhost/a#b',
        'MXC://localhost/abc',
        ' mxc://localhost/abc',
      );
      for (const address of addresses)
        expect((await failure(downloadMedia(http, address, limits))).kind, address).to.equal('refused');
      expect(fake.calls).to.deep.equal([]);
    });

    it('can not be led out of its place by the name of a server', async () => {
      await failure(downloadMedia(http, 'mxc://a%2Fb..:8448/abc', limits));
      expect(fake.calls.at(-1)?.path).to.equal('/_matrix/client/v1/media/download/a%252Fb..%3A8448/abc');
    });

    it('fails as every request does', async () => {
      fake.plan('GET', media, refused(404, 'M_NOT_FOUND'));
      expect(await failure(downloadMedia(http, uri, limits))).to.include({ kind: 'refused', errcode: 'M_NOT_FOUND' });
      fake.plan('GET', media, { kind: 'drop' });
      expect(await failure(downloadMedia(http, uri, limits))).to.include({ kind: 'unreachable' });
      fake.plan('GET', media, { kind: 'hang' });
      expect(await failure(downloadMedia(http, uri, { ...limits, timeoutMs: 20 }))).to.include({ kind: 'unreachable' });
    });

    it('that is stored needs an address in the answer', async () => {
      const file = {
        bytes: Buffer.from('{}'),
        contentType: 'application/json',
        filename: 'a b&c.json',
        timeoutMs: 2_000,
      };
      fake.plan('POST', /upload/, { kind: 'answer', status: 200, body: '{"content_uri":"mxc://localhost/new"}' });
      expect(await uploadMedia(http, file)).to.equal('mxc://localhost/new');
      for (const body of ['{}', 'null', '{"content_uri":7}']) {
        fake.plan('POST', /upload/, { kind: 'answer', status: 200, body });
        expect(await failure(uploadMedia(http, file)), body).to.include({ kind: 'server' });
      }
      fake.plan('POST', /upload/, refused(413, 'M_TOO_LARGE'));
      expect(await failure(uploadMedia(http, file))).to.include({ kind: 'refused', status: 413 });
    });
  });
});
