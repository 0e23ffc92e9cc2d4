import { readFileSync } from 'node:fs';
import { access } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../../config/schema.js';
import { parseClaudeEvents } from './claudeEvents.js';
import { npmRoot } from './installedProgram.js';
import { prompt, type Harness, type Launch, type RunRequest } from './port.js';
import { programProbe, type HarnessPlace } from './programProbe.js';

type Settings = Pick<Config, 'models' | 'runner'>;

/** Tries after a provider's refusal. The platform itself tries again later, so a turn need not wait here for minutes. */
const retries = 2;

const ownSignIn = path.join('.claude', '.credentials.json');

/** Claude Code (contract 13.2). Checked with 2.1.197. */
export function claudeCode(place: HarnessPlace, { models, runner }: Settings): Harness {
  const credentials = path.join(place.operatorHome, ownSignIn);
  const byKey = models.anthropic_api_key !== undefined || models.anthropic_auth_token !== undefined;
  return {
    name: 'claude-code',
    usesModel: true,
    probe: programProbe(place, {
      name: 'claude',
      title: 'Claude Code',
      configured: runner.claude_bin,
      install: 'install it with "npm install -g @anthropic-ai/claude-code", or set CLAUDE_BIN to its path',
      locate: (real) => {
        const root = npmRoot(real);
        const installed = { name: 'claude-code', entry: real, ...(root === undefined ? {} : { root }) };
        return Promise.resolve({ installed, command: (entry) => ({ command: entry, args: [] }) });
      },
      signIn: async () => {
        if (byKey) return { signedIn: true, detail: 'Claude Code is installed and has a key.' };
        const own = await access(credentials).then(
          () => true,
          () => false,
        );
        if (own) return { signedIn: true, detail: 'Claude Code is installed and signed in.' };
        const detail =
          'Claude Code has no key: set ANTHROPIC_API_KEY or ANTHROPIC_AUTH_TOKEN, or sign in with "claude /login".';
        return { signedIn: false, detail };
      },
    }),
    launch: (run) => claudeLaunch(run, models, byKey ? {} : { [ownSignIn]: readFileSync(credentials, 'utf8') }),
  };
}

function claudeLaunch(run: RunRequest, models: Settings['models'], files: Record<string, string>): Launch {
  // Kept from the platform by its uid, a run may use its shell as it likes; otherwise only for the toolbelt.
  const shell = run.isolated ? 'Bash' : `Bash(${path.join(run.work, 'ops_chat_tool')}:*)`;
  return {
    command: run.program.command,
    args: [
      ...run.program.args,
      ...['-p', prompt, '--output-format', 'stream-json', '--verbose', '--no-session-persistence'],
      ...['--permission-mode', 'acceptEdits', '--allowedTools', `${shell},Read,Write,Edit,Glob,Grep`],
      ...['--disallowedTools', 'WebFetch,WebSearch', '--strict-mcp-config'],
      ...(run.model === undefined ? [] : ['--model', run.model]),
      ...(run.maxTurns === undefined ? [] : ['--max-turns', String(run.maxTurns)]),
    ],
    env: {
      ...claudeKeys(models),
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      CLAUDE_CODE_MAX_RETRIES: String(retries),
      DISABLE_AUTOUPDATER: '1',
    },
    files,
    readable: run.program.readable,
    parseEvents: parseClaudeEvents,
  };
}

/** Contract 13.2: with only a token set, it is the key too. A key alone is not sent as a token. */
function claudeKeys(models: Settings['models']): Record<string, string> {
  const token = models.anthropic_auth_token?.reveal();
  const key = models.anthropic_api_key?.reveal() ?? token;
  return {
    ...(key === undefined ? {} : { ANTHROPIC_API_KEY: key }),
    ...(token === undefined ? {} : { ANTHROPIC_AUTH_TOKEN: token }),
    ...(models.anthropic_base_url === undefined ? {} : { ANTHROPIC_BASE_URL: models.anthropic_base_url }),
  };
}
