import { recordEvent } from '../audit/index.js';
import type { Connection } from '../db/index.js';
import { goneAfter } from './runners.js';

/** Seconds that a task waits for its own program to come back: an update takes it away for a moment. */
const patience = 60;

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/**
 * SQL about `candidate`: a task that this runner leaves alone, since it is for none of the harnesses that are ready here.
 * One whose harness is ready at no living runner is `instead`'s after a minute: people would wait for it for ever.
 */
export function notForHere(ready: readonly string[], instead: string | undefined): string {
  const names = ready.map(literal).join(', ') || "''";
  const isElsewhere = `exists (select from runner_instances r, jsonb_array_elements(r.harnesses) h
    where r.heartbeat_at > clock_timestamp() - make_interval(secs => ${goneAfter})
      and h ->> 'name' = a.harness and h ->> 'state' = 'ready')`;
  const waits = `(candidate.not_before > clock_timestamp() - make_interval(secs => ${patience}) or ${isElsewhere})`;
  return `exists (select from agents a where a.id = candidate.agent_id and a.harness not in (${names})
    and ${instead === undefined ? 'true' : waits})`;
}

/** The task's agent goes on with another program. The model went with the one that is gone. */
export async function changeHarness(
  q: Connection,
  agent: { readonly id: number; readonly ticketId: number; readonly harness: string },
  instead: string,
): Promise<void> {
  await q.query('update agents set harness = $2, model = null where id = $1', [agent.id, instead]);
  await q.query('update tickets set worked_by = $2 where id = $1 and agent_id = $3', [
    agent.ticketId,
    `agent ${agent.id} (${instead})`,
    agent.id,
  ]);
  await recordEvent(q, {
    category: 'agent',
    level: 'warning',
    actor: 'runner',
    action: 'agent_harness_replaced',
    target: `agent_${agent.id}`,
    details: { ticket_id: agent.ticketId, harness: agent.harness, instead },
  });
}
