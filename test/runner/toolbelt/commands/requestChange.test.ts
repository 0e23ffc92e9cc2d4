import { expect } from 'chai';
import { openBelt, type Belt } from '../belt.js';
import type { Change } from '../platformDouble.js';

const ask = ['--action', 'Read the disk', '--target', 'host a', '--reason', 'It is full.', '--risk', 'low'];

describe('request-change', () => {
  let belt: Belt;
  beforeEach(async () => {
    belt = await openBelt();
    belt.openTicket(12);
  });
  afterEach(() => belt.close());
  const asked = (): readonly Record<string, unknown>[] =>
    belt.platform.calls('POST', /changes\/request$/).map(({ body }) => body);
  const decide = (state: string, more: Record<string, unknown> = {}): void => {
    belt.platform.state.onChange = (change: Change): void => void Object.assign(change, more, { state });
  };

  it('asks for exactly the program of --argv, and says how to wait', async () => {
    const printed = await belt.taskWorks('request-change', ...ask, '--argv', '["df","-hP","/a b"]', '--timeout', '30');
    expect(asked()).to.deep.equal([
      {
        ...{ ticket_id: 12, action: 'Read the disk', target: 'host a', reason: 'It is full.', risk_level: 'low' },
        plan: { kind: 'argv', argv: ['df', '-hP', '/a b'], timeout: 30 },
      },
    ]);
    expect(printed).to.include({ change_id: 60, state: 'pending', already_requested: false, digest: 'ab12' });
    expect(printed).to.deep.include({ may_approve: ['Bo'], policy: { id: 'p' } });
    expect(printed['next']).to.equal('Run wait-change --change-id 60 to wait for the decision. Do not do it before.');
  });

  it('takes the words of the program one by one, also those that begin with a dash', async () => {
    const words = ['--arg', 'grep', '--arg', '-c', '--arg=--', '--arg', 'a b; rm -rf /', '--arg', '/var/log/x'];
    await belt.taskWorks('request-change', ...ask, ...words);
    expect(asked()[0]?.['plan']).to.deep.equal({
      kind: 'argv',
      argv: ['grep', '-c', '--', 'a b; rm -rf /', '/var/log/x'],
    });
  });

  it('describes what the agent will do itself, which nobody runs', async () => {
    const more = ['--command', 'tidy the logs', '--rollback', 'restore them', '--blast-radius', 'one folder'];
    await belt.taskWorks('request-change', ...ask, ...more);
    expect(asked()[0]).to.deep.include({
      command: 'tidy the logs',
      plan: { kind: 'agent', description: 'tidy the logs', rollback: 'restore them', blast_radius: 'one folder' },
    });
    await belt.taskWorks(
      'request-change',
      '--action',
      'Restart',
      '--target',
      'host b',
      '--reason',
      'x',
      '--risk',
      'high',
    );
    expect(asked()[1]?.['plan']).to.deep.equal({ kind: 'agent', description: 'Restart: host b' });
  });

  it('takes one way to say what is run', async () => {
    const both = await belt.taskFails('request-change', ...ask, '--argv', '["df"]', '--arg', 'df');
    expect(both).to.include({ error: '--argv and --arg are both given.', next: 'Use one of them.' });
    for (const program of [
      ['--argv', '["df"]'],
      ['--arg', 'df'],
    ]) {
      const { error, next } = await belt.taskFails('request-change', ...ask, ...program, '--command', 'df');
      expect(error).to.equal('A program (--argv) and a description (--command) are both given.');
      expect(next).to.equal('Leave --command away: what is approved is the program.');
    }
    expect(asked()).to.have.length(0);
  });

  it('takes no text of a shell for a program', async () => {
    for (const argv of ['df -hP', '"df"', '[]', '[""]', '["df", 1]', '{"argv":["df"]}', '[["df"]]', 'null']) {
      const { error } = await belt.taskFails('request-change', ...ask, `--argv=${argv}`);
      expect(error, argv).to.equal('--argv: is a JSON list of texts, such as ["df","-hP"].');
    }
    expect(asked()).to.have.length(0);
  });

  it('bounds every text and number', async () => {
    const wrong = [
      ['--timeout', '3601'],
      ['--wait', '3601'],
      ['--rollback', 'x'.repeat(2001)],
      ['--blast-radius', 'x'.repeat(2001)],
      ['--command', 'x'.repeat(4001)],
    ];
    for (const [option = '', value = ''] of wrong)
      expect((await belt.taskFails('request-change', ...ask, option, value)).error).to.match(
        new RegExp(`^${option}: `),
      );
    expect((await belt.taskFails('request-change', ...ask.slice(0, 6), '--risk', 'none')).error).to.match(/^--risk: /);
  });

  it('asks people once for the same thing, whoever asks again', async () => {
    const argv = ['--argv', '["df","-hP"]'];
    await belt.taskWorks('request-change', ...ask, ...argv);
    expect(await belt.taskWorks('request-change', ...ask, ...argv)).to.include({
      change_id: 60,
      already_requested: true,
    });
    const [first] = belt.platform.state.changes;
    for (const state of ['approved', 'executing', 'completed']) {
      Object.assign(first ?? {}, { state });
      expect(await belt.taskWorks('request-change', ...ask, ...argv)).to.include({ change_id: 60, state });
    }
    expect(asked()).to.have.length(1);
  });

  it('asks again for another program, another target, or after a refusal', async () => {
    await belt.taskWorks('request-change', ...ask, '--argv', '["df"]');
    await belt.taskWorks('request-change', ...ask, '--argv', '["df","-h"]');
    const elsewhere = ask.map((word) => (word === 'host a' ? 'host b' : word));
    await belt.taskWorks('request-change', ...elsewhere, '--argv', '["df"]');
    const [first] = belt.platform.state.changes;
    Object.assign(first ?? {}, { state: 'rejected' });
    await belt.taskWorks('request-change', ...ask, '--argv', '["df"]');
    expect(asked()).to.have.length(4);
  });

  it('waits for the decision when it is told to, and says what to do next', async () => {
    decide('approved');
    const approved = await belt.taskWorks('request-change', ...ask, '--wait');
    expect(approved).to.include({ change_id: 60, state: 'approved', final: false });
    expect(approved['next']).to.match(/^It is approved\./);
    decide('rejected', { rejected_reason: 'Not on a Friday.' });
    const rejected = await belt.taskWorks('request-change', ...ask, '--arg', 'df', '--wait', '20');
    expect(rejected).to.include({
      state: 'rejected',
      status: 'rejected',
      final: true,
      rejected_reason: 'Not on a Friday.',
    });
    expect(rejected['next']).to.match(/^People said no\. Do not do it/);
  });

  it('comes back undecided when its time is over', async () => {
    const printed = await belt.taskWorks('request-change', ...ask, '--wait', '1');
    expect(printed).to.include({ state: 'pending', final: false });
    expect(printed['next']).to.match(/^People have not decided yet\..*Do not do it\.$/);
  });

  it('passes on why it may not even ask', async () => {
    belt.platform.state.refuseChanges = 'Nobody may approve this: group:ops is empty.';
    const { error } = await belt.taskFails('request-change', ...ask);
    expect(error).to.equal('POST /api/changes/request was refused: Nobody may approve this: group:ops is empty.');
  });
});

