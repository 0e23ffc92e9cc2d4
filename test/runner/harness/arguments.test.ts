import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { configSchema } from '../../../config/schema.js';
import { createHarnesses, type Harness, type HarnessName, type RunRequest } from '../../../runner/harness/index.js';
import { findProgram, npmRoot, virtualEnvironment } from '../../../runner/harness/installedProgram.js';

const names = ['claude-code', 'codex', 'hermes', 'builtin'] as const;
const program = { command: '/opt/program', args: ['/opt/script'], readable: ['/opt'] };
const run: RunRequest = { program, kind: 'turn', home: '/run/home', work: '/run/work', isolated: true };

describe('the arguments of a harness', () => {
  let root: string;
  before(async () => {
    root = await mkdtemp('/var/tmp/opsroom-arguments-');
  });
  after(() => rm(root, { recursive: true, force: true }));

  function harness(name: HarnessName, models: Record<string, string>, runner: Record<string, string> = {}): Harness {
    return createHarnesses({
      ...{ config: configSchema.parse({ models, runner }), isolation: { kind: 'none', sentence: '' }, env: {} },
      ...{ programs: { builtin: '/none', readable: [] }, stagingRoot: root, operatorHome: root },
      ...{ node: process.execPath, version: '1.2.3' },
    })[name];
  }
  const keys = { anthropic_api_key: 'sk-ant-1', anthropic_auth_token: 'tok-ant-2', openai_api_key: 'sk-oai-3' };

  it('hold no prompt of a person and no key: every user of the machine can read them', () => {
    for (const name of names) {
      const { args, command } = harness(name, keys, { model: 'm' }).launch({ ...run, model: 'm', maxTurns: 6 });
      const words = [command, ...args].join(' ');
      expect(words, name).to.not.match(/sk-|tok-/);
      expect(args.every((word) => word.length < 200)).to.equal(true);
      if (name !== 'builtin') expect(args).to.include('Read TASK.md in the current directory and do what it says.');
    }
  });

  it('begin with the program as runs reach it', () => {
    for (const name of names) {
      const launch = harness(name, keys, { model: 'm' }).launch(run);
      expect([launch.command, launch.args[0], launch.readable]).to.deep.equal([
        '/opt/program',
        '/opt/script',
        ['/opt'],
      ]);
    }
  });

  it('name the model and the most steps where they are known, and leave them out where not', () => {
    const claude = harness('claude-code', keys);
    expect(claude.launch(run).args.join(' ')).to.not.match(/--model|--max-turns/);
    expect(claude.launch({ ...run, model: 'opus', maxTurns: 6 }).args.join(' ')).to.include(
      '--model opus --max-turns 6',
    );
    const codex = harness('codex', keys);
    expect(codex.launch(run).args).to.not.include('--model');
    expect(codex.launch({ ...run, model: 'gpt', maxTurns: 6 }).args.join(' ')).to.match(/--model gpt Read TASK/);
    const hermes = harness('hermes', keys, { model: 'usual' });
    const config = (more: Partial<RunRequest>): unknown =>
      parse(hermes.launch({ ...run, ...more }).files['.hermes/config.yaml'] ?? '');
    expect(config({})).to.have.nested.property('model.default', 'usual');
    expect(config({ model: 'asked', maxTurns: 6 })).to.have.nested.property('model.default', 'asked');
    expect(config({ maxTurns: 6 })).to.have.nested.property('agent.max_turns', 6);
  });

  it('of Claude Code allow a shell for everything only where the run is kept apart', () => {
    const allowed = (isolated: boolean): string => {
      const { args } = harness('claude-code', keys).launch({ ...run, isolated });
      return args[args.indexOf('--allowedTools') + 1] ?? '';
    };
    expect(allowed(true)).to.match(/^Bash,Read,Write/);
    expect(allowed(false)).to.match(/^Bash\(\/run\/work\/ops_chat_tool:\*\),Read/);
    const { args } = harness('claude-code', keys).launch(run);
    expect(args.join(' ')).to.include('--disallowedTools WebFetch,WebSearch').and.not.include('dangerously');
    expect(args).to.include.members(['--output-format', 'stream-json', '--verbose', '--strict-mcp-config']);
  });

  it('of Codex stand in a file of the run’s home, with texts that cannot end their quotes', () => {
    const base = 'http://gate.example/v1"\napproval_policy = "on-request';
    const { files, env } = harness('codex', { openai_api_key: 'k', openai_base_url: base.replace('\n', '%0A') }).launch(
      run,
    );
    const config = files['.codex/config.toml'] ?? '';
    expect(config.match(/^approval_policy/gm)).to.have.length(1);
    expect(config).to.include('approval_policy = "never"').and.include('exclude = ["OPENAI_API_KEY"]');
    expect(env).to.deep.equal({ CODEX_HOME: '/run/home/.codex', OPENAI_API_KEY: 'k' });
    expect(config).to.not.include('sk-');
  });

  it('of Hermes load nothing in the middle of a turn, and keep what the operator had set up otherwise', async () => {
    await mkdir(path.join(root, '.hermes'), { recursive: true });
    const own = 'model: {default: mine, provider: nous}\nsecurity: {tirith_enabled: true, redact: true}\n';
    await writeFile(path.join(root, '.hermes/config.yaml'), own);
    await writeFile(path.join(root, '.hermes/auth.json'), '{"token":1}');
    const { files, args } = harness('hermes', {}).launch({ ...run, model: 'asked' });
    expect(Object.keys(files).sort()).to.deep.equal(['.hermes/auth.json', '.hermes/config.yaml']);
    expect(parse(files['.hermes/config.yaml'] ?? '')).to.deep.equal({
      ...{ model: { default: 'mine', provider: 'nous' }, agent: {} },
      security: { tirith_enabled: false, redact: true, allow_lazy_installs: false },
    });
    expect(args.join(' ')).to.include('--model asked').and.include('--usage-file /run/home/hermes-usage.json');
  });

  it('of a server of one’s own for Hermes need no key', () => {
    const { files } = harness('hermes', { openai_base_url: 'http://127.0.0.1:8000/v1' }, { model: 'm' }).launch(run);
    expect(parse(files['.hermes/config.yaml'] ?? '')).to.deep.include({
      model: { default: 'm', provider: 'custom', base_url: 'http://127.0.0.1:8000/v1', api_key: 'none' },
    });
  });

  it('of the built-in one say that no model decides, and that its program is missing', async () => {
    const builtin = harness('builtin', keys);
    expect(builtin.usesModel).to.equal(false);
    expect(names.filter((name) => harness(name, keys).usesModel)).to.have.length(3);
    expect(await builtin.probe()).to.deep.equal({
      ...{ state: 'broken', detail: '/none is missing: start Opsroom again, it makes a new copy.' },
    });
  });
});

