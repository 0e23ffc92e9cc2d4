import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { runApprovedPlans } from '../../../runner/executor/index.js';
import { startLivePlatform, until, type LivePlatform, type Row } from '../livePlatform.js';
import { nothingRunsAs } from '../standInHarness.js';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('approved plans', () => {
  let platform: LivePlatform;
  /** Where any user may leave a mark. */
  let marks: string;
  beforeEach(async () => {
    platform = await startLivePlatform();
    marks = path.join(platform.folder, 'marks');
    await mkdir(marks);
    await chmod(marks, 0o777);
  });
  afterEach(() => platform.stop());

  const ran = async (argv: readonly string[], timeout?: number): Promise<Row> =>
    platform.changeEnded(await platform.approvedPlan(argv, timeout));
  const leftovers = async (): Promise<string[]> =>
    (await readdir(path.join(platform.data.stagingRoot, 'runs')).catch((): string[] => [])).filter((name) =>
      name.startsWith('plan-'),
    );
  /** A plan that says as which user it runs, and then goes on for longer than any test. */
  const aPlanThatRuns = async (more = 'sleep 300'): Promise<{ id: number; uid: number }> => {
    const id = await platform.approvedPlan([
      'sh',
      '-c',
      `id -u > ${marks}/uid.part; mv ${marks}/uid.part ${marks}/uid; ${more}`,
    ]);
    const uid = await until('the mark of the plan', () =>
      readFile(path.join(marks, 'uid'), 'utf8').then(Number, () => undefined),
    );
    return { id, uid };
  };

  it('run as somebody without rights, in an empty directory of their own, with three variables', async () => {
    await platform.run(platform.config(), {
      env: { PATH: process.env['PATH'], HOME: platform.folder, DATABASE_URL: 'postgres://of-the-database' },
    });
    const script = `env | sed 's/=.*//' | grep -vE '^(PWD|SHLVL|_|OLDPWD)$' | sort | tr '\\n' ' '; test "$HOME" = "$PWD" && ls -A | wc -l; cat ${platform.data.path}/credentials.json || echo closed; id -u`;
    const change = await ran(['sh', '-c', script]);
    expect(change).to.include({ state: 'completed', execution: 'succeeded', exit_code: 0 });
    const [variables, , , closed, uid] = String(change['output']).split('\n');
    expect(change['output']).to.match(/^HOME LANG PATH 0\n/);
    expect(variables).to.not.include('DATABASE');
    expect(change['output'])
      .to.match(/closed/)
      .and.not.match(/sesame/);
    expect([closed, uid]).to.not.include('0');
    expect(await leftovers()).to.be.empty;
  });

  it('are passed word by word, with no shell that reads them', async () => {
    await platform.run();
    const words = ['$(id)', '; touch x', '`id`', '&& echo', '*', "it's", '"', '\\n', '$HOME', '', '| cat', '> f', '--'];
    const change = await ran(['printf', '%s|', ...words]);
    expect(change['output']).to.equal(words.map((word) => `${word}|`).join(''));
    expect(change['output_sha256']).to.equal(sha256(String(change['output'])));
  });

  it('whose program is not there fail, and nothing has run', async () => {
    await platform.run();
    for (const program of ['no-such-program', './here', '/usr/bin/no-such-program']) {
      const change = await ran([program, 'x']);
      expect(change).to.include({ state: 'failed', execution: 'failed', exit_code: null, output: '' });
      expect(change['result']).to.include(`Nothing ran: there is no program "${program}" on this host`);
    }
  });

  it('that fail say their exit code, and standard error is part of the output', async () => {
    await platform.run();
    const change = await ran(['sh', '-c', 'echo before; echo oh no >&2; exit 3']);
    expect(change).to.include({ state: 'failed', exit_code: 3 });
    expect(change['output'])
      .to.match(/before\n/)
      .and.match(/oh no\n/);
    const { body } = await platform.row(`select body from ticket_notes where source = 'executor'`);
    expect(body).to.match(/Change \d+ \*\*failed\*\*: exit code 3 after .*oh no/s);
  });

  it('that take longer than their plan says are ended with everything that they started', async () => {
    await platform.run();
    const id = await platform.approvedPlan(
      ['sh', '-c', `trap '' TERM; id -u > ${marks}/uid; (trap '' TERM; sleep 300) & sleep 300`],
      1,
    );
    const change = await platform.changeEnded(id);
    expect(change).to.include({ state: 'failed', signal: 'SIGKILL' });
    expect(change['result']).to.include('longer than the 1 s of its plan');
    await nothingRunsAs(Number(await readFile(path.join(marks, 'uid'), 'utf8')), 0);
  });

  it('that print without end are kept at both ends, with the digest of everything', async () => {
    await platform.run();
    const change = await ran(['seq', '1', '200000']);
    const output = String(change['output']);
    expect(output.length).to.be.at.most(16_000);
    expect(output.startsWith('1\n2\n3\n')).to.equal(true);
    expect(output.endsWith('199999\n200000\n')).to.equal(true);
    expect(output).to.match(/\[… \d+ bytes left out …\]/);
    const all = Array.from({ length: 200_000 }, (_, index) => `${index + 1}\n`).join('');
    expect(change['output_sha256']).to.equal(sha256(all));
  });

  it('that print bytes which are no text are kept all the same', async () => {
    await platform.run();
    const change = await ran(['printf', 'a\\0b\\377c']);
    expect(change).to.include({ state: 'completed', output: 'a\uFFFDb\uFFFDc' });
    expect(change['output_sha256']).to.equal(
      createHash('sha256')
        .update(Buffer.from([97, 0, 98, 255, 99]))
        .digest('hex'),
    );
  });

  it('are started once each by two runners on one database', async () => {
    const ids: number[] = [];
    for (let count = 0; count < 20; count += 1) {
      ids.push(await platform.approvedPlan(['sh', '-c', `echo x >> ${marks}/${count}`]));
    }
    await Promise.all([platform.run(), platform.run()]);
    for (const id of ids) expect(await platform.changeEnded(id, 60_000)).to.include({ state: 'completed' });
    for (let count = 0; count < 20; count += 1) {
      expect(await readFile(path.join(marks, String(count)), 'utf8')).to.equal('x\n');
    }
    const begun = platform.logged.filter(({ msg }) => msg === 'an approved plan is run');
    expect(begun.map(({ change }) => change).sort()).to.deep.equal([...ids].sort());
    expect(new Set(begun.map(({ runner }) => runner)).size).to.equal(2);
  });

  it('whose runner is killed are unknown, and never run again', async () => {
    const program = fileURLToPath(new URL('./runnerProgram.js', import.meta.url));
    const { databaseUrl, data } = platform;
    const facts = { databaseUrl: databaseUrl.reveal(), apiUrl: platform.api.url, data };
    const child = spawn(process.execPath, [program, JSON.stringify(facts)], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    const { id, uid } = await aPlanThatRuns(`echo x >> ${marks}/count; sleep 300`);
    const died = once(child, 'exit');
    child.kill('SIGKILL');
    await died;
    // The program itself dies with its runner; what it had started is ended by whoever starts next on this machine.
    const next = await platform.run();
    await nothingRunsAs(uid, 0);
    const change = await platform.changeEnded(id, 30_000);
    expect(change).to.include({ state: 'failed', execution: 'unknown', exit_code: null });
    expect(change['result']).to.include('It may have run, and it is not run again');
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(await readFile(path.join(marks, 'count'), 'utf8')).to.equal('x\n');
    expect(await platform.rows('select from executions where runner_id = $1', [next.id])).to.be.empty;
    const { body } = await platform.row(`select body from ticket_notes where source = 'executor'`);
    expect(body).to.include('the outcome is **unknown**');
  });

  it('whose lease was lost are ended, since nobody would hear what they do', async () => {
    await platform.run();
    const { id, uid } = await aPlanThatRuns();
    await platform.rows(
      `update executions set state = 'unknown', finished_at = clock_timestamp() where change_id = $1`,
      [id],
    );
    await nothingRunsAs(uid);
    await until('the word in the log', () =>
      Promise.resolve(platform.logged.find(({ msg }) => String(msg).includes('settled as unknown'))),
    );
  });

  it('that run when the runner stops may end, and those that take too long are ended and say so, within ten seconds', async () => {
    const runner = await platform.run();
    const short = await platform.approvedPlan(['sh', '-c', `sleep 2; echo done`]);
    const { id: long, uid } = await aPlanThatRuns();
    await until('both at work', async () => {
      const running = await platform.rows(`select from executions where state = 'running'`);
      return running.length === 2 ? true : undefined;
    });
    const began = Date.now();
    await runner.stop();
    expect(Date.now() - began).to.be.lessThan(10_000);
    await nothingRunsAs(uid, 0);
    expect(await platform.changeEnded(short, 0)).to.include({ state: 'completed', output: 'done\n' });
    const change = await platform.changeEnded(long, 0);
    expect(change).to.include({ state: 'failed', execution: 'failed' });
    expect(change['result']).to.include('It was ended: Opsroom was stopped while it ran.');
    expect(await leftovers()).to.be.empty;
  });

  it('are not taken where nothing isolates them and nobody has allowed that', async () => {
    const id = await platform.approvedPlan(['true']);
    const { db, listener } = platform.api;
    const executor = runApprovedPlans({
      ...{ db, listener, log: pino({ level: 'silent' }), runnerId: 'bare', lease: 5, patienceAtEnd: 100 },
      mayExecute: false,
      place: {
        isolation: { kind: 'none', sentence: 'Runs cannot be isolated.' },
        ...{ runs: path.join(platform.folder, 'runs'), hidden: [], active: new Set() },
      },
    });
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    await executor.stop();
    expect(await platform.row('select state from changes where id = $1', [id])).to.include({ state: 'approved' });
    expect(await platform.rows('select from executions')).to.be.empty;
  });
});
