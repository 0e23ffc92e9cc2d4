import { readFileSync } from 'node:fs';
import { access, realpath } from 'node:fs/promises';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import type { Config } from '../../config/schema.js';
import { anybodyCanRun } from '../sandbox/index.js';
import { parseHermesEvents, parseHermesReport } from './hermesEvents.js';
import { virtualEnvironment } from './installedProgram.js';
import { prompt, type Harness, type Launch, type RunRequest } from './port.js';
import { programProbe, type HarnessPlace, type SignIn } from './programProbe.js';

type Settings = Pick<Config, 'models' | 'runner'>;

const usageFile = 'hermes-usage.json';
const ownFiles = ['config.yaml', '.env', 'auth.json'];
const record = z.record(z.string(), z.unknown()).catch({});

/** Hermes of Nous Research (contract 13.3). Checked with hermes-agent 0.19.0. */
export function hermes(place: HarnessPlace, { models, runner }: Settings): Harness {
  const own = path.join(place.operatorHome, '.hermes');
  const byConfig = models.openai_base_url !== undefined || models.openai_api_key !== undefined;
  return {
    name: 'hermes',
    usesModel: true,
    probe: programProbe(place, {
      name: 'hermes',
      title: 'Hermes',
      configured: runner.hermes_bin,
      install: 'install it with "pipx install hermes-agent", or set HERMES_BIN to its path',
      locate: (real) => locateHermes(real, place),
      signIn: async (): Promise<SignIn> => {
        if (byConfig) {
          if (runner.model !== undefined) return { signedIn: true, detail: 'Hermes is installed and has a model.' };
          return { signedIn: false, detail: 'Hermes has no model: set AGENT_DEFAULT_MODEL (runner.model).' };
        }
        const configured = await access(path.join(own, 'config.yaml')).then(
          () => true,
          () => false,
        );
        if (configured) return { signedIn: true, detail: 'Hermes is installed and set up.' };
        const detail =
          'Hermes has no model: set OPENAI_BASE_URL, OPENAI_API_KEY and AGENT_DEFAULT_MODEL, or run "hermes setup".';
        return { signedIn: false, detail };
      },
    }),
    launch: (run) =>
      hermesLaunch(run, byConfig ? configuredFiles(run, models, runner.model) : copiedFiles(run, own), byConfig),
  };
}

async function locateHermes(real: string, place: HarnessPlace) {
  const root = await virtualEnvironment(real);
  if (root === undefined) {
    const installed = { name: 'hermes', entry: real };
    return { installed, command: (entry: string) => ({ command: entry, args: [] }) };
  }
  const python = await realpath(path.join(root, 'bin', 'python'));
  if (place.isolation.kind === 'uid' && !(await anybodyCanRun(python))) {
    throw new Error(
      `its Python ${python} cannot be used by other users: install it with another, such as /usr/bin/python3.`,
    );
  }
  // The script names its Python by a path that a copy does not have.
  const command = (entry: string) => ({ command: path.join(path.dirname(entry), 'python'), args: [entry] });
  return { installed: { name: 'hermes', entry: real, root }, command };
}

/** One-shot with a usage file, since that says whether it failed: `chat -Q` only prints a sentence. */
function hermesLaunch(run: RunRequest, files: Record<string, string>, byConfig: boolean): Launch {
  const home = path.join(run.home, '.hermes');
  const model = run.model === undefined || byConfig ? [] : ['--model', run.model];
  return {
    command: run.program.command,
    args: [
      ...[...run.program.args, '-z', prompt, '--ignore-rules', '--toolsets', 'terminal,file', ...model],
      ...['--usage-file', path.join(run.home, usageFile)],
    ],
    env: { HERMES_HOME: home, HERMES_ACCEPT_HOOKS: '1', HERMES_SESSION_SOURCE: 'tool', PYTHONDONTWRITEBYTECODE: '1' },
    files,
    readable: run.program.readable,
    parseEvents: parseHermesEvents,
    report: { file: usageFile, parse: parseHermesReport },
  };
}

function configuredFiles(
  run: RunRequest,
  models: Settings['models'],
  fallback: string | undefined,
): Record<string, string> {
  const model = {
    default: run.model ?? fallback ?? '',
    provider: 'custom',
    base_url: models.openai_base_url ?? 'https://api.openai.com/v1',
    // A server of one's own often wants no key; Hermes wants one said.
    api_key: models.openai_api_key?.reveal() ?? 'none',
  };
  return { '.hermes/config.yaml': stringify(withOurs({ model }, run)) };
}

function copiedFiles(run: RunRequest, own: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const name of ownFiles) {
    try {
      files[`.hermes/${name}`] = readFileSync(path.join(own, name), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  const config = record.parse(parse(files['.hermes/config.yaml'] ?? '{}'));
  return { ...files, '.hermes/config.yaml': stringify(withOurs(config, run)) };
}

/** No downloads in the middle of a turn, and the platform's own bound on steps. */
function withOurs(config: Record<string, unknown>, run: RunRequest): Record<string, unknown> {
  const security = { ...record.parse(config['security']), tirith_enabled: false, allow_lazy_installs: false };
  const agent = {
    ...record.parse(config['agent']),
    ...(run.maxTurns === undefined ? {} : { max_turns: run.maxTurns }),
  };
  return { ...config, security, agent };
}
