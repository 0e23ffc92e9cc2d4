import { expect } from 'chai';
import { claimTask } from '../../../api/agents/index.js';
import { numberIn, startTestApi, textIn, type TestApi } from '../../support/api.js';

describe('who is calling', () => {
  let api: TestApi;
  before(async () => {
    api = await startTestApi();
  });
  after(() => api?.stop());

  const signIn = (username: string, password: string): ReturnType<TestApi['call']> =>
    api.call('nobody', 'POST', '/api/auth/login', { username, password });
  const tryForm = (fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${api.url}/api/auth/login`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html', ...headers },
      body: new URLSearchParams(fields).toString(),
    });

  it('a sign-in gives a token and a cookie that scripts cannot read', async () => {
    const { status, headers, body } = await signIn('ana', api.passwordOf('ana'));
    expect([status, body['status'], body['username']]).to.deep.equal([200, 'ok', 'ana']);
    expect(headers.get('set-cookie')).to.match(
      /^dashboard_session=ops_\S+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=3600$/,
    );
    const me = await api.call({ token: textIn(body, 'token') }, 'GET', '/api/access/me');
    expect([me.status, me.body['username'], me.body['roles']]).to.deep.equal([200, 'ana', ['requester']]);
  });

  it('the Matrix id is taken for the name', async () => {
    expect((await signIn('@Bo:localhost', api.passwordOf('bo'))).body['username']).to.equal('bo');
  });

  it('an unknown name and a wrong password get the same answer', async () => {
    const unknown = await signIn('nobody-here', 'x');
    const wrong = await signIn('cy', 'x');
    expect(unknown.status).to.equal(401);
    expect(unknown.text).to.equal(wrong.text);
    expect(unknown.body['error']).to.equal('invalid_credentials');
  });

  it('after five failures in a row the account is locked, also for the right password', async () => {
    for (let attempt = 0; attempt < 5; attempt += 1) expect((await signIn('admin', 'x')).status).to.equal(401);
    const { status, headers, body } = await signIn('admin', api.passwordOf('admin'));
    expect([status, body['error']]).to.deep.equal([429, 'account_locked']);
    expect(Number(headers.get('retry-after'))).to.be.within(1, 900);
    await api.db.query(`update passwords set locked_until = clock_timestamp()`);
    expect((await signIn('admin', api.passwordOf('admin'))).status).to.equal(200);
  });

  it('failures are in the event log with the name that was tried, and no password', async () => {
    const { rows } = await api.db.query<{ all: string }>(
      `select string_agg(details::text, ' ') as all from event_log where action = 'dashboard_login_failed'`,
    );
    expect(rows[0]?.all).to.contain('nobody-here').and.not.contain('password of');
  });

  it('the form leads on to a page of ours and to no other site', async () => {
    const next = async (path: string): Promise<string | null> => {
      const fields = { username: 'ana', password: api.passwordOf('ana'), next: path };
      return (await tryForm(fields)).headers.get('location');
    };
    expect(await next('/docs?x=1')).to.equal('/docs?x=1');
    for (const path of [
      '//evil.example',
      '/\\evil.example',
      '/\t/evil.example',
      'https://evil.example',
      '/api/tickets',
      '/login',
    ])
      expect(await next(path), path).to.equal('/');
    const failed = await tryForm({ username: 'ana', password: 'x', next: '/docs' });
    expect([failed.status, failed.headers.get('location')]).to.deep.equal([303, '/login?error=1&next=%2Fdocs']);
  });

  it('a form on a page of another site signs nobody in', async () => {
    const fields = { username: 'ana', password: api.passwordOf('ana') };
    const answer = await tryForm(fields, { 'sec-fetch-site': 'cross-site' });
    expect([answer.status, answer.headers.get('set-cookie')]).to.deep.equal([403, null]);
  });

  it('the sign-in page works without a script and escapes what it is given', async () => {
    const page = await api.call('nobody', 'GET', `/login?error=1&next=${encodeURIComponent('/docs?"><b>')}`);
    expect(page.status).to.equal(200);
    expect(page.text).to.contain('did not work').and.not.contain('"><b>').and.not.contain('<script');
    expect(page.headers.get('content-security-policy')).to.not.contain('unsafe');
    expect((await api.call('nobody', 'GET', '/login?logged_out=1')).text).to.contain('You are signed out.');
  });

  it('a cookie is believed from our own pages alone', async () => {
    const cookie = `dashboard_session=${textIn((await signIn('ana', api.passwordOf('ana'))).body, 'token')}`;
    const file = (headers: Record<string, string>): ReturnType<TestApi['call']> =>
      api.call('nobody', 'POST', '/api/tickets', { title: 'With a cookie' }, { cookie, ...headers });
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example.org' },
      { origin: 'null' },
    ]) {
      const { status, body } = await file(headers);
      expect([status, body['error']], JSON.stringify(headers)).to.deep.equal([401, 'cross_site_request']);
    }
    expect((await file({ 'sec-fetch-site': 'same-origin' })).status).to.equal(200);
    expect((await file({ origin: api.url })).status).to.equal(200);
  });

  it('signing out ends the session on the server, so that a copied cookie is worth nothing', async () => {
    const token = textIn((await signIn('ana', api.passwordOf('ana'))).body, 'token');
    const out = await api.call({ token }, 'POST', '/api/auth/logout');
    expect([out.status, out.headers.get('location')]).to.deep.equal([303, '/login?logged_out=1']);
    const after = await api.call({ token }, 'GET', '/api/access/me');
    expect([after.status, after.body['error']]).to.deep.equal([401, 'expired_session']);
  });

  it('a sign-in is over when nobody used it for its time, and goes on while it is used', async () => {
    const token = textIn((await signIn('ana', api.passwordOf('ana'))).body, 'token');
    const me = (): ReturnType<TestApi['call']> => api.call({ token }, 'GET', '/api/access/me');
    const age = (interval: string): Promise<unknown> =>
      api.db.query(
        `update login_sessions set expires_at = clock_timestamp() + $1::interval where id = (select max(id) from login_sessions)`,
        [interval],
      );
    await age('1 second');
    expect((await me()).status).to.equal(200);
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect((await me()).status).to.equal(200);
    await age('-1 second');
    expect((await me()).status).to.equal(401);
  });

  it('a personal token may what its person may, until it ends', async () => {
    const made = await api.call('bo', 'POST', '/api/auth/tokens', { name: 'backup script', expires_in_days: 1 });
    const token = textIn(made.body, 'token');
    expect((await api.call({ token }, 'GET', '/api/access/me')).body['username']).to.equal('bo');
    await api.db.query(`update tokens set expires_at = clock_timestamp() where id = $1`, [numberIn(made.body, 'id')]);
    const after = await api.call({ token }, 'GET', '/api/access/me');
    expect([after.status, after.body['error']]).to.deep.equal([401, 'invalid_token']);
    const stored = await api.db.query(`select from tokens where encode(hash, 'escape') like '%opt_%'`);
    expect(stored.rowCount).to.equal(0);
  });

  it('somebody who is switched off is out at once, whatever they hold', async () => {
    const token = textIn((await signIn('cy', api.passwordOf('cy'))).body, 'token');
    await api.db.query(`update persons set active = false where name = 'cy'`);
    expect((await api.call({ token }, 'GET', '/api/access/me')).status).to.equal(401);
    expect((await signIn('cy', api.passwordOf('cy'))).status).to.equal(401);
    await api.db.query(`update persons set active = true where name = 'cy'`);
  });

  it('a service names for whom it acts, which makes it nobody else', async () => {
    const body = { title: 'From the bridge' };
    const { body: ticket } = await api.call('nobody', 'POST', '/api/tickets', body, {
      'x-dashboard-service-token': api.serviceToken,
      'x-dashboard-service-user': 'admin',
    });
    expect(ticket['created_by']).to.equal('platform-service');
    const { rows } = await api.db.query<{ actor: string; details: Record<string, unknown> }>(
      `select actor, details from audit_log where action = 'ticket_created' and target = 'ticket_' || $1::bigint`,
      [ticket['id']],
    );
    expect([rows[0]?.actor, rows[0]?.details['submitted_by']]).to.deep.equal(['platform-service', 'admin']);
    const me = await api.call('service', 'GET', '/api/access/me', undefined, { 'x-dashboard-service-user': 'admin' });
    expect([me.body['type'], me.body['username']]).to.deep.equal(['service', 'platform-service']);
    const wrong = await api.call('nobody', 'GET', '/api/access/me', undefined, { 'x-dashboard-service-token': 'x' });
    expect([wrong.status, wrong.body['error']]).to.deep.equal([401, 'invalid_token']);
  });

  it('the run token of a lease that was lost is worth nothing', async () => {
    const filed = await api.call('ana', 'POST', '/api/tickets', {
      title: 'Disk report',
      owning_group: 'Cloud Operations',
    });
    const ticket = numberIn(filed.body, 'id');
    await api.call('admin', 'POST', `/api/tickets/${ticket}/assign-agent`, { harness: 'codex' });
    const work = await claimTask(api.db, 'runner-1', 60, ['codex', 'builtin']);
    const token = work?.token ?? '';
    expect((await api.call({ token }, 'GET', `/api/tickets/${ticket}`)).status).to.equal(200);
    await api.db.query(`update agent_tasks set lease_until = clock_timestamp() where id = $1`, [work?.lease.id]);
    const lost = await api.call({ token }, 'GET', `/api/tickets/${ticket}`);
    expect([lost.status, lost.body['error']]).to.deep.equal([401, 'run_token_not_current']);
    const next = await claimTask(api.db, 'runner-2', 60, ['codex', 'builtin']);
    expect(next?.lease.attempt).to.equal(2);
    expect((await api.call({ token }, 'GET', `/api/tickets/${ticket}`)).status).to.equal(401);
    expect((await api.call({ token: next?.token ?? '' }, 'GET', `/api/tickets/${ticket}`)).status).to.equal(200);
  });
});

describe('the authentication modes of tests', () => {
  it('disabled: everybody is let in as somebody who never votes; a run that is over stays out', async () => {
    const api = await startTestApi({ config: { server: { environment: 'test' }, auth: { mode: 'disabled' } } });
    try {
      const me = await api.call('nobody', 'GET', '/api/access/me');
      expect([me.body['username'], me.body['type']]).to.deep.equal(['local-admin', 'system']);
      expect((await api.call({ token: 'opr_unknown' }, 'GET', '/api/access/me')).status).to.equal(401);
      const filed = await api.call('ana', 'POST', '/api/tickets', { title: 'Restart it' });
      const asked = await api.call('nobody', 'POST', '/api/changes/request', {
        ...{ ticket_id: filed.body['id'], action: 'Restart', target: 'web-1', risk_level: 'low' },
      });
      const vote = await api.call('nobody', 'POST', `/api/changes/${numberIn(asked.body, 'change_id')}/approve`, {});
      expect([vote.status, vote.body['error'], vote.body['reason']]).to.deep.equal([
        403,
        'vote_not_allowed',
        'not_a_person',
      ]);
    } finally {
      await api.stop();
    }
  });

  it('audit-only: a missing permission is written down and blocks nobody', async () => {
    const api = await startTestApi({ config: { server: { environment: 'test' }, auth: { mode: 'audit-only' } } });
    try {
      expect((await api.call('ana', 'GET', '/health/ready')).status).to.not.equal(403);
      const { rows } = await api.db.query<{ result: string; details: Record<string, unknown> }>(
        `select result, details from audit_log where action = 'access_denied' and actor = 'ana'`,
      );
      expect(rows.map(({ result }) => result)).to.deep.equal(['missing_required_permission']);
      expect(rows[0]?.details['enforced']).to.equal(false);
    } finally {
      await api.stop();
    }
  });
});
