import { expect } from 'chai';
import { selectHarness, type HarnessProbes, type HarnessState } from '../../../runner/harness/index.js';

const ready = (detail: string): HarnessState => ({
  state: 'ready',
  version: '1.0.0',
  detail,
  program: { command: 'x', args: [], readable: [] },
});
const missing = (detail: string): HarnessState => ({ state: 'not_installed', detail });
const uid = { kind: 'uid', sentence: 'Own uid.' } as const;
const none = { kind: 'none', sentence: 'Runs cannot be isolated.' } as const;

function probes(changes: Partial<HarnessProbes> = {}): HarnessProbes {
  return {
    ...{ hermes: missing('No Hermes.'), 'claude-code': missing('No Claude.'), codex: missing('No Codex.') },
    ...{ builtin: ready('Built in.'), ...changes },
  };
}

describe('selectHarness', () => {
  const isolated = { isolation: uid, allowUnisolated: false };

  it('takes the first ready one of Hermes, Claude Code and Codex', () => {
    const all = { hermes: ready('H.'), 'claude-code': ready('C.'), codex: ready('X.') };
    expect(selectHarness('auto', probes(all), isolated)).to.deep.include({ name: 'hermes', why: 'H.' });
    expect(selectHarness('auto', probes({ ...all, hermes: missing('') }), isolated).name).to.equal('claude-code');
    expect(selectHarness('auto', probes({ codex: ready('X.') }), isolated).name).to.equal('codex');
  });

  it('falls back to the built-in one and says what each of the others lacks', () => {
    const chosen = selectHarness(
      'auto',
      probes({ codex: { state: 'not_signed_in', detail: 'Codex has no key.' } }),
      isolated,
    );
    expect(chosen).to.deep.equal({
      kind: 'selected',
      name: 'builtin',
      why: 'No model: No Hermes. No Claude. Codex has no key.',
    });
  });

  it('takes nothing else in place of a named one that cannot work', () => {
    expect(selectHarness('codex', probes({ hermes: ready('H.') }), isolated)).to.deep.equal({
      kind: 'unavailable',
      name: 'codex',
      why: 'No Codex.',
    });
  });

  it('starts no real one without isolation, unless the operator allowed it', () => {
    const found = probes({ hermes: ready('H.') });
    const refused = selectHarness('auto', found, { isolation: none, allowUnisolated: false });
    expect(refused.name).to.equal('builtin');
    expect(refused.why).to.include('cannot be isolated').and.include('allow_unisolated');
    expect(selectHarness('hermes', found, { isolation: none, allowUnisolated: false }).kind).to.equal('unavailable');
    const allowed = selectHarness('auto', found, { isolation: none, allowUnisolated: true });
    expect(allowed.name).to.equal('hermes');
    expect(allowed.why).to.include('without isolation');
  });
});

describe('selectHarness, of one by name', () => {
  const isolated = { isolation: uid, allowUnisolated: false };

  it('takes the built-in one also where nothing isolates: no model decides in it', () => {
    const chosen = selectHarness('builtin', probes({ hermes: ready('H.') }), {
      isolation: none,
      allowUnisolated: false,
    });
    expect(chosen).to.deep.equal({ kind: 'selected', name: 'builtin', why: 'Configured. Built in.' });
  });

  it('says what to do when it is not signed in, broken, or missing', () => {
    for (const state of ['not_installed', 'not_signed_in', 'broken'] as const) {
      const chosen = selectHarness('hermes', probes({ hermes: { state, detail: `Do ${state}.` } }), isolated);
      expect(chosen).to.deep.equal({ kind: 'unavailable', name: 'hermes', why: `Do ${state}.` });
    }
    const gone = selectHarness('builtin', probes({ builtin: { state: 'broken', detail: 'Missing.' } }), isolated);
    expect(gone).to.deep.equal({ kind: 'unavailable', name: 'builtin', why: 'Missing.' });
  });

  it('works in a sandbox as with a uid, and every choice has a sentence', () => {
    const sandbox = { isolation: { kind: 'bubblewrap', sentence: 'A sandbox.' } as const, allowUnisolated: false };
    const found = probes({ codex: ready('Codex has a key.') });
    for (const configured of ['auto', 'codex'] as const) {
      const chosen = selectHarness(configured, found, sandbox);
      expect(chosen).to.include({ kind: 'selected', name: 'codex' });
      expect(chosen.why).to.match(/\.$/).and.not.include('without isolation');
    }
  });
});