describe('wait-change', () => {
  let belt: Belt;
  beforeEach(async () => {
    belt = await openBelt();
    belt.openTicket(12);
    await belt.taskWorks('request-change', ...ask, '--argv', '["df"]');
  });
  afterEach(() => belt.close());
  const change = (): Change => belt.platform.state.changes[0] ?? { id: 0, state: '' };

  it('waits until the platform has run what was approved', async () => {
    change().state = 'approved';
    setTimeout(() => (change().state = 'executing'), 60).unref();
    const execution = { exit_code: 0, duration_ms: 12, output: '97%' };
    setTimeout(() => Object.assign(change(), { state: 'completed', result_kind: 'verified', execution }), 120).unref();
    const printed = await belt.taskWorks('wait-change', '--change-id', '60');
    expect(printed).to.deep.include({
      change_id: 60,
      state: 'completed',
      final: true,
      result_kind: 'verified',
      execution,
    });
    expect(printed['next']).to.match(/^It has run\. Check whether it helped/);
  });

  it('waits for the decision alone when the agent carries it out itself', async () => {
    change().state = 'approved';
    const printed = await belt.taskWorks('wait-change', '--change-id', '60', '--decision');
    expect(printed).to.include({ state: 'approved', final: false });
  });

  it('looks once and comes back with --seconds 0', async () => {
    const before = belt.platform.calls('GET', /status$/).length;
    const printed = await belt.taskWorks('wait-change', '--change-id', '60', '--seconds', '0');
    expect(printed).to.include({ state: 'pending', final: false });
    expect(belt.platform.calls('GET', /status$/).length - before).to.equal(1);
  });

  it('knows what to do in every state, and never to act on one that is no approval', async () => {
    const states = ['rejected', 'expired', 'withdrawn', 'superseded', 'failed', 'execution_expired', 'drifted'];
    for (const state of states) {
      change().state = state;
      const { next, final } = await belt.taskWorks('wait-change', '--change-id', '60');
      expect(final, state).to.equal(true);
      expect(next, state)
        .to.be.a('string')
        .and.not.match(/you do now|run wait-change/i);
    }
    change().state = 'a_state_of_tomorrow';
    expect((await belt.taskWorks('wait-change', '--change-id', '60', '--seconds', '0'))['next']).to.equal(
      'Read context before you go on.',
    );
  });

  it('says where to look for the number when there is no such change', async () => {
    const { error, next } = await belt.taskFails('wait-change', '--change-id', '99');
    expect(error).to.equal('GET /api/changes/99/status was refused: There is no such change.');
    expect(next).to.include('only the tickets of this run can be reached');
  });
});
