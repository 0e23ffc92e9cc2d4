import type { Queryable } from '../db/index.js';
import type { Change } from './contract.js';
import { standings, whoMayNot } from './eligibility.js';

/** Everything that the card of a gate shows. */
export type GateFacts = {
  readonly change: Change;
  readonly ticket: { readonly id: number; readonly title: string } | null;
  readonly askedBy:
    | { readonly kind: 'agent'; readonly id: number; readonly harness: string; readonly model: string | null }
    | { readonly kind: 'person' | 'platform'; readonly name: string };
  /** The person behind it: whose ticket it is, or on whose behalf the agent works. */
  readonly askedFor: string | null;
  readonly may: readonly { readonly name: string; readonly matrixId: string | null }[];
  /** `why` follows the name: "asked for it". */
  readonly mayNot: readonly { readonly name: string; readonly why: string }[];
  /** One of them, in full, approves. `who` is a selector of the policy. */
  readonly ways: readonly { readonly who: string; readonly need: number; readonly have: number }[];
  readonly votes: readonly {
    readonly name: string;
    readonly verb: 'approve' | 'reject';
    readonly reason: string | null;
  }[];
  /** What who denied it said about it after the decision. */
  readonly laterReason: string | null;
  readonly completedBy: string | null;
  readonly execution: {
    readonly state: string;
    readonly exitCode: number | null;
    readonly signal: string | null;
    readonly durationMs: number | null;
  } | null;
  readonly supersededBy: number | null;
};

type Row = Change & {
  ticket_title: string | null;
  asker: string;
  asker_is_person: boolean;
  harness: string | null;
  model: string | null;
  asked_for: string | null;
  later_reason: string | null;
  doer: string | null;
  execution: GateFacts['execution'];
  superseded_by: number | null;
};

type VoteRow = GateFacts['votes'][number] & { person_id: number };

const query = `select c.*, t.title as ticket_title, coalesce(asker.display_name, c.requested_by) as asker,
    asker.id is not null as asker_is_person, a.harness, a.model,
    coalesce(behind.display_name, requester.display_name, t.requester_name) as asked_for,
    (select reason from vote_events where change_id = c.id and verb = 'reason' order by id desc limit 1) as later_reason,
    coalesce((select display_name from persons where name = c.completed_by), c.completed_by) as doer,
    case when e.change_id is not null then jsonb_build_object('state', e.state, 'exitCode', e.exit_code, 'signal', e.signal,
      'durationMs', e.duration_ms) end as execution,
    (select id from changes newer where newer.supersedes_id = c.id order by id desc limit 1) as superseded_by
  from changes c left join tickets t on t.id = c.ticket_id left join persons requester on requester.id = t.requester_person_id
  left join agents a on a.id = c.agent_id left join persons behind on behind.id = a.on_behalf_of_person_id
  left join principals pr on pr.id = c.requested_by_principal_id left join persons asker on asker.id = pr.person_id
  left join executions e on e.change_id = c.id where c.id = $1`;

function askedBy(row: Row): GateFacts['askedBy'] {
  if (row.agent_id !== null && row.harness !== null)
    return { kind: 'agent', id: row.agent_id, harness: row.harness, model: row.model };
  return { kind: row.asker_is_person ? 'person' : 'platform', name: row.asker };
}

/** The facts for the card of a gate, as they are now; undefined when there is no such change. */
export async function gateFacts(q: Queryable, changeId: number): Promise<GateFacts | undefined> {
  const { rows } = await q.query<Row>(query, [changeId]);
  const row = rows[0];
  if (!row) return undefined;
  const people = await standings(q, row.policy, { changeId });
  const { rows: votes } = await q.query<VoteRow>(
    `select v.person_id, p.display_name as name, v.verb, e.reason from votes v join persons p on p.id = v.person_id
     join vote_events e on e.id = v.vote_event_id where v.change_id = $1 order by v.created_at, v.person_id`,
    [changeId],
  );
  const may = people.filter(({ excluded }) => excluded === null);
  const approved = new Set(votes.filter(({ verb }) => verb === 'approve').map(({ person_id }) => person_id));
  return {
    change: row,
    ticket: row.ticket_id === null ? null : { id: row.ticket_id, title: row.ticket_title ?? '' },
    askedBy: askedBy(row),
    askedFor: row.asked_for,
    may: may.map(({ displayName: name, matrixId }) => ({ name, matrixId })),
    mayNot: whoMayNot(people),
    ways: row.policy.alternatives.map(({ group: who, approvals: need }) => ({
      ...{ who, need },
      have: may.filter(({ personId, selectors }) => approved.has(personId) && selectors.includes(who)).length,
    })),
    votes: votes.map(({ name, verb, reason }) => ({ name, verb, reason })),
    laterReason: row.later_reason,
    completedBy: row.doer,
    execution: row.execution,
    supersededBy: row.superseded_by,
  };
}
