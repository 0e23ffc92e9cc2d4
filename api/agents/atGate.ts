import { revokeRunTokens } from '../access/index.js';
import { recordEvent } from '../audit/index.js';
import { notify, transaction, type Connection, type Database, type Lease, type Queryable } from '../db/index.js';
import { finalStatuses } from '../tickets/index.js';
import type { TaskResult } from './contract.js';

/**
 * Changes that a task waits for: undecided ones, and approved ones that somebody else carries out. A plan of kind `agent`
 * is the agent's own work after the approval, so nothing is waited for then.
 */
const openChange = `exists (select from changes c where c.agent_id = task.agent_id and c.task_id = task.id
  and (c.state in ('pending', 'executing') or (c.state = 'approved' and c.plan_kind <> 'agent')))`;

/** Tasks of these that stand before a gate; those of a ticket that is closed wait for nothing. */
export async function tasksAtGates(q: Queryable, taskIds: readonly number[]): Promise<number[]> {
  if (taskIds.length === 0) return [];
  const { rows } = await q.query<{ id: number }>(
    `select task.id from agent_tasks task left join tickets t on t.id = task.ticket_id
     where task.id = any($1) and (t.id is null or t.status <> all($2)) and ${openChange}`,
    [taskIds, finalStatuses],
  );
  return rows.map(({ id }) => id);
}

/**
 * Puts a task aside until its gates are decided (contract 12.9 c): no process, no lease, no token. What the agent wrote
 * as its result is about the wait, so it is kept as an event and not as the end.
 */
export async function putAside(q: Connection, lease: Lease, agentId: number, result: TaskResult | null): Promise<void> {
  await q.query(
    `update agent_tasks set status = 'pending_approval', lease_owner = null, lease_until = null, result = null where id = $1 and attempt = $2`,
    [lease.id, lease.attempt],
  );
  await revokeRunTokens(q, lease);
  await q.query(`update agents set status = 'pending_approval' where id = $1`, [agentId]);
  await recordEvent(q, {
    category: 'agent',
    actor: `task_${lease.id}`,
    action: 'agent_waiting_at_gate',
    target: `agent_${agentId}`,
    details: { attempt: lease.attempt, summary: result?.summary ?? null },
  });
  // Whoever decided between the agent's last look and this line is not missed.
  await notify(q, 'changes');
}

/** Queues the tasks again whose gates are all decided. Returns how many. */
export async function resumeDecided(db: Database): Promise<number> {
  return transaction(db, async (q) => {
    const { rows } = await q.query<{ id: number; agent_id: number }>(
      // From the agents, few of which are alive: the tasks are all that there ever were.
      `update agent_tasks task set status = 'queued', not_before = clock_timestamp() from agents a
       where a.status = 'pending_approval' and task.agent_id = a.id and task.status = 'pending_approval' and not ${openChange}
       returning task.id, task.agent_id`,
    );
    for (const { id, agent_id: agentId } of rows) {
      await q.query(`update agents set status = 'spawned' where id = $1 and status = 'pending_approval'`, [agentId]);
      await recordEvent(q, {
        category: 'agent',
        actor: 'runner',
        action: 'agent_resumed_after_gate',
        target: `agent_${agentId}`,
        details: { task_id: id },
      });
    }
    if (rows.length > 0) await notify(q, 'tasks');
    return rows.length;
  });
}
