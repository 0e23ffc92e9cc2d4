/** Statuses of contract 18.2. `retired` is what an operator may have set by hand. */
export const openStatuses = ['draft', 'ready_for_review', 'tested', 'needs_revision'] as const;
export const inForce = ['active', 'approved'] as const;
export type OpenStatus = (typeof openStatuses)[number];

export function isOpen(status: string): status is OpenStatus {
  return openStatuses.some((known) => known === status);
}

export function isInForce(status: string): boolean {
  return inForce.some((known) => known === status);
}

/**
 * The status that a writer's wish comes to: nothing is put in force by asking for it, and an unknown word is no status.
 * `kept` is what holds when nothing (useful) was said.
 */
export function statusAfterWriting(wished: string | null, kept: OpenStatus): OpenStatus {
  const word = wished?.trim().toLowerCase() ?? '';
  if (isInForce(word)) return 'ready_for_review';
  return isOpen(word) ? word : kept;
}

/** What a reader wants to know of it at one look (contract 18.2). */
export function reviewState(row: { readonly status: string; readonly reviewed_at: Date | null }): string {
  if (isInForce(row.status)) return row.reviewed_at === null ? 'active_missing_review' : 'active_approved';
  return row.status === 'tested' ? 'tested_needs_approval' : row.status;
}
