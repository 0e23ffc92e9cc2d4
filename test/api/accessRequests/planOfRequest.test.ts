import { expect } from 'chai';
import { accessRequestBody, type RequestAccess } from '../../../api/accessRequests/contract.js';
import { grantOf, leaseOf, planOfRequest } from '../../../api/accessRequests/planOfRequest.js';
import { digestOf } from '../../../api/audit/index.js';
import { seedExample } from './lab.js';

describe('the plan of a request for access', () => {
  const asked = (more: object = {}): RequestAccess => accessRequestBody.parse({ ...seedExample, ...more });
  const planFor = (more: object = {}) => {
    const request = asked(more);
    const lease = leaseOf(request);
    return planOfRequest(request, 'DevSecOps', lease && grantOf(26, lease));
  };

  it('says in words everything that the lease will be, and holds the same as fields', () => {
    const plan = planFor();
    expect(plan).to.deep.equal({
      kind: 'effect',
      effect: 'access_grant',
      description: [
        'Grant agent 26 a lease to read project demo/private-infra of gitlab, for 24 hours from the decision.',
        'Lease: system "gitlab", type "project", id "demo/private-infra", action "read".',
        'Credential: <vault:agent_26_gitlab_project_demo_private_infra_read>, by name; its value is never shown.',
        'Asked for: Developer repository read access on GitLab project demo/private-infra. Account: agent-123.',
      ].join('\n'),
      grant: {
        ...{
          agent_id: 26,
          system: 'gitlab',
          resource_type: 'project',
          resource_id: 'demo/private-infra',
          action: 'read',
        },
        ...{
          credential_ref: '<vault:agent_26_gitlab_project_demo_private_infra_read>',
          expires_at: null,
          lifetime: 86_400,
        },
      },
      target: 'GitLab project demo/private-infra',
      rollback: 'Revoke the lease. It ends with its agent in any case.',
      blast_radius: 'read on project demo/private-infra of gitlab',
    });
  });

  it('calls a lease for everything by that name', () => {
    const plan = planFor({ resource: 'GitLab', permission: 'admin' });
    expect(plan.blast_radius).to.equal('write on every project of gitlab');
    expect(plan.kind === 'effect' && plan.description).to.match(/a lease to write every project of gitlab/);
  });

  it('has another digest for each thing that could be granted otherwise', () => {
    const lease_request = { system: 'wazuh', resource_type: 'api', resource_id: 'a', action: 'read' };
    const others = [
      {},
      { permission: 'write access' },
      { resource: 'GitLab project demo/other' },
      { account_ref: 'agent-9' },
      { lease_request },
      { lease_request: { ...lease_request, resource_id: 'b' } },
      { lease_request: { ...lease_request, action: 'write' } },
      { lease_request: { ...lease_request, credential_ref: '<vault:other>' } },
      { lease_request: { ...lease_request, expires_at: '2030-01-01T00:00:00Z' } },
    ];
    expect(new Set(others.map((more) => digestOf(planFor(more)))).size).to.equal(others.length);
  });

  it('does not change with the reason, which is not what is granted', () => {
    expect(digestOf(planFor({ reason: 'Other words' }))).to.equal(digestOf(planFor()));
  });

  it('takes what a named lease leaves open from the contract’s standard', () => {
    const lease = leaseOf(asked({ lease_request: { system: 'wazuh' } }));
    expect(lease?.wanted).to.deep.equal({
      system: 'wazuh',
      resource_type: 'resource',
      resource_id: '*',
      action: 'read',
    });
  });

  it('without a lease that the broker knows is the work of the owning group, with evidence', () => {
    const plan = planFor({ resource: 'Badge of the server room', permission: 'entry', account_ref: '' });
    expect(plan).to.deep.equal({
      kind: 'manual',
      description: [
        'Asked for: entry on Badge of the server room.',
        'A person of DevSecOps gives this access in that system and reports it with evidence.',
      ].join('\n'),
      target: 'Badge of the server room',
      rollback: 'Take the access away again.',
      blast_radius: 'Badge of the server room',
    });
  });

  it('has a target that a change can have, however long the resource is', () => {
    expect(planFor({ resource: `GitLab ${'x'.repeat(290)}` }).target).to.have.length(255);
    expect(planFor({ resource: `GitLab ${'😀'.repeat(140)}` }).target).to.match(/^GitLab (😀){124}$/u);
    expect(planFor({ resource: `GitLab! ${'😀'.repeat(140)}` }).target).to.match(/^GitLab! (😀){123}$/u);
  });
});
