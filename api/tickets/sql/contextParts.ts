import type { Caller } from '../../http/caller.js';
import type { ContextList, ContextQuery } from '../contextQuery.js';
import type { Ticket } from '../contract.js';
import { attachmentColumns, attachmentRows, forCaller } from '../visibleAttachments.js';
import { withinSecrecy } from '../secrecy.js';
import { visibleTickets, type Condition } from '../visibility.js';

export type Part = {
  readonly name: ContextList;
  readonly columns: string;
  /** Tables and conditions: what is counted. */
  readonly from: string;
  readonly order: string;
};
/** A parameter of the statement; returns its place. */
export type Add = (value: unknown) => string;

/** Characters of one text; a pasted log would otherwise push everything else out of a model's window. */
export const longestText = 8_000;

/** A text as it goes into the context; cut where it is read, so that what is cut away is never sent. */
const text = (column: string, name: string): string =>
  `case when length(${column}) > ${longestText} then left(${column}, ${longestText}) || '… [' || length(${column}) - ${longestText}
     || ' characters left out]' else ${column} end as ${name}`;

/** For everybody who sees the ticket, as far as its audience goes. */
export function openParts(ticket: Ticket, caller: Caller, add: Add): Part[] {
  const id = add(ticket.id);
  // What people say to each other does not steer: an agent does not read it (GATES.md, "The card in the room").
  const comments = caller.type === 'agent' ? ` and n.source <> 'chat-comment'` : '';
  return [
    {
      name: 'notes',
      columns: `n.id, n.ticket_id, n.source, n.author, ${text('n.body', 'body')}, n.audience as visibility, n.external_ref, n.created_at`,
      from: `ticket_notes n where n.ticket_id = ${id} and n.audience = any(${add([...caller.view.notes])}::text[])${comments}`,
      order: 'n.id desc',
    },
    {
      name: 'attachments',
      columns: attachmentColumns,
      from: `${attachmentRows} where f.ticket_id = ${id} and ${forCaller(caller, add)}`,
      order: 'f.id desc',
    },
    {
      name: 'change_requests',
      columns: `c.id, c.agent_id, c.task_id, c.action, c.target, ${text('c.reason', 'reason')}, ${text('c.command', 'command')}, c.plan,
        c.plan_kind, c.digest, c.state, c.state_reason, c.risk_level, c.requested_by, c.requested_at, c.expires_at, c.decided_at,
        c.rejected_reason, ${text('c.result', 'result')}, c.result_kind, e.exit_code, e.duration_ms, ${text('e.output', 'output')}`,
      from: `changes c left join executions e on e.change_id = c.id where c.ticket_id = ${id}`,
      order: 'c.id desc',
    },
  ];
}

const turnActions = `('agent_model_turn_started', 'agent_model_turn_finished')`;

/** A turn of a model stands in both logs; the audit's word is taken (contract 7.7). */
function turns(ticketId: string): string {
  const of = (table: string): string =>
    `select id, actor, action, target, details, created_at, '${table.replace('_log', '')}' as source from ${table}
     where action in ${turnActions} and details ->> 'ticket_id' = ${ticketId}::bigint::text`;
  return `(select distinct on (action, target, details ->> 'turn_index', date_trunc('second', created_at)) *
    from (${of('audit_log')} union all ${of('event_log')}) as logged
    order by action, target, details ->> 'turn_index', date_trunc('second', created_at), source) as turn`;
}

/** Tickets of a title or of a class that are looked at; of most classes there are more than anybody reads. */
const lookedAt = 500;

/** The newest tickets of the same title or class (contract 7.7). That of the provider is the same where the class is. */
function alike(title: string, ticketClass: string): string {
  const newest = (where: string): string =>
    `(select id from tickets where ${where} order by id desc limit ${lookedAt})`;
  return `(${newest(`lower(title) = lower(${title})`)} union ${newest(`itop_class = ${ticketClass}`)}) as alike`;
}

