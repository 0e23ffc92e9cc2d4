import { expect } from 'chai';
import fc from 'fast-check';
import { openFlow, sealFlow, type Flow } from '../../../api/access/oidc/flowCookie.js';
import { readClaims, type Claims, type ClaimsRead, type OidcRules } from '../../../api/access/oidc/readClaims.js';
import { configSchema } from '../../../config/schema.js';
import { Secret } from '../../../config/secret.js';

const rulesWith = (oidc: Record<string, unknown>): OidcRules => configSchema.parse({ oidc }).oidc;
const read = (claims: Claims, oidc: Record<string, unknown> = {}): ClaimsRead =>
  readClaims(rulesWith(oidc), 'https://id.example', 'sub-1', claims);
const described = (claims: Claims, oidc: Record<string, unknown> = {}): Record<string, unknown> => {
  const result = read(claims, oidc);
  if (result.kind !== 'described') throw new Error(result.kind);
  return result.described;
};

describe('what a provider says of somebody', () => {
  it('is who they are by issuer and subject, and how they are called', () => {
    const claims = { preferred_username: 'Dora', name: 'Dora Díaz', email: 'dora@example.org', email_verified: true };
    expect(described(claims)).to.deep.equal({
      ...{ issuer: 'https://id.example', subject: 'sub-1', username: 'dora', displayName: 'Dora Díaz' },
      ...{ email: 'dora@example.org', roles: ['requester'] },
    });
    expect(described({})).to.deep.include({ username: null, displayName: null, email: null });
  });

  it('an address that it has not verified is none', () => {
    for (const verified of [undefined, false, 'false', 1, null])
      expect(described({ email: 'ceo@example.org', email_verified: verified }).email, String(verified)).to.equal(null);
    expect(described({ email: 'x@example.org', email_verified: 'true' })['email']).to.equal('x@example.org');
  });

  it('a name becomes one that a person may have here, or none', () => {
    const named: readonly [unknown, string | null][] = [
      ['Dora.Diaz@example.org', 'dora.diaz'],
      ['DORA DIAZ', 'dora-diaz'],
      ['7of9', 'of9'],
      ['Zoë', 'zo'],
      ['@dora', null],
      ['123', null],
      ['', null],
      ['   ', null],
      [42, null],
      [{ a: 1 }, null],
      ['x'.repeat(100), 'x'.repeat(63)],
    ];
    for (const [value, name] of named)
      expect(described({ preferred_username: value }).username, JSON.stringify(value)).to.equal(name);
    expect(described({ upn: 'dora' }, { username_claim: 'upn' })['username']).to.equal('dora');
  });

  it('whatever the claim is: the name is one that the table of people takes, or none', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const { username } = described({ preferred_username: value });
        const fits = typeof username === 'string' && /^[a-z][a-z0-9._-]{0,62}$/.test(username);
        expect(username === null || fits).to.equal(true);
      }),
    );
  });

  it('groups give the roles that the configuration has for them, wherever the claim is', () => {
    const roles = { ops: ['approver', 'agent-operator'], admins: ['platform-admin'] };
    const held = (claims: Claims, more: Record<string, unknown> = {}): unknown =>
      described(claims, { roles, ...more })['roles'];
    expect(held({ groups: ['ops', 'other'] })).to.deep.equal(['agent-operator', 'approver', 'requester']);
    expect(held({ groups: 'admins' })).to.deep.equal(['platform-admin', 'requester']);
    const keycloak = { realm_access: { roles: ['ops'] } };
    expect(held(keycloak, { groups_claim: 'realm_access.roles', default_roles: [] })).to.deep.equal([
      'agent-operator',
      'approver',
    ]);
    expect(held({ 'https://example.org/groups': ['ops'] }, { groups_claim: 'https://example.org/groups' })).to.include(
      'approver',
    );
    for (const groups of [undefined, null, 7, {}, [7, null, { ops: true }], ['constructor', '__proto__', 'toString']])
      expect(held({ groups }), JSON.stringify(groups)).to.deep.equal(['requester']);
  });

  it('only verified addresses of allowed domains come in, compared whole', () => {
    const allowed = { allowed_domains: ['Example.org'] };
    const kind = (email: unknown, verified: unknown = true): string =>
      read({ email, email_verified: verified }, allowed).kind;
    expect(kind('dora@example.org')).to.equal('described');
    expect(kind('dora@EXAMPLE.ORG')).to.equal('described');
    for (const email of [
      'dora@evil-example.org',
      'dora@example.org.evil',
      'dora@example.org@evil',
      'example.org',
      7,
      undefined,
    ])
      expect(kind(email), String(email)).to.equal('domain_not_allowed');
    expect(kind('dora@example.org', false)).to.equal('domain_not_allowed');
  });

  it('only members of allowed groups come in', () => {
    const allowed = { allowed_groups: ['staff', 'ops'] };
    expect(read({ groups: ['ops'] }, allowed).kind).to.equal('described');
    for (const groups of [undefined, [], ['staff2'], 'sta', { staff: true }])
      expect(read({ groups }, allowed).kind, JSON.stringify(groups)).to.equal('group_not_allowed');
  });
});

describe('what the browser keeps while it is at the provider', () => {
  const secret = new Secret('of this installation');
  const flow: Flow = {
    ...{ state: 's', nonce: 'n', verifier: 'v', next: '/docs', link: null },
    until: 1_000,
  };

  it('comes back as it was, within its time, to the installation that made it', () => {
    const sealed = sealFlow(secret, flow);
    expect(openFlow(secret, sealed, 999)).to.deep.equal(flow);
    expect(openFlow(secret, sealed, 1_000)).to.equal(undefined);
    expect(openFlow(new Secret('of another one'), sealed, 0)).to.equal(undefined);
  });

  it('tells nothing, and is another one each time', () => {
    const sealed = sealFlow(secret, { ...flow, verifier: 'a-verifier-to-look-for' });
    expect(Buffer.from(sealed, 'base64url').toString('latin1')).to.not.contain('a-verifier');
    expect(sealFlow(secret, flow)).to.not.equal(sealFlow(secret, flow));
    expect(sealed).to.match(/^[\w-]+$/);
  });

  it('with one bit changed, cut short or made up is nothing', () => {
    const bytes = Buffer.from(sealFlow(secret, flow), 'base64url');
    for (let place = 0; place < bytes.length; place += 1) {
      const changed = Buffer.from(bytes);
      changed[place] = (changed[place] ?? 0) ^ 1;
      expect(openFlow(secret, changed.toString('base64url'), 0), String(place)).to.equal(undefined);
    }
    for (const made of [undefined, '', 'x', 'x'.repeat(200), bytes.subarray(0, 28).toString('base64url')])
      expect(openFlow(secret, made, 0)).to.equal(undefined);
  });
});
