import type { Queryable } from '../db/index.js';

export type AgentOfTicket = {
  readonly id: number;
  readonly harness: string;
  readonly model: string | null;
  /** Whether it still works or waits; otherwise it has ended in some way. */
  readonly live: boolean;
  /** The runner that has its task now. */
  readonly runnerId: string | null;
};

/** The agent that works the ticket, else the last one that did. */
export async function agentOfTicket(q: Queryable, ticketId: number): Promise<AgentOfTicket | undefined> {
  const { rows } = await q.query<AgentOfTicket>(
    `select a.id, a.harness, a.model, a.status not in ('finished', 'failed', 'stopped', 'terminated') as live,
       (select lease_owner from agent_tasks t where t.id = a.last_task_id) as "runnerId"
     from agents a where a.ticket_id = $1 order by live desc, a.id desc limit 1`,
    [ticketId],
  );
  return rows[0];
}
