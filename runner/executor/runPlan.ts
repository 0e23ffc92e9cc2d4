import { chmod, lchown, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Execution, Receipt } from '../../api/changes/index.js';
import { prepareRun, removeTree, spawnIsolated, type Isolation, type RunIdentity } from '../sandbox/index.js';
import { endRun, endWhatIsLeft, spawnFailure, stopReason } from '../supervise/index.js';
import { isOnPath, planPath } from './findOnPath.js';
import { keepOutput } from './keepOutput.js';

export type PlanPlace = {
  readonly isolation: Isolation;
  /** Where run directories are. */
  readonly runs: string;
  /** What a sandbox must not show. */
  readonly hidden: readonly string[];
};

/** Milliseconds from asking a plan to end to ending it; the whole platform has ten seconds to stop. */
const graceMs = 1_500;
/** Milliseconds for the pipes to run empty after the last process ended. */
const drainMs = 1_000;

type Ended = Pick<Receipt, 'exitCode' | 'signal' | 'trouble'>;

/**
 * Runs an approved plan, once: its words as they are, without a shell, under a uid or sandbox of its own, in an empty
 * directory, with no variable of the platform's. Nothing of it runs when this returns. Throws nothing that the plan does.
 * Aborting `signal` ends it; the signal's reason is the sentence for the receipt.
 */
export async function runPlan(
  { changeId, plan }: Pick<Execution, 'changeId' | 'plan'>,
  place: PlanPlace,
  signal: AbortSignal,
): Promise<Receipt> {
  const started = performance.now();
  const output = keepOutput();
  const receipt = (ended: Ended): Receipt => ({
    ...ended,
    durationMs: Math.round(performance.now() - started),
    output: output.text(),
    outputSha256: output.sha256(),
  });
  const notRun = (trouble: string): Receipt => receipt({ exitCode: null, signal: null, trouble });
  const [program = ''] = plan.argv;
  if (!(await isOnPath(program))) {
    return notRun(`Nothing ran: there is no program "${program}" on this host (looked in ${planPath.join(', ')}).`);
  }
  if (signal.aborted) return notRun(`Nothing ran: ${String(signal.reason)}.`);
  const root = path.join(place.runs, `plan-${changeId}`);
  try {
    await mkdir(place.runs, { recursive: true, mode: 0o711 });
    await chmod(place.runs, 0o711);
    await mkdir(root, { mode: 0o700 });
  } catch (error) {
    return notRun(`Nothing ran: ${reasonOf(error)}.`);
  }
  let identity: RunIdentity | undefined;
  try {
    identity = await prepareRun(place.isolation, root);
    if (identity.kind === 'uid') await lchown(root, identity.uid, identity.uid);
    const onOutput = (chunk: Buffer): void => {
      output.push(chunk);
    };
    return receipt(await run(plan, root, identity, place, onOutput, signal));
  } catch (error) {
    return notRun(`It could not be run: ${reasonOf(error)}.`);
  } finally {
    // What cannot be removed now, the next sweep removes; the receipt must not be lost over it.
    await removeTree(root).catch(() => undefined);
    await identity?.release().catch(() => undefined);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function run(
  plan: Execution['plan'],
  root: string,
  identity: RunIdentity,
  { hidden }: PlanPlace,
  onOutput: (chunk: Buffer) => void,
  signal: AbortSignal,
): Promise<Ended> {
  const [command = '', ...args] = plan.argv;
  const child = spawnIsolated({
    ...{ command, args, cwd: root, identity },
    env: { LANG: 'C.UTF-8', PATH: planPath.join(path.delimiter), HOME: root },
    reach: { writable: [root], readable: [], hidden },
  });
  const failure = await spawnFailure(child);
  const { pid } = child;
  if (failure !== undefined || pid === undefined) {
    return { exitCode: null, signal: null, trouble: `Nothing ran: ${failure ?? 'it got no process id'}.` };
  }
  let exit: { code: number | null; signal: NodeJS.Signals | null } | undefined;
  const exited = new Promise<'exited'>((resolve) => {
    child.once('exit', (code, by) => {
      exit = { code, signal: by };
      resolve('exited');
    });
  });
  const drained = Promise.all(
    [child.stdout, child.stderr].map((pipe) => {
      pipe.on('data', onOutput);
      return new Promise((resolve) => pipe.once('close', resolve));
    }),
  );
  const stop = stopReason({ timeoutMs: plan.timeout * 1000, stallMs: 0, lastOutput: Date.now, signal });
  try {
    const ended = await Promise.race([exited, stop.reason]);
    if (ended === 'exited') await endWhatIsLeft({ pid, identity });
    else await endRun({ pid, identity, hasExited: () => exit !== undefined }, graceMs);
    await exited;
    await Promise.race([drained, sleep(drainMs, undefined, { ref: false })]);
    const facts = { exitCode: exit?.code ?? null, signal: exit?.signal ?? null };
    if (ended === 'stopped') return { ...facts, trouble: `It was ended: ${String(signal.reason)}.` };
    if (ended === 'timeout')
      return { ...facts, trouble: `It ran longer than the ${plan.timeout} s of its plan and was ended.` };
    return { ...facts, trouble: null };
  } finally {
    stop.cancel();
    child.stdout.destroy();
    child.stderr.destroy();
  }
}
