import type { Logger } from 'pino';
import type { PublishedHarness } from '../../api/agents/index.js';
import type { Config } from '../../config/schema.js';
import {
  selectHarness,
  type Harness,
  type HarnessName,
  type HarnessProbes,
  type HarnessProgram,
  type Selection,
} from '../harness/index.js';
import { repeat } from '../runs/index.js';
import type { Isolation } from '../sandbox/index.js';

/** A harness that this runner may start now. */
export type UsableHarness = { readonly harness: Harness; readonly program: HarnessProgram };

export type HarnessWatch = {
  chat(): Selection;
  tickets(): Selection;
  /** The harness of this name, when it is ready and allowed here. */
  usable(name: string): UsableHarness | undefined;
  usableNames(): HarnessName[];
  published(): PublishedHarness[];
  stop(): Promise<void>;
};

type Parts = {
  readonly harnesses: Readonly<Record<HarnessName, Harness>>;
  readonly config: Pick<Config, 'chat' | 'runner'>;
  readonly isolation: Isolation;
  readonly log: Logger;
};

/** Milliseconds between two looks: with the publishing every two seconds a change is seen by everybody within ten. */
const probeEvery = 4_000;

/** Looks again and again which harnesses there are, and so which one works. Resolves after the first look. */
export async function watchHarnesses({ harnesses, config, isolation, log }: Parts): Promise<HarnessWatch> {
  const names = Object.keys(harnesses) as HarnessName[];
  const stopping = new AbortController();
  const rules = { isolation, allowUnisolated: config.runner.allow_unisolated };
  const wanted = { chat: config.chat.harness ?? config.runner.harness, tickets: config.runner.harness };
  let probes = await probeAll(harnesses, stopping.signal);
  let chosen = choose();

  function choose(): Record<'chat' | 'tickets', Selection> {
    return {
      chat: selectHarness(wanted.chat, probes, rules),
      tickets: selectHarness(wanted.tickets, probes, rules),
    };
  }
  const tell = (work: 'chat' | 'tickets', { kind, name, why }: Selection): void => {
    if (kind === 'selected') log.info({ work, harness: name }, `${name} works ${work}: ${why}`);
    else log.warn({ work, harness: name }, `${work} wait, because ${name} cannot work: ${why}`);
  };
  tell('chat', chosen.chat);
  tell('tickets', chosen.tickets);

  let first = true;
  const look = async (): Promise<void> => {
    if (first) {
      first = false;
      return;
    }
    probes = await probeAll(harnesses, stopping.signal);
    const before = chosen;
    chosen = choose();
    for (const work of ['chat', 'tickets'] as const) {
      if (before[work].kind !== chosen[work].kind || before[work].name !== chosen[work].name) tell(work, chosen[work]);
    }
  };
  const looking = repeat(probeEvery, look, (error) => {
    log.warn({ err: error }, 'harnesses could not be looked at');
  });
  const usable = (name: string): UsableHarness | undefined => {
    const known = names.find((one) => one === name);
    if (known === undefined) return undefined;
    const state = probes[known];
    if (state.state !== 'ready' || selectHarness(known, probes, rules).kind !== 'selected') return undefined;
    return { harness: harnesses[known], program: state.program };
  };
  return {
    chat: () => chosen.chat,
    tickets: () => chosen.tickets,
    usable,
    usableNames: () => names.filter((name) => usable(name) !== undefined),
    published: () => names.map((name) => publishedOf(name, probes, chosen)),
    async stop() {
      stopping.abort();
      await looking.stop();
    },
  };
}

async function probeAll(harnesses: Parts['harnesses'], signal: AbortSignal): Promise<HarnessProbes> {
  const [hermes, claude, codex, builtin] = await Promise.all([
    harnesses.hermes.probe(signal),
    harnesses['claude-code'].probe(signal),
    harnesses.codex.probe(signal),
    harnesses.builtin.probe(signal),
  ]);
  return { hermes, 'claude-code': claude, codex, builtin };
}

function publishedOf(
  name: HarnessName,
  probes: HarnessProbes,
  chosen: Record<'chat' | 'tickets', Selection>,
): PublishedHarness {
  const { state, version = null, detail } = probes[name];
  const named = (['chat', 'tickets'] as const).filter((work) => chosen[work].name === name);
  const works = named.filter((work) => chosen[work].kind === 'selected');
  // A harness that was named and cannot work says why too: that is what its work waits for.
  const why = named[0] === undefined ? null : chosen[named[0]].why;
  return { name, state, version, detail, works, why };
}
