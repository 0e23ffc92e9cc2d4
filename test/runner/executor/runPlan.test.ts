import { expect } from 'chai';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runPlan } from '../../../runner/executor/runPlan.js';
import { detectIsolation, type Isolation } from '../../../runner/sandbox/index.js';
import { passOver } from '../../support/passOver.js';

const never = new AbortController().signal;
const plan = (argv: readonly string[], timeout = 20) => ({
  changeId: 7,
  plan: { kind: 'argv', argv, timeout, target: '', rollback: '', blast_radius: '' } as const,
});

describe('a plan', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp('/var/tmp/opsroom-plan-');
    await mkdir(path.join(folder, 'data'));
    await writeFile(path.join(folder, 'data', 'credentials.json'), 'sesame');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const place = (kind: Isolation['kind']) => ({
    isolation: { kind, sentence: '' },
    runs: path.join(folder, 'data', 'runs'),
    hidden: [path.join(folder, 'data')],
  });

  it('sees in a sandbox nothing but its own directory of what is hidden', async function () {
    const asked = await runPlan(plan(['true']), place('bubblewrap'), never);
    if (asked.exitCode !== 0 && /namespace|bwrap/.test(asked.output + String(asked.trouble)))
      return passOver(this, 'bwrap or user namespaces are missing here');
    const script = `cat ${folder}/data/credentials.json; ls ${folder}/data/runs; touch here && ls; ps 2>/dev/null | wc -l`;
    const receipt = await runPlan(plan(['sh', '-c', script]), place('bubblewrap'), never);
    expect(receipt).to.include({ exitCode: 0, trouble: null });
    expect(receipt.output)
      .to.match(/plan-7\n(.*\n)*here\n/)
      .and.not.include('sesame');
    expect(await readdir(path.join(folder, 'data', 'runs'))).to.be.empty;
  });

  it('is ended whole in a sandbox too', async function () {
    if ((await runPlan(plan(['true']), place('bubblewrap'), never)).exitCode !== 0)
      return passOver(this, 'bwrap or user namespaces are missing here');
    const receipt = await runPlan(plan(['sh', '-c', 'setsid sleep 300 & sleep 300'], 1), place('bubblewrap'), never);
    expect(receipt.trouble).to.include('longer than the 1 s');
    expect(receipt.durationMs).to.be.lessThan(6_000);
  });

  it('that was asked to end before it began does not begin', async () => {
    const receipt = await runPlan(plan(['touch', path.join(folder, 'mark')]), place('none'), AbortSignal.abort('over'));
    expect(receipt).to.include({ exitCode: null, trouble: 'Nothing ran: over.' });
    expect(await readdir(folder)).to.deep.equal(['data']);
  });

  it('that cannot get a directory says so and throws nothing', async () => {
    const isolation = await detectIsolation();
    await writeFile(path.join(folder, 'file'), '');
    const broken = { isolation, runs: path.join(folder, 'file', 'runs'), hidden: [] };
    const receipt = await runPlan(plan(['true']), broken, never);
    expect(receipt.exitCode).to.equal(null);
    expect(receipt.trouble).to.match(/^Nothing ran: .*ENOTDIR/);
  });
});
