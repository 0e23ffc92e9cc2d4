import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Runner } from '../../../runner/index.js';
import { watchGates } from '../../../runner/tasks/gateWatch.js';
import pino from 'pino';
import { numberIn } from '../../support/api.js';
import { startLivePlatform, until, type LivePlatform, type Row } from '../livePlatform.js';
import { nothingRunsAs, standInHarness } from '../standInHarness.js';

describe('agent tasks', () => {
  let platform: LivePlatform;
  beforeEach(async () => {
    platform = await startLivePlatform();
  });
  afterEach(() => platform.stop());

  const theTask = (): Promise<Row> => platform.row('select * from agent_tasks');
  const theAgent = (): Promise<Row> => platform.row('select * from agents');
  const theTicket = (): Promise<Row> => platform.row('select * from tickets');
  const taskIs = (status: string, within = 20_000): Promise<Row> =>
    until(
      `a task that is ${status}`,
      async () => {
        const [found] = await platform.rows('select * from agent_tasks where status = $1', [status]);
        return found;
      },
      within,
    );
  const openChange = (): Promise<number> =>
    until('an open change', async () => {
      const [found] = await platform.rows(`select id from changes where state = 'pending'`);
      return found && Number(found['id']);
    });
  const notes = async (): Promise<string> =>
    (await platform.rows('select source, audience, body from ticket_notes order by id'))
      .map(({ source, audience, body }) => `${String(source)} (${String(audience)}): ${String(body)}`)
      .join('\n');
  const approve = (id: number): Promise<unknown> => platform.ask('bo', 'POST', `/api/changes/${id}/approve`, {});

  const runWith = async (script: string): Promise<Runner> => {
    const { runner, models } = await standInHarness(platform.folder, script);
    return platform.run(platform.config({ runner, models }));
  };
  /** A ticket with an agent of the harness that works tickets here; the id of the agent. */
  const assigned = async (): Promise<number> => {
    const words = { title: 'Mail is slow', description: 'since noon', owning_group: 'Email Operations' };
    const ticket = await platform.ask('service', 'POST', '/api/tickets', { ...words, auto_assign: false });
    const id = String(ticket['id']);
    const agent = await platform.ask('admin', 'POST', `/api/tickets/${id}/assign-agent`, {
      prompt: 'Look at the queue',
    });
    return numberIn(agent, 'agent_id');
  };

  it('follow their workflow: ask, wait for a person, have it run once, and resolve the ticket with the result', async () => {
    await platform.run();
    await platform.turnEnded(await platform.say('The disk of the build server is nearly full'));
    const change = await openChange();
    expect(await theTask()).to.include({ status: 'running' });
    await approve(change);
    expect(await platform.changeEnded(change)).to.include({ state: 'completed', execution: 'succeeded', exit_code: 0 });
    expect(await taskIs('completed')).to.include({ attempt: 1 });
    const ticket = await theTicket();
    expect(ticket).to.include({ status: 'resolved', agent_id: null });
    expect(ticket['resolution']).to.match(/Disk usage of .*Filesystem/s);
    expect(await notes()).to.match(/executor \(user\): Change \d+ ran as approved: exit code 0.*Filesystem/s);
    expect(await theAgent()).to.include({ status: 'finished' });
    expect(await platform.rows('select from changes')).to.have.lengthOf(1);
    expect(await platform.rows('select from run_tokens where revoked_at is null')).to.be.empty;
  });

  it('that stand at a gate are put aside at a stop, and go on with the same change after the decision', async () => {
    const first = await platform.run();
    await platform.turnEnded(await platform.say('The disk of the build server is nearly full'));
    const change = await openChange();
    await first.stop();
    expect(await theTask()).to.include({ status: 'pending_approval', lease_owner: null });
    expect(await theAgent()).to.include({ status: 'pending_approval', attempts: 0 });
    await platform.run();
    // Not decided, so not started again.
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(await theTask()).to.include({ status: 'pending_approval', attempt: 1 });
    await approve(change);
    expect(await taskIs('completed')).to.include({ attempt: 2 });
    expect(await theTicket()).to.include({ status: 'resolved' });
    expect(await platform.rows('select from changes')).to.have.lengthOf(1);
    expect(await platform.rows('select from executions')).to.have.lengthOf(1);
  });

  it('are told by the watch when they have stood at a gate for too long, and not while they work', async () => {
    const { db, listener } = platform.api;
    const gates = watchGates({ db, listener, log: pino({ level: 'silent' }) }, 500);
    try {
      await platform.run();
      await platform.turnEnded(await platform.say('The disk of the build server is nearly full'));
      const taskId = Number((await theTask())['id']);
      let told = 0;
      gates.watch(taskId, () => (told = told === 0 ? Date.now() : told));
      const change = await openChange();
      const stood = Date.now();
      await until('the word of the watch', () => Promise.resolve(told > 0 ? true : undefined));
      expect(told - stood).to.be.within(400, 6_000);
      await approve(change);
      await taskIs('completed');
      told = 0;
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      expect(told).to.equal(0);
    } finally {
      await gates.stop();
    }
  });

  it('of a real harness may ask and end: they wait without a process and start again, told what was decided', async () => {
    const script = [
      'if grep -q "Since you last worked on it" TASK.md; then',
      '  ./ops_chat_tool note --body "I read: $(grep -A2 "Since you last" TASK.md | tail -1)"',
      '  ./ops_chat_tool resolve --reason "The queue is empty again." && ./ops_chat_tool done --summary "Emptied."',
      'else',
      '  cat TASK.md',
      '  ./ops_chat_tool request-change --action "Count" --target "mail host" --reason "to see" --risk low --arg echo --arg seventeen',
      '  ./ops_chat_tool done --outcome blocked --summary "Waiting for the decision."',
      'fi',
    ].join('\n');
    await runWith(script);
    const agentId = await assigned();
    expect(await taskIs('pending_approval')).to.include({ attempt: 1, result: null });
    expect((await theTicket())['status']).to.equal('pending_approval');
    const log = await readFile(path.join(platform.data.path, 'logs', 'runs', 'task-1-1.log'), 'utf8');
    expect(log)
      .to.match(/Mail is slow/)
      .and.match(/What the operator asks of you\s+Look at the queue/);
    await approve(await openChange());
    expect(await taskIs('completed')).to.include({ attempt: 2, agent_id: agentId });
    expect(await theTicket()).to.include({ status: 'resolved', resolution: 'The queue is empty again.' });
    expect(await notes()).to.match(/I read: - Change \d+ \(Count, mail host\) was approved and carried out by Bo/);
    expect(await notes()).to.include('seventeen');
  });

  it('that leave no result three times go to a person, who reads the reference', async () => {
    await runWith('echo working; exit 7');
    await assigned();
    const task = await taskIs('failed');
    expect(task).to.include({ attempt: 3, error_message: 'The agent ended without a result (exit code 7).' });
    expect(task['output']).to.match(/working/);
    const line = platform.logged.find(({ outcome }) => outcome === 'failed');
    expect(await notes()).to.include(`reference ${String(line?.['reference'])}`);
    expect(await theTicket()).to.include({ agent_id: null, waiting_for: 'a person of Email Operations' });
  });

  it('that are stopped end their child, and the ticket waits for a person', async () => {
    await runWith(`echo "uid=$(id -u) token=$OPSROOM_RUN_TOKEN"; sleep 300`);
    const agentId = await assigned();
    const [, uid, token = ''] = await until('what the run printed', async () => {
      const { output } = await theTask();
      return /uid=(\d+) token=(\S+)/.exec(String(output)) ?? undefined;
    });
    const stopped = await platform.ask('admin', 'POST', `/api/agents/${agentId}/stop`, { reason: 'enough' });
    expect(stopped).to.include({ status: 'stopping' });
    expect(await taskIs('stopped')).to.include({ error_message: 'enough' });
    await nothingRunsAs(Number(uid), 0);
    expect((await platform.api.call({ token }, 'GET', '/api/agents/tasks/1')).status).to.equal(401);
    expect(await theTicket()).to.include({ agent_id: null, waiting_for: 'a person of Email Operations' });
  });

  it('that wait at a gate can be stopped too', async () => {
    const runner = await platform.run();
    await platform.turnEnded(await platform.say('The disk of the build server is nearly full'));
    await openChange();
    await runner.stop();
    const { id } = await theAgent();
    expect(await platform.ask('admin', 'POST', `/api/agents/${String(id)}/stop`, {})).to.include({ status: 'stopped' });
    expect(await theTask()).to.include({ status: 'stopped' });
  });

  it('are given back at a stop without counting as failed', async () => {
    const runner = await runWith('echo begun; sleep 300');
    await assigned();
    await taskIs('running');
    await until('the first word', async () =>
      String((await theTask())['output']).includes('begun') ? true : undefined,
    );
    await runner.stop();
    expect(await theTask()).to.include({ status: 'queued', attempt: 1, lease_owner: null });
    expect(await theAgent()).to.include({ attempts: 0 });
  });
});
