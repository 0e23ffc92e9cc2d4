import { execFile } from 'node:child_process';
import { access, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { withStartLock } from '../../config/datadir/startLock.js';

const run = promisify(execFile);

export type HarnessProgramName = 'claude-code' | 'codex' | 'hermes';

/** Milliseconds for one installation; over 200 MB each. */
export const installLimit = 300_000;

const pinned = {
  'claude-code': { package: '@anthropic-ai/claude-code@2.1.197', program: 'node_modules/.bin/claude' },
  codex: { package: '@openai/codex@0.169.0', program: 'node_modules/.bin/codex' },
  hermes: { package: 'hermes-agent==0.19.0', program: 'bin/hermes' },
} as const;

const folders = {
  'claude-code': 'claude-code-2.1.197',
  codex: 'codex-0.169.0',
  hermes: 'hermes-agent-0.19.0',
} as const;

/** Pythons that another uid can run, in the order of trying. One under a home directory is none. */
const pythons = ['/usr/bin/python3', '/usr/local/bin/python3'];

export type InstalledHarness =
  { readonly kind: 'installed'; readonly program: string } | { readonly kind: 'missing'; readonly reason: string };

/** Milliseconds between two signs of life of an installation. */
const tellEvery = 10_000;

export type InstallPlace = {
  /** Git-ignored; kept between runs and, in CI, between jobs. */
  readonly cache: string;
  readonly env: NodeJS.ProcessEnv;
  readonly tell: (line: string) => void;
};

const usualPlace = async (): Promise<InstallPlace> => ({
  cache: path.join(await repository(), '.cache', 'harnesses'),
  env: process.env,
  tell: (line) => process.stderr.write(`      ${line}\n`),
});

/**
 * The real program, in `.cache/harnesses/`, installed on first use. On a machine where it cannot be had the reason comes
 * back, for the test to skip with; under CI that is an error.
 */
export async function installedHarness(name: HarnessProgramName, given?: InstallPlace): Promise<InstalledHarness> {
  const place = given ?? (await usualPlace());
  const { cache, tell } = place;
  const folder = path.join(cache, folders[name]);
  const program = path.join(folder, pinned[name].program);
  try {
    await mkdir(path.join(cache, 'run'), { recursive: true });
    await withStartLock({ path: cache }, name, async () => {
      // Asking takes seconds, so it is asked once.
      const complete = path.join(folder, '.complete');
      if ((await exists(complete)) && (await exists(program))) return;
      if (await runs(program, place)) return writeFile(complete, '');
      const begun = Date.now();
      tell(`Installing ${pinned[name].package} into ${folder} (once, over 200 MB) …`);
      const telling = setInterval(() => {
        tell(`Installing ${pinned[name].package} … ${Math.round((Date.now() - begun) / 1000)} s`);
      }, tellEvery);
      try {
        await install(name, folder, place);
      } finally {
        clearInterval(telling);
      }
      if (!(await runs(program, place))) throw new Error(`${program} does not run after its installation`);
      await writeFile(complete, '');
      tell(`Installed ${pinned[name].package}.`);
    });
    return { kind: 'installed', program };
  } catch (error) {
    const reason = `${pinned[name].package} cannot be installed here: ${lastWords(error)}`;
    if (place.env['CI'] === 'true') throw new Error(reason, { cause: error });
    return { kind: 'missing', reason };
  }
}

/** Of what npm or pip wrote the line with the reason: the first one only repeats the command, the last is advice. */
function lastWords(error: unknown): string {
  const { message, stderr = '' } = error as Error & { stderr?: string };
  const lines = `${stderr}\n${message}`.split('\n').filter((line) => line.trim() !== '');
  return (lines.find((line) => /reason:|no matching|not found/i.test(line)) ?? lines[0] ?? '').trim();
}

async function install(name: HarnessProgramName, folder: string, { env }: InstallPlace): Promise<void> {
  // A virtual environment holds its own path, so it is made in its place; what an interrupted try left is removed.
  await rm(folder, { recursive: true, force: true });
  if (name === 'hermes') {
    await run(await findPython(), ['-m', 'venv', folder], { timeout: installLimit, env });
    const pip = ['-m', 'pip', 'install', '--disable-pip-version-check', '--quiet', pinned.hermes.package];
    await run(path.join(folder, 'bin', 'python'), pip, { timeout: installLimit, env });
    return;
  }
  const draft = `${folder}.tmp`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  await writeFile(path.join(draft, 'package.json'), '{"private":true}\n');
  const npm = ['install', '--no-audit', '--no-fund', '--no-save', '--omit=dev', pinned[name].package];
  // Claude Code's own script puts the program of this machine in its place, so scripts have to run.
  await run('npm', [...npm, '--foreground-scripts'], { cwd: draft, timeout: installLimit, env });
  await rename(draft, folder);
}

async function runs(program: string, { env }: InstallPlace): Promise<boolean> {
  const asked = run(program, ['--version'], {
    timeout: 60_000,
    env: { PATH: env['PATH'] ?? '', HOME: '/nonexistent', HERMES_HOME: '/tmp/opsroom-hermes-version' },
  });
  return asked.then(
    ({ stdout }) => /\d+\.\d+\.\d+/.test(stdout),
    () => false,
  );
}

async function findPython(): Promise<string> {
  for (const python of pythons) {
    const suits = ['-c', 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))'];
    const suitable = await run(python, suits).then(
      () => true,
      () => false,
    );
    if (suitable) return python;
  }
  throw new Error(`no Python ≥ 3.10 with venv among ${pythons.join(', ')}`);
}

/** The directory of package.json above this file, which runs from `dist/` or from a build elsewhere in the tree. */
async function repository(): Promise<string> {
  for (let folder = path.dirname(fileURLToPath(import.meta.url)); ; folder = path.dirname(folder)) {
    if (await exists(path.join(folder, 'package.json'))) return folder;
    if (folder === path.dirname(folder)) throw new Error('package.json is not found above this file');
  }
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
