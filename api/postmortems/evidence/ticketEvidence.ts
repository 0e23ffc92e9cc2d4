import type { Queryable } from '../../db/index.js';
import type { Caller } from '../../http/caller.js';
import { wireStatus, type ChangeState } from '../../changes/index.js';
import { attachmentRows, forCaller } from '../../tickets/index.js';
import { clip, clipJson, clipped, clipRow } from './clip.js';
import type { Row } from './contract.js';
import { lastLines, logTail } from './logTail.js';

/** Characters of each text (contract 19.2). */
const longest = { note: 360, metadata: 500, reason: 260, result: 360, logTail: 1_200, error: 260 };

/** The newest notes that the caller may read, oldest first. */
export async function notesOf(q: Queryable, caller: Caller, ticketId: number, most: number): Promise<Row[]> {
  const { rows } = await q.query<{ body: string; length: number }>(
    `select id, source, author, left(body, $4) as body, length(body) as length, audience as visibility, external_ref, created_at
     from ticket_notes where ticket_id = $1 and audience = any($2) and ($3 or source <> 'chat-comment') order by id desc limit $5`,
    // As for the context: what people say to each other does not steer an agent (GATES.md).
    [ticketId, [...caller.view.notes], caller.type !== 'agent', longest.note, most],
  );
  return rows.reverse().map(({ length, ...note }) => ({ ...note, body: clipped(note.body, length, longest.note) }));
}

export async function attachmentsOf(q: Queryable, caller: Caller, ticketId: number, most: number): Promise<Row[]> {
  const params: unknown[] = [ticketId, most];
  const allowed = forCaller(caller, (value) => `$${params.push(value)}`);
  const { rows } = await q.query<Row>(
    `select f.id, f.note_id, f.filename, f.content_type, f.sha256, f.size_bytes, f.metadata, f.created_at
     from ${attachmentRows} where f.ticket_id = $1 and ${allowed} order by f.id desc limit $2`,
    params,
  );
  return rows.map((row) => ({ ...row, metadata: clipJson(row['metadata'], longest.metadata) }));
}

export async function changesOf(q: Queryable, ticketId: number, most: number): Promise<Row[]> {
  const { rows } = await q.query<Row & { state: ChangeState }>(
    `select c.id, c.agent_id, c.action, c.target, c.reason, c.risk_level, c.state, c.rejected_reason, c.result, c.result_kind,
       c.requested_by, p.display_name as decided_by, c.requested_at, c.decided_at, c.completed_at
     from changes c left join persons p on p.id = c.decided_by_person_id where c.ticket_id = $1 order by c.id desc limit $2`,
    [ticketId, most],
  );
  return rows.map((change) => ({
    ...clipRow(clipRow(change, longest.reason, 'reason', 'rejected_reason'), longest.result, 'result'),
    status: wireStatus(change.state),
  }));
}

type TaskRow = Row & { id: number; attempt: number; output: string; result: Row | null };

/** Summaries of what agents did: without the prompt and the output, of which the tail is shown when it is asked for. */
export async function tasksOf(
  q: Queryable,
  ticketId: number,
  most: number,
  log: { readonly runLogs: string; readonly lines: number },
): Promise<Row[]> {
  const { rows } = await q.query<TaskRow>(
    `select t.id, t.agent_id, t.task_type, t.status, t.progress_pct, t.attempt, t.error_message, t.result, a.harness, a.model,
       t.started_at, t.completed_at, t.created_at, case when $3 > 0 then t.output else '' end as output
     from agent_tasks t join agents a on a.id = t.agent_id where t.ticket_id = $1 order by t.id desc limit $2`,
    [ticketId, most, log.lines],
  );
  return Promise.all(
    rows.map(async ({ output, ...task }) => {
      const shown = { ...clipRow(task, longest.error, 'error_message'), result: clipJson(task.result, longest.result) };
      if (log.lines === 0) return shown;
      const tail = (await logTail(log.runLogs, task, log.lines)) ?? lastLines(output, log.lines);
      return { ...shown, log_tail: clip(tail, longest.logTail) };
    }),
  );
}

/** Audit rows and events that are about this very ticket, newest first: ticket_1 is not ticket_12 (27.32). */
export async function auditOf(q: Queryable, ticketId: number, most: number): Promise<Row[]> {
  const { rows } = await q.query<Row>(
    `select * from (
       (select id, 'audit' as source, actor, action, target, result, details, created_at from audit_log
         where target = $1 or (details ? 'ticket_id' and details ->> 'ticket_id' = $2) order by id desc limit $3)
       union all
       (select id, 'event', actor, action, target, null, details, created_at from event_log
         where target = $1 or (details ? 'ticket_id' and details ->> 'ticket_id' = $2) order by id desc limit $3)) as found
     order by created_at desc, source, id desc limit $3`,
    [`ticket_${ticketId}`, String(ticketId), most],
  );
  return rows.map((row) => ({
    ...clipRow(row, longest.reason, 'result'),
    details: clipJson(row['details'], longest.reason),
  }));
}
