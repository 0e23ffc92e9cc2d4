import { expect } from 'chai';
import { isInForce, isOpen, reviewState, statusAfterWriting } from '../../../api/workflows/reviewState.js';

describe('the status of a workflow', () => {
  it('is never "in force" by asking for it', () => {
    for (const wished of ['active', 'approved', ' Active ', 'APPROVED'])
      expect(statusAfterWriting(wished, 'draft'), wished).to.equal('ready_for_review');
  });

  it('is what a writer may say, and else what it was', () => {
    for (const wished of ['draft', 'ready_for_review', 'tested', 'needs_revision'] as const)
      expect(statusAfterWriting(wished, 'draft')).to.equal(wished);
    for (const wished of [null, '', 'superseded', 'retired', 'live', 'constructor'])
      expect(statusAfterWriting(wished, 'tested'), String(wished)).to.equal('tested');
  });

  it('is open or in force or neither', () => {
    expect(['draft', 'tested', 'active', 'approved', 'superseded', 'retired'].map(isOpen)).to.deep.equal([
      ...[true, true, false, false, false, false],
    ]);
    expect(['draft', 'active', 'approved', 'superseded'].map(isInForce)).to.deep.equal([false, true, true, false]);
  });

  it('says at one look where the review stands', () => {
    const reviewed_at = new Date();
    expect(reviewState({ status: 'active', reviewed_at })).to.equal('active_approved');
    expect(reviewState({ status: 'approved', reviewed_at: null })).to.equal('active_missing_review');
    expect(reviewState({ status: 'tested', reviewed_at: null })).to.equal('tested_needs_approval');
    for (const status of ['draft', 'ready_for_review', 'needs_revision', 'superseded'])
      expect(reviewState({ status, reviewed_at })).to.equal(status);
  });
});
