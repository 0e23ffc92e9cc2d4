import { ok, problem, type Answer } from '../http/answer.js';
import type { Spawned } from './spawn.js';

/** What whoever asked for an agent is told (contract 12.1, 7.13). */
export function answerTo(spawned: Spawned, ticketId: number): Answer {
  switch (spawned.kind) {
    case 'spawned': {
      const { agentId, taskId, harness, model, profileId, rank } = spawned;
      return ok({
        status: 'spawned',
        agent_id: agentId,
        task_id: taskId,
        ticket_id: ticketId,
        model,
        harness,
        profile_id: profileId,
        priority_rank: rank,
      });
    }
    case 'waiting_for_person':
      return ok({ status: 'waiting_for_person', ticket_id: ticketId, group: spawned.group, reason: spawned.reason });
    case 'active_already': {
      const detail = `Ticket already has active agent ${spawned.agentId} (${spawned.status}).`;
      return problem(409, 'agent_active', detail, { agent_id: spawned.agentId, agent_status: spawned.status });
    }
    case 'ticket_final':
      return problem(409, 'ticket_final', `Ticket ${ticketId} is ${spawned.status}; open it again first.`, {
        state: spawned.status,
      });
  }
}
