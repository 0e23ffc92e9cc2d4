import { execFile, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { access, mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { childEnvironment, withStartLock, writeAtomically } from '../../config/datadir/index.js';
import { findPython } from './python.js';

/** The version that Opsroom was tested with; its dependencies are held in constraints.txt. */
export const synapseVersion = '1.163.0';

const constraints = fileURLToPath(new URL('./constraints.txt', import.meta.url));

export type Installed = { kind: 'ready'; python: string } | { kind: 'failed'; reason: string; fix: string };

export type Install = {
  /** Folder of the virtual environment; made, and made anew when it is broken or of another version. */
  venv: string;
  env: NodeJS.ProcessEnv;
  logFile: string;
  progress: (line: string) => void;
  /** Interpreters to try, in this order. */
  pythons: readonly string[];
};

const run = promisify(execFile);

/** Milliseconds between two progress lines: often enough that nobody believes it hangs. */
const tellEvery = 3_000;

/** Written last, so that an interrupted installation does not count as one. */
const markerName = 'opsroom-synapse-version';

/** Synapse in its virtual environment, installed on first use. One installation at a time per folder, across processes. */
export async function installSynapse(install: Install): Promise<Installed> {
  const python = path.join(install.venv, 'bin', 'python');
  if (await isInstalled(install.venv, python)) return { kind: 'ready', python };
  const parent = path.dirname(install.venv);
  await mkdir(path.join(parent, 'run'), { recursive: true, mode: 0o700 });
  return withStartLock({ path: parent }, path.basename(install.venv), async () => {
    if (await isInstalled(install.venv, python)) return { kind: 'ready', python };
    return make(install, python);
  });
}

async function isInstalled(venv: string, python: string): Promise<boolean> {
  // The interpreter is a link to the system's, which an upgrade of the system may have removed.
  const usable = await access(python).then(
    () => true,
    () => false,
  );
  if (!usable) return false;
  const marker = path.join(venv, markerName);
  const marked = await readFile(marker, 'utf8').catch(() => undefined);
  if (marked !== undefined) return marked.trim() === synapseVersion;
  // Not made by us, or by us and interrupted: it has to show that it is whole.
  const check = 'import synapse.app.homeserver, importlib.metadata as m; print(m.version("matrix-synapse"))';
  const { stdout } = await run(python, ['-I', '-c', check], { env: childEnvironment({}) }).catch(() => ({
    stdout: '',
  }));
  if (stdout.trim() !== synapseVersion) return false;
  await writeAtomically(marker, `${synapseVersion}\n`);
  return true;
}

async function make({ venv, env, logFile, progress, pythons }: Install, python: string): Promise<Installed> {
  const found = await findPython(env, pythons);
  if (found.kind === 'missing') {
    const reason = found.tooOld === undefined ? 'no Python 3 was found' : `Python ${found.tooOld} is too old`;
    return { kind: 'failed', reason, fix: 'install Python 3.10 or newer (Debian: apt install python3 python3-venv)' };
  }
  if (found.kind === 'without-venv') {
    const reason = `${found.program} (${found.version}) cannot make virtual environments`;
    return { kind: 'failed', reason, fix: `install its venv module (Debian: apt install python${found.version}-venv)` };
  }
  const tell = teller(`Installing the local homeserver (matrix-synapse ${synapseVersion})`, progress);
  try {
    await rm(venv, { recursive: true, force: true });
    tell.now('making a Python environment');
    const made = await step(found.program, ['-I', '-m', 'venv', venv], { env, logFile, onLine: () => undefined });
    if (made.kind === 'failed') {
      return { kind: 'failed', reason: made.reason, fix: `make ${venv} writable and install python3-venv` };
    }
    const arguments_ = ['install', '--disable-pip-version-check', '--no-input', '--progress-bar=off', '--retries=2'];
    const installed = await step(
      python,
      // Ready-made packages only: building needs a Rust compiler and ten minutes.
      [
        ...['-I', '-m', 'pip', ...arguments_, '--only-binary=:all:', '-c', constraints],
        `matrix-synapse==${synapseVersion}`,
      ],
      {
        env: { ...env, PIP_USER: '0' },
        logFile,
        onLine: (line) => {
          tell.doing(line);
        },
      },
    );
    if (installed.kind === 'failed') return { kind: 'failed', ...reasonOfPip(installed, logFile) };
    await writeAtomically(path.join(venv, markerName), `${synapseVersion}\n`);
    tell.now('installed');
    return { kind: 'ready', python };
  } finally {
    tell.end();
  }
}

type Step = { env: NodeJS.ProcessEnv; logFile: string; onLine: (line: string) => void };
type Done = { kind: 'done' } | { kind: 'failed'; reason: string; output: string };

/** Runs a program to its end, its output into the log. Ctrl-C in the terminal ends it with us. */
async function step(program: string, args: string[], { env, logFile, onLine }: Step): Promise<Done> {
  const child = spawn(program, args, {
    // pip reads proxies, certificates, mirrors and its cache from here.
    env: childEnvironment(env, { network: true, prefixes: ['PIP_', 'XDG_'] }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = createWriteStream(logFile, { flags: 'a', mode: 0o600 });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      log.write(`${line}\n`);
      // The last part tells why it failed.
      output = `${output}\n${line}`.slice(-8_000);
      onLine(line);
    });
  }
  const code = await new Promise<number | string>((resolve) => {
    child.once('error', (error) => {
      resolve(error.message);
    });
    child.once('close', (status, signal) => {
      resolve(status ?? signal ?? 'unknown');
    });
  });
  log.end();
  if (code === 0) return { kind: 'done' };
  const said = output.split('\n').findLast((line) => /error/i.test(line)) ?? output.trim().split('\n').at(-1) ?? '';
  return { kind: 'failed', reason: said.replace(/^ERROR:\s*/, '').trim() || `it ended with ${code}`, output };
}

function reasonOfPip(
  { reason, output }: { reason: string; output: string },
  logFile: string,
): Record<'reason' | 'fix', string> {
  const unreachable =
    /NewConnectionError|ConnectionError|ConnectTimeout|Temporary failure|Name or service not known|Connection refused|ProxyError|SSLError|timed out/;
  if (unreachable.test(output)) {
    return {
      reason: 'the Python package index cannot be reached',
      fix: 'give this machine access to pypi.org (HTTPS_PROXY, or PIP_INDEX_URL for a mirror)',
    };
  }
  if (/No space left/.test(output)) return { reason: 'the disk is full', fix: 'free 300 MB' };
  return { reason: `pip failed: ${reason}`, fix: `see ${logFile}` };
}

/** One line now and then: what is being done, and for how long the whole has taken. */
function teller(
  title: string,
  progress: (line: string) => void,
): { now(what: string): void; doing(line: string): void; end(): void } {
  const begun = Date.now();
  let what = '';
  const tell = (): void => {
    progress(`${title}: ${what} … ${Math.round((Date.now() - begun) / 1_000)} s`);
  };
  const timer = setInterval(tell, tellEvery);
  return {
    now(news) {
      what = news;
      tell();
    },
    doing(line) {
      const [, verb, name] =
        /^\s*(Collecting|Downloading|Using cached|Installing collected packages)[:\s]+([^\s,(]+)/.exec(line) ?? [];
      if (verb === undefined || name === undefined) return;
      what = verb.startsWith('Installing')
        ? 'unpacking'
        : `fetching ${path.basename(name).split(/[-=<>~]/)[0] ?? name}`;
    },
    end: () => {
      clearInterval(timer);
    },
  };
}
