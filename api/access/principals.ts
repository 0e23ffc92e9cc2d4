import type { Queryable } from '../db/index.js';
import type { Actor, Channel } from '../http/caller.js';

/** Contract 2.2: the name of the caller with the service token. */
export const platformService = 'platform-service';

async function idOf(q: Queryable, type: string, name: string): Promise<number> {
  const { rows } = await q.query<{ id: number }>('select id from principals where type = $1 and name = $2', [
    type,
    name,
  ]);
  const id = rows[0]?.id;
  if (id === undefined) throw new Error(`The principal ${type}/${name} is missing: the first migration writes it.`);
  return id;
}

/** One of the platform's own principals, which the first migration writes. None of them can ever vote. */
export async function systemActor(
  q: Queryable,
  name: 'system' | 'executor' | 'opsbot',
  channel: Channel = 'system',
): Promise<Actor> {
  return { type: 'system', principalId: await idOf(q, 'system', name), name, personId: null, channel };
}

export async function serviceActor(q: Queryable): Promise<Actor> {
  return {
    type: 'service',
    principalId: await idOf(q, 'service', platformService),
    name: platformService,
    personId: null,
    channel: 'rest',
  };
}

/** The principal of a ticket agent; made with the agent. */
export async function agentPrincipal(q: Queryable, agentId: number): Promise<number> {
  const { rows } = await q.query<{ id: number }>(
    `insert into principals (type, name, agent_id) values ('agent', $1, $2)
     on conflict (agent_id) do update set name = excluded.name returning id`,
    [`agent-${agentId}`, agentId],
  );
  const id = rows[0]?.id;
  if (id === undefined) throw new Error(`The principal of agent ${agentId} could not be written.`);
  return id;
}

/** The principal of every chat turn: an agent without a ticket, and as such never allowed to decide. */
export async function intakePrincipal(q: Queryable): Promise<number> {
  return idOf(q, 'agent', 'intake-agent');
}

/** A person as who did something at a door where nobody is asked who they are. */
export async function personActor(
  q: Queryable,
  personId: number,
  channel: Channel = 'rest',
): Promise<Actor | undefined> {
  const { rows } = await q.query<{ id: number; name: string }>('select id, name from principals where person_id = $1', [
    personId,
  ]);
  const row = rows[0];
  return row && { type: 'person', principalId: row.id, name: row.name, personId, channel };
}
