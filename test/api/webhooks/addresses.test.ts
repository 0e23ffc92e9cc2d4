import { expect } from 'chai';
import { addressRulesOf } from '../../../api/webhooks/index.js';
import { configSchema } from '../../../config/schema.js';
import { startTestApi, type Fields, type TestApi } from '../../support/api.js';

describe('the address of a webhook', () => {
  let api: TestApi;
  /** As a real installation has it: no test environment. */
  let strict: TestApi;
  before(async () => {
    [api, strict] = await Promise.all([
      startTestApi(),
      startTestApi({ config: { server: { environment: 'production' } } }),
    ]);
  });
  after(() => Promise.all([api?.stop(), strict?.stop()]));

  const make = async (where: TestApi, url: unknown, more: Fields = {}): Promise<unknown[]> => {
    const { status, body } = await where.call('admin', 'POST', '/api/webhooks', { url, ...more });
    return status === 201
      ? [201]
      : [status, body['error'], (body['errors'] as { path: string }[] | undefined)?.[0]?.path];
  };
  const refused = [422, 'invalid_fields', 'body.url'];

  it('is https on the public internet', async () => {
    expect(await make(strict, 'https://hooks.example.org/a?b=c')).to.deep.equal([201]);
    for (const url of [
      ...['http://hooks.example.org/', 'ftp://example.org/', 'file:///etc/passwd', 'javascript:alert(1)', 'hooks', ''],
      ...['https://user:secret@example.org/', 'https://example.org/#part'],
    ])
      expect(await make(strict, url), url).to.deep.equal(refused);
  });

  it('is never one of our own networks, however it is written', async () => {
    for (const host of [
      ...['127.0.0.1', '127.1', '2130706433', '0x7f000001', '0177.0.0.1', 'localhost', 'a.localhost', 'LOCALHOST.'],
      ...['10.0.0.1', '172.16.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '224.0.0.1'],
      ...['[::1]', '[::]', '[fe80::1]', '[fd00::1]', '[::ffff:10.0.0.1]', '[::ffff:7f00:1]', '[64:ff9b::a00:1]'],
      ...['metadata.google.internal', 'printer.local'],
    ])
      expect(await make(strict, `https://${host}/hook`), host).to.deep.equal(refused);
  });

  it('may be on loopback in the test environment, and nowhere else inside', async () => {
    expect(await make(api, 'http://127.0.0.1:9/')).to.deep.equal([201]);
    expect(await make(api, 'http://localhost:9/')).to.deep.equal([201]);
    for (const url of ['http://10.0.0.1/', 'https://10.0.0.1/', 'http://example.org/'])
      expect(await make(api, url), url).to.deep.equal(refused);
  });

  it('may be inside where the configuration says so, still by https', async () => {
    const inside = await startTestApi({
      config: { server: { environment: 'production' }, webhooks: { allow_private: true } },
    });
    try {
      expect(await make(inside, 'https://10.0.0.1/hook')).to.deep.equal([201]);
      expect(await make(inside, 'http://10.0.0.1/hook')).to.deep.equal(refused);
    } finally {
      await inside.stop();
    }
  });

  it('is looked at again when it is changed', async () => {
    const { body } = await strict.call('admin', 'POST', '/api/webhooks', { url: 'https://hooks.example.org/' });
    const path = `/api/webhooks/${String(body['id'])}`;
    expect((await strict.call('admin', 'PATCH', path, { url: 'https://127.0.0.1/' })).status).to.equal(422);
    expect((await strict.call('admin', 'GET', path)).body['url']).to.equal('https://hooks.example.org/');
  });

  it('and when it is sent to: a name that leads inside is not connected to', async () => {
    // A webhook that was made before the rules were as they are, or whose name was pointed elsewhere since.
    await strict.db.query(
      `insert into webhooks (url, secret, created_by) values ('https://127.0.0.1:9/', 'whsec_AAAA', 'test')`,
    );
    const { rows } = await strict.db.query<{ id: number }>('select id from webhooks order by id desc limit 1');
    const path = `/api/webhooks/${rows[0]?.id ?? 0}`;
    await strict.call('admin', 'POST', `${path}/ping`);
    for (let look = 0; look < 200; look += 1) {
      const { body } = await strict.call('admin', 'GET', `${path}/deliveries`);
      const [delivery] = body['deliveries'] as Fields[];
      if (delivery?.['last_error'] === 'The host is not on the public internet.') return;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error('the delivery was not refused');
  });

  it('and its other fields are checked: events by name, and bounded', async () => {
    const url = 'http://127.0.0.1:9/';
    for (const events of [['Ticket Created'], ['x'.repeat(101)], Array(101).fill('ticket'), 'ticket', [{}]])
      expect((await make(api, url, { events }))[0], JSON.stringify(events)).to.equal(422);
    expect((await make(api, url, { description: 'x'.repeat(501) }))[0]).to.equal(422);
    expect((await make(api, `https://example.org/${'x'.repeat(2_000)}`))[0]).to.equal(422);
    expect((await make(api, null))[0]).to.equal(422);
  });

  it('follows the configuration', () => {
    expect(addressRulesOf(configSchema.parse({}))).to.deep.equal({ allowPrivate: false, allowLoopback: false });
  });
});
