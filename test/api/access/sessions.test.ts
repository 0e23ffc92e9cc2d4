import { expect } from 'chai';
import { numberIn, startTestApi, textIn, type Called, type TestApi, type Who } from '../../support/api.js';
import { idOf, newPerson, rowsIn, signInAs } from './newPerson.js';

describe('sign-ins', () => {
  let api: TestApi;
  before(async () => {
    api = await startTestApi();
  });
  after(() => api?.stop());
  const sessions = '/api/auth/sessions';
  const list = async (as: Who, query = ''): Promise<Called['body'][]> =>
    rowsIn((await api.call(as, 'GET', sessions + query)).body, 'sessions');
  const status = async (token: string): Promise<number> => (await api.call({ token }, 'GET', '/api/access/me')).status;

  it('27.57: are listed with where they came from, the own one marked, and without what they are', async () => {
    const signed = await api.call(
      'nobody',
      'POST',
      '/api/auth/login',
      { username: 'cy', password: api.passwordOf('cy') },
      { 'user-agent': 'Firefox of Cy' },
    );
    const token = textIn(signed.body, 'token');
    const answer = await api.call({ token }, 'GET', sessions);
    const [newest, first] = rowsIn(answer.body, 'sessions');
    expect(newest).to.deep.include({ current: true, method: 'password', user_agent: 'Firefox of Cy' });
    expect(newest?.['ip']).to.match(/127\.0\.0\.1|::1/);
    expect(first?.['current']).to.equal(false);
    expect(answer.text).to.not.contain('ops_');
  });

  it('end one by one at the next request, and are not listed any more', async () => {
    const [one, other] = [
      await signInAs(api, 'ana', api.passwordOf('ana')),
      await signInAs(api, 'ana', api.passwordOf('ana')),
    ];
    const id = numberIn((await list({ token: one })).find(({ current }) => current === true) ?? {}, 'id');
    expect((await api.call({ token: other }, 'DELETE', `${sessions}/${id}`)).status).to.equal(204);
    expect([await status(one), await status(other)]).to.deep.equal([401, 200]);
    expect((await list({ token: other })).map((row) => row['id'])).to.not.include(id);
    expect((await api.call({ token: other }, 'DELETE', `${sessions}/${id}`)).body['error']).to.equal(
      'session_not_found',
    );
  });

  it('of somebody else are not there for those who do not administer access', async () => {
    const cy = numberIn((await list('cy'))[0] ?? {}, 'id');
    const foreign = await api.call('ana', 'DELETE', `${sessions}/${cy}`);
    expect([foreign.status, foreign.body['error']]).to.deep.equal([404, 'session_not_found']);
    const reading = await api.call('ana', 'GET', `${sessions}?user_id=${await idOf(api, 'cy')}`);
    expect([reading.status, reading.body['required_permission']]).to.deep.equal([403, 'access:admin']);
    expect((await list('cy')).map(({ id }) => id)).to.include(cy);
  });

  it('of a person are seen and ended by administrators, and those of administrators by these alone', async () => {
    const lea = await newPerson(api, 'lea', ['requester']);
    const rows = await list('admin', `?user_id=${lea.id}`);
    expect(rows).to.have.length(1);
    const manager = await newPerson(api, 'mo', ['soc-manager']);
    const admins = await list({ token: manager.token }, `?user_id=${await idOf(api, 'admin')}`);
    const refused = await api.call(
      { token: manager.token },
      'DELETE',
      `${sessions}/${numberIn(admins[0] ?? {}, 'id')}`,
    );
    expect([refused.status, refused.body['required_permission']]).to.deep.equal([403, '*']);
    expect(
      (await api.call({ token: manager.token }, 'DELETE', `${sessions}/${numberIn(rows[0] ?? {}, 'id')}`)).status,
    ).to.equal(204);
    expect(await status(lea.token)).to.equal(401);
    const none = await api.call('admin', 'GET', `${sessions}?user_id=999999`);
    expect(none.body['error']).to.equal('person_not_found');
  });

  it('are a person’s: a service has none, and addresses that are no number are nothing', async () => {
    expect((await api.call('service', 'GET', sessions)).body['error']).to.equal('people_only');
    for (const id of ['x', '0', '99999999999999999999'])
      expect((await api.call('admin', 'DELETE', `${sessions}/${id}`)).status, id).to.equal(404);
  });

  it('27.8: signing out by cookie ends the session, from our own pages alone', async () => {
    const token = await signInAs(api, 'ana', api.passwordOf('ana'));
    const cookie = `theme=dark; dashboard_session=${token}`;
    const out = (headers: Record<string, string>): Promise<Called> =>
      api.call('nobody', 'POST', '/api/auth/logout', undefined, { cookie, ...headers });
    const foreign = await out({ origin: 'https://evil.example.org' });
    expect([foreign.status, foreign.body['error'], await status(token)]).to.deep.equal([
      403,
      'cross_site_request',
      200,
    ]);
    const own = await out({ 'sec-fetch-site': 'same-origin' });
    expect([own.status, own.headers.get('location')]).to.deep.equal([303, '/login?logged_out=1']);
    expect(own.headers.get('set-cookie')).to.match(/^dashboard_session=; Path=\/; HttpOnly; SameSite=Lax; Max-Age=0$/);
    expect(await status(token)).to.equal(401);
    const again = await out({ 'sec-fetch-site': 'same-origin' });
    expect(again.status).to.equal(303);
    expect((await api.call('nobody', 'POST', '/api/auth/logout')).status).to.equal(303);
  });

  it('a form of another site signs nobody in, whatever its browser says of it', async () => {
    const form = (headers: Record<string, string>): Promise<Called> =>
      api.call(
        'nobody',
        'POST',
        '/api/auth/login',
        `username=ana&password=${encodeURIComponent(api.passwordOf('ana'))}`,
        {
          'content-type': 'application/x-www-form-urlencoded',
          ...headers,
        },
      );
    for (const headers of [
      { origin: 'https://evil.example.org' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site', origin: api.url },
    ]) {
      const answer = await form(headers);
      expect([answer.status, answer.headers.get('set-cookie')], JSON.stringify(headers)).to.deep.equal([403, null]);
    }
    for (const headers of [{ origin: api.url }, { 'sec-fetch-site': 'same-origin', origin: api.url }])
      expect((await form(headers)).status).to.equal(303);
  });

  it('a cookie counts for no change from another site, for any method that changes', async () => {
    const cookie = `dashboard_session=${await signInAs(api, 'ana', api.passwordOf('ana'))}`;
    for (const [method, path] of [
      ['POST', '/api/auth/tokens'],
      ['POST', '/api/auth/password'],
      ['POST', '/api/access/me/matrix-link'],
      ['DELETE', '/api/auth/sessions/1'],
      ['DELETE', '/api/auth/tokens/1'],
    ] as const) {
      const answer = await api.call('nobody', method, path, {}, { cookie, origin: 'https://evil.example.org' });
      expect([answer.status, answer.body['error']], `${method} ${path}`).to.deep.equal([401, 'cross_site_request']);
    }
    const reading = await api.call('nobody', 'GET', '/api/access/me', undefined, {
      cookie,
      'sec-fetch-site': 'cross-site',
    });
    expect(reading.status).to.equal(200);
  });

  it('are written as used once in a while, and not at every request', async () => {
    const token = await signInAs(api, 'ana', api.passwordOf('ana'));
    const used = async (): Promise<string | undefined> =>
      (
        await api.db.query<{ row: string }>(
          `select xmin::text || ' ' || coalesce(last_used_at::text, 'never') as row from login_sessions order by id desc limit 1`,
        )
      ).rows[0]?.row;
    await status(token);
    const first = await used();
    expect(first).to.not.contain('never');
    for (let turn = 0; turn < 5; turn += 1) await status(token);
    expect(await used()).to.equal(first);
    await api.db.query(`update login_sessions set last_used_at = last_used_at - interval '61 seconds'`);
    await status(token);
    const later = await used();
    expect(later?.split(' ').slice(1)).to.not.deep.equal(first?.split(' ').slice(1));
  });

  it('that are over are forgotten, and so are codes that nobody said', async () => {
    await api.call('bo', 'POST', '/api/access/me/matrix-link', { matrix_user_id: '@bobby:example.org' });
    await api.db.query(`update matrix_links set expires_at = clock_timestamp()`);
    const { forgetEndedSessions } = await import('../../../api/access/index.js');
    await forgetEndedSessions(api.db);
    const { rows } = await api.db.query<{ left: number }>(
      `select (select count(*) from matrix_links) + (select count(*) from login_sessions where revoked_at is not null) as left`,
    );
    expect(rows[0]?.left).to.equal(0);
  });
});
