import { readFileSync } from 'node:fs';
import { access } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../../config/schema.js';
import { parseCodexEvents } from './codexEvents.js';
import { npmRoot } from './installedProgram.js';
import { prompt, type Harness, type Launch, type RunRequest } from './port.js';
import { programProbe, type HarnessPlace } from './programProbe.js';

type Settings = Pick<Config, 'models' | 'runner'>;
export type CodexMode = Exclude<Config['models']['codex_auth_mode'], 'auto'>;

/** Tries after a provider's refusal; the platform itself tries again later. */
const retries = 2;

const ownSignIn = path.join('.codex', 'auth.json');

/** OpenAI's Codex (contract 13.4). Checked with 0.169.0. */
export function codex(place: HarnessPlace, { models, runner }: Settings): Harness {
  const login = path.join(place.operatorHome, ownSignIn);
  return {
    name: 'codex',
    usesModel: true,
    probe: programProbe(place, {
      name: 'codex',
      title: 'Codex',
      configured: runner.codex_bin,
      install: 'install it with "npm install -g @openai/codex", or set CODEX_BIN to its path',
      locate: (real) => {
        const root = npmRoot(real);
        const under = root === undefined ? undefined : path.join('node_modules', path.basename(root));
        const installed = {
          ...{ name: 'codex', entry: real },
          ...(root === undefined || under === undefined ? {} : { root, under }),
        };
        // Its npm package starts the real program from a script that wants "node" on PATH.
        const script = /\.[cm]?js$/.test(real);
        return Promise.resolve({
          installed,
          command: (entry) => (script ? { command: place.node, args: [entry] } : { command: entry, args: [] }),
        });
      },
      signIn: async () => {
        const own = await access(login).then(
          () => true,
          () => false,
        );
        const mode = codexMode(models);
        if (mode === 'oauth' && !own) return { signedIn: false, detail: unsigned(models.codex_auth_mode) };
        const lacks = (mode === 'proxy' && !models.openai_base_url) || (mode !== 'oauth' && !models.openai_api_key);
        if (lacks) return { signedIn: false, detail: unsigned(mode) };
        return { signedIn: true, detail: `Codex is installed and ${mode === 'oauth' ? 'signed in' : 'has a key'}.` };
      },
    }),
    launch: (run) => codexLaunch(run, models, login),
  };
}

/** `auto`: a base URL with a key is a proxy, a key alone the vendor's API, neither Codex's own sign-in. */
export function codexMode(models: Settings['models']): CodexMode {
  if (models.codex_auth_mode !== 'auto') return models.codex_auth_mode;
  if (models.openai_api_key === undefined) return 'oauth';
  return models.openai_base_url === undefined ? 'api' : 'proxy';
}

function unsigned(mode: Config['models']['codex_auth_mode']): string {
  const fix = {
    auto: 'set OPENAI_API_KEY (and OPENAI_BASE_URL for a proxy), or sign in with "codex login"',
    proxy: 'CODEX_AUTH_MODE=proxy needs OPENAI_BASE_URL and OPENAI_API_KEY',
    api: 'CODEX_AUTH_MODE=api needs OPENAI_API_KEY',
    oauth: 'sign in with "codex login"',
  }[mode];
  return `Codex has no key: ${fix}.`;
}

function codexLaunch(run: RunRequest, models: Settings['models'], login: string): Launch {
  const mode = codexMode(models);
  const key = mode === 'oauth' ? undefined : models.openai_api_key?.reveal();
  return {
    command: run.program.command,
    args: [
      ...[...run.program.args, 'exec', '--json', '--skip-git-repo-check'],
      ...(run.model === undefined ? [] : ['--model', run.model]),
      prompt,
    ],
    // It wants an existing directory, and warns about one below the temporary one.
    env: { CODEX_HOME: path.join(run.home, '.codex'), ...(key === undefined ? {} : { OPENAI_API_KEY: key }) },
    files: {
      [path.join('.codex', 'config.toml')]: codexConfig(run.isolated, mode, models.openai_base_url),
      ...(mode === 'oauth' ? { [ownSignIn]: readFileSync(login, 'utf8') } : {}),
    },
    readable: run.program.readable,
    parseEvents: parseCodexEvents,
  };
}

function codexConfig(isolated: boolean, mode: CodexMode, baseUrl: string | undefined): string {
  const provider = [
    'model_provider = "opsroom"',
    '[model_providers.opsroom]',
    'name = "Opsroom"',
    `base_url = ${toml(mode === 'proxy' && baseUrl !== undefined ? baseUrl : 'https://api.openai.com/v1')}`,
    'wire_api = "responses"',
    'env_key = "OPENAI_API_KEY"',
    `request_max_retries = ${retries}`,
    `stream_max_retries = ${retries}`,
  ];
  return [
    'approval_policy = "never"',
    // Its own sandbox needs what our isolation took away, and would keep the toolbelt from the network.
    `sandbox_mode = "${isolated ? 'danger-full-access' : 'workspace-write'}"`,
    ...(mode === 'oauth' ? [] : provider),
    '[sandbox_workspace_write]',
    'network_access = true',
    '[shell_environment_policy]',
    // By default it hides every name with TOKEN in it from the shell, so the toolbelt's own too.
    'ignore_default_excludes = true',
    'exclude = ["OPENAI_API_KEY"]',
    '',
  ].join('\n');
}

/** A TOML basic string: JSON's escapes are a part of TOML's. */
function toml(text: string): string {
  return JSON.stringify(text);
}
