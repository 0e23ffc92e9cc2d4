import { realpath } from 'node:fs/promises';
import { makeReachable, type Installed, type Isolation } from '../sandbox/index.js';
import { findProgram, markOf } from './installedProgram.js';
import type { HarnessProgram, HarnessState } from './port.js';
import { programVersion } from './programVersion.js';

/** Where harnesses are looked for and made reachable. */
export type HarnessPlace = {
  readonly isolation: Isolation;
  readonly stagingRoot: string;
  readonly env: NodeJS.ProcessEnv;
  /** The operator's home: a harness's own sign-in lies there. */
  readonly operatorHome: string;
  /** Our node, as runs reach it. */
  readonly node: string;
};

/** Whether a model can be asked: by keys of the configuration, or by the harness's own sign-in. */
export type SignIn = { readonly signedIn: boolean; readonly detail: string };

export type ProbedProgram = {
  /** File name of the program, and how people call it. */
  readonly name: string;
  readonly title: string;
  readonly configured: string | undefined;
  /** What to do when it is not there. */
  readonly install: string;
  /** What belongs to the program, and how it is run; throws a sentence when runs cannot use it. */
  locate: (
    real: string,
  ) => Promise<{ installed: Installed; command: (entry: string) => Pick<HarnessProgram, 'command' | 'args'> }>;
  signIn: () => Promise<SignIn>;
};

type Known = { mark: string; program: HarnessProgram; version: string };

/**
 * A probe for an installed program. Looking for the file and the sign-in is done each time; copying it and asking for
 * its version once per version.
 */
export function programProbe(
  place: HarnessPlace,
  wanted: ProbedProgram,
): (signal?: AbortSignal) => Promise<HarnessState> {
  let known: Known | undefined;
  return async (signal) => {
    try {
      const file = await findProgram(wanted.name, wanted.configured, place.env['PATH']);
      if (file === undefined) {
        const where = wanted.configured === undefined ? 'not on PATH' : `not at ${wanted.configured}`;
        return { state: 'not_installed', detail: `${wanted.title} is ${where}: ${wanted.install}.` };
      }
      const mark = await markOf(file);
      if (known?.mark !== mark) known = { mark, ...(await examine(await realpath(file), place, wanted, signal)) };
      const { version, program } = known;
      const { signedIn, detail } = await wanted.signIn();
      if (!signedIn) return { state: 'not_signed_in', version, detail };
      return { state: 'ready', version, program, detail };
    } catch (error) {
      const reason = error instanceof Error ? (error.message.trim().split('\n').at(-1) ?? '') : String(error);
      return { state: 'broken', detail: `${wanted.title} is installed but does not run: ${reason}` };
    }
  };
}

async function examine(
  real: string,
  place: HarnessPlace,
  wanted: ProbedProgram,
  signal: AbortSignal | undefined,
): Promise<Omit<Known, 'mark'>> {
  const { installed, command } = await wanted.locate(real);
  const { entry, readable } = await makeReachable(installed, place);
  const program = { ...command(entry), readable };
  return { program, version: await programVersion(program, place, signal) };
}
