import { expect } from 'chai';
import fc from 'fast-check';
import { viewOf } from '../../../api/access/person.js';
import { classifications, grants, loadRoles, type Role } from '../../../config/roles.js';

const shipped = loadRoles();
const role = (name: string): Role => {
  const found = shipped.find((one) => one.name === name);
  if (!found) throw new Error(`no role ${name}`);
  return found;
};
const scope = (type: string, value: string): { type: string; value: string } => ({ type, value });

describe('what lies behind the doors of a person', () => {
  it('is nothing but public and internal words for somebody without a role', () => {
    const view = viewOf([], [], []);
    expect([view.tickets.size, view.changes.size, view.notes.size]).to.deep.equal([0, 0, 0]);
    expect(view).to.deep.include({ maxClassification: 'internal', groups: [], ticketIds: [] });
  });

  it('is what each role says, together', () => {
    const view = viewOf([role('requester'), role('approver')], ['ops'], []);
    expect([...view.tickets]).to.have.members(['own', 'eligible']);
    expect([...view.notes]).to.include.members(['user', 'public']);
    expect(view.groups).to.deep.equal(['ops']);
  });

  it('a requester reads no internal note, and an approver of theirs neither', () => {
    for (const name of ['requester', 'approver'])
      expect([...viewOf([role(name)], [], []).notes], name).to.not.include('internal');
  });

  it('is as secret as the most trusted role, and never less for one more', () => {
    const rank = (view: ReturnType<typeof viewOf>): number => classifications.indexOf(view.maxClassification);
    expect(viewOf([role('platform-admin')], [], []).maxClassification).to.equal('secret');
    expect(viewOf([role('soc-manager')], [], []).maxClassification).to.equal('restricted');
    expect(viewOf([role('analyst')], [], []).maxClassification).to.equal('confidential');
    fc.assert(
      fc.property(fc.subarray([...shipped]), fc.constantFrom(...shipped), (some, one) => {
        const [less, more] = [viewOf(some, [], []), viewOf([...some, one], [], [])];
        expect(rank(more)).to.be.at.least(rank(less));
        for (const reach of less.tickets) expect(more.tickets.has(reach)).to.equal(true);
        for (const audience of less.notes) expect(more.notes.has(audience)).to.equal(true);
      }),
    );
  });

  it('is wider by a scope: a classification, a group under any of its four names, a single ticket', () => {
    const view = viewOf(
      [role('analyst')],
      ['ops'],
      [
        ...['group', 'owning_group', 'assignment_group', 'team'].map((type) => scope(type, `of ${type}`)),
        ...[scope('ticket', '7'), scope('ticket_id', '8'), scope('classification', 'restricted')],
      ],
    );
    expect(view.groups).to.deep.equal(['ops', 'of group', 'of owning_group', 'of assignment_group', 'of team']);
    expect([view.ticketIds, view.maxClassification]).to.deep.equal([[7, 8], 'restricted']);
  });

  it('is not wider by a scope that says nothing, and not narrower by a low one', () => {
    const odd = [
      ...[scope('ticket', 'all'), scope('ticket', '7.5'), scope('ticket', 'NaN'), scope('classification', 'cosmic')],
      ...[scope('classification', 'public'), scope('everything', '*'), scope('Group', 'Ops')],
    ];
    expect(viewOf([role('analyst')], [], odd)).to.deep.equal(viewOf([role('analyst')], [], []));
  });
});

describe('permissions', () => {
  it('are granted by everything, by their area, or by their own name', () => {
    for (const [held, wanted, granted] of [
      ['*', 'changes:approve', true],
      ['changes:*', 'changes:approve', true],
      ['changes:approve', 'changes:approve', true],
      ['changes:read', 'changes:approve', false],
      ['change:*', 'changes:approve', false],
      ['changes', 'changes:approve', false],
      ['*:approve', 'changes:approve', false],
      ['changes:app*', 'changes:approve', false],
      ['changes:approve', 'changes:*', false],
      ['', '', true],
    ] as const)
      expect(grants([held], wanted), `${held} for ${wanted}`).to.equal(granted);
    expect(grants([], 'ui:read')).to.equal(false);
  });

  it('of the shipped roles are what the contract’s table says', () => {
    const may = (name: string, permission: string): boolean => grants(role(name).capabilities, permission);
    for (const permission of ['tickets:create', 'tickets:note', 'changes:approve', 'agents:spawn', 'ops-chat:write'])
      expect(may('auditor', permission), permission).to.equal(false);
    expect([
      may('analyst', 'tickets:note'),
      may('analyst', 'tickets:create'),
      may('analyst', 'changes:read'),
    ]).to.deep.equal([true, false, false]);
    expect([may('agent-operator', 'agents:spawn'), may('agent-operator', 'changes:approve')]).to.deep.equal([
      true,
      false,
    ]);
    expect([may('soc-manager', 'evidence:read'), may('soc-manager', 'deployments:write')]).to.deep.equal([
      false,
      false,
    ]);
    for (const { name } of shipped) expect(may(name, 'platform:unknown'), name).to.equal(name === 'platform-admin');
  });
});
