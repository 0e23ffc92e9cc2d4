import { grants } from '../../config/roles.js';
import { readPage, type Queryable } from '../db/index.js';
import type { Caller } from '../http/caller.js';
import { selectorsOf, visibleTickets } from '../tickets/index.js';
import { isFinal, wireStatus, type Change, type ChangeState } from './contract.js';
import { standings, whoMayNot, type NotAllowed } from './eligibility.js';
import { stillMissing } from './progress.js';
import { liveVotes } from './voteRows.js';

type Row = Record<string, unknown>;
type Condition = { sql: string; params: unknown[] };

/** Which changes the caller may see, as a condition over `changes as c`: those it asked for, may decide, or whose ticket it sees. */
export function visibleChanges(caller: Caller, first: number): Condition {
  const { view } = caller;
  if (view.changes.has('all')) return { sql: 'true', params: [] };
  const params: unknown[] = [caller.principalId];
  const place = (value: unknown): string => `$${first + params.push(value) - 1}`;
  const ways = [`c.requested_by_principal_id = $${first}`];
  if (caller.run?.kind === 'task') ways.push(`c.agent_id = ${place(caller.run.agentId)}`);
  if (caller.personId !== null) {
    const person = place(caller.personId);
    ways.push(`exists (select from tickets t where t.id = c.ticket_id and t.requester_person_id = ${person})`);
  }
  if (view.changes.has('eligible')) {
    const selectors = place(selectorsOf(caller));
    ways.push(
      `exists (select from jsonb_array_elements(c.policy -> 'alternatives') way where way ->> 'group' = any(${selectors}::text[]))`,
    );
  }
  if (view.changes.has('scoped')) {
    const visible = visibleTickets(caller, first + params.length);
    params.push(...visible.params);
    ways.push(`exists (select from tickets t where t.id = c.ticket_id and ${visible.sql})`);
  }
  return { sql: `(${ways.join(' or ')})`, params };
}

const columns = `c.*, t.title as ticket_title, t.itop_ref as ticket_itop_ref, a.model as agent_model, a.status as agent_status,
  p.display_name as decided_by,
  coalesce((select reason from vote_events where change_id = c.id and verb = 'reason' order by id desc limit 1), c.rejected_reason) as rejected_reason, to_jsonb(e) - 'change_id' - 'lease_until' - 'runner_id' - 'attempt' as execution,
  extract(epoch from case when c.state = 'pending' then clock_timestamp() else coalesce(c.decided_at, c.requested_at) end - c.requested_at)::integer
    as waiting_seconds`;
const joins = `from changes c left join tickets t on t.id = c.ticket_id left join agents a on a.id = c.agent_id
  left join persons p on p.id = c.decided_by_person_id left join executions e on e.change_id = c.id`;

/** GATES.md, "On the wire": the seed's word in `status`, the exact one in `state`. */
export function shownChange(row: Row & { state: ChangeState }): Row {
  const hidden = ['requested_by_principal_id', 'decided_by_person_id', 'thread_id', 'total'];
  const shown = Object.fromEntries(Object.entries(row).filter(([name]) => !hidden.includes(name)));
  return {
    ...shown,
    status: wireStatus(row.state),
    final: isFinal(row.state),
    approved_by: row['decided_by'] ?? null,
    approved_at: row['decided_at'] ?? null,
  };
}

const compact =
  `id status state final state_reason approved_by approved_at rejected_reason result result_kind action target risk_level
  requested_at expires_at execute_before agent_id ticket_id execution`.split(/\s+/);

/** The compact form for those who wait for a decision (contract 10.3). */
export function shownStatus(row: Row & { state: ChangeState }): Row {
  const shown = shownChange(row);
  return Object.fromEntries(compact.map((name) => [name, shown[name] ?? null]));
}

export async function getChange(q: Queryable, id: number, caller: Caller): Promise<(Row & Change) | undefined> {
  const { sql, params } = visibleChanges(caller, 2);
  const { rows } = await q.query<Row & Change>(`select ${columns} ${joins} where c.id = $1 and ${sql}`, [
    id,
    ...params,
  ]);
  return rows[0];
}

export type ChangeFilter = {
  readonly status?: 'pending' | 'approved' | 'rejected' | 'completed' | undefined;
  readonly state?: ChangeState | undefined;
  readonly agent_id?: number | undefined;
  readonly ticket_id?: number | undefined;
  /** Only pending ones that the caller may decide, and has not decided yet. */
  readonly eligible?: 'me' | undefined;
  /** Only those whose time to be decided is not over, whether that was marked yet or not. */
  readonly unexpired?: boolean;
  readonly order?: 'newest' | 'oldest';
  readonly limit: number;
  readonly offset: number;
};

