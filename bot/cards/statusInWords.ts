const statuses: ReadonlyMap<string, string> = new Map([
  ['new', 'New'],
  ['assigned', 'Assigned'],
  ['in_progress', 'In progress'],
  ['awaiting_user_response', 'Waiting for an answer'],
  ['pending_approval', 'Waiting for an approval'],
  ['awaiting_access', 'Waiting for access'],
  ['blocked', 'Blocked'],
  ['resolved', 'Resolved'],
  ['closed', 'Closed'],
  ['closed/resolved', 'Closed, resolved'],
  ['implemented', 'Implemented'],
  ['rejected', 'Rejected'],
  ['cancelled', 'Cancelled'],
  ['canceled', 'Cancelled'],
]);

/** The status of a ticket as people say it; one that only a provider knows is shown as it is. */
export function statusInWords(status: string): string {
  return statuses.get(status) ?? status.replaceAll('_', ' ');
}
