import { liveRunners } from '../agents/index.js';
import { record, recordEvent } from '../audit/index.js';
import { notify, type Connection } from '../db/index.js';
import { lockTicket } from '../tickets/index.js';
import { gateClosed } from './announce.js';
import type { Change } from './contract.js';
import { gateMoved } from './gateMoved.js';
import { noteAtGate } from './noteAtGate.js';
import { ticketGoesOn } from './ticketFollows.js';
import type { Vote } from './vote.js';

/** Everything that is said about a decision, in its transaction: audit, event, note, ticket, card, message, executor. */
export async function tellDecision(q: Connection, vote: Vote, change: Change, name: string): Promise<void> {
  const approved = change.state === 'approved';
  const details = {
    change_id: change.id,
    approved_by: vote.voter.name,
    approval_actor: vote.voter.name,
    // Who the body said it was; who decided is the person of the token.
    claimed_by: vote.claimedBy ?? null,
    action: change.action,
    target: change.target,
    agent_id: change.agent_id,
    ticket_id: change.ticket_id,
    risk_level: change.risk_level,
    approval_gate: true,
    approval_mode: 'manual_approval',
    auto_approved: false,
    approval_reason: vote.reason,
    digest: change.digest,
  };
  const action = approved ? 'change_approved' : 'change_rejected';
  const target = `change_${change.id}`;
  await record(q, { actor: vote.voter, action, target, result: change.state, details });
  await recordEvent(q, { category: 'change', actor: vote.voter.name, action, target, details });
  await tellTicket(q, vote, change, name);
  const followed = await gateMoved(q, change, vote.voter, `${change.state} by ${name}`);
  const asks = !approved && vote.reason === null && change.policy.require_reason_on_reject;
  const why = asks ? ` ${name}, please say why: !reject ${change.id} <reason>` : '';
  const then = approved && change.plan_kind === 'argv' ? await whenItRuns(q) : followed;
  const next = then === undefined ? '' : ` ${then}`;
  await gateClosed(q, change, `Change ${change.id} was **${change.state}** by ${name}.${next}${why}`);
  if (approved && change.plan_kind === 'argv') await notify(q, 'executions');
}

async function whenItRuns(q: Connection): Promise<string> {
  const able = (await liveRunners(q)).some(({ isolation }) => isolation.runs_plans);
  return able
    ? 'The approved plan runs now, once.'
    : 'No runner is there that may run it; it runs once, as soon as one comes inside its window.';
}

async function tellTicket(q: Connection, vote: Vote, change: Change, name: string): Promise<void> {
  const ticket = change.ticket_id === null ? undefined : await lockTicket(q, change.ticket_id);
  if (!ticket) return;
  const heading = `Approval gate ${change.state}: change ${change.id}`;
  const body = `${heading}\n\nBy ${name}, through ${vote.voter.channel}.${vote.reason === null ? '' : ` Reason: ${vote.reason}`}`;
  await noteAtGate(q, ticket, vote.voter, { changeId: change.id, body, byPlatform: vote.reason === null });
  const reason = `Change ${change.id} was ${change.state} by ${name}.`;
  await ticketGoesOn(q, ticket, vote.voter, { changeId: change.id, reason });
}
