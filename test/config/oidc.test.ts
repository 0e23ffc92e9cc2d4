import { expect } from 'chai';
import { keys, load, refusal } from './inFolder.js';

const yaml = (text: string) => ({ 'opsroom.yaml': text });
const issuer = 'https://id.example.org/realms/ops';

describe('the provider through which people sign in', () => {
  it('is off until it is named, and then needs a client', () => {
    expect(load({}).config.oidc).to.deep.include({ new_people: 'link', default_roles: ['requester'] });
    const error = refusal({ OIDC_ISSUER: issuer });
    expect(keys(error)).to.deep.equal(['oidc.client_id']);
    expect(error.message).to.include('OIDC_CLIENT_ID');
    expect(load({ OIDC_ISSUER: issuer, OIDC_CLIENT_ID: 'opsroom' }).config.oidc.issuer).to.equal(issuer);
  });

  it('keeps its issuer to the letter, because it is compared with what the provider says', () => {
    const env = { OIDC_ISSUER: 'https://id.example.org/app/', OIDC_CLIENT_ID: 'opsroom' };
    expect(load(env).config.oidc.issuer).to.equal('https://id.example.org/app/');
    for (const wrong of ['id.example.org', 'ftp://id.example.org', '/realms/ops'])
      expect(keys(refusal({ ...env, OIDC_ISSUER: wrong })), wrong).to.deep.equal(['oidc.issuer']);
  });

  it('is reached over TLS, unless it is on this machine', () => {
    const env = { OIDC_CLIENT_ID: 'opsroom' };
    expect(keys(refusal({ ...env, OIDC_ISSUER: 'http://id.example.org' }))).to.deep.equal(['oidc.issuer']);
    expect(load({ ...env, OIDC_ISSUER: 'http://127.0.0.1:9000' }).config.oidc.client_id).to.equal('opsroom');
  });

  it('gives roles that are there, and says which was meant', () => {
    const text = `oidc: {issuer: '${issuer}', client_id: x, default_roles: [requestr], roles: {ops: [approver, king]}}`;
    const error = refusal({}, yaml(text));
    expect(keys(error)).to.have.members(['oidc.default_roles', 'oidc.roles.ops']);
    expect(error.message).to.include('did you mean "requester"');
  });

  it('is asked for openid, without which it tells nobody who signs in', () => {
    const error = refusal({}, yaml(`oidc: {issuer: '${issuer}', client_id: x, scopes: [profile]}`));
    expect(keys(error)).to.deep.equal(['oidc.scopes']);
  });
});

describe('the secret of a proxy that says who calls', () => {
  it('is long, and not printed', () => {
    expect(keys(refusal({ DASHBOARD_TRUSTED_AUTH_SECRET: 'short' }))).to.deep.equal(['auth.proxy_secret']);
    const { config } = load({ DASHBOARD_TRUSTED_AUTH_SECRET: 'long enough to be a secret' });
    expect(config.auth.proxy_secret?.reveal()).to.equal('long enough to be a secret');
    expect(JSON.stringify(config)).to.not.contain('long enough');
  });
});
