import type { Queryable } from '../../db/index.js';
import type { AccessRequest } from '../contract.js';

/** The request behind a gate, with its row locked until the transaction ends. */
export async function lockRequestOf(q: Queryable, changeId: number): Promise<AccessRequest | undefined> {
  const { rows } = await q.query<AccessRequest>('select * from access_requests where change_id = $1 for update', [
    changeId,
  ]);
  return rows[0];
}

type Move = {
  readonly status: 'approved' | 'granted' | 'rejected';
  readonly approvalActor?: string;
  readonly evidence?: string;
  readonly closedReason?: string;
};

/** Moves an open request on; one that ended stays as it ended. */
export async function moveRequest(q: Queryable, id: number, move: Move): Promise<void> {
  await q.query(
    `update access_requests set status = $2, approval_actor = coalesce($3, approval_actor),
       grant_evidence = coalesce($4, grant_evidence), closed_reason = coalesce($5, closed_reason), updated_at = clock_timestamp()
     where id = $1 and status in ('pending_approval', 'approved')`,
    [id, move.status, move.approvalActor?.slice(0, 100), move.evidence, move.closedReason],
  );
}
