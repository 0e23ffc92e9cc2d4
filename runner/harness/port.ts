import type { HarnessName } from '../../config/sections/runner.js';

export type { HarnessName };

/** What a harness can do here and now. `detail` is a sentence: what is there, or what to do. */
export type HarnessState =
  | { readonly state: 'ready'; readonly version: string; readonly program: HarnessProgram; readonly detail: string }
  | {
      readonly state: 'not_installed' | 'not_signed_in' | 'broken';
      readonly version?: string;
      readonly detail: string;
    };

/** The installed program as a run reaches it. */
export type HarnessProgram = {
  readonly command: string;
  /** Before the harness's own arguments: a script for an interpreter. */
  readonly args: readonly string[];
  /** What bubblewrap has to show of it. */
  readonly readable: readonly string[];
};

export type RunRequest = {
  readonly program: HarnessProgram;
  readonly kind: 'turn' | 'task';
  /** Absolute, owned by the run. TASK.md lies in `work`. */
  readonly home: string;
  readonly work: string;
  /** Left out: the harness's own default. */
  readonly model?: string;
  /** Most steps of the model. Claude Code and Hermes know it, Codex does not. */
  readonly maxTurns?: number;
  /** Whether uid or bubblewrap keep the run from the platform: if not, the harness's own restraints stay on. */
  readonly isolated: boolean;
};

/** Everything that is needed to start a harness on TASK.md. No prompt and no key is in `args`: every user can read those. */
export type Launch = {
  readonly command: string;
  readonly args: readonly string[];
  /** The harness's own variables only. */
  readonly env: Readonly<Record<string, string>>;
  /** Files for the run's home, by relative path; they may hold keys (0600). */
  readonly files: Readonly<Record<string, string>>;
  readonly readable: readonly string[];
  readonly parseEvents: (line: string, stream: 'stdout' | 'stderr') => readonly HarnessEvent[];
  /** What the harness tells only at its end, in a file of the run's home; `output` is the tail of its stdout. */
  readonly report?: {
    readonly file: string;
    readonly parse: (text: string, output: string) => readonly HarnessEvent[];
  };
};

/** `limit`: the provider refuses for now (429, overload, quota); `provider`: it fails (5xx); both may be tried again. */
export type ErrorKind = 'provider' | 'auth' | 'limit' | 'other';

export type HarnessEvent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'tool_use'; readonly name: string; readonly summary: string }
  | {
      readonly type: 'usage';
      readonly inputTokens: number;
      readonly outputTokens: number;
      readonly cachedTokens: number;
      /** US dollars; left out where the harness does not know. */
      readonly costUsd?: number;
    }
  | { readonly type: 'session_id'; readonly sessionId: string }
  | { readonly type: 'result'; readonly text: string }
  | { readonly type: 'error'; readonly kind: ErrorKind; readonly message: string };

export interface Harness {
  readonly name: HarnessName;
  /** Whether a model decides. Where none does, the card says so. */
  readonly usesModel: boolean;
  /** Cheap enough for every few seconds: the program itself is run once per version only. Never throws. */
  probe(signal?: AbortSignal): Promise<HarnessState>;
  launch(run: RunRequest): Launch;
}

/** The only words that argv holds. What is to be done stands in the file. */
export const prompt = 'Read TASK.md in the current directory and do what it says.';
