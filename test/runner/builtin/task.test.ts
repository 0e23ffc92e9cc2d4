import { rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { expect } from 'chai';
import { loadWorkflows } from '../../../config/workflows.js';
import { openPlatform, type Change, type Platform } from '../toolbelt/platformDouble.js';
import { emptyWorkspace, runProgram, type Ended } from '../toolbelt/runProgram.js';

const disk = loadWorkflows().find(({ workflow_key: key }) => key === 'incident:host-disk');
const ran = { exit_code: 0, duration_ms: 12, output: 'Filesystem  Size\n/dev/sda1   97%' };

describe('builtin in a ticket task', () => {
  let platform: Platform;
  let cwd: string;
  beforeEach(async () => {
    platform = await openPlatform();
    cwd = await emptyWorkspace();
    const { state } = platform;
    state.tickets.set(12, {
      id: 12,
      title: 'Disk is nearly full',
      status: 'in_progress',
      description: 'the disk is nearly full',
      owning_group: 'Infrastructure Operations',
    });
    state.task.workflow = {
      id: 2,
      name: 'Disk report',
      workflow_key: 'incident:host-disk',
      blueprint: disk?.blueprint,
      matched: 'disk',
    };
  });
  afterEach(async () => {
    await platform.close();
    await rm(cwd, { recursive: true });
  });
  const work = (): Promise<Ended> => runProgram('builtin', [], platform.taskEnv, cwd);
  const decide = (state: string, more: Record<string, unknown> = {}): void => {
    platform.state.onChange = (change: Change): void => void Object.assign(change, more, { state });
  };
  const notes = (): string => platform.state.notes.map((note) => String(note['body'])).join('\n---\n');
  const result = (): Record<string, unknown> => platform.state.results.at(-1) ?? {};

  it('asks for the change that the workflow names, waits, and resolves the ticket with what the plan printed', async () => {
    decide('completed', { execution: ran, result_kind: 'verified' });
    expect((await work()).code).to.equal(0);
    expect(platform.calls('POST', /changes\/request$/)[0]?.body).to.deep.include({
      ticket_id: 12,
      target: `host ${hostname()}`,
      risk_level: 'low',
    });
    expect(platform.state.changes[0]?.['plan']).to.deep.include({ kind: 'argv', argv: ['df', '-hP'], timeout: 30 });
    expect(platform.state.tickets.get(12)?.status).to.equal('resolved');
    expect(result()).to.include({ outcome: 'done' });
    expect(result()['resolution']).to.match(/97%/).and.to.contain('change 60').and.not.to.contain('{{');
    expect(notes()).to.contain('No model was used');
  });

  it('follows the states of the change while it waits', async () => {
    platform.state.onChange = (change): void => {
      change.state = 'approved';
      setTimeout(() => (change.state = 'executing'), 100).unref();
      setTimeout(() => Object.assign(change, { state: 'completed', execution: ran }), 200).unref();
    };
    await work();
    expect(result()).to.include({ outcome: 'done' });
    expect(platform.calls('GET', /status$/).length).to.be.within(3, 8);
  });

  for (const [state, says] of [
    ['rejected', /not approved.*Reason: not today.*person of Infrastructure Operations/s],
    ['expired', /in time/],
    ['withdrawn', /withdrawn/],
    ['execution_expired', /not run/],
    ['drifted', /no longer what was approved/],
  ] as const) {
    it(`says that the change was ${state}, does not resolve, and leaves the ticket to a person`, async () => {
      decide(state, { state_reason: 'not today' });
      expect((await work()).code).to.equal(0);
      expect(notes()).to.match(says);
      expect(result()).to.include({ outcome: 'blocked' });
      expect(platform.state.tickets.get(12)?.status).to.equal('in_progress');
    });
  }

  it('reports a plan that failed with its exit code, and one of unknown outcome as unknown', async () => {
    decide('failed', { execution: { ...ran, exit_code: 2, output: 'df: boom' } });
    await work();
    expect(notes()).to.match(/failed \(exit code 2\).*df: boom/s);
    expect(result()).to.include({ outcome: 'blocked' });
    platform.state.changes.length = 0;
    platform.state.notes.length = 0;
    decide('failed', { execution: null });
    await work();
    expect(notes()).to.contain('whether it ran is not known');
  });

  it('takes an exit code that the workflow allows for success', async () => {
    decide('failed', { execution: { ...ran, exit_code: 1 } });
    await work();
    expect(result()).to.include({ outcome: 'done' });
  });

  it('does not call an empty report a result', async () => {
    decide('completed', { execution: { ...ran, output: ' \n' } });
    await work();
    expect(result()).to.include({ outcome: 'blocked' });
    expect(platform.state.tickets.get(12)?.status).to.equal('in_progress');
  });

  it('goes on with the change and notes of an attempt that crashed, and asks and writes nothing twice', async () => {
    decide('completed', { execution: ran });
    await work();
    const before = { changes: platform.state.changes.length, notes: platform.state.notes.length };
    const ticket = platform.state.tickets.get(12);
    if (ticket) ticket.status = 'in_progress';
    expect((await work()).code).to.equal(0);
    expect({ changes: platform.state.changes.length, notes: platform.state.notes.length }).to.deep.equal(before);
    expect(platform.state.results).to.have.length(2);
  });

  it('does not ask again what was refused to its first attempt', async () => {
    decide('rejected');
    await work();
    await work();
    expect(platform.state.changes).to.have.length(1);
  });

  it('says why a change could not even be asked for', async () => {
    platform.state.refuseChanges = 'Nobody may approve this: the policy names group:ops, which is empty.';
    expect((await work()).code).to.equal(0);
    expect(notes()).to.contain('group:ops, which is empty');
    expect(result()).to.include({ outcome: 'blocked' });
  });

  it('leaves a ticket without a workflow, or with steps for a model, to a person', async () => {
    platform.state.task.workflow = null;
    await work();
    expect(result()).to.include({ outcome: 'blocked' });
    platform.state.task.workflow = {
      id: 3,
      name: 'Free text',
      workflow_key: 'x:y',
      blueprint: 'look at it and fix it',
    };
    await work();
    expect(result()['summary']).to.contain('Free text');
    expect(platform.state.notes).to.have.length(1);
  });

  it('writes the notes of a Portuguese ticket in Portuguese', async () => {
    Object.assign(platform.state.tickets.get(12) ?? {}, {
      title: 'Disco cheio',
      description: 'o disco do servidor está quase cheio desde ontem',
    });
    decide('rejected');
    await work();
    expect(notes()).to.contain('não foi aprovada');
  });

  it('ends with 1 and no result when its lease is gone while it waits', async () => {
    platform.state.onChange = (): void => void (platform.state.token = 'another');
    const waiting = work();
    const timer = setInterval(() => {
      if (platform.state.token !== 'another') return;
      for (const change of platform.state.changes) change.state = 'approved';
    }, 20);
    const { code, stdout } = await waiting;
    clearInterval(timer);
    expect(code).to.equal(1);
    expect(stdout).to.contain('lease is gone');
    expect(platform.state.results).to.have.length(0);
  });
});
