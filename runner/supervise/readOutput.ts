import { once } from 'node:events';
import type { Readable } from 'node:stream';
import type { HarnessEvent, Launch } from '../harness/port.js';
import type { ChildHandle } from '../sandbox/index.js';
import { splitLines } from './lineSplitter.js';
import { tailLimit, type OutputLog } from './outputLog.js';

/** Milliseconds between two looks at the tail (contract 12.5). */
const tailEvery = 2000;

type Listeners = {
  readonly parseEvents: Launch['parseEvents'];
  readonly onEvent: (event: HarnessEvent) => void;
  readonly onOutputTail: ((tail: string) => void) | undefined;
};

export type Output = {
  /** When the last line came, in milliseconds since the epoch. */
  readonly lastLine: () => number;
  /** The end of what came on stdout alone. */
  stdoutTail(): string;
  /** Resolves when both pipes are at their end. */
  readonly ended: Promise<void>;
  close(): void;
};

/** Reads both pipes of a child to their ends: every line is logged, and understood as far as the harness can. */
export function readOutput(
  child: ChildHandle,
  log: OutputLog,
  { parseEvents, onEvent, onOutputTail }: Listeners,
): Output {
  let last = Date.now();
  let stdout = '';
  let shown = last;
  const ticker = setInterval(() => {
    if (onOutputTail === undefined || last <= shown) return;
    shown = last;
    onOutputTail(log.tail());
  }, tailEvery);

  const read = async (pipe: Readable, stream: 'stdout' | 'stderr'): Promise<void> => {
    const lines = splitLines((line, cut) => {
      last = Date.now();
      log.line(line, stream);
      if (stream === 'stdout') stdout = `${stdout}${line.slice(-tailLimit)}\n`.slice(-tailLimit);
      // Half a line of JSON is none.
      if (!cut) for (const event of parseEvents(line, stream)) onEvent(event);
    });
    pipe.on('data', (chunk: Buffer) => {
      lines.push(chunk);
    });
    await once(pipe, 'close');
    lines.end();
  };
  const ended = Promise.all([read(child.stdout, 'stdout'), read(child.stderr, 'stderr')]).then(() => undefined);
  return {
    lastLine: () => last,
    stdoutTail: () => stdout,
    ended,
    close: () => {
      clearInterval(ticker);
      child.stdout.destroy();
      child.stderr.destroy();
    },
  };
}
