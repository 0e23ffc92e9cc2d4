import { expect } from 'chai';
import { flowCookie, openFlow, sealFlow } from '../../../api/access/oidc/flowCookie.js';
import { startTestApi, textIn, type Fields, type TestApi } from '../../support/api.js';
import { idOf, newPerson, rowsIn, signInAs, toldAbout } from './newPerson.js';
import { Browser, startTestProvider, type Page, type TestProvider } from './oidcProvider.js';

describe('signing in through an OpenID provider', () => {
  let provider: TestProvider;
  let api: TestApi;
  const roles = { ops: ['approver', 'agent-operator'], admins: ['platform-admin'] };
  before(async () => {
    provider = await startTestProvider();
    const { issuer, clientSecret } = provider;
    const oidc = { issuer, client_id: 'opsroom', client_secret: clientSecret, label: 'Example ID', roles };
    api = await startTestApi({
      config: {
        server: { environment: 'test' },
        oidc: { ...oidc, new_people: 'create', allowed_groups: ['ops', 'admins', 'staff'] },
      },
    });
    await provider.serve(api.url);
  });
  after(async () => {
    await api?.stop();
    await provider?.stop();
  });
  const account = (subject: string, claims: Fields = {}): string => {
    provider.accounts.set(subject, { preferred_username: subject, name: subject, groups: ['staff'], ...claims });
    return subject;
  };
  const start = '/api/auth/oidc/start';
  const goTo = (browser: Browser, path: string, before?: string): Promise<Page> =>
    browser.go(api.url + path, undefined, before);
  /** The whole way of a person: our page, the provider's form, and back. */
  const signIn = async (subject: string, browser = new Browser(), next = '/docs'): Promise<Page> =>
    browser.signInThere(await goTo(browser, `${start}?next=${encodeURIComponent(next)}`), subject);
  const whoIs = async (browser: Browser): Promise<Fields> =>
    (
      await api.call('nobody', 'GET', '/api/access/me', undefined, {
        cookie: `dashboard_session=${browser.cookie('dashboard_session') ?? ''}`,
      })
    ).body;
  const errorOf = (page: Page): string | null => page.url.searchParams.get('error');
  const lastFailure = async (): Promise<unknown> =>
    (
      await api.db.query<{ reason: unknown }>(
        `select details ->> 'reason' as reason from event_log where action = 'dashboard_login_failed' order by id desc limit 1`,
      )
    ).rows[0]?.reason;

  it('goes to the provider with PKCE, state and nonce, and comes back to where the person wanted to be', async () => {
    const browser = new Browser();
    const page = await signIn(account('dora', { name: 'Dora Díaz' }), browser);
    expect([page.status, page.url.pathname]).to.deep.equal([200, '/docs']);
    const asked = browser.visited.find(({ pathname }) => pathname === '/auth')?.searchParams;
    expect(Object.fromEntries(asked ?? [])).to.include({
      ...{ response_type: 'code', client_id: 'opsroom', code_challenge_method: 'S256', scope: 'openid profile email' },
      redirect_uri: `${api.url}/api/auth/oidc/callback`,
    });
    for (const name of ['state', 'nonce', 'code_challenge']) expect(asked?.get(name), name).to.match(/^[\w-]{43}$/);
    const me = await whoIs(browser);
    expect(me).to.deep.include({ type: 'person', username: 'dora', display_name: 'Dora Díaz', roles: ['requester'] });
    expect(me['identity']).to.deep.include({ provider: 'oidc', auth_mode: 'session', auth_strength: 'oidc' });
  });

  it('the sign-in is one like others: listed, ended, and told', async () => {
    const browser = new Browser();
    await signIn(account('eric'), browser);
    const token = browser.cookie('dashboard_session') ?? '';
    const sessions = await api.call({ token }, 'GET', '/api/auth/sessions');
    expect(rowsIn(sessions.body, 'sessions')[0]).to.deep.include({ method: 'oidc', current: true });
    const { rows } = await api.db.query<{ provider: string }>(
      `select details ->> 'provider' as provider from event_log where action = 'dashboard_login_success' and actor = 'eric'`,
    );
    expect(rows).to.deep.equal([{ provider: 'oidc' }]);
    await api.call({ token }, 'POST', '/api/auth/logout');
    expect((await whoIs(browser))['error']).to.equal('expired_session_cookie');
  });

  it('what the browser keeps of it is no script’s, for ten minutes, and for this path alone', async () => {
    const answer = await fetch(`${api.url}${start}`, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('cache-control')]).to.deep.equal([303, 'no-store']);
    expect(answer.headers.get('set-cookie')).to.match(
      /^opsroom_oidc=[\w-]+; Path=\/api\/auth\/oidc; HttpOnly; SameSite=Lax; Max-Age=600$/,
    );
    expect(answer.headers.get('location')).to.not.contain(api.serviceToken);
  });

  it('leads on to no other site', async () => {
    for (const next of ['https://evil.example', '//evil.example', '/\\evil.example', '/api/tickets', '/login'])
      expect((await signIn(account('dora'), new Browser(), next)).url.href, next).to.equal(`${api.url}/`);
  });

  it('the same account is the same person, whatever it is called by then', async () => {
    await signIn(account('finn'));
    provider.accounts.set('finn', { preferred_username: 'admin', name: 'Renamed', groups: ['staff'] });
    const browser = new Browser();
    await signIn('finn', browser);
    expect((await whoIs(browser))['username']).to.equal('finn');
  });

  describe('somebody new', () => {
    it('is the operator’s, bound by issuer and subject', async () => {
      await signIn(account('gina', { email: 'gina@example.org', email_verified: true }));
      const id = await idOf(api, 'gina');
      const { body } = await api.call('admin', 'GET', `/api/access/users/${id}`);
      expect(body).to.deep.include({
        source: 'operator',
        provider: 'oidc',
        provider_ref: 'gina',
        email: 'gina@example.org',
      });
      const { rows } = await api.db.query(
        `select issuer, subject from identities where person_id = $1 and kind = 'oidc'`,
        [id],
      );
      expect(rows).to.deep.equal([{ issuer: provider.issuer, subject: 'gina' }]);
      expect(await toldAbout(api, id)).to.include.members(['system access_user_upserted', 'gina oidc_account_linked']);
    });

    it('is never taken for a person with the same name or e-mail address', async () => {
      await api.db.query(`update persons set email = 'bo@example.org' where name = 'bo'`);
      const page = await signIn(
        account('imposter', { preferred_username: 'bo', email: 'bo@example.org', email_verified: true }),
      );
      expect([page.url.pathname, errorOf(page)]).to.deep.equal(['/login', 'oidc_name_taken']);
      expect(page.text).to.contain('a person of your name is here already');
      const other = new Browser();
      const named = { preferred_username: 'imposter2', email: 'bo@example.org', email_verified: true };
      await signIn(account('imposter2', named), other);
      expect((await whoIs(other))['username']).to.equal('imposter2');
    });

    it('without a name that could be one here, or in no allowed group, stays out', async () => {
      expect(errorOf(await signIn(account('nameless', { preferred_username: '123' })))).to.equal('oidc_no_username');
      const page = await signIn(account('outsider', { groups: ['visitors'] }));
      expect(errorOf(page)).to.equal('oidc_group_not_allowed');
      expect(await lastFailure()).to.equal('group_not_allowed');
      const { rowCount } = await api.db.query(`select from persons where name in ('nameless', 'outsider')`);
      expect(rowCount).to.equal(0);
    });

    it('of ten sign-ins at once is one person', async () => {
      account('twin');
      const pages = await Promise.all(Array.from({ length: 10 }, () => signIn('twin')));
      expect(pages.map(({ url }) => url.pathname)).to.deep.equal(Array.from({ length: 10 }, () => '/docs'));
      expect((await api.db.query(`select from identities where subject = 'twin' and kind = 'oidc'`)).rowCount).to.equal(
        1,
      );
    });
  });

  describe('the roles of the provider', () => {
    const rolesOf = async (subject: string, groups: readonly string[]): Promise<unknown> => {
      const browser = new Browser();
      await signIn(account(subject, { groups }), browser);
      return (await whoIs(browser))['roles'];
    };

    it('are given and taken with its groups, at each sign-in, and told', async () => {
      expect(await rolesOf('hana', ['ops', 'staff'])).to.deep.equal(['agent-operator', 'approver', 'requester']);
      expect(await rolesOf('hana', ['staff'])).to.deep.equal(['requester']);
      expect((await toldAbout(api, await idOf(api, 'hana'))).at(-1)).to.equal('system access_roles_updated');
    });

    it('do not take what an administrator gave here', async () => {
      await rolesOf('ingo', ['staff']);
      const id = await idOf(api, 'ingo');
      await api.call('admin', 'POST', `/api/access/users/${id}/roles`, ['auditor', 'requester']);
      expect(await rolesOf('ingo', ['ops'])).to.deep.equal(['agent-operator', 'approver', 'auditor', 'requester']);
      expect(await rolesOf('ingo', ['staff'])).to.deep.equal(['auditor', 'requester']);
    });

    it('leave the last administrator one', async () => {
      expect(await rolesOf('jane', ['admins'])).to.include('platform-admin');
      await api.db.query(`update persons set active = false where name = 'admin'`);
      try {
        expect(await rolesOf('jane', ['staff'])).to.include('platform-admin');
      } finally {
        await api.db.query(`update persons set active = true where name = 'admin'`);
      }
      expect(await rolesOf('jane', ['staff'])).to.deep.equal(['requester']);
    });
  });

  describe('somebody who is here already', () => {
    const sessionOf = async (name: 'ana' | 'bo' | 'cy'): Promise<Browser> => {
      const browser = new Browser();
      browser.setCookie('dashboard_session', await signInAs(api, name, api.passwordOf(name)));
      return browser;
    };
    const begin = async (browser: Browser): Promise<string> => {
      const answer = await fetch(`${api.url}/api/auth/oidc/link`, {
        method: 'POST',
        headers: {
          cookie: `dashboard_session=${browser.cookie('dashboard_session') ?? ''}`,
          'sec-fetch-site': 'same-origin',
        },
      });
      const [, sealed = ''] = /opsroom_oidc=([^;]+)/.exec(answer.headers.get('set-cookie') ?? '') ?? [];
      browser.setCookie(flowCookie, sealed, '/api/auth/oidc');
      return textIn((await answer.json()) as Fields, 'authorization_url');
    };

    it('links the account while signed in, and signs in with it from then on, with the roles from here', async () => {
      const browser = await sessionOf('bo');
      const page = await browser.signInThere(
        await browser.go(await begin(browser)),
        account('bo-at-id', { groups: ['staff'] }),
      );
      expect(page.url.href).to.equal(`${api.url}/`);
      const later = new Browser();
      await signIn('bo-at-id', later);
      expect(await whoIs(later)).to.deep.include({ username: 'bo', roles: ['agent-operator', 'approver'] });
      expect((await toldAbout(api, await idOf(api, 'bo'))).at(-1)).to.equal('bo oidc_account_linked');
    });

    it('does not get the account of another person', async () => {
      await signIn(account('kim'));
      const browser = await sessionOf('ana');
      const page = await browser.signInThere(await browser.go(await begin(browser)), 'kim');
      expect(errorOf(page)).to.equal('oidc_account_taken');
    });

    it('links nothing when somebody else is signed in by the time it comes back, or nobody', async () => {
      for (const now of [await signInAs(api, 'cy', api.passwordOf('cy')), '']) {
        const browser = await sessionOf('ana');
        const form = await browser.go(await begin(browser));
        browser.setCookie('dashboard_session', now);
        expect(errorOf(await browser.signInThere(form, account('lena')))).to.equal('oidc_other_person');
      }
      expect((await api.db.query(`select from identities where subject = 'lena'`)).rowCount).to.equal(0);
    });

    it('is a person who signed in: no token and no service links an account', async () => {
      const made = await api.call('ana', 'POST', '/api/auth/tokens', { name: 'script' });
      const token = textIn(made.body, 'token');
      expect((await api.call({ token }, 'POST', '/api/auth/oidc/link', {})).body['error']).to.equal('sign_in_needed');
      expect((await api.call('service', 'POST', '/api/auth/oidc/link', {})).body['error']).to.equal('people_only');
    });

    it('is whom an administrator gave this subject', async () => {
      const mara = await newPerson(api, 'mara', ['auditor']);
      const fields = { username: 'mara', provider: 'oidc', provider_ref: account('sub-of-mara') };
      await api.call('admin', 'POST', '/api/access/users', fields);
      const browser = new Browser();
      await signIn('sub-of-mara', browser);
      expect(await whoIs(browser)).to.deep.include({ username: 'mara', roles: ['auditor', 'requester'] });
      expect(mara.name).to.equal('mara');
    });

    it('and was switched off stays out', async () => {
      await signIn(account('nora'));
      await api.call('admin', 'POST', `/api/access/users/${await idOf(api, 'nora')}/disable`);
      const browser = new Browser();
      const page = await signIn('nora', browser);
      expect([errorOf(page), browser.cookie('dashboard_session')]).to.deep.equal(['oidc_switched_off', undefined]);
    });
  });

  describe('an answer that is not the one to what was asked', () => {
    const callback = '/api/auth/oidc/callback';
    /** What the provider sends a browser back with, before the browser goes there. */
    const answerFor = async (browser: Browser, subject: string): Promise<URL> =>
      (await browser.signInThere(await goTo(browser, start), subject, `${api.url}${callback}`)).url;

    it('in a browser that began no sign-in signs nobody in, also as JSON', async () => {
      const answer = await answerFor(new Browser(), account('olaf'));
      const victim = new Browser();
      expect(errorOf(await victim.go(answer))).to.equal('oidc_flow_over');
      const json = await api.call('nobody', 'GET', answer.pathname + answer.search);
      expect([json.status, json.body['error'], json.headers.get('set-cookie')]).to.deep.equal([
        400,
        'oidc_flow_over',
        null,
      ]);
    });

    it('of another sign-in is not believed: the state is not the one of this browser', async () => {
      const attacker = await answerFor(new Browser(), account('olaf'));
      const victim = new Browser();
      await goTo(victim, start);
      const page = await victim.go(attacker);
      expect([errorOf(page), victim.cookie('dashboard_session')]).to.deep.equal(['oidc_not_believed', undefined]);
    });

    it('counts once', async () => {
      const browser = new Browser();
      const answer = await answerFor(browser, account('olaf'));
      expect((await browser.go(answer)).url.pathname).to.equal('/');
      browser.setCookie('dashboard_session', '');
      expect(errorOf(await browser.go(answer))).to.equal('oidc_not_believed');
    });

    it('for another nonce or without the right proof of PKCE is not believed', async () => {
      for (const wrong of [{ nonce: 'another' }, { verifier: 'x'.repeat(43) }, { state: 'another' }]) {
        const browser = new Browser();
        const answer = await answerFor(browser, account('olaf'));
        const flow = openFlow(api.options.serviceToken, browser.cookie(flowCookie), Date.now());
        if (!flow) throw new Error('the flow can not be opened');
        browser.setCookie(flowCookie, sealFlow(api.options.serviceToken, { ...flow, ...wrong }), '/api/auth/oidc');
        expect(errorOf(await browser.go(answer)), JSON.stringify(wrong)).to.equal('oidc_not_believed');
      }
    });

    it('of a person who said no is told so', async () => {
      const browser = new Browser();
      const form = await goTo(browser, start);
      const page = await browser.go(`${form.url.href}/abort`);
      expect([errorOf(page), await lastFailure()]).to.deep.equal(['oidc_denied', 'access_denied']);
      expect(page.text).to.contain('the provider did not sign you in');
    });

    it('with nothing in it, or far too much, ends in a refusal', async () => {
      const browser = new Browser();
      await goTo(browser, start);
      expect(errorOf(await goTo(browser, callback))).to.equal('oidc_not_believed');
      expect(errorOf(await goTo(browser, `${callback}?code=x&state=y`))).to.equal('oidc_not_believed');
      expect((await api.call('nobody', 'GET', `${callback}?code=${'x'.repeat(5000)}`)).status).to.equal(422);
      expect((await api.call('nobody', 'GET', `${callback}?code=a&code=b`)).status).to.equal(422);
    });
  });

  it('the sign-in page offers it under the name that it has, and goes on where the person wanted to', async () => {
    const page = await api.call('nobody', 'GET', `/login?next=${encodeURIComponent('/docs?a="b"')}`);
    expect(page.text).to.contain('Sign in with Example ID</a>').and.contain('/api/auth/oidc/start?next=%2F');
    expect((await api.call('nobody', 'GET', '/login?error=oidc_x%22%3E%3Cb%3E')).text).to.not.contain('<b>');
  });
});

