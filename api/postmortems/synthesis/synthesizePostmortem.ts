import type { Connection } from '../../db/index.js';
import { ok, type Answer } from '../../http/answer.js';
import type { Caller } from '../../http/caller.js';
import type { Ticket } from '../../tickets/index.js';
import { peopleBehind, placeOfWork, ticketKey, writeHistory } from '../../workflows/index.js';
import type { Synthesize } from '../contract.js';
import { evidenceQuery } from '../evidence/contract.js';
import { readEvidence } from '../evidence/readEvidence.js';
import { insertPostmortem } from '../sql/writePostmortem.js';
import { synthesise } from './synthesise.js';

async function waitingOne(q: Connection, ticketId: number): Promise<number | undefined> {
  const { rows } = await q.query<{ id: number }>(
    `select id from postmortems where ticket_id = $1 and status in ('ready_for_review', 'approved', 'promoted')
     order by id desc limit 1`,
    [ticketId],
  );
  return rows[0]?.id;
}

/**
 * Contract 19.6, in the caller's transaction, which holds the ticket: one postmortem from the evidence, unless there is one
 * that waits for its review or has had it. The platform wrote it; a person who asked for it may review it, the people behind
 * an agent that did may not.
 */
export async function synthesizePostmortem(
  q: Connection,
  caller: Caller,
  ticket: Ticket,
  body: Synthesize,
  runLogs: string,
): Promise<Answer> {
  const place = await placeOfWork(q, caller, { ...body, ticket_id: ticket.id });
  if ('refusal' in place) return place.refusal;
  const known = await waitingOne(q, ticket.id);
  if (known !== undefined) return ok({ status: 'exists', postmortem_id: known });
  const evidence = await readEvidence(q, caller, ticket, evidenceQuery.parse({}), runLogs);
  const row = await insertPostmortem(q, caller, {
    ...{ ticketId: ticket.id, agentId: place.agentId, taskId: place.taskId },
    status: 'ready_for_review',
    createdBy: body.created_by ?? 'postmortem-supervisor',
    authorIds: caller.type === 'person' ? [] : await peopleBehind(q, caller),
    content: synthesise(evidence, ticketKey(ticket)),
  });
  await writeHistory(q, caller, {
    category: 'postmortem',
    level: 'warning',
    action: 'postmortem_synthesized',
    target: `postmortem_${row.id}`,
    result: row.status,
    details: {
      ...{ postmortem_id: row.id, ticket_id: ticket.id, agent_id: place.agentId },
      reason: body.reason ?? 'manual_supervisor_synthesis',
    },
  });
  return ok({ status: 'ready_for_review', postmortem_id: row.id });
}
