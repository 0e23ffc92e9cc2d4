import type { Logger } from 'pino';
import type { DataDirectory } from '../../config/datadir/index.js';
import type { ErrorKind, Harness, HarnessProgram } from '../harness/index.js';
import type { Isolation } from '../sandbox/index.js';
import { supervise, type RunEnd } from '../supervise/index.js';
import {
  prepareWorkspace,
  retireWorkspace,
  runDirectoryName,
  writeRunFiles,
  type ChildPrograms,
  type RunName,
} from '../workspace/index.js';

/** What all runs of this runner have in common. */
export type RunPlace = {
  readonly isolation: Isolation;
  readonly programs: ChildPrograms;
  readonly data: DataDirectory;
  readonly apiUrl: string;
  /** The platform's, of which little passes. */
  readonly env: NodeJS.ProcessEnv;
  /** What a sandbox must not show: data directory and operator's home. */
  readonly hidden: readonly string[];
  /** Names of the runs that are under way. */
  readonly active: Set<string>;
};

export type HarnessRun = {
  readonly name: RunName;
  readonly harness: Harness;
  readonly program: HarnessProgram;
  readonly model: string | undefined;
  readonly maxTurns?: number;
  /** The text of TASK.md, for the toolbelt at this path. */
  readonly task: (tool: string) => string;
  /** Further files below its work directory; nobody may execute them. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** The toolbelt's variables but the address of the API. */
  readonly toolbelt: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly stallMs: number;
  readonly signal: AbortSignal;
  readonly onOutputTail?: (tail: string) => void;
};

export type HarnessEnd = {
  /** For the log and the record: how the process ended, with its last words about a failure. */
  readonly how: string;
  /** The last failure that the harness itself told of. */
  readonly failure: ErrorKind | undefined;
  /** Takes the run's directory away; that of a failed run stays for a look. */
  retire(outcome: 'finished' | 'failed'): Promise<void>;
};

/** Milliseconds from asking a run to end to ending it: the whole platform has ten seconds to stop. */
const graceMs = 3_000;

/** One run of a harness, from an empty directory to the end of its last process. Throws nothing: what fails is how it ended. */
export async function runHarness(run: HarnessRun, place: RunPlace, log: Logger): Promise<HarnessEnd> {
  const name = runDirectoryName(run.name);
  place.active.add(name);
  try {
    return await superviseRun(run, place, log);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log.error({ err: error, run: name }, 'a run could not be started');
    return { how: `could not be started: ${reason}`, failure: undefined, retire: () => Promise.resolve() };
  } finally {
    place.active.delete(name);
  }
}

async function superviseRun(run: HarnessRun, place: RunPlace, log: Logger): Promise<HarnessEnd> {
  const { harness, program, model, maxTurns, signal } = run;
  const { isolation, programs, data } = place;
  const folders = { isolation, programs, stagingRoot: data.stagingRoot, dataDirectory: data.path };
  const workspace = await prepareWorkspace(run.name, folders);
  let failure: { kind: ErrorKind; message: string } | undefined;
  try {
    await writeRunFiles(workspace, workspace.work, { ...run.files, 'TASK.md': run.task(workspace.tool) });
    const { home, work } = workspace;
    const launch = harness.launch({
      ...{ program, kind: run.name.kind, home, work, isolated: isolation.kind !== 'none' },
      ...(model === undefined || !harness.usesModel ? {} : { model }),
      ...(maxTurns === undefined ? {} : { maxTurns }),
    });
    log.info({ run: workspace.name, harness: harness.name, model }, 'a run begins');
    const end = await supervise({
      ...{ launch, workspace, env: place.env, hidden: place.hidden, signal, graceMs },
      ...{ timeoutMs: run.timeoutMs, stallMs: run.stallMs },
      toolbelt: { ...run.toolbelt, ...searchAddress(place.env), OPSROOM_API_URL: place.apiUrl },
      onEvent: (event) => {
        if (event.type === 'error') failure = event;
        if (event.type === 'usage') log.info({ usage: event }, 'a run used its model');
      },
      ...(run.onOutputTail ? { onOutputTail: run.onOutputTail } : {}),
    });
    return {
      how: [inWords(end, signal), ...(failure ? [`${failure.kind}: ${failure.message}`] : [])].join('; '),
      failure: failure?.kind,
      retire: (outcome) => retireWorkspace(workspace, outcome),
    };
  } catch (error) {
    await retireWorkspace(workspace, 'failed');
    throw error;
  }
}

/** Contract 23.6: the address of a search, for the toolbelt, when the operator has one. */
function searchAddress(env: NodeJS.ProcessEnv): Record<string, string> {
  const url = env['OPS_CHAT_SEARCH_URL'];
  return url === undefined || url === '' ? {} : { OPS_CHAT_SEARCH_URL: url };
}

function inWords(end: RunEnd, signal: AbortSignal): string {
  switch (end.kind) {
    case 'exited':
      return `exit code ${end.code}`;
    case 'signalled':
      return `ended by ${end.signal}`;
    case 'timeout':
      return 'ended: its time was over';
    case 'stalled':
      return 'ended: it printed nothing for too long';
    case 'stopped':
      return `ended: ${String(signal.reason)}`;
    case 'spawn_failed':
      return `could not be started: ${end.reason}`;
  }
}
