import { expect } from 'chai';
import { numberIn, startTestApi, textIn, type TestApi, type Who } from '../../support/api.js';

describe('tokens and sign-ins', () => {
  let api: TestApi;
  before(async () => {
    api = await startTestApi({ config: { server: { environment: 'test', public_url: 'https://ops.example.org' } } });
  });
  after(() => api?.stop());
  const make = (as: Who, body: unknown): ReturnType<TestApi['call']> => api.call(as, 'POST', '/api/auth/tokens', body);
  const me = (token: string): ReturnType<TestApi['call']> => api.call({ token }, 'GET', '/api/access/me');

  it('a personal token is shown once, lasts 90 days unless told, and a year at most', async () => {
    const days = async (body: Record<string, unknown>): Promise<number | undefined> => {
      const made = await make('ana', { name: 'script', ...body });
      expect([made.status, textIn(made.body, 'token')]).to.satisfy(
        ([status, token]: [number, string]) => status === 201 && /^opt_[\w-]{43}$/.test(token),
      );
      const { rows } = await api.db.query<{ days: number }>(
        'select round(extract(epoch from expires_at - clock_timestamp()) / 86400)::integer as days from tokens where id = $1',
        [numberIn(made.body, 'id')],
      );
      return rows[0]?.days;
    };
    expect([await days({}), await days({ expires_in_days: 366 }), await days({ expires_in_days: '1' })]).to.deep.equal([
      90, 366, 1,
    ]);
    for (const wrong of [0, 367, 1.5, 'soon', -1])
      expect((await make('ana', { name: 'script', expires_in_days: wrong })).status, String(wrong)).to.equal(422);
    expect((await make('ana', {})).status).to.equal(422);
    expect((await make('ana', { name: 'x'.repeat(101) })).status).to.equal(422);
  });

  it('is another each time, also with the same Idempotency-Key: a secret is not kept to be repeated', async () => {
    const key = { 'idempotency-key': 'one' };
    const made = [1, 2].map(() => api.call('ana', 'POST', '/api/auth/tokens', { name: 'script' }, key));
    const tokens = (await Promise.all(made)).map(({ body }) => textIn(body, 'token'));
    expect(new Set(tokens).size).to.equal(2);
    const { rows } = await api.db.query<{ kept: string | null }>(
      `select string_agg(response::text, '') as kept from idempotency_keys`,
    );
    for (const token of tokens) expect(rows[0]?.kept ?? '').to.not.contain(token);
  });

  it('may what its person may at the moment of each request', async () => {
    const token = textIn((await make('bo', { name: 'script' })).body, 'token');
    expect((await me(token)).body['roles']).to.deep.equal(['agent-operator', 'approver']);
    await api.db.query(
      `delete from person_roles where role = 'approver' and person_id = (select id from persons where name = 'bo')`,
    );
    expect((await me(token)).body['roles']).to.deep.equal(['agent-operator']);
    await api.db.query('update tokens set revoked_at = clock_timestamp()');
    expect((await me(token)).body['error']).to.equal('invalid_token');
  });

  it('is for people: a service has no tokens of its own', async () => {
    expect((await make('service', { name: 'x' })).body['error']).to.equal('people_only');
  });

  it('a token is read from its headers as they are, and a wrong one is not helped by a right one', async () => {
    const status = async (headers: Record<string, string>): Promise<number> =>
      (await api.call('nobody', 'GET', '/api/access/me', undefined, headers)).status;
    const token = api.tokenOf('ana');
    for (const authorization of [`Bearer ${token}`, `bearer ${token}`, `BEARER   ${token}`])
      expect(await status({ authorization }), authorization.slice(0, 9)).to.equal(200);
    for (const authorization of [
      token,
      `Basic ${token}`,
      `Bearer ${token} x`,
      `Bearer${token}`,
      'Bearer ',
      'Bearer null',
    ])
      expect(await status({ authorization }), authorization.slice(0, 8)).to.equal(401);
    expect(await status({ 'x-dashboard-service-token': 'wrong', authorization: `Bearer ${token}` })).to.equal(401);
    expect(await status({ authorization: 'Bearer wrong', cookie: `dashboard_session=${token}` })).to.equal(401);
    expect(await status({ cookie: `dashboard_session=${token}` })).to.equal(200);
    expect(await status({ cookie: `dashboard_session=${api.serviceToken}` })).to.equal(401);
    expect(await status({ cookie: 'dashboard_session=' })).to.equal(401);
  });

  it('each refusal of a token says what it is about', async () => {
    const why = async (token: string): Promise<unknown> => (await me(token)).body['error'];
    for (const [token, reason] of [
      ['opr_x', 'run_token_not_current'],
      ['opt_x', 'invalid_token'],
      ['ops_x', 'expired_session'],
      ['x', 'invalid_token'],
      [`${api.serviceToken}x`, 'invalid_token'],
      [api.serviceToken.slice(1), 'invalid_token'],
    ] as const)
      expect(await why(token), token.slice(0, 4)).to.equal(reason);
  });

  it('a sign-in behind https has a cookie that travels by https alone, and its end too', async () => {
    const signed = await api.call('nobody', 'POST', '/api/auth/login', {
      username: 'ana',
      password: api.passwordOf('ana'),
    });
    expect(signed.headers.get('set-cookie')).to.match(/; Secure$/);
    const out = await api.call({ token: textIn(signed.body, 'token') }, 'POST', '/api/auth/logout');
    expect(out.headers.get('set-cookie')).to.match(/^dashboard_session=; .*Max-Age=0; Secure$/);
    expect(signed.headers.get('cache-control')).to.equal('no-store');
  });

  it('one sign-in more or less does not touch the others of the same person', async () => {
    const signIn = async (): Promise<string> =>
      textIn(
        (await api.call('nobody', 'POST', '/api/auth/login', { username: 'cy', password: api.passwordOf('cy') })).body,
        'token',
      );
    const [one, other] = [await signIn(), await signIn()];
    await api.call({ token: one }, 'POST', '/api/auth/logout');
    expect([(await me(one)).status, (await me(other)).status]).to.deep.equal([401, 200]);
  });

  it('what somebody is told about themselves has no secret in it', async () => {
    const { body } = await me(api.tokenOf('admin'));
    expect(Object.keys(body)).to.have.members([
      'identity',
      'type',
      'username',
      'display_name',
      'email',
      'roles',
      'capabilities',
      'groups',
      'max_classification',
    ]);
    expect(body).to.deep.include({
      type: 'person',
      username: 'admin',
      capabilities: ['*'],
      max_classification: 'secret',
    });
  });
});
