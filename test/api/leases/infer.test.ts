import { expect } from 'chai';
import { inferLease } from '../../../api/leases/infer.js';
import { defaultReference, isReference } from '../../../api/leases/reference.js';

describe('the lease that words ask for', () => {
  const infer = (resource: string, permission = 'read access', accountRef: string | null = null): string => {
    const lease = inferLease({ resource, permission, accountRef });
    return lease === null ? 'none' : `${lease.system}/${lease.resource_type}/${lease.resource_id}/${lease.action}`;
  };

  const resources: readonly [resource: string, lease: string][] = [
    ['Wazuh alert index wazuh-alerts-4.x', 'wazuh/alert_index/wazuh-alerts-4.x/read'],
    ['SIEM alert index "wazuh-alerts-*".', 'wazuh/alert_index/wazuh-alerts-*/read'],
    ['Wazuh alert index', 'wazuh/alert_index/*/read'],
    ['Wazuh API', 'wazuh/api/wazuh.manager/read'],
    ['the manager of Wazuh', 'wazuh/api/wazuh.manager/read'],
    ['Wazuh dashboard', 'none'],
    ['GitLab project demo/private-infra', 'gitlab/project/demo/private-infra/read'],
    ['gitlab repo: demo/app', 'gitlab/project/demo/app/read'],
    ['GitLab repository access', 'gitlab/project/*/read'],
    ['the repository infra/core in GitLab', 'gitlab/project/infra/core/read'],
    ['Mailcow API', 'mailcow/api/*/read'],
    ['mailbox of the sales team', 'mailcow/mailbox/*/read'],
    ['e-mail domain', 'mailcow/api/*/read'],
    ['iTop', 'itop/ticket/*/read'],
    ['tickets of the network group', 'itop/ticket/*/read'],
    ['Keycloak realm', 'none'],
    ['', 'none'],
  ];
  for (const [resource, lease] of resources) {
    it(`${JSON.stringify(resource)} asks for ${lease}`, () => {
      expect(infer(resource)).to.equal(lease);
    });
  }

  it('names the account where the system knows accounts', () => {
    expect(infer('Mailcow mailbox', 'read', 'sales@example.org')).to.equal('mailcow/mailbox/sales@example.org/read');
    expect(infer('iTop', 'read', 'agent-123')).to.equal('itop/ticket/agent-123/read');
  });

  for (const [permission, action] of [
    ['Developer repository read access', 'read'],
    ['write access', 'write'],
    ['Maintainer', 'read'],
    ['edit rules', 'write'],
    ['MODIFY the index', 'write'],
    ['administrator', 'write'],
    ['manage users', 'write'],
    ['contain a host', 'write'],
    ['disable the account', 'write'],
  ] as const) {
    it(`${JSON.stringify(permission)} is to ${action}`, () => {
      expect(infer('GitLab', permission)).to.equal(`gitlab/project/*/${action}`);
    });
  }

  it('27.30: words inside other words mean nothing: "siem" in "Siemens", "contain" in "container", "edit" in "credit"', () => {
    expect(infer('Siemens API')).to.equal('none');
    expect(infer('ticketing handbook')).to.equal('none');
    expect(infer('blackmailbox')).to.equal('none');
    expect(infer('GitLab', 'read the container registry')).to.equal('gitlab/project/*/read');
    expect(infer('GitLab', 'see credits and the audit log')).to.equal('gitlab/project/*/read');
    expect(infer('GitLab', 'read of the Wazuh manager')).to.equal('gitlab/project/*/read');
  });

  it('gets a reference that is made of it, cut and without anything special', () => {
    const wanted = { system: 'GitLab', resource_type: 'project', resource_id: 'demo/private-infra', action: 'read' };
    expect(defaultReference(12, wanted)).to.equal('<vault:agent_12_gitlab_project_demo_private_infra_read>');
    const long = defaultReference(12, { ...wanted, resource_id: 'x'.repeat(300) });
    expect(long).to.equal(`<vault:agent_12_gitlab_project_${'x'.repeat(80)}_read>`);
    expect(isReference(long)).to.equal(true);
  });

  for (const text of [
    'hunter2',
    'Bearer abc.def',
    '<vault:a b>',
    '<vault:>',
    'https://user:pass@host/',
    'vault:a\nb',
  ]) {
    it(`${JSON.stringify(text)} is not taken for the name of a credential`, () => {
      expect(isReference(text)).to.equal(false);
    });
  }
});
