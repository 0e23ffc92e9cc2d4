import { expect } from 'chai';
import { runTool } from '../../../runner/toolbelt/runTool.js';
import { tools } from '../../../runner/toolbelt/toolTable.js';
import { openBelt, type Belt } from './belt.js';

describe('a call of the toolbelt', () => {
  let belt: Belt;
  before(async () => {
    belt = await openBelt();
  });
  after(() => belt.close());

  const withEnv = (change: Record<string, string | undefined>, ...args: string[]) =>
    runTool(tools, args, { ...belt.platform.turnEnv, ...change }, belt.cwd);

  it('outside of a run names the variables that are missing or wrong, and never their values', async () => {
    const nowhere = await runTool(tools, ['list-tickets'], {}, belt.cwd);
    expect(nowhere.exitCode).to.equal(1);
    expect(nowhere.printed['error']).to.equal(
      'This program runs inside a run of Opsroom; OPSROOM_RUN_KIND is missing or wrong.',
    );
    const wrong = await withEnv({ OPSROOM_API_URL: 'file:///etc/shadow', OPSROOM_TURN_ID: 'seven' }, 'list-tickets');
    expect(wrong.printed['error']).to.equal(
      'This program runs inside a run of Opsroom; OPSROOM_API_URL, OPSROOM_TURN_ID are missing or wrong.',
    );
    expect(JSON.stringify(wrong)).to.not.include('shadow').and.not.include('seven');
    expect(wrong.printed['next']).to.include('from the workspace that the runner made');
  });

  it('of a task wants the task, its agent and its ticket', async () => {
    for (const name of ['OPSROOM_TASK_ID', 'OPSROOM_AGENT_ID', 'OPSROOM_TICKET_ID']) {
      const env = { ...belt.platform.taskEnv, [name]: '0' };
      const { exitCode, printed } = await runTool(tools, ['context'], env, belt.cwd);
      expect(exitCode).to.equal(1);
      expect(printed['error']).to.include(`${name} is missing or wrong`);
    }
  });

  it('takes an address with a slash at its end, and an empty run token for none', async () => {
    const url = belt.platform.turnEnv.OPSROOM_API_URL;
    expect((await withEnv({ OPSROOM_API_URL: `${url}//` }, 'list-tickets')).exitCode).to.equal(0);
    expect((await withEnv({ OPSROOM_RUN_TOKEN: '' }, 'list-tickets')).printed['error']).to.include('OPSROOM_RUN_TOKEN');
  });

  it('without a command, and with help in each of its spellings, lists the commands of this kind of run only', async () => {
    for (const args of [[], ['help'], ['--help'], ['-h']]) {
      const printed = await belt.works(...args);
      expect(Object.keys(printed['commands'] as object)).to.deep.equal([
        ...['list-tickets', 'ticket-status', 'web-search', 'answer', 'ask'],
        ...['create-ticket', 'continue-ticket', 'validate-artifact'],
      ]);
      expect(printed['rule']).to.include('exactly one of: answer, ask, create-ticket');
      const task = await belt.taskWorks(...args);
      expect(Object.keys(task['commands'] as object)).to.deep.equal([
        ...['context', 'note', 'request-change', 'wait-change', 'complete-change', 'resolve', 'done'],
      ]);
      expect(task['rule']).to.include('Anything risky goes through request-change');
    }
  });

  it('shows the options of one command in three ways, and does nothing else', async () => {
    const asked = belt.platform.state.seen.length;
    const byHelp = await belt.works('help', 'answer');
    expect(byHelp).to.deep.equal(await belt.works('answer', '--help'));
    expect(byHelp).to.deep.equal(await belt.works('answer', '-h', '--reply', 'not said'));
    expect(byHelp['options']).to.deep.equal({
      '--reply <text>': 'what the person reads',
      '--reply-file <text>': 'file with the reply',
    });
    expect(belt.platform.state.seen).to.have.length(asked);
  });

  it('with help for what it does not know, or for a command of the other kind of run, shows the list', async () => {
    expect(await belt.works('help', 'approve')).to.deep.equal(await belt.works('help'));
    expect(await belt.works('help', 'done')).to.deep.equal(await belt.works('help'));
  });

  it('by a name that there is not says so: there is no way to open a gate', async () => {
    for (const name of ['approve', 'reject', 'vote', 'grant', 'constructor', '__proto__', '']) {
      const { error, next } = await belt.fails(name, '--change-id', '1');
      expect(error).to.equal(`There is no command "${name}".`);
      expect(next).to.equal('Call `help` and use one of the commands that it lists.');
    }
  });

  it('refuses the commands of the other kind of run before it reads their options', async () => {
    for (const { name } of tools.filter((tool) => tool.for === 'task')) {
      const { error, next } = await belt.fails(name, '--no-such-option');
      expect(error).to.equal(`${name} is for ticket tasks; this run is a turn.`);
      expect(next).to.equal('Call `help` to see what this run can do.');
    }
    for (const { name } of tools.filter((tool) => tool.for === 'turn')) {
      expect((await belt.taskFails(name)).error).to.equal(`${name} is for chat turns; this run is a task.`);
    }
  });

  it('names every option that is missing, and every one that is wrong, at once', async () => {
    const { error, next } = await belt.taskFails('request-change', '--risk', 'huge', '--timeout', '0', '--reason', ' ');
    expect(error).to.include('--action is needed').and.include('--target is needed');
    expect(error)
      .to.match(/--risk: .*"low"/)
      .and.match(/--timeout: /)
      .and.include('--reason: must not be empty');
    expect(next).to.equal('Call `help request-change` to see its options, then call it again.');
    expect((await belt.fails('ticket-status')).error).to.equal('--ticket-id is needed.');
    expect((await belt.fails('ticket-status', '--ticket-id', 'twelve')).error).to.include('--ticket-id');
  });

  it('whose lease is gone is told to stop, and nothing is sent again', async () => {
    const { state } = belt.platform;
    state.token = 'of-the-next-attempt';
    const { error, next } = await belt.fails('answer', '--reply', 'late');
    expect(error).to.include("This run's lease is gone");
    expect(next).to.include('Stop now.').and.include('write nothing');
    expect(state.results).to.deep.equal([]);
    state.token = 'run-token-1';
  });

  it('never shows the run token, whatever goes wrong', async () => {
    const env = { ...belt.platform.turnEnv, OPSROOM_API_URL: 'http://127.0.0.1:1', OPSROOM_RUN_TOKEN: 'tok-5ecret' };
    const refused = await runTool(tools, ['no-such'], env, belt.cwd);
    const helped = await runTool(tools, ['help'], env, belt.cwd);
    const badUrl = await runTool(tools, ['answer'], { ...env, OPSROOM_API_URL: 'nowhere' }, belt.cwd);
    expect(JSON.stringify([refused, helped, badUrl])).to.not.include('tok-5ecret');
  });

  it('that breaks in a way nobody thought of still ends with a sentence', async () => {
    const broken = { ...tools[0], name: 'broken', for: 'both' as const, options: {}, summary: '' };
    const run = (): Promise<never> => Promise.reject(new RangeError('out of range'));
    const { exitCode, printed } = await runTool([{ ...broken, run }], ['broken'], belt.platform.turnEnv, belt.cwd);
    expect(exitCode).to.equal(1);
    expect(printed).to.deep.equal({
      error: 'The command failed: out of range',
      next: 'Do not repeat it unchanged; end with what you have and say that it failed.',
    });
  });

  it('reads its turn once, however many of its parts want it', async () => {
    const before = belt.platform.calls('GET', /turns\/7$/).length;
    belt.platform.state.turn.message.body = 'the toner is empty';
    await belt.works('create-ticket', '--title', 'One read', '--reply', 'Filed.');
    expect(belt.platform.calls('GET', /turns\/7$/).length - before).to.equal(1);
  });
});
