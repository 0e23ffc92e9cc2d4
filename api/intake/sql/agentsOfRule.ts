import type { Connection } from '../../db/index.js';

/** "Active" of contract 11.1: an agent that waits for people holds nobody up. */
const atWork = `status in ('spawned', 'running', 'working')`;

/** Agents that a rule has at work now, by id; ten at most are named. */
export async function agentsOfRule(q: Connection, ruleId: number): Promise<{ count: number; ids: number[] }> {
  // Two tickets of one rule at the same time: the second waits here until the first one's agent can be counted.
  await q.query(`select pg_advisory_xact_lock(hashtext('opsroom auto-assignment'), $1)`, [ruleId]);
  const { rows } = await q.query<{ id: number; count: number }>(
    `select id, count(*) over () as count from agents where raci_rule_id = $1 and ${atWork} order by id limit 10`,
    [ruleId],
  );
  return { count: rows[0]?.count ?? 0, ids: rows.map(({ id }) => id) };
}

/** `taken`: a person works it, or an agent did meanwhile; starting another would do the same work twice. */
export type Waiting = { readonly ticketId: number; readonly taken: boolean };

/**
 * The ticket that has waited longest for an agent of a rule that has one to spare, or of one that takes nothing any more
 * and lets it go. Its row is locked; one that somebody writes to at this moment is left for the next time.
 */
export async function nextWaiting(q: Connection, mostPerRule: number): Promise<Waiting | undefined> {
  const { rows } = await q.query<Waiting>(
    `with open as materialized (
       select r.id from service_raci_rules r where $1 = 0 or not (r.enabled and r.auto_assign_agent)
         or (select count(*) from agents where raci_rule_id = r.id and ${atWork}) < $1)
     select t.id as "ticketId", (t.assignee_person_id is not null or t.assignee is not null
         or exists (select from agents a where a.ticket_id = t.id and a.created_at > w.created_at)) as taken
     from auto_assignment_waits w join open on open.id = w.rule_id join tickets t on t.id = w.ticket_id
     order by w.created_at, w.ticket_id limit 1 for update of t skip locked`,
    [mostPerRule],
  );
  return rows[0];
}

export async function waitForAgent(q: Connection, ticketId: number, ruleId: number): Promise<void> {
  await q.query(
    `insert into auto_assignment_waits (ticket_id, rule_id) values ($1, $2)
     on conflict (ticket_id) do update set rule_id = excluded.rule_id`,
    [ticketId, ruleId],
  );
}

export async function endWait(q: Connection, ticketId: number): Promise<void> {
  await q.query('delete from auto_assignment_waits where ticket_id = $1', [ticketId]);
}