/** For those who read what stays in the house. */
export function innerParts(ticket: Ticket, caller: Caller, add: Add): Part[] {
  const id = add(ticket.id);
  const ticketClass = add(ticket.itop_class);
  const agent = `${add(caller.run?.kind === 'task' ? caller.run.agentId : null)}::bigint`;
  const title = add(ticket.title);
  const start = add(ticket.title.slice(0, 80).toLowerCase());
  // An agent sees no ticket but its own, and is still told that there are others like it (contract 7.7): of the same words,
  // or of the same kind where they are the same people's.
  const seen =
    caller.type === 'agent'
      ? `(lower(t.title) = lower(${title}) or t.owning_group = ${add(ticket.owning_group)})`
      : placed(visibleTickets(caller, 1), add);
  const readable = placed(withinSecrecy(caller, 'security_classification', 1), add);
  return [
    {
      name: 'access_requests',
      columns: `r.id, r.parent_ticket_id, r.access_ticket_id, r.agent_id, r.change_id, r.requester, r.account_ref, r.resource, r.permission,
        r.reason, r.assignment_group, r.status, r.approval_actor, r.grant_evidence, r.closed_reason, r.created_at, r.updated_at,
        child.title as access_ticket_title, child.status as access_ticket_status, child.provider as access_ticket_provider,
        child.provider_ref as access_ticket_provider_ref, gate.state as change_state, decider.name as approved_by,
        gate.decided_at as approved_at`,
      from: `access_requests r join tickets child on child.id = r.access_ticket_id join changes gate on gate.id = r.change_id
        left join persons decider on decider.id = gate.decided_by_person_id
        where r.parent_ticket_id = ${id} or r.access_ticket_id = ${id}`,
      order: 'r.id desc',
    },
    {
      name: 'tasks',
      columns:
        'id, agent_id, task_type, status, progress_pct, result, error_message, created_at, started_at, completed_at',
      from: `agent_tasks where ticket_id = ${id}`,
      order: 'id desc',
    },
    {
      name: 'steering_events',
      columns: `id, agent_id, task_id, note_id, source, author, ${text('body', 'body')}, status, created_at, delivered_at, acknowledged_at`,
      from: `agent_steering_events where ticket_id = ${id}`,
      order: 'id desc',
    },
    { name: 'model_turn_events', columns: '*', from: turns(id), order: 'created_at, id' },
    {
      name: 'postmortems',
      columns: `id, ticket_id, agent_id, task_id, status, ${text('summary', 'summary')}, ${text('went_well', 'went_well')},
        ${text('improvements', 'improvements')}, ${text('workflow_proposal', 'workflow_proposal')}, ${text('documentation', 'documentation')},
        skill_proposals, test_cases, guardrails, review_notes, created_by, reviewed_by, reviewed_at, created_at, updated_at`,
      from: `postmortems where ticket_id = ${id}`,
      order: 'id desc',
    },
    {
      name: 'related_tickets',
      columns: 't.id, t.itop_ref, t.itop_class, t.title, t.status, t.provider, t.provider_ref, t.updated_at',
      from: `tickets t join ${alike(title, ticketClass)} on alike.id = t.id
        where t.id <> ${id} and t.security_classification = ${add(ticket.security_classification)} and ${seen}`,
      order: `lower(t.title) = lower(${title}) desc, t.id desc`,
    },
    {
      name: 'knowledge_articles',
      columns: `id, title, ${text('body', 'body')}, category, source, external_ref, tags, security_classification, version, updated_at`,
      from: `knowledge_articles where enabled and ${readable} and (category is null or strpos(lower(category), lower(${ticketClass})) > 0
        or strpos(lower(title), ${start}) > 0 or strpos(lower(body), ${start}) > 0)`,
      order: `strpos(lower(title), ${start}) > 0 desc, category is null, updated_at desc, id desc`,
    },
    {
      name: 'skills',
      columns: `id, name, description, category, ${text('prompt_template', 'prompt_template')}, variables`,
      from: `agent_skills where enabled and (assigned_to_all or id in (select skill_id from agent_skill_mappings where agent_id = ${agent}))
        and ${readable}`,
      order: 'name',
    },
  ];
}

/** A condition whose parameters are numbered from 1, with the places that they get here. */
function placed({ sql, params }: Condition, add: Add): string {
  const places: string[] = [];
  for (const param of params) places.push(add(param));
  return sql.replaceAll(/\$(\d+)/g, (_, place: string) => places[Number(place) - 1] ?? '');
}

/** One statement for all of them: how many there are of each kind, up to `countedUpTo`, and the first so many as JSON. */
export function statementOf(parts: readonly Part[], query: ContextQuery, add: Add): string {
  return parts
    .map(({ name, columns, from, order }) => {
      const total = `select count(*) from (select from ${from} limit ${countedUpTo}) as counted`;
      const page = `select ${columns} from ${from} order by ${order} limit ${add(query[`${name}_limit`])}`;
      return `select '${name}' as name, (${total}) as total,
        (select coalesce(jsonb_agg(to_jsonb(page)), '[]') from (${page}) as page) as rows`;
    })
    .join('\nunion all ');
}

/** Rows of one kind that are counted for what was left out. */
const countedUpTo = 10_000;
