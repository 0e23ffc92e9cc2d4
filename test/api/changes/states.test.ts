import { expect } from 'chai';
import { changeStates, isFinal, wireStatus, type ChangeState } from '../../../api/changes/contract.js';
import type { Database } from '../../../api/db/index.js';
import { openHouse, lowRiskRestart, type House } from './house.js';

/** GATES.md, "States": nothing else. What a machine runs goes by way of `executing`; described work does not. */
const edges: Record<'argv' | 'agent', readonly string[]> = {
  argv: ['executing', 'execution_expired', 'drifted'].map((to) => `approved>${to}`),
  agent: ['completed', 'failed', 'execution_expired', 'drifted'].map((to) => `approved>${to}`),
};
const shared = [
  ...['approved', 'rejected', 'expired', 'withdrawn', 'superseded'].map((to) => `pending>${to}`),
  ...['completed', 'failed', 'execution_expired', 'drifted'].map((to) => `executing>${to}`),
];

describe('the states of a change', () => {
  let house: House;
  before(async () => {
    house = await openHouse();
  });

  const described = { action: 'Grow it', target: 'db-1', risk_level: 'low' };
  const asked = { argv: lowRiskRestart, agent: described };

  /** A change that was brought into this state along the edges that there are. */
  async function changeIn(state: ChangeState, kind: 'argv' | 'agent'): Promise<number> {
    const id = await house.gate(asked[kind]);
    const bo = await house.personId('bo');
    const approve = `update changes set state = 'approved', decided_by_person_id = ${bo}, execute_before = clock_timestamp() + interval '1 hour' where id = $1`;
    const ways: Partial<Record<ChangeState, string[]>> = {
      pending: [],
      approved: [approve],
      executing: [approve, `update changes set state = 'executing' where id = $1`],
      completed:
        kind === 'argv'
          ? [
              approve,
              `update changes set state = 'executing' where id = $1`,
              `update changes set state = 'completed' where id = $1`,
            ]
          : [approve, `update changes set state = 'completed' where id = $1`],
      failed:
        kind === 'argv'
          ? [
              approve,
              `update changes set state = 'executing' where id = $1`,
              `update changes set state = 'failed' where id = $1`,
            ]
          : [approve, `update changes set state = 'failed' where id = $1`],
      execution_expired: [approve, `update changes set state = 'execution_expired' where id = $1`],
      drifted: [approve, `update changes set state = 'drifted' where id = $1`],
    };
    for (const step of ways[state] ?? [`update changes set state = '${state}' where id = $1`])
      await house.db.query(step, [id]);
    return id;
  }

  /** What the database says to the statement, which is undone in any case. */
  async function tried(as: Database, sql: string, params: unknown[]): Promise<string> {
    const connection = await as.connect();
    try {
      await connection.query('begin');
      await connection.query(sql, params);
      return 'nothing was refused';
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    } finally {
      await connection.query('rollback');
      connection.release();
    }
  }

  for (const kind of ['argv', 'agent'] as const) {
    it(`of a plan of kind ${kind} has exactly the edges of the rules, for the application and for the owner of the tables`, async () => {
      const bo = await house.personId('bo');
      for (const from of changeStates.filter((state) => state !== 'executing' || kind === 'argv')) {
        const id = await changeIn(from, kind);
        const named = [...shared, ...edges[kind]].filter((edge) => edge.startsWith(`${from}>`));
        for (const as of [house.db, house.owner]) {
          const open: string[] = [];
          for (const to of changeStates.filter((state) => state !== from)) {
            const move = `update changes set state = '${to}', decided_by_person_id = coalesce(decided_by_person_id, $2) where id = $1`;
            if ((await tried(as, move, [id, bo])) === 'nothing was refused') open.push(`${from}>${to}`);
          }
          expect(open.sort()).to.deep.equal(named.sort());
        }
      }
    });
  }

  for (const state of changeStates.filter(isFinal)) {
    it(`${state} is final: nothing of the row is written any more but what its delivery says`, async () => {
      const id = await changeIn(state, 'agent');
      for (const as of [house.db, house.owner]) {
        for (const change of [
          `state_reason = 'x'`,
          `result = 'done'`,
          `rejected_reason = 'x'`,
          `decided_at = clock_timestamp()`,
          `expires_at = 'infinity'`,
          `execute_before = 'infinity'`,
        ]) {
          expect(await tried(as, `update changes set ${change} where id = $1`, [id])).to.match(/which is final/);
        }
        expect(await tried(as, 'delete from changes where id = $1', [id])).to.match(/never deleted/);
      }
      await house.db.query('update changes set undelivered = true, version = version + 1 where id = $1', [id]);
    });
  }

  it('a change can not be born decided', async () => {
    const born = (what: string): string =>
      `insert into changes (ticket_id, action, target, plan, plan_kind, digest, policy, policy_name, policy_version, requested_by,
         requested_by_principal_id, expires_at, ${what.split('=')[0] ?? ''})
       select ticket_id, action, target, plan, plan_kind, digest, policy, policy_name, policy_version, requested_by,
         requested_by_principal_id, expires_at, ${what.split('=')[1] ?? ''} from changes limit 1`;
    await house.gate();
    expect(await house.refusalOf(born(`state='approved'`))).to.match(/begins pending/);
    expect(await house.refusalOf(born(`decided_by_person_id=${await house.personId('bo')}`))).to.match(
      /begins pending/,
    );
  });

  it('nothing is approved by nobody, or after its time, whoever writes it', async () => {
    const id = await house.gate();
    const approve = `update changes set state = 'approved', decided_by_person_id = $2 where id = $1`;
    for (const as of [house.db, house.owner]) {
      expect(await tried(as, approve, [id, null])).to.match(/nobody approved it/);
      await house.clock('expires_at from changes where id = $1', id);
      // The owner's connections may be older than the clock; the trigger looks at the one that the session has.
      if (as === house.db)
        expect(await house.refusalOf(approve, [id, await house.personId('bo')], as)).to.match(/is over/);
      await house.clock(null);
    }
  });

  it('all that was asked for is frozen with the request', async () => {
    const id = await house.gate();
    const frozen = [
      ...['action', 'target', 'reason', 'command', 'digest', 'risk_level', 'requested_by', 'policy_name'].map(
        (column) => `${column} = 'low'`,
      ),
      ...[
        'ticket_id = null',
        'agent_id = null',
        'task_id = null',
        `plan_kind = 'agent'`,
        `plan = '{}'`,
        `policy = '{}'`,
      ],
      ...[
        'requested_by_principal_id = 1',
        `approval_policy = '{"a": 1}'`,
        `requested_at = 'epoch'`,
        'policy_version = 7',
      ],
      'supersedes_id = id',
    ];
    for (const change of frozen) {
      for (const as of [house.db, house.owner]) {
        expect(await tried(as, `update changes set ${change} where id = $1`, [id]), change).to.match(/frozen/);
      }
    }
  });

  it('once it is decided, who did, when, and until when it may be carried out are frozen', async () => {
    const id = await house.approved(lowRiskRestart);
    for (const change of [
      `decided_by_person_id = null`,
      `decided_at = 'epoch'`,
      `auto_approved = true`,
      `approval_mode = 'x'`,
      `claimed_by = 'x'`,
      `expires_at = 'infinity'`,
      `execute_before = 'infinity'`,
      `execute_before = null`,
    ]) {
      for (const as of [house.db, house.owner]) {
        expect(await tried(as, `update changes set ${change} where id = $1`, [id]), change).to.match(/are frozen/);
      }
    }
  });

  it('votes, their events and the lineage are frozen: no vote after the decision, no event rewritten', async () => {
    const id = await house.approved(lowRiskRestart);
    expect(await house.refusalOf(`update votes set verb = 'reject' where change_id = $1`, [id])).to.match(
      /votes are frozen/,
    );
    expect(await house.refusalOf('delete from votes where change_id = $1', [id])).to.match(/votes are frozen/);
    expect(
      await house.refusalOf(
        `insert into votes (change_id, person_id, verb, vote_event_id) select $1, $2, 'approve', id from vote_events where change_id = $1 limit 1`,
        [id, await house.personId('cy')],
      ),
    ).to.match(/votes are frozen/);
    expect(await house.refusalOf(`update vote_events set outcome = 'x' where change_id = $1`, [id])).to.match(
      /append-only/,
    );
    expect(await house.refusalOf('delete from vote_events where change_id = $1', [id])).to.match(/append-only/);
    expect(await house.refusalOf(`update change_lineage set relation = 'steerer' where change_id = $1`, [id])).to.match(
      /append-only/,
    );
    expect(await house.refusalOf('delete from change_lineage where change_id = $1', [id])).to.match(/append-only/);
  });

  it('on the wire is one of the four words that agents poll on', () => {
    const words = Object.fromEntries(changeStates.map((state) => [state, wireStatus(state)]));
    expect(words).to.deep.equal({
      pending: 'pending',
      approved: 'approved',
      executing: 'approved',
      failed: 'approved',
      execution_expired: 'approved',
      drifted: 'approved',
      rejected: 'rejected',
      expired: 'rejected',
      withdrawn: 'rejected',
      superseded: 'rejected',
      completed: 'completed',
    });
    expect(changeStates.filter((state) => !isFinal(state))).to.deep.equal(['pending', 'approved', 'executing']);
  });
});
