import type { Actor, Channel } from '../http/caller.js';
import type { Change, ChangeState } from './contract.js';
import { whyNotAllowed, type NotAllowed } from './eligibility.js';

export type Vote = {
  readonly changeId: number;
  readonly voter: Actor;
  readonly verb: 'approve' | 'reject';
  readonly reason: string | null;
  /** Who the request said it came from: kept beside the decision, never believed. */
  readonly claimedBy?: string | null;
  /** The Matrix event that it came as: a second delivery of it is no second vote. */
  readonly eventId?: string;
};

/** Every way in which a vote can end. Each has its own sentence (`sentenceFor`) and its own test. */
export type VoteOutcome =
  | {
      readonly kind: 'applied';
      readonly change: Change;
      /** `pending`: counted, and more are needed. */
      readonly state: 'pending' | 'approved' | 'rejected';
      readonly missing: string;
    }
  | { readonly kind: 'reason_noted'; readonly change: Change }
  | { readonly kind: 'reason_required'; readonly change: Change }
  | { readonly kind: 'already_decided'; readonly change: Change; readonly by: string | null }
  | { readonly kind: 'late'; readonly change: Change; readonly by: string | null }
  | { readonly kind: 'not_allowed'; readonly change: Change; readonly why: NotAllowed }
  | { readonly kind: 'expired'; readonly change: Change }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'unknown_gate' };

const words: Record<ChangeState, string> = {
  pending: 'still open',
  approved: 'approved',
  rejected: 'rejected',
  expired: 'expired',
  withdrawn: 'withdrawn',
  superseded: 'replaced by a newer one',
  executing: 'approved and running',
  completed: 'approved and completed',
  failed: 'approved, and its execution failed',
  execution_expired: 'approved, but not started in time',
  drifted: 'approved, but not run because its target had changed',
};

export function stateInWords(state: ChangeState): string {
  return words[state];
}

/** What the person is told, in one sentence. */
export function sentenceFor(outcome: VoteOutcome, changeId: number): string {
  switch (outcome.kind) {
    case 'applied':
      return outcome.state === 'pending'
        ? `Your vote on change ${changeId} counts. ${outcome.missing}`
        : `Change ${changeId} is ${outcome.state}.`;
    case 'reason_noted':
      return `Your reason is noted at change ${changeId}.`;
    case 'reason_required':
      return `This policy asks for a reason: !approve ${changeId} <reason> or !reject ${changeId} <reason>.`;
    case 'already_decided':
    case 'late':
      return `Change ${changeId} is already ${words[outcome.change.state]}${outcome.by === null ? '' : ` by ${outcome.by}`}; your vote came later and changes nothing.`;
    case 'not_allowed':
      return `Your vote on change ${changeId} does not count. ${whyNotAllowed(outcome.why)}`;
    case 'expired':
      return `The time to decide change ${changeId} is over; it was not approved. It can be asked for again.`;
    case 'duplicate':
      return `This vote on change ${changeId} was already taken.`;
    case 'unknown_gate':
      return `There is no change ${changeId}, or you may not see it.`;
  }
}

export type VoteChannel = 'matrix-reaction' | 'matrix-command' | 'matrix-reply' | 'rest' | 'web';

export function voteChannel(channel: Channel): VoteChannel {
  return channel === 'matrix-reaction' || channel === 'matrix-command' || channel === 'matrix-reply' ? channel : 'rest';
}
