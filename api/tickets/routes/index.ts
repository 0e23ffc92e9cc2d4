import type { Connection, Database } from '../../db/index.js';
import type { Caller } from '../../http/caller.js';
import type { Route } from '../../http/route.js';
import type { AutoAssignmentRules } from '../../intake/index.js';
import { noProvider, type CloseAtProvider } from '../closeAtProvider.js';
import type { Ticket } from '../contract.js';
import type { StopAgent } from '../unassignAgent.js';
import { assignment } from './assignment.js';
import { contacts } from './contacts.js';
import { create } from './create.js';
import { list } from './list.js';
import { notes } from './notes.js';
import { askRequester, userResponse, type ResumeWithAnswer } from './questions.js';
import { context, get } from './read.js';
import { status, statusOnTicket } from './status.js';
import { unassign } from './unassign.js';

/** Contract 7.4: where people find the ticket at its provider; null for one that is only here. */
export type ExternalUrl = (ticket: Ticket) => string | null;

/** Files that came with the message of a chat turn become those of the ticket that it files or continues. */
export type BindFiles = (q: Connection, caller: Caller, ticket: Ticket) => Promise<void>;

export type TicketRoutes = {
  readonly db: Database;
  readonly autoAssignment: AutoAssignmentRules;
  readonly externalUrl: ExternalUrl;
  readonly stopAgent: StopAgent;
  readonly resumeWithAnswer: ResumeWithAnswer;
  readonly bindFiles: BindFiles;
  /** Left out: nothing is kept anywhere else. */
  readonly closeAtProvider?: CloseAtProvider;
};

export function ticketRoutes(options: TicketRoutes): Route[] {
  const { db, externalUrl, closeAtProvider = noProvider } = options;
  return [
    list(db, externalUrl),
    create(options),
    get(db, externalUrl),
    ...statusOnTicket(db, closeAtProvider),
    context(db, externalUrl),
    notes(db),
    status(db, closeAtProvider),
    assignment(db),
    contacts(db),
    askRequester(db),
    userResponse(options),
    unassign(db, options.stopAgent),
  ];
}
