import { expect } from 'chai';
import { z } from 'zod';
import { expectOk, isHomeserver, request, saidBy, type Answer, type Call } from '../../../bot/homeserver/request.js';
import { Secret } from '../../../config/secret.js';
import {
  badGateway,
  rateLimited,
  refused,
  startFakeHomeserver,
  type FakeHomeserver,
} from '../../support/fakeHomeserver/index.js';

const versions = z.object({ versions: z.array(z.string()) });
const path = '/_matrix/client/versions';

describe('a call while the homeserver is set up', () => {
  let fake: FakeHomeserver;
  beforeEach(async () => {
    fake = await startFakeHomeserver();
  });
  afterEach(() => fake.stop());
  const ask = (call: Partial<Call> = {}, url = fake.url): Promise<Answer<z.infer<typeof versions>>> =>
    request(url, { method: 'GET', path, token: new Secret(fake.token), ...call }, versions);

  it('gives the answer that it knows the shape of', async () => {
    expect(await ask()).to.deep.equal({ kind: 'ok', value: { versions: ['v1.11'] } });
    expect(await ask({}, `${fake.url}///`)).to.have.property('kind', 'ok');
    fake.plan('GET', /versions/, { kind: 'answer', status: 200, body: '{"versions":"all"}' });
    expect(await ask({ path: `${path}?secret=1` })).to.deep.equal({
      kind: 'unreachable',
      reason: `its answer to GET ${path} is not Matrix`,
    });
  });

  it('is refused in the words of the homeserver', async () => {
    fake.plan('GET', /versions/, refused(403, 'M_FORBIDDEN'));
    const answer = await ask();
    expect(answer).to.deep.equal({ kind: 'refused', status: 403, errcode: 'M_FORBIDDEN', error: 'no' });
    expect(() => expectOk(answer, 'Making the room')).to.throw(
      'Making the room failed: the homeserver says M_FORBIDDEN (no)',
    );
    expect(saidBy({ kind: 'refused', status: 403, errcode: 'M_FORBIDDEN', error: '' })).to.equal(
      'the homeserver says M_FORBIDDEN (403)',
    );
  });

  it('waits as long as it is asked to, some times, and not for minutes', async () => {
    fake.plan('GET', /versions/, rateLimited(1), 3);
    expect(await ask()).to.have.property('kind', 'ok');
    fake.plan('GET', /versions/, rateLimited(1), 4);
    expect(await ask()).to.include({ kind: 'refused', status: 429 });
    fake.plan('GET', /versions/, rateLimited(60_000));
    expect(await ask()).to.include({ kind: 'refused', errcode: 'M_LIMIT_EXCEEDED' });
  });

  it('says in a few words why nobody answered', async () => {
    fake.plan('GET', /versions/, badGateway);
    expect(await ask()).to.deep.equal({ kind: 'unreachable', reason: 'its answer is no JSON' });
    fake.plan('GET', /versions/, { kind: 'answer', status: 500, body: '{"error":"Internal"}' });
    expect(await ask()).to.deep.equal({ kind: 'unreachable', reason: 'it answers with HTTP 500' });
    fake.plan('GET', /versions/, { kind: 'drop' });
    const dropped = await ask();
    if (dropped.kind !== 'unreachable') throw new Error(dropped.kind);
    expect(dropped.reason).to.match(/SOCKET|RESET|other side closed/);
    await fake.stop();
    const gone = await ask();
    expect(gone).to.deep.equal({ kind: 'unreachable', reason: 'ECONNREFUSED' });
    expect(() => expectOk(gone, 'Signing in')).to.throw(
      'Signing in failed: the homeserver does not answer (ECONNREFUSED)',
    );
  });

  it('never follows a redirect: the token would go wherever it points', async () => {
    const other = await startFakeHomeserver();
    fake.plan('GET', /versions/, {
      kind: 'answer',
      status: 302,
      body: '',
      headers: { Location: `${other.url}${path}` },
    });
    expect(await ask()).to.have.property('kind', 'unreachable');
    expect(other.calls).to.deep.equal([]);
    await other.stop();
  });

  it('knows a homeserver by its answer', async () => {
    expect(await isHomeserver(`${fake.url}/`)).to.equal(false);
    fake.plan('GET', /versions/, { kind: 'answer', status: 200, body: '{"versions":["v1.11"]}' });
    expect(await isHomeserver(fake.url)).to.equal(true);
    fake.plan('GET', /versions/, { kind: 'answer', status: 200, body: '<html>It works!</html>' });
    expect(await isHomeserver(fake.url)).to.equal(false);
    await fake.stop();
    expect(await isHomeserver(fake.url)).to.equal(false);
  });
});
