import { expect } from 'chai';
import { access, readFile, readdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { cancelTurns } from '../../../api/chat/index.js';
import { transaction } from '../../../api/db/index.js';
import type { Runner } from '../../../runner/index.js';
import { startLivePlatform, until, type LivePlatform, type Row } from '../livePlatform.js';
import { nothingRunsAs, standInHarness } from '../standInHarness.js';

describe('chat turns', () => {
  let platform: LivePlatform;
  beforeEach(async () => {
    platform = await startLivePlatform();
  });
  afterEach(() => platform.stop());

  const directories = (): Promise<string[]> =>
    readdir(path.join(platform.data.stagingRoot, 'runs')).catch((): string[] => []);
  const logOf = (run: string): string => path.join(platform.data.path, 'logs', 'runs', `${run}.log`);
  const turnRow = (id: number): Promise<Row> => platform.row('select * from ops_chat_turns where id = $1', [id]);
  const replies = async (): Promise<unknown[]> =>
    (await platform.rows(`select body from ops_chat_messages where role = 'assistant' order by id`)).map(
      ({ body }) => body,
    );
  const runWith = async (script: string, chat = {}): Promise<Runner> => {
    const { runner, models } = await standInHarness(platform.folder, script);
    return platform.run(platform.config({ runner, models, chat }));
  };

  /** A turn whose program tells its uid and token over the log and then sleeps, with a child, both deaf to SIGTERM. */
  async function aTurnThatSleeps(): Promise<{ turnId: number; uid: number; token: string; runner: Runner }> {
    const runner = await runWith(
      `echo "uid=$(id -u) token=$(printf %s "$OPSROOM_RUN_TOKEN" | base64 -w0)"; trap '' TERM; (trap '' TERM; sleep 300) & sleep 300`,
    );
    const turnId = await platform.say('Sleep well');
    // In other letters, because the log of a run does not show its token.
    const [, uid, token = ''] = await until('the first line of the run', async () => {
      const log = await readFile(logOf(`turn-${turnId}-1`), 'utf8').catch(() => '');
      return /uid=(\d+) token=(\S+)/.exec(log) ?? undefined;
    });
    return { turnId, uid: Number(uid), token: Buffer.from(token, 'base64').toString(), runner };
  }

  it('of the built-in harness file a ticket, and the reply names it', async () => {
    const runner = await platform.run();
    expect(runner.chat).to.include({ kind: 'selected', name: 'builtin' });
    const turn = await platform.turnEnded(await platform.say('The disk of the build server is nearly full'));
    expect(turn).to.include({ status: 'completed', attempt: 1 });
    const ticket = await platform.row('select * from tickets');
    expect(ticket).to.include({ owning_group: 'Infrastructure Operations', requester_name: 'Ana' });
    expect((await replies())[0]).to.include(`#${String(ticket['id'])}`);
    await runner.stop();
    expect((await directories()).filter((name) => name.startsWith('turn'))).to.be.empty;
  });

  it('that leave no result are tried as often as configured; then the person is told the reference of the log', async () => {
    await runWith('echo "I did nothing"', { tool_attempts: 3 });
    const turn = await platform.turnEnded(await platform.say('Hello?'));
    expect(turn).to.include({ status: 'failed', attempt: 3, tries: 3 });
    const reference = turn['error_ref'];
    expect((await replies())[0]).to.include(reference);
    const line = await until('the line in the log', () =>
      Promise.resolve(platform.logged.find((one) => one['reference'] === reference && one['outcome'] === 'failed')),
    );
    expect(line).to.include({ msg: 'a turn left no result', how: 'exit code 0' });
    // What the last runs did stays for a look, without their homes.
    const kept = await until('three directories', async () => {
      const found = await directories();
      return found.length === 3 ? found : undefined;
    });
    for (const name of kept) {
      const inside = path.join(platform.data.stagingRoot, 'runs', name);
      await until(`${name} closed`, async () => ((await readdir(inside)).join() === 'work' ? true : undefined));
    }
  });

  it('with a result count, however their program ended', async () => {
    await runWith('./ops_chat_tool answer --reply "All is well."; exit 3');
    const turn = await platform.turnEnded(await platform.say('How is it going?'));
    expect(turn).to.include({ status: 'completed', attempt: 1, harness: 'claude-code' });
    expect(await replies()).to.deep.equal(['All is well.']);
  });

  it('find in their environment and files nothing that opens more than their own turn', async () => {
    const script = [
      `{ env; cat TASK.md; find /var /root /home /tmp -xdev -readable -name credentials.json 2>/dev/null; cat /proc/*/environ | tr '\\0' '\\n'; } > seen.txt 2>/dev/null`,
      './ops_chat_tool answer --reply-file seen.txt',
    ].join('\n');
    const { runner, models } = await standInHarness(platform.folder, script);
    const secrets = { DATABASE_URL: 'postgres://owner:of-the-database@h/d', DASHBOARD_SERVICE_TOKEN: 'of-services' };
    const env = {
      PATH: process.env['PATH'],
      HOME: platform.folder,
      OPS_CHAT_SEARCH_URL: 'http://127.0.0.1:9',
      ...secrets,
    };
    await platform.run(platform.config({ runner, models }), { env });
    await platform.turnEnded(await platform.say('What do you see?'));
    const [seen] = await replies();
    expect(seen).to.include('OPSROOM_RUN_KIND=turn').and.include('OPS_CHAT_SEARCH_URL=http://127.0.0.1:9');
    expect(seen).to.include('What do you see?');
    expect(seen).to.not.match(/of-the-database|of-services|postgres:|DATABASE|DASHBOARD/);
    expect(seen).to.not.include(platform.api.serviceToken).and.not.include(`${platform.data.path}/credentials.json`);
  });

  it('that are cancelled end their child and are not answered', async () => {
    const { turnId, uid } = await aTurnThatSleeps();
    const { session_id: sessionId } = await turnRow(turnId);
    await transaction(platform.api.db, (q) => cancelTurns(q, { sessionId: Number(sessionId) }));
    expect(await platform.turnEnded(turnId)).to.include({ status: 'cancelled' });
    await nothingRunsAs(uid, 0);
    expect(await replies()).to.be.empty;
  });

  it('whose lease was lost end their child, and their token opens nothing any more', async () => {
    const { turnId, uid, token } = await aTurnThatSleeps();
    const status = async (): Promise<number> =>
      (await platform.api.call({ token }, 'GET', `/api/ops-chat/turns/${turnId}`)).status;
    expect(await status()).to.equal(200);
    // Another runner took the row, as it does when this one was suspended for a while.
    await platform.rows(
      `update ops_chat_turns set attempt = 2, lease_owner = 'another', lease_until = clock_timestamp() + interval '1 hour' where id = $1`,
      [turnId],
    );
    expect(await status()).to.equal(401);
    await nothingRunsAs(uid);
    await until('the end of the run', () => Promise.resolve(platform.logged.find(({ outcome }) => outcome === 'lost')));
    expect(await turnRow(turnId)).to.include({ status: 'running', lease_owner: 'another', attempt: 2 });
  });

  it('whose result was written before their runner died are finished and not run again', async () => {
    const turnId = await platform.say('Thanks!');
    await platform.rows(
      `update ops_chat_turns set status = 'running', attempt = 1, lease_owner = 'dead', lease_until = clock_timestamp() - interval '1 second',
         result = '{"mode":"general","reply":"You are welcome.","choices":[],"artifacts":[]}' where id = $1`,
      [turnId],
    );
    await platform.run();
    expect(await platform.turnEnded(turnId)).to.include({ status: 'completed', attempt: 2 });
    expect(await replies()).to.deep.equal(['You are welcome.']);
    const log = await access(logOf(`turn-${turnId}-2`)).then(
      () => 'a log',
      () => 'no log',
    );
    expect(log).to.equal('no log');
  });

  it('are given back when the runner stops, within ten seconds, and that is no failure of theirs', async () => {
    const { turnId, uid, token, runner } = await aTurnThatSleeps();
    const began = Date.now();
    await runner.stop();
    expect(Date.now() - began).to.be.lessThan(10_000);
    await nothingRunsAs(uid, 0);
    expect(await turnRow(turnId)).to.include({ status: 'queued', attempt: 1, tries: 0, lease_owner: null });
    expect((await platform.api.call({ token }, 'GET', `/api/ops-chat/turns/${turnId}`)).status).to.equal(401);
    expect(await platform.rows('select from runner_instances')).to.be.empty;
    expect(await directories()).to.be.empty;
    await platform.run();
    expect(await platform.turnEnded(turnId)).to.include({ status: 'completed', attempt: 2 });
  });

  it('wait while a named harness is not there, health says why, and they go on when it appears', async () => {
    const later = path.join(platform.folder, 'later');
    const { runner: settings, models } = await standInHarness(platform.folder, './ops_chat_tool answer --reply Here.');
    const named = { ...settings, claude_bin: path.join(later, 'claude') };
    const runner = await platform.run(platform.config({ runner: named, models }));
    expect(runner.chat).to.include({ kind: 'unavailable', name: 'claude-code' });
    const turnId = await platform.say('Anybody there?');
    const health = await platform.api.call('bo', 'GET', '/api/agents/runner-health');
    expect(health.text).to.include(`Claude Code is not at ${later}/claude`);
    expect(await turnRow(turnId)).to.include({ status: 'queued', attempt: 0 });
    await symlink(path.join(platform.folder, 'stand-in'), later);
    expect(await platform.turnEnded(turnId)).to.include({ status: 'completed' });
    expect(runner.chat).to.include({ kind: 'selected', name: 'claude-code' });
  });

  it('are worked once each, fifty of them by two runners on one database', async function () {
    this.timeout(120_000);
    const ids: number[] = [];
    for (let count = 1; count <= 50; count += 1) ids.push(await platform.say(`Hello, for the ${count}. time`));
    await Promise.all([platform.run(), platform.run()]);
    await until(
      'the end of all turns',
      async () => {
        const open = await platform.rows(`select from ops_chat_turns where status <> 'completed'`);
        return open.length === 0 ? true : undefined;
      },
      100_000,
    );
    const begun = platform.logged.filter(({ msg }) => msg === 'a run begins');
    expect(begun.map(({ run }) => run).sort()).to.deep.equal(ids.map((id) => `turn-${id}-1`).sort());
    expect(new Set(begun.map(({ runner }) => runner)).size).to.equal(2);
    expect(await replies()).to.have.lengthOf(50);
  });
});
