import { withoutTotal, type Queryable } from '../../db/index.js';
import { wireStatus, type ChangeState } from '../../changes/index.js';
import type { Caller } from '../../http/caller.js';
import type { Ticket } from '../contract.js';
import { shownTicket } from '../shown.js';
import { visibleTickets } from '../visibility.js';

/** Rows of each kind at most; what was left out is said in `left_out`. An agent's context is not a place for history. */
const most = { notes: 200, attachments: 100, changes: 50, tasks: 20, steering: 30, related: 10, workflows: 10 };
/** Characters of one text; a pasted log would otherwise push everything else out of a model's window. */
const longestText = 8_000;

type Row = Record<string, unknown>;

function bounded(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'string' && value.length > longestText
        ? `${value.slice(0, longestText)}… [${value.length - longestText} characters left out]`
        : value,
    ]),
  );
}

/** Contract 7.7: everything that one needs to go on with a ticket, as far as the caller may read it, and bounded. */
export async function readContext(q: Queryable, ticket: Ticket, caller: Caller): Promise<Row> {
  const leftOut: Record<string, number> = {};
  const list = async (name: string, sql: string, params: unknown[], limit: number): Promise<Row[]> => {
    const { rows } = await q.query<Row & { total: number }>(
      `select *, count(*) over () as total from (${sql}) as found limit ${limit}`,
      params,
    );
    const total = rows[0]?.total ?? 0;
    if (total > rows.length) leftOut[name] = total - rows.length;
    return withoutTotal(rows).map(bounded);
  };
  const { id } = ticket;
  const internal = caller.view.notes.has('internal');
  const notes = await list(
    'notes',
    `select id, ticket_id, source, author, body, audience as visibility, external_ref, created_at from ticket_notes
     where ticket_id = $1 and audience = any($2) and ($3 or source <> 'chat-comment') order by id desc`,
    // What people say to each other does not steer: an agent does not read it (GATES.md, "The card in the room").
    [id, [...caller.view.notes], caller.type !== 'agent'],
    most.notes,
  );
  const attachments = await list(
    'attachments',
    `select f.* from ticket_attachments f left join ticket_notes n on n.id = f.note_id
     where f.ticket_id = $1 and (n.id is null or n.audience = any($2)) order by f.id`,
    [id, [...caller.view.notes]],
    most.attachments,
  );
  const changes = await list(
    'change_requests',
    `select c.id, c.agent_id, c.task_id, c.action, c.target, c.reason, c.command, c.plan, c.plan_kind, c.digest, c.state, c.state_reason,
       c.risk_level, c.requested_by, c.requested_at, c.expires_at, c.decided_at, c.rejected_reason, c.result, c.result_kind,
       e.exit_code, e.duration_ms, e.output
     from changes c left join executions e on e.change_id = c.id where c.ticket_id = $1 order by c.id desc`,
    [id],
    most.changes,
  );
  const tasks = internal
    ? await list(
        'tasks',
        `select id, agent_id, task_type, status, progress_pct, result, error_message, created_at, completed_at
         from agent_tasks where ticket_id = $1 order by id desc`,
        [id],
        most.tasks,
      )
    : [];
  const steering = internal
    ? await list(
        'steering_events',
        'select id, agent_id, task_id, source, author, body, status, created_at from agent_steering_events where ticket_id = $1 order by id desc',
        [id],
        most.steering,
      )
    : [];
  // An agent sees no ticket but its own, and is still told that there are others like it (contract 7.7).
  const seen = caller.type === 'agent' ? { sql: 'true', params: [] } : visibleTickets(caller, 4);
  const related = internal
    ? await list(
        'related_tickets',
        `select t.id, t.itop_ref, t.itop_class, t.title, t.status, t.provider, t.provider_ref, t.updated_at from tickets t
         where t.id <> $1 and lower(t.title) = lower($2) and t.security_classification = $3 and ${seen.sql} order by t.id desc`,
        [id, ticket.title, ticket.security_classification, ...seen.params],
        most.related,
      )
    : [];
  const workflows = internal
    ? await list(
        'workflows',
        `select id, name, description, workflow_key, version, status, blueprint, approval_policy, reviewed_by from agent_workflows
         where status in ('active', 'approved') order by id`,
        [],
        most.workflows,
      )
    : [];
  return {
    ticket: bounded(shownTicket(ticket)),
    notes: notes.reverse(),
    attachments,
    change_requests: changes.map((change) => ({ ...change, status: wireStatus(change['state'] as ChangeState) })),
    access_requests: [],
    tasks,
    steering_events: steering,
    model_turn_events: [],
    postmortems: [],
    related_tickets: related,
    knowledge_articles: [],
    workflows,
    skills: [],
    ...(Object.keys(leftOut).length > 0 ? { left_out: leftOut } : {}),
  };
}
