import { expect } from 'chai';
import { describeChange } from '../../../../runner/toolbelt/acts/describeChange.js';
import { findStandingChange, sameChange } from '../../../../runner/toolbelt/acts/findChange.js';
import { longestWait, waitForChange } from '../../../../runner/toolbelt/acts/waitForChange.js';
import type { ChangeRow, ChangeStatus } from '../../../../runner/toolbelt/platform/shapes.js';

const row = (more: Partial<ChangeRow> = {}): ChangeRow => ({
  ...{ id: 60, action: 'Read', target: 'host a', state: 'pending', plan: { kind: 'argv', argv: ['df', '-hP'] } },
  ...more,
});
const wanted = { action: 'Read', target: 'host a', argv: ['df', '-hP'] };

describe('a change that asks for the same', () => {
  it('has the same action, target and program, word for word', () => {
    expect(sameChange(row(), wanted)).to.equal(true);
    expect(sameChange(row({ action: 'read' }), wanted)).to.equal(false);
    expect(sameChange(row({ target: 'host b' }), wanted)).to.equal(false);
    for (const argv of [['df'], ['df', '-hP', '/'], ['-hP', 'df'], ['df -hP'], []])
      expect(sameChange(row(), { ...wanted, argv }), argv.join(' ')).to.equal(false);
  });

  it('may come with its plan as a text, and one that cannot be read is another', () => {
    expect(sameChange(row({ plan: '{"kind":"argv","argv":["df","-hP"]}' }), wanted)).to.equal(true);
    expect(sameChange(row({ plan: 'df -hP' }), wanted)).to.equal(false);
    expect(sameChange(row({ plan: { argv: 'df -hP' } }), wanted)).to.equal(false);
  });

  it('is known by action and target where the list shows no plan', () => {
    expect(sameChange(row({ plan: null }), wanted)).to.equal(true);
    expect(sameChange(row({ plan: undefined }), wanted)).to.equal(true);
  });

  it('is none when one has a program and the other only words', () => {
    const byAgent = row({ plan: { kind: 'agent', description: 'look' } });
    expect(sameChange(byAgent, wanted)).to.equal(false);
    expect(sameChange(byAgent, { ...wanted, argv: undefined })).to.equal(true);
    expect(sameChange(row(), { ...wanted, argv: undefined })).to.equal(false);
  });

  it('stands while people decide, after their yes and once it ran, whoever asked', () => {
    for (const state of ['pending', 'approved', 'executing', 'completed'])
      expect(findStandingChange([row({ state, task_id: 3 })], wanted, 9)?.id, state).to.equal(60);
    for (const state of ['rejected', 'expired', 'withdrawn', 'superseded', 'failed', 'drifted', 'execution_expired'])
      expect(findStandingChange([row({ state, task_id: 3 })], wanted, 9), state).to.equal(undefined);
    expect(findStandingChange([row({ state: undefined, status: 'approved' })], wanted)?.id).to.equal(60);
  });

  it('of the same task stands in any state, so that a no is not asked about again', () => {
    expect(findStandingChange([row({ state: 'rejected', task_id: 9 })], wanted, 9)?.id).to.equal(60);
    expect(findStandingChange([row({ state: 'rejected', task_id: null })], wanted, 9)).to.equal(undefined);
    expect(findStandingChange([row({ state: 'rejected', task_id: 9 })], wanted)).to.equal(undefined);
  });

  it('is the newest of several', () => {
    expect(findStandingChange([row({ id: 62 }), row({ id: 60 })], wanted)?.id).to.equal(62);
    expect(findStandingChange([row({ id: 62, state: 'rejected' }), row({ id: 60 })], wanted)?.id).to.equal(60);
    expect(findStandingChange([], wanted, 9)).to.equal(undefined);
  });
});

describe('waiting for a change', () => {
  const status = (state: string): ChangeStatus => ({ id: 60, status: state, state, final: state === 'completed' });

  /** A platform whose answers come as told, on a clock that only the waits move. */
  function platform(states: readonly string[], pollTakes = 50_000) {
    const polls: (readonly [number, string | undefined])[] = [];
    let time = 0;
    return {
      polls,
      now: () => time,
      pauses: [] as number[],
      pause(ms: number): Promise<void> {
        this.pauses.push(ms);
        time += ms;
        return Promise.resolve();
      },
      changeStatus: (_id: number, wait: number, since?: string) => {
        polls.push([wait, since]);
        const state = states[Math.min(polls.length - 1, states.length - 1)] ?? '';
        if (state === since) time += Math.min(wait * 1000, pollTakes);
        return Promise.resolve(status(state));
      },
    };
  }
  const wait = (on: ReturnType<typeof platform>, seconds: number): Promise<ChangeStatus> =>
    waitForChange(
      on,
      60,
      seconds,
      ({ final }) => final,
      (ms) => on.pause(ms),
      on.now,
    );

  it('ends with the first look when it is decided already', async () => {
    const on = platform(['completed']);
    expect((await wait(on, 100)).state).to.equal('completed');
    expect(on.polls).to.deep.equal([[0, undefined]]);
  });

  it('asks in polls of at most fifty seconds, always since the state that it knows', async () => {
    const on = platform(['pending', 'pending', 'pending', 'approved', 'completed']);
    expect((await wait(on, longestWait)).state).to.equal('completed');
    expect(on.polls).to.deep.equal([
      [0, undefined],
      [50, 'pending'],
      [50, 'pending'],
      [50, 'pending'],
      [50, 'approved'],
    ]);
  });

  it('ends when its seconds are over, with the last poll no longer than what is left', async () => {
    const on = platform(['pending']);
    expect((await wait(on, 70)).state).to.equal('pending');
    expect(on.polls.map(([seconds]) => seconds)).to.deep.equal([0, 50, 20]);
    expect(on.now()).to.equal(70_000);
  });

  it('does not hammer a platform that does not hold its polls', async () => {
    const on = platform(['pending'], 1);
    await wait(on, 10);
    expect(on.polls.length).to.be.within(10, 13);
    expect(Math.max(...on.pauses)).to.equal(1000);
  });

  it('waits for ever when it is told to', async () => {
    const states = Array.from({ length: 200 }, () => 'pending');
    const on = platform([...states, 'completed']);
    expect((await wait(on, Number.POSITIVE_INFINITY)).state).to.equal('completed');
    expect(on.polls.every(([seconds]) => seconds <= 50)).to.equal(true);
  });
});

describe('a change as the commands print it', () => {
  it('has the exact state beside the word of the wire, and the receipt', () => {
    const execution = { exit_code: 2, duration_ms: 5, output: 'no' };
    const printed = describeChange({
      ...{ id: 60, status: 'approved', state: 'failed', final: true, state_reason: 'exit code 2', execution },
      ...{ result: null, result_kind: 'verified', rejected_reason: null, secret: 'x' },
    });
    expect(printed).to.deep.equal({
      ...{ change_id: 60, status: 'approved', state: 'failed', final: true, state_reason: 'exit code 2', execution },
      ...{ result: null, result_kind: 'verified', rejected_reason: null },
      next: 'It ran and failed. Say so in a note; ask for another change, or end with done --outcome blocked.',
    });
  });
});