describe('where people are not added by a sign-in', () => {
  let provider: TestProvider;
  let api: TestApi;
  before(async () => {
    provider = await startTestProvider();
    api = await startTestApi({
      config: {
        server: { environment: 'test' },
        oidc: { issuer: provider.issuer, client_id: 'opsroom', client_secret: provider.clientSecret },
      },
    });
  });
  after(async () => {
    await api?.stop();
    await provider?.stop();
  });

  it('a provider that does not answer is told, and tried again at the next sign-in', async () => {
    const down = await api.call('nobody', 'GET', '/api/auth/oidc/start');
    expect([down.status, down.body['error']]).to.deep.equal([503, 'oidc_unavailable']);
    const page = await new Browser().go(`${api.url}/api/auth/oidc/start`);
    expect(page.url.searchParams.get('error')).to.equal('oidc_unavailable');
    await provider.serve(api.url);
    expect((await api.call('nobody', 'GET', '/api/auth/oidc/start')).status).to.equal(303);
  });

  it('somebody new is refused and told how to be linked, and nothing of them is kept', async () => {
    provider.accounts.set('pia', { preferred_username: 'pia', email: 'ana@example.org', email_verified: true });
    const browser = new Browser();
    const page = await browser.signInThere(await browser.go(`${api.url}/api/auth/oidc/start`), 'pia');
    expect(page.url.searchParams.get('error')).to.equal('oidc_not_linked');
    expect(page.text).to.contain('Sign in with your password and link it');
    expect((await api.db.query(`select from persons where name = 'pia'`)).rowCount).to.equal(0);
  });
});

describe('where no provider is configured', () => {
  it('there is no such sign-in, and no button for it', async () => {
    const api = await startTestApi();
    try {
      for (const path of ['start', 'callback?code=x&state=y']) {
        const answer = await api.call('nobody', 'GET', `/api/auth/oidc/${path}`);
        expect([answer.status, answer.body['error']], path).to.deep.equal([404, 'oidc_not_configured']);
      }
      expect((await api.call('ana', 'POST', '/api/auth/oidc/link', {})).status).to.equal(404);
      expect((await api.call('nobody', 'GET', '/login')).text).to.not.contain('/api/auth/oidc');
    } finally {
      await api.stop();
    }
  });
});
