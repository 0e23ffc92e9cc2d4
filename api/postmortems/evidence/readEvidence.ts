import type { Queryable } from '../../db/index.js';
import type { Caller } from '../../http/caller.js';
import { shownTicket, type Ticket } from '../../tickets/index.js';
import { cicdRunsOf } from './cicdEvidence.js';
import { clipRow } from './clip.js';
import { guidance, type Evidence, type EvidenceLimits } from './contract.js';
import { earlierPostmortems, helpfulArticles, reusableWorkflows } from './learntBefore.js';
import { evidenceTerms } from './terms.js';
import { attachmentsOf, auditOf, changesOf, notesOf, tasksOf } from './ticketEvidence.js';

/** Characters of the ticket's own texts: a pasted log would push everything else out of a model's window. */
const longestTicketText = 4_000;

/** Contract 19.2: what happened on a ticket that the caller may see, bounded, and what was learnt of the like before. */
export async function readEvidence(
  q: Queryable,
  caller: Caller,
  ticket: Ticket,
  limits: EvidenceLimits,
  runLogs: string,
): Promise<Evidence> {
  const { id } = ticket;
  const notes = await notesOf(q, caller, id, limits.max_notes);
  const terms = evidenceTerms(ticket.title, [ticket.description, ...notes.map((note) => String(note['body']))]);
  return {
    ticket: clipRow(shownTicket(ticket), longestTicketText, 'description', 'resolution'),
    notes,
    attachments: await attachmentsOf(q, caller, id, limits.max_attachments),
    change_requests: await changesOf(q, id, limits.max_changes),
    agent_tasks: await tasksOf(q, id, limits.max_tasks, { runLogs, lines: limits.task_log_lines }),
    cicd_runs: await cicdRunsOf(q, id, limits.max_cicd_runs),
    postmortems: await earlierPostmortems(q, id, limits.max_postmortems),
    workflows: await reusableWorkflows(q, caller, ticket, terms, limits.max_workflows),
    knowledge_articles: await helpfulArticles(q, caller, ticket, terms, limits.max_articles),
    audit: await auditOf(q, id, limits.max_audit),
    evidence_terms: terms,
    guidance,
  };
}
