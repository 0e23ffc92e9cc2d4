import { personBehind, type Speaker } from '../access/index.js';
import { record } from '../audit/index.js';
import type { Queryable } from '../db/index.js';
import type { Actor } from '../http/caller.js';
import { enqueuePush } from '../providers/index.js';
import { addNote } from './addNote.js';
import { askForPerson, cardChanged } from './announce.js';
import { finalStatuses, type Assignment, type Note, type Ticket } from './contract.js';

export async function groupExists(q: Queryable, name: string): Promise<boolean> {
  const { rowCount } = await q.query('select from groups where name = $1 and enabled', [name]);
  return rowCount === 1;
}

/** The group as it is spelled, whatever case a person types it in. */
export async function groupNamed(q: Queryable, typed: string): Promise<string | undefined> {
  const { rows } = await q.query<{ name: string }>(
    'select name from groups where lower(name) = lower($1) and enabled',
    [typed.trim()],
  );
  return rows[0]?.name;
}

/** Contract 7.9, in the caller's transaction: what changed, as an internal note of one line a field. */
export async function assign(
  q: Queryable,
  ticket: Ticket,
  actor: Speaker,
  input: Assignment,
): Promise<{ ticket: Ticket; note: Note }> {
  const priority = input.priority === null ? null : `P${input.priority.replace(/^p/i, '')}`;
  const wanted: [string, string | null, string | null][] = [
    ['assignee_team', ticket.assignee_team, input.assignee_team ?? input.owning_group],
    ['owning_group', ticket.owning_group, input.owning_group],
    ['assignee', ticket.assignee, input.assignee],
    ['priority', ticket.priority, priority],
  ];
  const changes = wanted.filter(([, before, after]) => after !== null && after !== before);
  const { rows } = await q.query<Ticket>(
    `update tickets set assignee_team = coalesce($2, assignee_team), owning_group = coalesce($3, owning_group),
       assignee = coalesce($4, assignee), priority = coalesce($5, priority),
       owning_group_by_principal_id = case when $6 then $7 else owning_group_by_principal_id end,
       owning_group_by_person_id = case when $6 then $8 else owning_group_by_person_id end,
       waiting_for = case when waiting_for like 'a person of %' and $3::text is not null then 'a person of ' || $3 else waiting_for end,
       version = version + 1, updated_at = clock_timestamp() where id = $1 returning *`,
    [
      ...[ticket.id, input.assignee_team ?? input.owning_group, input.owning_group, input.assignee, priority],
      ...[changes.some(([name]) => name === 'owning_group'), actor.type === 'system' ? null : actor.principalId],
      await personBehind(q, actor),
    ],
  );
  const changed = rows[0];
  if (!changed) throw new Error(`Ticket ${ticket.id} went away while its row was locked.`);
  const lines = changes.map(([name, before, after]) => `${name}: ${before ?? 'none'} -> ${after ?? 'none'}`);
  if (input.escalation_tier !== null) lines.push(`escalation tier: ${input.escalation_tier}`);
  if (input.reason !== '') lines.push(`reason: ${input.reason}`);
  const note = await addNote(q, changed, actor, {
    source: 'ticket-assignment',
    body: lines.join('\n') || 'Nothing changed.',
    audience: 'internal',
    // The name of an assignee is free text, as a reason is.
    byPlatform: input.reason === '' && input.assignee === null && input.escalation_tier === null,
    externalRef: `assignment:${ticket.id}:${Math.floor(Date.now() / 1000)}`,
  });
  await record(q, {
    actor,
    action: 'ticket_assignment_updated',
    target: `ticket_${ticket.id}`,
    details: Object.fromEntries(changes.map(([name, before, after]) => [name, { before, after }])),
  });
  const told = changes.flatMap(([name]) =>
    name === 'priority' ? ['priority' as const] : name === 'assignee_team' ? ['team' as const] : [],
  );
  if (told.length > 0) await enqueuePush(q, changed, { kind: 'update', fields: told });
  await cardChanged(q, changed);
  const group = changed.owning_group;
  // The people who were asked to take it are not those whose it is now.
  if (group !== null && changed.waiting_for !== ticket.waiting_for) await askForPerson(q, changed, group);
  return { ticket: changed, note };
}

export type Take = { kind: 'taken'; ticket: Ticket } | { kind: 'final'; status: string } | { kind: 'taken_already' };

/** A person says: I do this one. */
export async function take(q: Queryable, ticket: Ticket, person: Actor, displayName: string): Promise<Take> {
  if (finalStatuses.includes(ticket.status)) return { kind: 'final', status: ticket.status };
  if (ticket.assignee_person_id === person.personId) return { kind: 'taken_already' };
  const { rows } = await q.query<Ticket>(
    `update tickets set assignee = $2, assignee_person_id = $3, worked_by = 'person', waiting_for = null,
       status = case when status in ('new', 'assigned') then 'in_progress' else status end,
       version = version + 1, updated_at = clock_timestamp() where id = $1 returning *`,
    [ticket.id, displayName, person.personId],
  );
  const taken = rows[0];
  if (!taken) throw new Error(`Ticket ${ticket.id} went away while its row was locked.`);
  await addNote(q, taken, person, {
    source: 'ticket-assignment',
    body: `${displayName} works this ticket.`,
    audience: 'user',
    byPlatform: true,
  });
  await record(q, { actor: person, action: 'ticket_taken', target: `ticket_${ticket.id}` });
  await cardChanged(q, taken);
  return { kind: 'taken', ticket: taken };
}
