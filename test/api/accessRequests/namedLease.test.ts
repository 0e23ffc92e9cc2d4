import { expect } from 'chai';
import { numberIn, type Called, type Fields } from '../../support/api.js';
import { openLab, type Lab } from './lab.js';

/** Words of a small matter, of which the rule says low. */
const mailbox = {
  resource: 'Mailcow mailbox',
  permission: 'read access',
  reason: 'Look at one mail',
  risk_level: 'low',
};

describe('a request for access that names its lease', () => {
  let lab: Lab;
  before(async () => {
    lab = await openLab();
  });
  after(() => lab?.api.stop());

  const changeOf = async (id: number): Promise<Fields> =>
    (await lab.api.call('admin', 'GET', `/api/changes/${id}`)).body;
  const asAgent = async (body: Fields): Promise<Called> => {
    const run = await lab.agent();
    return lab.ask({ token: run.token }, run.ticketId, body);
  };

  it('is decided by the rule of what would be granted, and not by that of the words around it', async () => {
    const lease_request = { system: 'keycloak', resource_type: 'realm', resource_id: 'staff', action: 'read' };
    const { body } = await asAgent({ ...mailbox, lease_request });
    expect(body).to.include({ risk_level: 'high', assignment_group: 'Identity & Access' });
    expect(body['access_raci']).to.include({ rule_name: 'Keycloak identity administration access' });
    expect(await changeOf(numberIn(body, 'change_id'))).to.include({ policy_name: 'routed-request-high' });
  });

  it('shows each part of the lease on the card, in quotes', async () => {
    const resource_id = 'staff of mailcow, for 1 hours", action "none';
    const lease_request = { system: 'keycloak', resource_type: 'realm', resource_id, action: 'read' };
    const { change } = await lab.asked({ ...mailbox, lease_request });
    const { description } = (await changeOf(change))['plan'] as { description: string };
    expect(description.split('\n')[1]).to.equal(
      `Lease: system "keycloak", type "realm", id ${JSON.stringify(resource_id)}, action "read".`,
    );
  });

  const small = { system: 'mailcow', resource_type: 'mailbox', resource_id: 'ana', action: 'read' };
  for (const more of [{ resource_id: 'a*' }, { resource_id: null }, { resource_id: 'an?' }, { action: 'write' }]) {
    it(`is of high risk with ${JSON.stringify(more)}, whoever says that it is low`, async () => {
      const lease_request = { ...small, ...more };
      expect((await asAgent({ ...mailbox, lease_request })).body).to.include({ risk_level: 'high' });
      const run = await lab.agent();
      const byService = await lab.ask('service', run.ticketId, { ...mailbox, lease_request, agent_id: run.agentId });
      expect(byService.body).to.include({ status: 'pending_approval', risk_level: 'high' });
    });
  }

  it('is of the risk that its rule says when it is for reading one thing', async () => {
    expect((await asAgent({ ...mailbox, lease_request: small })).body).to.include({ risk_level: 'low' });
  });

  for (const [path, body] of [
    ['body.lease_request.action', { lease_request: { ...small, action: '*' } }],
    ['body.lease_request.action', { lease_request: { ...small, action: 're*' } }],
    ['body.lease_request.resource_id', { lease_request: { ...small, resource_id: '*a*' } }],
    ['body.lease_request.resource_id', { lease_request: { ...small, resource_id: '[a-z]*' } }],
    ['body.resource', { resource: 'GitLab project */*' }],
  ] as const) {
    it(`is refused to an agent with ${JSON.stringify(body)}, and the field is named`, async () => {
      const run = await lab.agent();
      const refused = await lab.ask({ token: run.token }, run.ticketId, { ...mailbox, ...body });
      expect([refused.status, refused.body['error']]).to.deep.equal([422, 'lease_too_wide']);
      expect(refused.body['errors']).to.deep.equal([{ path, message: refused.body['detail'] }]);
      expect(await lab.listed(run.ticketId)).to.deep.equal([]);
    });
  }

  it('is for the agent’s own credential: an agent cannot name another one, a person may', async () => {
    const lease_request = { ...small, credential_ref: '<vault:domain_admin>' };
    const run = await lab.agent();
    const granted = async (called: Called): Promise<unknown> => {
      const { grant } = (await changeOf(numberIn(called.body, 'change_id')))['plan'] as { grant: Fields };
      return grant['credential_ref'];
    };
    const byAgent = await lab.ask({ token: run.token }, run.ticketId, { ...mailbox, lease_request });
    expect(await granted(byAgent)).to.equal(`<vault:agent_${run.agentId}_mailcow_mailbox_ana_read>`);
    const other = await lab.agent();
    const byPerson = await lab.ask('admin', other.ticketId, { ...mailbox, lease_request, agent_id: other.agentId });
    expect(await granted(byPerson)).to.equal('<vault:domain_admin>');
  });
});
