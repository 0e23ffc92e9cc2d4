import type { z } from 'zod';
import type { Database } from '../../api/db/index.js';
import type { Caller } from '../../api/http/index.js';
import type { Config } from '../../config/index.js';

/** Where a command works and as whom. */
export type At = { readonly db: Database; readonly caller: Caller; readonly config: Config };

/** What the terminal shows: what was done, or why nothing was. */
export type Outcome =
  | { readonly kind: 'done'; readonly lines: readonly string[] }
  | { readonly kind: 'refused'; readonly sentence: string };

export const done = (...lines: readonly string[]): Outcome => ({ kind: 'done', lines });
export const refused = (sentence: string): Outcome => ({ kind: 'refused', sentence });

/** Without `value` it is a switch. */
export type Option = { readonly value?: string; readonly summary: string };

/** The switch in whose place `args` gets the password that was read. */
export const passwordSwitch = 'password-stdin';

type Declaration<A> = {
  /** As it is typed: `person add`. */
  readonly name: `${'person' | 'group'} ${string}`;
  /** What has to follow, by its name in `args`, as the help shows it. */
  readonly words: Readonly<Record<string, string>>;
  readonly options: Readonly<Record<string, Option>>;
  readonly summary: string;
  /** Reads the words and the options, each under its name. */
  readonly args: z.ZodType<A>;
  handle(at: At, args: A): Promise<Outcome>;
};

export type Command = Declaration<unknown>;

export function defineCommand<A>(declaration: Declaration<A>): Command {
  // `handle` is only called with what this very schema returned.
  return declaration;
}

export const usageOf = ({ name, words }: Command): string => [name, ...Object.values(words)].join(' ');
