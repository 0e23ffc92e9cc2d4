import { expect } from 'chai';
import pino from 'pino';
import { configSchema } from '../../../config/schema.js';
import type { Harness, HarnessName, HarnessState } from '../../../runner/harness/index.js';
import { watchHarnesses, type HarnessWatch } from '../../../runner/presence/index.js';

type Row = Readonly<Record<string, unknown>>;
const ready = (name: string): HarnessState => ({
  ...{ state: 'ready', version: '1.0.0', detail: `${name} is ready.` },
  program: { command: `/opt/${name}`, args: [], readable: [] },
});
const missing = (name: string): HarnessState => ({ state: 'not_installed', detail: `${name} is not on PATH.` });

describe('the harnesses that a runner has', () => {
  let states: Record<HarnessName, HarnessState>;
  let signals: (AbortSignal | undefined)[];
  let logged: Row[];
  let watch: HarnessWatch | undefined;
  beforeEach(() => {
    signals = [];
    logged = [];
    states = {
      hermes: missing('Hermes'),
      'claude-code': missing('Claude'),
      codex: missing('Codex'),
      builtin: ready('builtin'),
    };
  });
  afterEach(() => watch?.stop());

  async function look(
    sections: { runner?: object; chat?: object } = {},
    kind: 'uid' | 'none' = 'uid',
  ): Promise<HarnessWatch> {
    const fake = (name: HarnessName): Harness => ({
      ...{ name, usesModel: name !== 'builtin' },
      probe: (signal) => {
        signals.push(signal);
        return Promise.resolve(states[name]);
      },
      launch: () => {
        throw new Error('nothing is started here');
      },
    });
    const harnesses = {
      hermes: fake('hermes'),
      'claude-code': fake('claude-code'),
      codex: fake('codex'),
      builtin: fake('builtin'),
    };
    const isolation = { kind, sentence: kind === 'none' ? 'Runs cannot be isolated.' : 'Own uid.' };
    const log = pino({}, { write: (text: string) => void logged.push(JSON.parse(text) as Row) });
    watch = await watchHarnesses({ harnesses, config: configSchema.parse(sections), isolation, log });
    return watch;
  }

  it('are known when the watch begins: the first that is ready works chat and tickets', async () => {
    states.codex = ready('codex');
    const watched = await look();
    expect(watched.chat()).to.deep.include({ kind: 'selected', name: 'codex' });
    expect(watched.tickets().name).to.equal('codex');
    expect(watched.usableNames()).to.have.members(['codex', 'builtin']);
    expect(watched.usable('codex')?.program.command).to.equal('/opt/codex');
    expect(logged.map(({ msg }) => msg)).to.deep.equal([
      'codex works chat: codex is ready.',
      'codex works tickets: codex is ready.',
    ]);
  });

  it('may be another one for chat than for tickets', async () => {
    states['claude-code'] = ready('claude-code');
    const watched = await look({ runner: { harness: 'claude-code' }, chat: { harness: 'builtin' } });
    expect([watched.chat().name, watched.tickets().name]).to.deep.equal(['builtin', 'claude-code']);
    const works = Object.fromEntries(watched.published().map((one) => [one.name, one.works]));
    expect(works).to.deep.equal({ hermes: [], 'claude-code': ['tickets'], codex: [], builtin: ['chat'] });
  });

  it('that are named and cannot work let the work wait, and say why to everybody', async () => {
    const watched = await look({ runner: { harness: 'hermes' } });
    expect(watched.tickets()).to.deep.equal({ kind: 'unavailable', name: 'hermes', why: 'Hermes is not on PATH.' });
    expect(watched.usable('hermes')).to.equal(undefined);
    expect(watched.published().find(({ name }) => name === 'hermes')).to.deep.equal({
      ...{ name: 'hermes', state: 'not_installed', version: null, detail: 'Hermes is not on PATH.' },
      ...{ works: [], why: 'Hermes is not on PATH.' },
    });
    expect(logged.map(({ level, msg }) => [level, msg])).to.deep.include([
      ...[40, 'tickets wait, because hermes cannot work: Hermes is not on PATH.'],
    ]);
  });

  it('are not usable where nothing isolates, but for the built-in one', async () => {
    states.hermes = ready('hermes');
    const watched = await look({}, 'none');
    expect(watched.usableNames()).to.deep.equal(['builtin']);
    expect(watched.chat().name).to.equal('builtin');
    expect(watched.chat().why).to.include('Runs cannot be isolated.');
    await watched.stop();
    const allowed = await look({ runner: { allow_unisolated: true } }, 'none');
    expect(allowed.usableNames()).to.have.members(['hermes', 'builtin']);
  });

  it('are none by a name that is none', async () => {
    const watched = await look();
    for (const name of ['', 'gemini', 'constructor', '__proto__'])
      expect(watched.usable(name), name).to.equal(undefined);
  });

  it('are asked no more when the watch ends, and what is under way is told so', async () => {
    const watched = await look();
    const asked = signals.length;
    await watched.stop();
    expect(asked).to.equal(4);
    expect(signals.every((signal) => signal?.aborted)).to.equal(true);
  });
});
