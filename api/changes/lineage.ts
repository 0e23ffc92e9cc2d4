import type { Connection } from '../db/index.js';
import type { Actor } from '../http/caller.js';
import { ruleEditors } from '../intake/index.js';
import type { Ticket } from '../tickets/index.js';
import type { Relation } from './eligibility.js';

/** Who asks; `submittedBy` is whom a service says that it speaks for, which can only ever exclude somebody. */
export type Asker = Actor & { readonly submittedBy?: string | null };

export type Behind = { readonly personId: number; readonly relation: Relation };

/**
 * Everyone human behind a change, as of now: for whom it is, who started the agent, who steered it, who wrote the plan. It is
 * steered by every word and file of a person on the ticket that an agent reads, the reason of a vote among them; a vote alone
 * steers nobody, and neither does what people say to each other. An agent is taken together with those that worked the ticket
 * before it and those that started it: it goes on from what they were told. Who steers after this is not in here, because the
 * rows are frozen with the change.
 */
export async function lineageOf(
  q: Connection,
  asker: Asker,
  ticket: Ticket,
  agentId: number | null,
): Promise<Behind[]> {
  const { rows } = await q.query<{ person_id: number; relation: Relation }>(
    `with recursive involved(id) as (
       select id from agents where id = $1 or ($1::bigint is not null and ticket_id = $2)
       union
       select p.agent_id from involved i join agents a on a.id = i.id join principals p on p.id = a.spawned_by_principal_id
         where p.agent_id is not null)
     select a.on_behalf_of_person_id as person_id, 'requester' as relation from involved join agents a using (id)
       where a.on_behalf_of_person_id is not null
     union select p.person_id, 'spawner' from involved join agents a using (id) join principals p on p.id = a.spawned_by_principal_id
       where p.person_id is not null
     union select s.person_id, 'steerer' from involved i join agent_steering_events s on s.agent_id = i.id
       where s.person_id is not null
     union select a.started_for_person_id, 'spawner' from involved join agents a using (id) where a.started_for_person_id is not null
     union select coalesce(person_id, spoken_for_person_id), 'steerer' from ops_chat_turns
       where session_id = $3 and coalesce(person_id, spoken_for_person_id) is not null
     union select person_id, 'steerer' from ticket_notes
       where ticket_id = $2 and person_id is not null and source <> 'chat-comment'
     union select person_id, 'steerer' from ticket_attachments where ticket_id = $2 and person_id is not null
     union select person_id, 'requester' from ops_chat_sessions where id = $3 and person_id is not null
     union select filed_for_person_id, 'requester' from tickets where id = $2 and filed_for_person_id is not null
     union select id, 'requester' from persons where name = lower($4)`,
    [agentId, ticket.id, ticket.session_id, asker.submittedBy ?? null],
  );
  const people: Behind[] = rows.map(({ person_id: personId, relation }) => ({ personId, relation }));
  if (ticket.requester_person_id !== null) people.push({ personId: ticket.requester_person_id, relation: 'requester' });
  for (const personId of await ruleEditors(q, agentId)) people.push({ personId, relation: 'plan_author' });
  if (asker.personId === null) return people;
  return [
    ...people,
    { personId: asker.personId, relation: 'requester' },
    { personId: asker.personId, relation: 'plan_author' },
  ];
}

/** What was found is written with the change and never again. */
export async function freezeLineage(q: Connection, changeId: number, people: readonly Behind[]): Promise<void> {
  await q.query(
    `insert into change_lineage (change_id, person_id, relation)
     select $1, "personId", relation from jsonb_to_recordset($2::jsonb) as l("personId" bigint, relation text) on conflict do nothing`,
    [changeId, JSON.stringify(people)],
  );
}
