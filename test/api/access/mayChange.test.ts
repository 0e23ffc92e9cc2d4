import { expect } from 'chai';
import fc from 'fast-check';
import { obstacleTo, type Acting, type Changed, type Doing } from '../../../api/access/mayChange.js';

const everybody: readonly Doing[] = ['roles', 'scopes', 'details', 'access', 'account', 'groups', 'link'];
const acting = (capabilities: readonly string[] = ['*'], personId: number | null = 1): Acting => ({
  ...{ personId, capabilities },
});
const changed = (more: Partial<Changed> = {}): Changed => ({
  ...{ id: 2, configured: false, before: ['ui:read'], after: ['ui:read'] },
  ...more,
});

describe('who may change whom', () => {
  it('an administrator does everything to a person of the operators', () => {
    for (const doing of everybody) expect(obstacleTo(doing, acting(), changed()), doing).to.equal(undefined);
  });

  it('the configuration has the last word about roles, groups, details and the account of whom it names, and about nothing else', () => {
    const bo = changed({ configured: true });
    expect(everybody.map((doing) => obstacleTo(doing, acting(), bo))).to.deep.equal([
      'configured',
      undefined,
      'configured',
      undefined,
      'configured',
      'configured',
      undefined,
    ]);
  });

  it('nobody changes the own roles, scopes or groups, and everybody who may the own details', () => {
    const self = changed({ id: 1 });
    expect(everybody.map((doing) => obstacleTo(doing, acting(), self))).to.deep.equal([
      'own_rights',
      'own_rights',
      undefined,
      undefined,
      undefined,
      'own_rights',
      undefined,
    ]);
  });

  it('whoever may less than everything neither makes nor touches somebody who may', () => {
    const manager = acting(['access:*', 'tickets:*', 'ui:read']);
    for (const doing of everybody) {
      expect(obstacleTo(doing, manager, changed({ before: ['*'] })), doing).to.equal('administrator_only');
      expect(obstacleTo(doing, manager, changed()), doing).to.equal(undefined);
    }
    expect(obstacleTo('roles', manager, changed({ after: ['*'] }))).to.equal('administrator_only');
  });

  it('whoever may less than everything gives no account to somebody who may more, or is in more groups', () => {
    const manager = acting(['access:*', 'ui:read']);
    expect(obstacleTo('account', manager, changed({ before: ['access:admin', 'ui:read'] }))).to.equal(undefined);
    expect(obstacleTo('account', manager, changed({ before: ['changes:approve'] }))).to.equal('more_rights');
    for (const doing of ['password', 'link'] as const)
      expect(obstacleTo(doing, manager, changed({ before: ['changes:approve'] })), doing).to.equal('more_rights');
    const member = changed({ groups: ['ops'] });
    expect(obstacleTo('account', manager, member)).to.equal('more_rights');
    expect(obstacleTo('account', { ...manager, groups: ['ops'] }, member)).to.equal(undefined);
    expect(obstacleTo('account', acting(), member)).to.equal(undefined);
    expect(obstacleTo('details', manager, member)).to.equal(undefined);
  });

  it('a service, which is no person, is nobody’s self', () => {
    expect(obstacleTo('roles', acting(['*'], null), changed())).to.equal(undefined);
  });

  it('whatever the capabilities are: without "*" no change leads to it or away from it', () => {
    const words = fc.array(fc.constantFrom('access:*', 'access:admin', 'ui:read', 'tickets:*'), { maxLength: 4 });
    fc.assert(
      fc.property(
        words,
        words,
        words,
        fc.constantFrom(...everybody),
        fc.boolean(),
        (own, before, after, doing, made) => {
          const administrator = made ? { before: [...before, '*'], after } : { before, after: [...after, '*'] };
          expect(obstacleTo(doing, acting(own), changed(administrator))).to.equal('administrator_only');
        },
      ),
    );
  });
});
