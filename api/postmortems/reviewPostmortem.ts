import type { Connection } from '../db/index.js';
import { notFound, ok, problem, type Answer } from '../http/answer.js';
import type { Caller } from '../http/caller.js';
import { refuseStale, refuseUnread } from '../http/ifMatch.js';
import { notTheReviewer, writeHistory } from '../workflows/index.js';
import type { ReviewPostmortem } from './contract.js';
import { lockPostmortem } from './sql/readPostmortem.js';
import { writeReview } from './sql/writePostmortem.js';

/**
 * Contract 19.1 review, in the caller's transaction: a person, who neither wrote it nor stands behind the agent that did, says
 * whether it holds (27.15).
 */
export async function reviewPostmortem(
  q: Connection,
  caller: Caller,
  id: number,
  body: ReviewPostmortem,
  ifMatch: string | undefined,
): Promise<Answer> {
  const row = await lockPostmortem(q, id, caller);
  if (!row) return notFound('Postmortem');
  const not = notTheReviewer(caller, row.author_person_ids);
  if (not) return problem(403, not.code, not.sentence, { required_permission: 'postmortems:write' });
  const read = body.version === undefined ? ifMatch : String(body.version);
  const unread = body.approved ? refuseUnread(read) : undefined;
  if (unread) return unread;
  // The approval itself raised the version: who approves the same text once more read what was approved.
  const again = row.status === 'approved' && body.approved && !refuseStale(read, row.version - 1);
  const stale = again ? undefined : refuseStale(read, row.version);
  if (stale) return stale;
  if (row.status === 'promoted') {
    const detail = `Postmortem ${id} is promoted already. Change it first; then it is reviewed again.`;
    return problem(409, 'postmortem_promoted', detail, { state: row.status });
  }
  const status = body.approved ? 'approved' : 'needs_revision';
  if (row.status === 'approved' && body.approved) {
    return ok({ id, status, version: row.version, reviewed_by: row.reviewed_by ?? caller.name });
  }
  const notes = body.review_notes ?? '';
  const version = await writeReview(q, id, caller, { status, notes });
  await writeHistory(q, caller, {
    category: 'postmortem',
    action: 'postmortem_reviewed',
    target: `postmortem_${id}`,
    result: status,
    details: {
      ...{ postmortem_id: id, ticket_id: row.ticket_id, approved: body.approved, review_notes: notes.slice(0, 500) },
      ...(body.reviewed_by === null ? {} : { claimed_by: body.reviewed_by }),
    },
  });
  return ok({ id, status, version, reviewed_by: caller.name });
}
