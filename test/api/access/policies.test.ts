import { expect } from 'chai';
import { startTestApi, type Fields, type TestApi } from '../../support/api.js';
import { rowsIn } from './newPerson.js';

describe('the policies', () => {
  let api: TestApi;
  let policies: Fields;
  before(async () => {
    api = await startTestApi();
    policies = (await api.call('admin', 'GET', '/api/access/policies')).body;
  });
  after(() => api?.stop());

  it('tell the permission of every route as the document of the API does', async () => {
    const { body } = await api.call('nobody', 'GET', '/openapi.json');
    const paths = body['paths'] as Record<string, Record<string, Fields>>;
    const documented = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        ...{ method: method.toUpperCase(), path, permission: operation['x-required-permission'] },
        agents: operation['x-agents'],
      })),
    );
    expect(rowsIn(policies, 'route_requirements')).to.have.deep.members(documented);
    expect(documented.length).to.be.greaterThan(40);
  });

  it('let no agent change people, rights, tokens or passwords', () => {
    const ours = rowsIn(policies, 'route_requirements').filter(
      ({ path, method }) => /^\/api\/(access|auth)\//.test(String(path)) && method !== 'GET',
    );
    expect(ours.length).to.be.at.least(14);
    const open = ours.filter(({ permission }) => permission === null).map(({ path }) => path);
    expect(open).to.have.members(['/api/auth/login', '/api/auth/logout']);
    for (const { path, agents, permission } of ours)
      if (permission !== null) expect(agents, String(path)).to.equal('never');
  });

  it('tell the roles, the order of classifications and what a proxy has to send', () => {
    expect(policies['role_capabilities']).to.deep.include({ 'platform-admin': ['*'] });
    expect(policies['classification_order']).to.deep.equal([
      'public',
      'internal',
      'confidential',
      'restricted',
      'secret',
    ]);
    expect(policies['provider_headers']).to.deep.equal({
      username: ['X-Auth-Request-User', 'X-Forwarded-User'],
      email: ['X-Auth-Request-Email', 'X-Forwarded-Email'],
      provider: ['X-Auth-Provider'],
    });
    expect([policies['enforcement'], policies['auth_mode']]).to.deep.equal(['enforce', 'session']);
  });

  it('say what agents may not, and that no secret is ever returned', () => {
    expect(policies['agent_permission_boundary']).to.contain('asks for a decision and never makes one');
    expect(policies['agent_vault_boundary']).to.contain('never in an answer');
    expect(policies['credential_broker']).to.deep.include({ secret_values_returned: false });
    expect(policies['workflow_preapproved_leases']).to.contain('a person has reviewed');
  });
});