describe('an installed program', () => {
  let root: string;
  before(async () => {
    root = await mkdtemp('/var/tmp/opsroom-installed-');
    for (const folder of ['one', 'two', 'three/claude']) await mkdir(path.join(root, folder), { recursive: true });
    await writeFile(path.join(root, 'one/claude'), '', { mode: 0o644 });
    await writeFile(path.join(root, 'two/claude'), '', { mode: 0o755 });
  });
  after(() => rm(root, { recursive: true, force: true }));
  const at = (name: string): string => path.join(root, name);

  it('is the first file on PATH that can be run: no folder, no data, no relative place', async () => {
    const find = (search: string | undefined) => findProgram('claude', undefined, search);
    expect(await find([at('three'), at('one'), at('two')].join(':'))).to.equal(at('two/claude'));
    expect(await find(`.:${path.relative(process.cwd(), at('two'))}:`)).to.equal(undefined);
    expect(await find(undefined)).to.equal(undefined);
  });

  it('is the configured one or none', async () => {
    expect(await findProgram('claude', at('two/claude'), at('one'))).to.equal(at('two/claude'));
    expect(await findProgram('claude', at('none'), at('two'))).to.equal(undefined);
    expect(await findProgram('claude', at('one/claude'), at('two'))).to.equal(undefined);
  });

  it('brings the packages beside it, or its virtual environment', async () => {
    expect(npmRoot('/usr/lib/node_modules/@openai/codex/bin/codex.js')).to.equal('/usr/lib/node_modules/@openai');
    expect(npmRoot('/a/node_modules/@x/y/node_modules/@z/w/cli.js')).to.equal('/a/node_modules/@x/y/node_modules/@z');
    expect(npmRoot('/usr/lib/node_modules/codex/bin/codex.js')).to.equal(undefined);
    expect(npmRoot('/usr/local/bin/claude')).to.equal(undefined);
    expect(await virtualEnvironment(at('two/hermes'))).to.equal(undefined);
    await writeFile(at('pyvenv.cfg'), 'home = /usr/bin\n');
    expect(await virtualEnvironment(at('two/hermes'))).to.equal(root);
  });
});
