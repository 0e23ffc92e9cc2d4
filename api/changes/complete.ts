import { recordEvent } from '../audit/index.js';
import { transaction, type Connection, type Database } from '../db/index.js';
import type { Caller } from '../http/caller.js';
import { lockTicket } from '../tickets/index.js';
import { gateChanged } from './announce.js';
import { auditChange } from './auditChange.js';
import type { Change } from './contract.js';
import { gateMoved } from './gateMoved.js';
import { noteAtGate } from './noteAtGate.js';

export type Completion =
  | { readonly kind: 'completed'; readonly change: Change }
  | { readonly kind: 'already'; readonly change: Change }
  | { readonly kind: 'not_found' }
  | {
      readonly kind: 'refused';
      readonly status: 403 | 409;
      readonly code: string;
      readonly sentence: string;
      readonly change: Change;
    };

type Refusal = { status: 403 | 409; code: string; sentence: string };

function notApproved({ id, state }: Change): Refusal {
  const sentence = `Change ${id} is ${state}; only an approved one can be completed.`;
  return { status: 409, code: 'change_not_approved', sentence };
}

function refusalOf(change: Change, caller: Caller): Refusal | undefined {
  // The platform carries out its own acts when they are approved; until then there is nothing to report.
  if (change.plan_kind === 'effect') return notApproved(change);
  if (change.plan_kind !== 'agent' && change.plan_kind !== 'manual') {
    const sentence = 'Only the executor completes this kind of plan, and it does so by itself.';
    return { status: 409, code: 'executor_only', sentence };
  }
  const owner = caller.run?.kind === 'task' && caller.run.agentId === change.agent_id;
  if (change.plan_kind === 'agent' && !owner) {
    const sentence = `Only agent ${change.agent_id ?? ''}, which asked for it, can report this change as done.`;
    return { status: 403, code: 'not_own_change', sentence };
  }
  if (change.plan_kind === 'manual' && caller.type !== 'person') {
    return {
      status: 403,
      code: 'people_only',
      sentence: 'A person does this by hand, and a person says that it is done.',
    };
  }
  return change.state === 'approved' ? undefined : notApproved(change);
}

/** Whether it is done already, and this caller is told so again (GATES.md: a later `complete` returns the same result). */
function doneBefore(change: Change, caller: Caller): boolean {
  if (change.state !== 'completed') return false;
  return change.plan_kind === 'effect' || (change.completed_by === caller.name && change.result_kind === 'reported');
}

/** Work by hand is the owning group's, where the ticket has one with members; groups that work every ticket do it too. */
async function outsider(q: Connection, change: Change, caller: Caller): Promise<Refusal | undefined> {
  if (change.plan_kind !== 'manual') return undefined;
  const { rows } = await q.query<{ name: string; inside: boolean }>(
    `select g.name, exists (select from group_members m join groups mine on mine.id = m.group_id and mine.enabled
         where m.person_id = $2 and (mine.id = g.id or mine.works_every_ticket)) as inside
     from tickets t join groups g on g.name = t.owning_group and g.enabled
     where t.id = $1 and exists (select from group_members m join persons p on p.id = m.person_id and p.active where m.group_id = g.id)`,
    [change.ticket_id, caller.personId],
  );
  const owner = rows[0];
  if (!owner || owner.inside) return undefined;
  const sentence = `The ticket belongs to ${owner.name}: one of them says that it is done.`;
  return { status: 403, code: 'not_owning_group', sentence };
}

/** Described work that its doer reports (GATES.md, kinds `agent` and `manual`): from approved, once, inside the window. */
export async function completeChange(db: Database, id: number, caller: Caller, result: string): Promise<Completion> {
  return transaction(db, async (q) => {
    const locked = await q.query<Change>('select * from changes where id = $1 for update', [id]);
    const change = locked.rows[0];
    if (!change) return { kind: 'not_found' };
    if (doneBefore(change, caller)) return { kind: 'already', change };
    const refusal = refusalOf(change, caller) ?? (await outsider(q, change, caller));
    if (refusal) return { kind: 'refused', change, ...refusal };
    const { rows } = await q.query<Change>(
      `update changes set state = 'completed', result = $2, result_kind = 'reported', completed_by = $3,
         completed_at = clock_timestamp(), version = version + 1
       where id = $1 and state = 'approved' and execute_before > clock_timestamp() returning *`,
      [id, result, caller.name],
    );
    const completed = rows[0];
    if (!completed) {
      const sentence = `The time to carry out change ${id} is over; ask for it again.`;
      return { kind: 'refused', status: 409, code: 'change_expired', sentence, change };
    }
    const { ticket_id, agent_id } = completed;
    const details = { change_id: id, ticket_id, agent_id, result_kind: 'reported' };
    await auditChange(q, completed, { actor: caller, action: 'change_completed', result: 'completed', details });
    await recordEvent(q, {
      category: 'change',
      actor: caller.name,
      action: 'change_completed',
      target: `change_${id}`,
      details,
    });
    const ticket = completed.ticket_id === null ? undefined : await lockTicket(q, completed.ticket_id);
    const body = `Approval gate completed: change ${id}\n\nAs reported by ${caller.name}:\n\n${result}`;
    if (ticket) await noteAtGate(q, ticket, caller, { changeId: id, body });
    await gateMoved(q, completed, caller, `completed by ${caller.name}`);
    await gateChanged(q, completed);
    return { kind: 'completed', change: completed };
  });
}
