import type { Queryable } from '../../db/index.js';
import type { Caller } from '../../http/caller.js';
import { grants } from '../../../config/roles.js';
import { withinSecrecy, type Ticket } from '../../tickets/index.js';
import { blueprintText, knowledgeRef, ticketKey, visibleWorkflows } from '../../workflows/index.js';
import { postmortemsOfTicket } from '../sql/readPostmortem.js';
import { clip, clipped, clipRow } from './clip.js';
import type { Row } from './contract.js';
import { byTerms } from './terms.js';

/** Characters of each text (contract 19.2). */
const longest = { postmortem: 500, blueprint: 500, article: 420 };
/** Of workflows and articles the newest are looked through for the words of the ticket. */
const lookedThrough = 200;

export async function earlierPostmortems(q: Queryable, ticketId: number, most: number): Promise<Row[]> {
  const rows = await postmortemsOfTicket(q, ticketId, most);
  return rows.map((row) =>
    clipRow(
      row,
      longest.postmortem,
      ...['summary', 'went_well', 'improvements', 'workflow_proposal', 'documentation', 'review_notes'],
    ),
  );
}

type WorkflowRow = Row & { name: string; description: string; blueprint: unknown; workflow_key: string };

/** Workflows for the caller, of the ticket's class or of every class, that were tested or are in force; best fitting first. */
export async function reusableWorkflows(
  q: Queryable,
  caller: Caller,
  ticket: Ticket,
  terms: readonly string[],
  most: number,
): Promise<Row[]> {
  const key = ticketKey(ticket);
  const visible = visibleWorkflows(caller, 4);
  const { rows } = await q.query<WorkflowRow>(
    `select id, name, description, ticket_class, trigger_type, status, workflow_key, version, blueprint, test_plan, reviewed_by, updated_at
     from agent_workflows w where (status in ('active', 'approved') or (status = 'tested' and (ticket_id is null or ticket_id = $2)))
       and (ticket_class is null or lower(ticket_class) = lower($1)) and ${visible.sql}
     order by updated_at desc, id desc limit $3`,
    [ticket.itop_class, ticket.id, lookedThrough, ...visible.params],
  );
  const fitting = byTerms(
    rows,
    ({ name, description, blueprint }) => `${name} ${description} ${blueprintText(blueprint)}`,
    terms,
  );
  const own = fitting.filter((row) => row.workflow_key === key);
  return [...own, ...fitting.filter((row) => row.workflow_key !== key)].slice(0, most).map((row) => ({
    ...clipRow(row, longest.postmortem, 'description', 'test_plan'),
    blueprint: clip(blueprintText(row.blueprint), longest.blueprint),
  }));
}

type ArticleRow = Row & { title: string; start: string; length: number };

/** Articles that may help, for who may read articles: that of the ticket's workflow first, then by the ticket's words. */
export async function helpfulArticles(
  q: Queryable,
  caller: Caller,
  ticket: Ticket,
  terms: readonly string[],
  most: number,
): Promise<Row[]> {
  if (!grants(caller.capabilities, 'knowledge:read')) return [];
  const columns = `id, title, left(body, 4000) as start, length(body) as length, category, source, external_ref, tags, updated_at`;
  const readable = withinSecrecy(caller, 'security_classification', 3);
  const { rows } = await q.query<ArticleRow>(
    `(select ${columns} from knowledge_articles where enabled and external_ref = $1 and ${readable.sql})
     union (select ${columns} from knowledge_articles where enabled and ${readable.sql} order by updated_at desc, id desc limit $2)
     order by updated_at desc, id desc`,
    [knowledgeRef(ticketKey(ticket)), lookedThrough, ...readable.params],
  );
  const ofKey = rows.filter((row) => row['external_ref'] === knowledgeRef(ticketKey(ticket)));
  const others = byTerms(
    rows.filter((row) => !ofKey.includes(row)),
    ({ title, start }) => `${title} ${start}`,
    terms,
  );
  return [...ofKey, ...others].slice(0, most).map(({ start, length, ...row }) => ({
    ...row,
    body: clipped(start, length, longest.article),
  }));
}
