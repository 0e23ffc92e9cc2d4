import { expect } from 'chai';
import {
  claimExecution,
  expireChanges,
  finishExecution,
  renewExecution,
  settleLostExecutions,
  type Execution,
  type Receipt,
} from '../../../api/changes/index.js';
import { digestOf } from '../../../api/audit/index.js';
import { openHouse, highRiskRestart, lowRiskRestart, type House } from './house.js';

const fine: Receipt = {
  exitCode: 0,
  signal: null,
  durationMs: 1_200,
  output: 'restarted\n',
  outputSha256: 'aa',
  trouble: null,
};

describe('what runs is what was approved', () => {
  let house: House;
  before(async () => {
    house = await openHouse();
  });
  // Nothing that one test approved is there for the next one to claim.
  afterEach(() => house.clear());

  const claim = (runner = 'runner-1', db = house.db): Promise<Execution | undefined> => claimExecution(db, runner, 30);
  async function claimed(): Promise<Execution> {
    const execution = await claim();
    if (!execution) throw new Error('nothing was claimed');
    return execution;
  }
  const untied = async (sql: string, params: unknown[]): Promise<void> => {
    await house.owner.query('alter table changes disable trigger all');
    await house.owner.query(sql, params);
    await house.owner.query('alter table changes enable trigger all');
  };

  it('the approved plan is handed to the executor with its digest, and the receipt completes it as verified', async () => {
    const id = await house.approved();
    const execution = await claimed();
    const { digest, plan } = await house.change(id);
    expect(execution).to.deep.include({ changeId: id, digest, plan });
    expect(digest).to.equal(digestOf(plan));
    expect((await house.change(id)).state).to.equal('executing');
    expect(await finishExecution(house.db, execution, 'runner-1', fine)).to.equal(true);
    expect(await house.change(id)).to.include({
      state: 'completed',
      result_kind: 'verified',
      completed_by: 'executor',
    });
    expect(await house.auditOf(id)).to.include.members(['change_approved', 'change_executing', 'change_completed']);
  });

  it('what was not approved is not handed out', async () => {
    await house.gate();
    const rejected = await house.gate();
    await house.vote(rejected, 'bo', { verb: 'reject', reason: 'no' });
    expect(await claim()).to.equal(undefined);
  });

  it('described work is never run', async () => {
    await house.approved({ action: 'Grow it', target: 'db-1', command: 'rm -rf /', risk_level: 'low' });
    expect(await claim()).to.equal(undefined);
  });

  it('of many runners that reach for it at once, one gets it', async () => {
    const id = await house.approved();
    const all = await Promise.all(
      Array.from({ length: 12 }, (_, index) => claim(`runner-${index}`, index % 2 === 0 ? house.db : house.replica)),
    );
    expect(all.filter(Boolean)).to.have.length(1);
    expect(await house.one<number>('select count(*) from executions where change_id = $1', [id])).to.equal(1);
  });

  it('is not run a second time: not after success, not after failure, not after it was lost', async () => {
    for (const receipt of [fine, { ...fine, exitCode: 1 }, undefined]) {
      const id = await house.approved();
      const execution = await claimed();
      if (receipt) await finishExecution(house.db, execution, 'runner-1', receipt);
      else {
        await house.db.query(`update executions set lease_until = 'epoch' where change_id = $1`, [id]);
        await settleLostExecutions(house.db);
        expect((await house.change(id)).state_reason).to.match(/may have run, and it is not run again/);
      }
      expect(await claim('runner-2')).to.equal(undefined);
      expect(await finishExecution(house.db, execution, 'runner-1', fine)).to.equal(false);
      expect(await house.refusalOf('delete from executions where change_id = $1', [id])).to.match(/never deleted/);
      expect(await house.refusalOf(`update executions set exit_code = 0 where change_id = $1`, [id])).to.match(
        /receipt/,
      );
    }
  });

  it('a receipt of another runner is not taken, and only the holder renews', async () => {
    const id = await house.approved();
    const execution = await claimed();
    expect(await finishExecution(house.db, execution, 'runner-2', fine)).to.equal(false);
    expect(await renewExecution(house.db, id, 'runner-2', 30)).to.equal(false);
    expect(await renewExecution(house.db, id, 'runner-1', 30)).to.equal(true);
    expect((await house.change(id)).state).to.equal('executing');
  });

  it('a receipt comes once', async () => {
    await house.approved();
    const execution = await claimed();
    const both = await Promise.all(
      [house.db, house.replica].map((db) => finishExecution(db, execution, 'runner-1', fine)),
    );
    expect(both.sort()).to.deep.equal([false, true]);
  });

  it('starts one millisecond before its window ends, and not at the end', async () => {
    const id = await house.approved();
    await house.clock('execute_before from changes where id = $1', id);
    expect(await claim()).to.equal(undefined);
    await house.clock(`execute_before - interval '1 millisecond' from changes where id = $1`, id);
    expect(await claim()).to.include({ changeId: id });
  });

  it('what was not started in its window needs a new gate', async () => {
    const id = await house.approved();
    await house.clock('execute_before from changes where id = $1', id);
    await expireChanges(house.db);
    await house.clock(null);
    expect((await house.change(id)).state).to.equal('execution_expired');
    expect(await claim()).to.equal(undefined);
  });

  it('the window starts with the decision: fifteen minutes for a program', async () => {
    const id = await house.approved();
    const seconds = await house.one<number>(
      'select round(extract(epoch from execute_before - decided_at))::int from changes where id = $1',
      [id],
    );
    expect(seconds).to.equal(900);
  });

  it('the application can not change the plan after the approval', async () => {
    const id = await house.approved();
    const refusal = await house.refusalOf(
      `update changes set plan = jsonb_set(plan, '{argv}', '["rm", "-rf", "/"]') where id = $1`,
      [id],
    );
    expect(refusal).to.match(/frozen/);
    expect(await house.refusalOf('alter table changes disable trigger all')).to.match(/must be owner/);
  });

  it('a plan that the owner of the tables changed is not run', async () => {
    const id = await house.approved();
    await untied(`update changes set plan = jsonb_set(plan, '{argv}', '["rm", "-rf", "/"]') where id = $1`, [id]);
    expect(await claim()).to.equal(undefined);
    expect(await house.change(id)).to.include({
      state: 'drifted',
      state_reason: 'the stored plan is not the one that was approved.',
    });
    expect(await house.auditOf(id)).to.include('change_drifted');
  });

  it('a plan that was changed together with its digest is not run either: the votes were for another one', async () => {
    const id = await house.approved();
    const plan = { ...(await house.change(id)).plan, argv: ['rm', '-rf', '/'] };
    await untied('update changes set plan = $2, digest = $3 where id = $1', [id, JSON.stringify(plan), digestOf(plan)]);
    expect(await claim()).to.equal(undefined);
    expect((await house.change(id)).state).to.equal('drifted');
  });

  for (const [risk, asked, expected] of [
    ['high', highRiskRestart, 'drifted'],
    ['unknown', { ...highRiskRestart, risk_level: 'unknown' }, 'drifted'],
    ['low', lowRiskRestart, 'executing'],
  ] as const) {
    it(`of ${risk} risk ${expected === 'drifted' ? 'is not run' : 'is run'} when an approver lost the membership since`, async () => {
      const id = await house.approved(asked);
      await house.db.query('delete from group_members where person_id = $1', [await house.personId('bo')]);
      await claim();
      await house.db.query(
        `insert into group_members (group_id, person_id) select id, $1 from groups where name = 'ops'`,
        [await house.personId('bo')],
      );
      expect((await house.change(id)).state).to.equal(expected);
      const told = await house.one<number>(`select count(*) from outbox where once_key = 'drifted:' || $1::text`, [id]);
      expect(told).to.equal(expected === 'drifted' ? 1 : 0);
    });
  }

  it('output that the database could not hold does not lose the receipt', async () => {
    const id = await house.approved();
    const output = `bytes \u0000 and \ud800 ${'x'.repeat(20_000)}`;
    expect(await finishExecution(house.db, await claimed(), 'runner-1', { ...fine, output })).to.equal(true);
    expect((await house.change(id)).state).to.equal('completed');
    expect(await house.one<string>('select output from executions where change_id = $1', [id])).to.match(
      /^bytes \ufffd and \ufffd x+$/,
    );
  });

  it('a program that fails leaves a failed change with its exit code, still verified', async () => {
    const id = await house.approved();
    await finishExecution(house.db, await claimed(), 'runner-1', { ...fine, exitCode: 3 });
    expect(await house.change(id)).to.include({
      state: 'failed',
      result_kind: 'verified',
      result: 'exit code 3 after 1.2 s.',
    });
  });
});
