import { record, recordEvent } from '../audit/index.js';
import { requestChange, type GateRules, type RequestChange } from '../changes/index.js';
import type { Connection } from '../db/index.js';
import type { Caller } from '../http/caller.js';
import { risks } from '../../config/policies.js';
import {
  addNote,
  createBody,
  createTicket,
  lockTicket,
  rankOf,
  readTicket,
  setWaiting,
  waitForPerson,
  type Ticket,
} from '../tickets/index.js';
import { autoAssign, type AutoAssignment, type AutoAssignmentRules } from './autoAssign.js';
import { classifyFor, type Classified } from './classifyFor.js';
import type { Submission } from './contract.js';
import { keepAttachments, keepSession, requesterOf } from './sql/submission.js';

/** Who files what comes in here, as tickets, notes and sessions name it (contract 17.5). */
const desk = 'service-desk-intake';
/** Characters of a title that is made of the message. */
const titleLength = 120;

export type SubmitParts = { readonly gates: GateRules; readonly autoAssignment: AutoAssignmentRules };

export type Submitted = {
  readonly intakeId: number;
  readonly ticket: Ticket;
  readonly changeId: number | null;
  /** Why the gate that the rule asks for could not be opened; null when it was, or none is asked for. */
  readonly gateRefused: { readonly error: string; readonly detail: string } | null;
  readonly classification: Classified;
  readonly autoAssignment: AutoAssignment;
};

function titleOf({ title, message }: Submission): string {
  const first = message.split('\n').find((line) => line.trim() !== '') ?? '';
  // Not through the middle of a character that takes two places.
  return (
    title ??
    first
      .trim()
      .slice(0, titleLength)
      .replace(/[\uD800-\uDBFF]$/, '')
  );
}

function descriptionOf(body: Submission, requester: string, classification: Classified): string {
  const email = body.requester_email === null ? '' : ` <${body.requester_email}>`;
  const affected = body.affected_user_name ?? requester;
  return [
    `Requester: ${requester}${email}`,
    ...(affected === requester ? [] : [`Affected user: ${affected}`]),
    `Channel: ${body.channel ?? 'dashboard'}`,
    `Intent: ${classification.intent}`,
    `Group: ${classification.assignment_group}`,
    '',
    body.message,
  ].join('\n');
}

function gateOf(ticket: Ticket, classification: Classified): RequestChange {
  return {
    ticket_id: ticket.id,
    action: classification.approval_action ?? 'Approve routed service request',
    target: `ticket_${ticket.id}`,
    reason: `Service request "${ticket.title}", routed to ${classification.assignment_group} by the rule "${classification.rule_name}".`,
    command: null,
    risk_level: risks.find((known) => known === classification.risk_level) ?? 'unknown',
    approval_policy: { source: desk, raci: classification.raci },
  };
}

/**
 * The gate of a rule whose requests people approve first. Nothing runs by it: a person of the group does what was approved.
 * Where no gate can be opened, the request is filed all the same and says why; nobody has approved it then.
 */
async function openGate(
  q: Connection,
  gates: GateRules,
  caller: Caller,
  ticket: Ticket,
  classification: Classified,
): Promise<Pick<Submitted, 'changeId' | 'gateRefused'>> {
  const request = gateOf(ticket, classification);
  const { action: description, target } = request;
  const plan = { kind: 'manual', description, target, rollback: '', blast_radius: '' } as const;
  const asked = await requestChange(q, gates, caller, ticket, request, null, { plan, origin: 'intake', owner: null });
  if (asked.kind !== 'refused') return { changeId: asked.change.id, gateRefused: null };
  await addNote(q, ticket, caller, {
    source: 'approval-gate',
    author: desk,
    body: `This request has to be approved, and no gate could be opened: ${asked.sentence}`,
    audience: 'internal',
  });
  return { changeId: null, gateRefused: { error: asked.code, detail: asked.sentence } };
}

async function file(
  q: Connection,
  caller: Caller,
  body: Submission,
  classification: Classified,
  secrecy: string,
): Promise<Ticket> {
  const requester = body.requester_name ?? 'Requester';
  const input = createBody.parse({
    title: titleOf(body),
    description: descriptionOf(body, requester, classification),
    ticket_class: classification.ticket_class,
    priority: classification.priority,
    owning_group: classification.assignment_group,
    assignee_team: classification.assignment_group,
    security_classification: secrecy,
    created_by: desk,
    requester_name: requester,
    requester_email: body.requester_email,
    affected_user_name: body.affected_user_name,
    affected_user_email: body.affected_user_email,
    provider: body.provider,
    sync_provider: body.sync_provider,
  });
  const requesterPersonId = await requesterOf(q, caller, body.requester_email);
  const origin = { sessionId: null, threadId: null, requesterPersonId, groupByRules: true };
  const { ticket } = await createTicket(q, caller, input, origin);
  await addNote(q, ticket, caller, {
    source: 'intake',
    author: desk,
    body: [
      `Routed to ${classification.assignment_group} by the rule "${classification.rule_name}".`,
      `Intent ${classification.intent}, ${classification.priority}, confidence ${classification.confidence.toFixed(2)}.`,
      ...(classification.matched_keywords.length === 0
        ? []
        : [`Words: ${classification.matched_keywords.join(', ')}.`]),
    ].join('\n'),
    audience: 'internal',
  });
  return ticket;
}

/** What is kept with a request is for everybody who reads its ticket, however much the one may read who submits it. */
function forItsReaders(caller: Caller): Caller {
  const { maxClassification: most } = caller.view;
  return {
    ...caller,
    view: { ...caller.view, maxClassification: rankOf(most) > rankOf('internal') ? 'internal' : most },
  };
}

/**
 * Contract 17.5, in the caller's transaction: everything about the request is written before an agent can start on it
 * (27.21), and all of it or nothing.
 */
export async function submit(q: Connection, parts: SubmitParts, caller: Caller, body: Submission): Promise<Submitted> {
  const { classification, rule } = await classifyFor(q, forItsReaders(caller), body);
  const ticket = await file(q, caller, body, classification, rule?.security_classification ?? 'internal');
  await keepAttachments(q, ticket.id, body.attachments);
  const intakeId = await keepSession(q, ticket.id, body, classification);
  const details = {
    intake_id: intakeId,
    channel: body.channel ?? 'dashboard',
    intent: classification.intent,
    rule_id: classification.rule_id,
    assignment_group: classification.assignment_group,
  };
  const target = `ticket_${ticket.id}`;
  await record(q, { actor: caller, action: 'intake_ticket_created', target, details });
  await recordEvent(q, { category: 'intake', actor: caller.name, action: 'intake_ticket_created', target, details });
  // A person's from here on, whatever its gate says: without an agent, somebody of the group has to take it.
  await setWaiting(q, ticket.id, { waitingFor: null, workedBy: 'person' });
  const gate = classification.approval_required
    ? await openGate(q, parts.gates, caller, ticket, classification)
    : { changeId: null, gateRefused: null };
  const autoAssignment: AutoAssignment = body.auto_assign
    ? await autoAssign(q, ticket.id, parts.autoAssignment)
    : { status: 'skipped', reason: 'request_disabled' };
  const filed = await lockTicket(q, ticket.id);
  if (filed?.agent_id === null && filed.waiting_for === null) await waitForPerson(q, filed);
  const shown = await readTicket(q, ticket.id);
  if (!shown) throw new Error(`Ticket ${ticket.id} went away in the transaction that made it.`);
  return { intakeId, ticket: shown, ...gate, classification, autoAssignment };
}
