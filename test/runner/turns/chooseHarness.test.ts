import { expect } from 'chai';
import { configSchema } from '../../../config/schema.js';
import type { Harness, HarnessName } from '../../../runner/harness/index.js';
import { chooseHarness } from '../../../runner/turns/chooseHarness.js';

const config = configSchema.parse({ runner: { model: 'usual' }, chat: { model: 'for-chat' } });

function watching(selected: HarnessName, ready: readonly HarnessName[]) {
  const program = { command: '/bin/true', args: [], readable: [] };
  return {
    chat: () => ({ kind: 'selected', name: selected, why: '' }) as const,
    usable: (name: string) =>
      ready.some((one) => one === name) ? { harness: { name } as unknown as Harness, program } : undefined,
  };
}
const chosen = (stored: string, model: string | null, watch: ReturnType<typeof watching>): unknown[] => {
  const found = chooseHarness({ harness: stored, model }, watch, config);
  return [found?.harness.name, found?.model];
};

describe('the harness of a turn', () => {
  it('is the stored one, with the model that was asked for it', () => {
    const watch = watching('hermes', ['hermes', 'codex', 'builtin']);
    expect(chosen('codex', 'mini', watch)).to.deep.equal(['codex', 'mini']);
    expect(chosen('codex', null, watch)).to.deep.equal(['codex', 'for-chat']);
  });

  it('is the selected one where the stored one is not ready, without the model that belongs to another program', () => {
    expect(chosen('codex', 'mini', watching('hermes', ['hermes']))).to.deep.equal(['hermes', 'for-chat']);
  });

  it('is the selected one where the built-in one is stored, since it stands for "nobody was there to ask"', () => {
    expect(chosen('builtin', null, watching('hermes', ['hermes', 'builtin']))).to.deep.equal(['hermes', 'for-chat']);
    expect(chosen('builtin', null, watching('builtin', ['builtin']))[0]).to.equal('builtin');
  });

  it('is none where nothing can work', () => {
    expect(chosen('codex', null, watching('hermes', []))).to.deep.equal([undefined, undefined]);
  });
});