const statesOf = {
  pending: ['pending'],
  approved: ['approved', 'executing', 'failed', 'execution_expired', 'drifted'],
  rejected: ['rejected', 'expired', 'withdrawn', 'superseded'],
  completed: ['completed'],
};

export async function listChanges(
  q: Queryable,
  caller: Caller,
  filter: ChangeFilter,
): Promise<{ changes: (Row & Change)[]; total: number }> {
  const visible = visibleChanges(caller, 1);
  const params = [...visible.params];
  const where = [visible.sql];
  const place = (value: unknown): string => `$${params.push(value)}`;
  if (filter.status) where.push(`c.state = any(${place(statesOf[filter.status])}::text[])`);
  if (filter.state) where.push(`c.state = ${place(filter.state)}`);
  if (filter.unexpired === true) where.push('c.expires_at > clock_timestamp()');
  if (filter.agent_id !== undefined) where.push(`c.agent_id = ${place(filter.agent_id)}`);
  if (filter.ticket_id !== undefined) where.push(`c.ticket_id = ${place(filter.ticket_id)}`);
  if (filter.eligible === 'me') {
    const person = place(caller.personId ?? 0);
    const selectors = place(selectorsOf(caller));
    if (caller.type !== 'person' || !grants(caller.capabilities, 'changes:approve')) where.push('false');
    where.push(
      `c.state = 'pending' and c.expires_at > clock_timestamp()
       and exists (select from jsonb_array_elements(c.policy -> 'alternatives') way where way ->> 'group' = any(${selectors}::text[]))
       and not exists (select from change_lineage l where l.change_id = c.id and l.person_id = ${person})
       and not exists (select from votes v where v.change_id = c.id and v.person_id = ${person})`,
    );
  }
  const { rows, total } = await readPage<Row & Change>(
    q,
    `select ${columns}, count(*) over () as total ${joins} where ${where.join(' and ')}
     order by c.id ${filter.order === 'oldest' ? 'asc' : 'desc'}`,
    params,
    filter,
  );
  return { changes: rows, total };
}

export async function readChange(q: Queryable, id: number): Promise<(Row & Change) | undefined> {
  const { rows } = await q.query<Row & Change>(`select ${columns} ${joins} where c.id = $1`, [id]);
  return rows[0];
}

/** Why this caller may not decide the change; null when they may. */
export async function standingOf(q: Queryable, change: Change, caller: Caller): Promise<NotAllowed | null> {
  if (caller.type !== 'person' || caller.personId === null) return 'not_a_person';
  const [standing] = await standings(q, change.policy, { changeId: change.id }, caller.personId);
  if (!standing) return 'unlinked';
  if (standing.excluded !== null) return standing.excluded;
  return change.policy.assurance === 'L1' ? null : 'assurance_too_low';
}

export type Explanation = {
  readonly may: { name: string; matrixId: string | null; voted: 'approve' | 'reject' | null }[];
  readonly mayNot: { name: string; why: string }[];
  readonly progress: string;
  readonly needed: string;
};

/** The explanation on the wire, in its spelling. */
export function shownExplanation({ may, mayNot, progress, needed }: Explanation): Row {
  return {
    may: may.map(({ name, matrixId, voted }) => ({ name, matrix_id: matrixId, voted })),
    ...{ may_not: mayNot, progress, needed },
  };
}

/**
 * Who may decide, who may not and why, and how far the quorum is. People whom neither the policy names nor the change
 * concerns are left out.
 */
export async function explainChange(q: Queryable, change: Change): Promise<Explanation> {
  const people = await standings(q, change.policy, { changeId: change.id });
  const votes = await liveVotes(q, change.id);
  const votedBy = new Map(votes.map(({ personId, verb }) => [personId, verb]));
  return {
    may: people
      .filter(({ excluded }) => excluded === null)
      .map(({ displayName, matrixId, personId }) => ({
        name: displayName,
        matrixId,
        voted: votedBy.get(personId) ?? null,
      })),
    mayNot: whoMayNot(people),
    progress: stillMissing(change.policy, votes, people),
    needed: change.policy.alternatives
      .map(({ group, approvals }) => `${approvals} of ${group.replace(/^\w+:/, '')}`)
      .join(', or '),
  };
}
