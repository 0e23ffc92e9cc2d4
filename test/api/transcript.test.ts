import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import pg from 'pg';
import { claimTask } from '../../api/agents/index.js';
import { startTestApi, type TestApi } from '../support/api.js';
import { repositoryRoot } from '../house/sourceFiles.js';
import { passOver } from '../support/passOver.js';
import { openRunner } from './intake/desk.js';
import { onePostgres } from './rooms/onePostgres.js';

const run = promisify(execFile);

type Step = { readonly command: string; readonly status: number; readonly shown: unknown };

/** A block of shell, the status that it is answered with, and the answer. */
function stepsOf(text: string): Step[] {
  return [...text.matchAll(/```sh\n([^`]*)```\n\n`(\d{3})`\n\n```json\n([^`]*)```/g)].map((found) => ({
    command: found[1] ?? '',
    status: Number(found[2]),
    shown: JSON.parse(found[3] ?? '') as unknown,
  }));
}

const varying: readonly RegExp[] = [
  /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)/g,
  /\b[0-9a-f]{64}\b/g,
  /\bLOCAL-\d{20}-/g,
];
/** Times, digests and local references are other ones in each run; everything else is as it stands. */
const steady = (value: string): string => varying.reduce((text, pattern) => text.replace(pattern, '*'), value);
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const more = '...';
/** Counted by everything that happens before: only that it is a number is on the page. */
const counters = /\.(?:id|note_id|task_id|version|score)$/;
const firstIdOfThePage = 26;

/** Where the page says something else than the product; undefined: nowhere. */
function difference(shown: unknown, real: unknown, at = 'the answer'): string | undefined {
  const told = `${at}: the page shows ${JSON.stringify(shown)}, the answer is ${JSON.stringify(real)}`;
  if (Array.isArray(shown)) {
    if (!Array.isArray(real)) return told;
    const rows: unknown[] = shown.at(-1) === more ? shown.slice(0, -1) : shown;
    if (real.length < rows.length || (rows === shown && real.length > rows.length)) return told;
    return rows
      .map((row, index) => difference(row, real[index], `${at}[${index}]`))
      .find((found) => found !== undefined);
  }
  if (isObject(shown)) {
    if (!isObject(real)) return told;
    const names = Object.keys(shown).filter((name) => name !== more);
    const unshown = more in shown ? [] : Object.keys(real).filter((name) => !(name in shown));
    if (unshown.length > 0) return `${at} has ${unshown.join(', ')}, which the page does not show`;
    return names
      .map((name) => (name in real ? difference(shown[name], real[name], `${at}.${name}`) : `${at} has no ${name}`))
      .find((found) => found !== undefined);
  }
  if (typeof shown === 'string' && typeof real === 'string') return steady(shown) === steady(real) ? undefined : told;
  const counted = typeof shown === 'number' && shown < firstIdOfThePage && counters.test(at);
  if (counted && typeof real === 'number' && real < firstIdOfThePage) return undefined;
  return shown === real ? undefined : told;
}

describe('the transcript in docs', () => {
  let api: TestApi;
  let owner: pg.Client;
  let steps: Step[];
  let commands: number;
  const env: Record<string, string> = {};

  before(async function () {
    const isHere = await run('curl', ['--version']).then(
      () => true,
      () => false,
    );
    if (!isHere) passOver(this, 'no curl is installed');
    const text = await readFile(path.join(repositoryRoot(), 'docs', 'transcript.md'), 'utf8');
    steps = stepsOf(text);
    commands = text.split('```sh').length - 1;
    const url = await (await onePostgres()).freshDatabase();
    owner = new pg.Client({ connectionString: url.reveal() });
    await owner.connect();
    // The ids that the reference prints: ticket 28, agent 26, change 42; later agent 123.
    for (const [table, id] of [
      ['tickets', 28],
      ['agents', 26],
      ['changes', 42],
    ] as const)
      await owner.query(`alter table ${table} alter column id restart with ${id}`);
    api = await startTestApi({ database: url, api: { version: '0.1.0' } });
    await openRunner(api);
    Object.assign(env, {
      PATH: process.env['PATH'],
      OPSROOM: api.url,
      SERVICE: api.serviceToken,
      BO: api.tokenOf('bo'),
    });
  });
  after(async () => {
    await owner?.end();
    await api?.stop();
  });

  /** What happens besides the commands, before the first one that tells of it. */
  async function meanwhile(command: string): Promise<void> {
    if (command.includes('$AGENT') && env['AGENT'] === undefined) {
      const work = await claimTask(api.db, 'test-runner', 600, ['hermes', 'codex', 'claude-code', 'builtin']);
      env['AGENT'] = work?.token ?? '';
    }
    if (command.includes('29/assign-agent')) {
      const asked = {
        title: 'Review the repository demo/private-infra',
        owning_group: 'DevSecOps',
        auto_assign: false,
      };
      await api.call('ana', 'POST', '/api/tickets', asked);
      await owner.query('alter table agents alter column id restart with 123');
    }
  }

  async function typed(command: string): Promise<{ status: number; body: unknown }> {
    const quiet = `curl() { command curl -sS -w '\\n%{http_code}' "$@"; }\n`;
    const { stdout } = await run('bash', ['-c', quiet + command], { env, maxBuffer: 16_777_216 });
    const end = stdout.lastIndexOf('\n');
    return { status: Number(stdout.slice(end)), body: JSON.parse(stdout.slice(0, end)) as unknown };
  }

  it('shows an answer after every command', () => {
    expect(steps.length).to.be.greaterThan(20);
    expect(steps).to.have.length(commands);
  });

  it('is what really happens when it is typed from the top to the bottom', async () => {
    for (const { command, status, shown } of steps) {
      await meanwhile(command);
      const answer = await typed(command);
      expect(answer.status, `${command}\n${JSON.stringify(answer.body)}`).to.equal(status);
      const other = difference(shown, answer.body);
      // The whole of it, so that the page can be mended from here.
      if (other !== undefined) expect.fail(`${command}\n${other}`);
    }
  });

  it('notices what is not as it was', () => {
    const real = { id: 1, at: '2026-01-02T03:04:05Z', rows: [{ a: 1 }, { a: 2 }] };
    const agrees = (shown: unknown): boolean => difference(shown, real) === undefined;
    expect(agrees({ id: 1, at: '2020-01-01T00:00:00.123Z', rows: [{ a: 1 }, '...'] })).to.equal(true);
    expect(agrees({ id: 1, '...': '...' })).to.equal(true);
    for (const other of [{ id: 1 }, { id: 28, '...': '' }, { ...real, rows: [{ a: 1 }] }, { ...real, gone: null }])
      expect(agrees(other), JSON.stringify(other)).to.equal(false);
  });
});
