import type { Postmortem, PostmortemStatus } from './contract.js';

const writable = ['draft', 'ready_for_review', 'needs_revision'] as const;

/** Nothing is approved or promoted by saying so: that becomes a wish for a review. An unknown word is no status. */
export function statusWished(wished: string | null, kept: PostmortemStatus): PostmortemStatus {
  const word = wished?.trim().toLowerCase() ?? '';
  if (word === kept) return kept;
  if (word === 'approved' || word === 'promoted') return 'ready_for_review';
  return writable.find((known) => known === word) ?? kept;
}

export function isDecided(status: PostmortemStatus): boolean {
  return status === 'approved' || status === 'promoted';
}

/**
 * The status of a postmortem after an edit: with another text than the one that was approved it waits for a review again.
 */
export function statusAfterEdit(
  { status }: Pick<Postmortem, 'status'>,
  wished: string | null,
  saysAnother: boolean,
): PostmortemStatus {
  const next = statusWished(wished, status);
  return saysAnother && isDecided(next) ? 'ready_for_review' : next;
}
