import { expect } from 'chai';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { configSchema } from '../../../config/schema.js';
import { createHarnesses, type Harness, type HarnessName } from '../../../runner/harness/index.js';

const program = { command: '/opt/program', args: [], readable: [] };
const run = { program, kind: 'turn', home: '/run/home', work: '/run/work', isolated: true } as const;

describe('what a harness is started with', () => {
  let root: string;
  before(async () => {
    root = await mkdtemp('/var/tmp/opsroom-launch-');
  });
  after(() => rm(root, { recursive: true, force: true }));

  function harness(
    name: HarnessName,
    models: Record<string, string>,
    runner: Record<string, string> = {},
    env: NodeJS.ProcessEnv = {},
  ): Harness {
    const config = configSchema.parse({ models, runner });
    const isolation = { kind: 'none', sentence: '' } as const;
    const programs = { builtin: '/none', readable: [] };
    return createHarnesses({
      config,
      isolation,
      programs,
      env,
      stagingRoot: root,
      operatorHome: root,
      node: process.execPath,
      version: '0',
    })[name];
  }

  it('Claude Code gets a token under both names, a key under its own', () => {
    const byToken = harness('claude-code', { anthropic_auth_token: 't' }).launch(run).env;
    expect([byToken['ANTHROPIC_API_KEY'], byToken['ANTHROPIC_AUTH_TOKEN']]).to.deep.equal(['t', 't']);
    const byKey = harness('claude-code', { anthropic_api_key: 'k' }).launch(run).env;
    expect([byKey['ANTHROPIC_API_KEY'], byKey['ANTHROPIC_AUTH_TOKEN']]).to.deep.equal(['k', undefined]);
    const both = harness('claude-code', { anthropic_api_key: 'k', anthropic_auth_token: 't' }).launch(run).env;
    expect([both['ANTHROPIC_API_KEY'], both['ANTHROPIC_AUTH_TOKEN']]).to.deep.equal(['k', 't']);
  });

  it('gets no key of another', () => {
    const models = { anthropic_api_key: 'sk-ant', openai_api_key: 'sk-oai' };
    expect(JSON.stringify(harness('claude-code', models).launch(run))).to.not.include('sk-oai');
    expect(JSON.stringify(harness('codex', models).launch(run))).to.not.include('sk-ant');
    expect(JSON.stringify(harness('hermes', models, { model: 'm' }).launch(run))).to.not.include('sk-ant');
    expect(JSON.stringify(harness('builtin', models).launch(run))).to.not.match(/sk-/);
  });

  it('Codex is told the provider by mode, and without isolation keeps its own sandbox', async () => {
    const file = (models: Record<string, string>, isolated = true): string =>
      harness('codex', models).launch({ ...run, isolated }).files['.codex/config.toml'] ?? '';
    expect(file({ openai_api_key: 'k', openai_base_url: 'http://gate.example/v1' })).to.include(
      'base_url = "http://gate.example/v1"',
    );
    expect(file({ openai_api_key: 'k' })).to.include('base_url = "https://api.openai.com/v1"');
    expect(file({ openai_api_key: 'k' }, false)).to.include('sandbox_mode = "workspace-write"');
    await mkdir(path.join(root, '.codex'), { recursive: true });
    await writeFile(path.join(root, '.codex/auth.json'), '{"tokens":1}');
    const oauth = harness('codex', { codex_auth_mode: 'oauth', openai_api_key: 'k' }).launch(run);
    expect(oauth.files['.codex/auth.json']).to.equal('{"tokens":1}');
    expect(oauth.files['.codex/config.toml']).to.not.include('model_provider');
    expect(oauth.env['OPENAI_API_KEY']).to.equal(undefined);
  });

  it('a probe says what to do: install it, set a key, set a model', async () => {
    const bin = path.join(root, 'bin');
    await mkdir(bin, { recursive: true });
    for (const name of ['claude', 'codex', 'hermes'])
      await writeFile(path.join(bin, name), '#!/bin/sh\necho v1.2.3\n', { mode: 0o755 });
    const env = { PATH: bin };
    await rm(path.join(root, '.codex'), { recursive: true, force: true });
    for (const name of ['claude-code', 'codex', 'hermes'] as const) {
      expect((await harness(name, {}).probe()).state).to.equal('not_installed');
      const unsigned = await harness(name, {}, {}, env).probe();
      expect(unsigned).to.deep.include({ state: 'not_signed_in', version: '1.2.3' });
      expect(unsigned.detail).to.match(/set (ANTHROPIC|OPENAI)_\w+/);
    }
    expect((await harness('hermes', { openai_api_key: 'k' }, {}, env).probe()).detail).to.include(
      'AGENT_DEFAULT_MODEL',
    );
    expect((await harness('codex', { openai_api_key: 'k' }, {}, env).probe()).state).to.equal('ready');
  });

  it('a probe notices at once that the program went away, was replaced, or broke', async () => {
    const file = path.join(root, 'claude-of-today');
    const found = harness('claude-code', { anthropic_api_key: 'k' }, { claude_bin: file });
    await writeFile(file, '#!/bin/sh\necho 1.0.0\n', { mode: 0o755 });
    expect(await found.probe()).to.deep.include({ state: 'ready', version: '1.0.0' });
    await writeFile(file, '#!/bin/sh\necho 2.0.0 and more\n', { mode: 0o755 });
    expect(await found.probe()).to.deep.include({ state: 'ready', version: '2.0.0' });
    await writeFile(file, '#!/bin/sh\necho out of order >&2; exit 3\n', { mode: 0o755 });
    const broken = await found.probe();
    expect(broken.state).to.equal('broken');
    expect(broken.detail).to.include('out of order');
    await rm(file);
    expect((await found.probe()).state).to.equal('not_installed');
  });
});
