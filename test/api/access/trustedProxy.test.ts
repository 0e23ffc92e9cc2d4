import { expect } from 'chai';
import { startTestApi, type Called, type TestApi } from '../../support/api.js';
import { newPerson, signInAs } from './newPerson.js';

const secret = 'the-secret-of-the-proxy';
const proof = { 'x-dashboard-auth-secret': secret };

describe('a proxy that says who calls', () => {
  let api: TestApi;
  before(async () => {
    api = await startTestApi({
      config: {
        server: { environment: 'test', public_url: 'https://ops.example.org' },
        auth: { proxy_secret: secret },
      },
    });
  });
  after(() => api?.stop());
  const me = (headers: Record<string, string>): Promise<Called> =>
    api.call('nobody', 'GET', '/api/access/me', undefined, headers);
  const why = async (headers: Record<string, string>): Promise<unknown> => {
    const { status, body } = await me(headers);
    return status === 401 ? body['error'] : status;
  };

  it('is believed with the shared secret: the person is who is named, with the roles from here', async () => {
    const { status, body } = await me({ ...proof, 'x-auth-request-user': 'Bo', 'x-auth-provider': 'oauth2-proxy' });
    expect(status).to.equal(200);
    expect(body).to.deep.include({ type: 'person', username: 'bo', roles: ['agent-operator', 'approver'] });
    expect(body['identity']).to.deep.equal({
      ...{ username: 'bo', email: null, provider: 'oauth2-proxy', auth_mode: 'header' },
      ...{ auth_strength: 'trusted-proxy', authenticated: true },
    });
    expect((await me({ ...proof, 'x-forwarded-user': 'ana' })).body['username']).to.equal('ana');
    const both = { 'x-auth-request-user': 'ana', 'x-forwarded-user': 'admin' };
    expect((await me({ ...proof, ...both })).body['username']).to.equal('ana');
  });

  it('is not believed without the secret, with a part of it, or with a longer one', async () => {
    for (const given of [undefined, '', secret.slice(1), `${secret}x`, secret.toUpperCase(), 'x']) {
      const headers = {
        'x-auth-request-user': 'admin',
        ...(given !== undefined && { 'x-dashboard-auth-secret': given }),
      };
      expect(await why(headers), String(given)).to.equal('missing_or_invalid_trusted_auth_secret');
    }
  });

  it('names somebody who is here: nobody, strangers and people who were switched off stay out', async () => {
    expect(await why(proof)).to.equal('missing_authenticated_user');
    expect(await why({ ...proof, 'x-auth-request-user': ' ' })).to.equal('missing_authenticated_user');
    for (const name of ['stranger', 'bo@example.org', "bo' or '1'='1", 'local-admin', 'platform-service'])
      expect(await why({ ...proof, 'x-auth-request-user': name }), name).to.equal('unknown_or_disabled_user');
    const gil = await newPerson(api, 'gil', ['requester']);
    expect(await why({ ...proof, 'x-auth-request-user': 'gil' })).to.equal(200);
    await api.call('admin', 'POST', `/api/access/users/${gil.id}/disable`);
    expect(await why({ ...proof, 'x-auth-request-user': 'gil' })).to.equal('unknown_or_disabled_user');
  });

  it('who names somebody without the secret is not helped by a cookie; one that names nobody is passed over', async () => {
    const cookie = `dashboard_session=${await signInAs(api, 'ana', api.passwordOf('ana'))}`;
    expect(await why({ cookie, 'x-auth-request-user': 'admin' })).to.equal('missing_or_invalid_trusted_auth_secret');
    expect((await me({ cookie, 'x-forwarded-user': 'admin' })).body['username']).to.equal('ana');
    expect((await me({ cookie, ...proof })).body['username']).to.equal('ana');
    expect((await me({ cookie, ...proof, 'x-auth-request-user': 'bo' })).body['username']).to.equal('bo');
  });

  it('does not outrank a token', async () => {
    const headers = { ...proof, 'x-auth-request-user': 'admin' };
    expect((await api.call('ana', 'GET', '/api/access/me', undefined, headers)).body['username']).to.equal('ana');
    expect(await why({ ...headers, authorization: 'Bearer wrong' })).to.equal('invalid_token');
  });

  it('lets no page of another site change anything, and our own under the public name', async () => {
    const file = (headers: Record<string, string>): Promise<Called> =>
      api.call(
        'nobody',
        'POST',
        '/api/tickets',
        { title: 'By the proxy' },
        { ...proof, 'x-auth-request-user': 'ana', ...headers },
      );
    expect((await file({ origin: 'https://evil.example.org' })).body['error']).to.equal('cross_site_request');
    expect((await file({ 'sec-fetch-site': 'cross-site' })).body['error']).to.equal('cross_site_request');
    expect((await file({ origin: 'https://ops.example.org' })).status).to.equal(200);
    expect((await file({})).status).to.equal(200);
  });

  it('its secret is in no answer', async () => {
    for (const path of ['/api/access/me', '/api/access/policies', '/openapi.json'])
      expect((await api.call('admin', 'GET', path)).text, path).to.not.contain(secret);
  });
});

describe('a proxy where none is trusted', () => {
  for (const mode of ['enforce', 'audit-only'] as const)
    it(`27.11: is not believed in mode ${mode}, with or without a secret of its own`, async () => {
      const api = await startTestApi({ config: { server: { environment: 'test' }, auth: { mode } } });
      try {
        for (const headers of [
          {},
          proof,
          { 'x-dashboard-auth-secret': '' },
          { 'x-dashboard-auth-secret': 'undefined' },
        ]) {
          const named = { 'x-auth-request-user': 'bo', ...headers };
          const { status, body } = await api.call('nobody', 'GET', '/api/access/me', undefined, named);
          if (mode === 'enforce')
            expect([status, body['error']]).to.deep.equal([401, 'trusted_auth_secret_not_configured']);
          else expect([body['type'], body['username']]).to.deep.equal(['system', 'local-admin']);
        }
      } finally {
        await api.stop();
      }
    });
});
