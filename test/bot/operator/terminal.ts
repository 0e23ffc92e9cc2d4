import { Readable } from 'node:stream';
import { runOperator, type ExitCode } from '../../../bot/operator/runOperator.js';
import type { Input } from '../../../bot/operator/readPassword.js';

export type Shown = { readonly code: ExitCode; readonly out: string; readonly err: string };

export type Terminal = {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** What is piped in; a terminal where nothing is. */
  readonly piped?: string;
};

const atTerminal: Input = Object.assign(Readable.from([]), { isTTY: true });

/** One line typed at a terminal of this installation, in this process. */
export async function typeLine(
  argv: readonly string[],
  { env = {}, cwd = '/tmp', piped }: Terminal = {},
): Promise<Shown> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runOperator({
    ...{ argv, env, cwd, account: { name: 'tester', behind: null } },
    stdin: piped === undefined ? atTerminal : Readable.from([Buffer.from(piped)]),
    print: (line) => out.push(line),
    complain: (line) => err.push(line),
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}
