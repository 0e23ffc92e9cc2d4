import { expect } from 'chai';
import { leasesIn } from '../../../api/leases/leasesIn.js';
import { endOfLease } from '../../../api/leases/lifetime.js';

describe('leases that a scope or a workflow describes', () => {
  const siem = { system: 'wazuh', credential_ref: '<vault:siem_readonly>' };

  it('are what they say, with the contract’s defaults', () => {
    expect(leasesIn([siem])).to.deep.equal([
      { ...siem, resource_type: 'resource', resource_id: '*', action: 'read', expires_at: null },
    ]);
  });

  it('are one for each action, under both names, and name the resource under both', () => {
    expect(leasesIn([{ ...siem, actions: ['read', 'write'], resource: 'a' }])).to.have.length(2);
    expect(
      leasesIn([{ ...siem, action: ['read', 'write'], resource_id: 'a' }]).map(({ action }) => action),
    ).to.deep.equal(['read', 'write']);
    expect(leasesIn([{ ...siem, action: 'contain' }])[0]).to.include({ action: 'contain' });
  });

  it('keep their end', () => {
    const [lease] = leasesIn([{ ...siem, expires_at: '2030-01-02T03:04:05+02:00' }]);
    expect(lease?.expires_at?.toISOString()).to.equal('2030-01-02T01:04:05.000Z');
  });

  for (const [what, entry] of [
    ['without a system', { credential_ref: '<vault:a>' }],
    ['without a reference', { system: 'wazuh' }],
    ['with a secret in place of the reference', { ...siem, credential_ref: 'hunter2' }],
    ['that is switched off', { ...siem, enabled: false }],
    ['with an end that cannot be read', { ...siem, expires_at: 'soon' }],
    ['that is no object', 'wazuh'],
    ['that is nothing', null],
  ] as const) {
    it(`${what} is none, and spoils no other`, () => {
      expect(leasesIn([entry, siem])).to.have.length(1);
    });
  }

  for (const value of [undefined, null, {}, 'x', 5]) {
    it(`in ${JSON.stringify(value) ?? 'undefined'} are none`, () => {
      expect(leasesIn(value)).to.deep.equal([]);
    });
  }

  it('27.15: always end: in a day where nobody said when, and in a week at the latest', () => {
    const now = new Date('2026-01-01T00:00:00Z');
    expect(endOfLease(now, null).toISOString()).to.equal('2026-01-02T00:00:00.000Z');
    expect(endOfLease(now, new Date('2026-01-03T00:00:00Z')).toISOString()).to.equal('2026-01-03T00:00:00.000Z');
    expect(endOfLease(now, new Date('2099-01-01T00:00:00Z')).toISOString()).to.equal('2026-01-08T00:00:00.000Z');
  });
});
