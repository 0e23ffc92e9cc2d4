import { z } from 'zod';
import type { TaskCalls } from './platform/taskCalls.js';
import type { Turn } from './platform/shapes.js';
import type { TurnCalls } from './platform/turnCalls.js';
import type { RunKind } from './runEnvironment.js';

/** How an option stands on the command line; its schema reads the text. */
export type OptionForm = 'text' | 'list' | 'flag' | 'optional-text';

export interface Option<S extends z.ZodType = z.ZodType> {
  readonly form: OptionForm;
  readonly schema: S;
  /** One line for `help`. */
  readonly about: string;
}
export type Options = Readonly<Record<string, Option>>;
export type Values<O extends Options> = { readonly [K in keyof O]: z.output<O[K]['schema']> };

/** `--name value`. */
export function text<S extends z.ZodType>(schema: S, about: string): Option<S> {
  return { form: 'text', schema, about };
}

/** `--name one --name two`; none is an empty list. */
export function list(about: string): Option<z.ZodDefault<z.ZodArray<z.ZodString>>> {
  return { form: 'list', schema: z.array(z.string()).default([]), about };
}

/** `--name` or `--no-name`. */
export function flag(preset: boolean, about: string): Option<z.ZodDefault<z.ZodBoolean>> {
  return { form: 'flag', schema: z.boolean().default(preset), about };
}

/** `--name` alone (an empty text) or `--name value`. */
export function optionalText<S extends z.ZodType>(schema: S, about: string): Option<S> {
  return { form: 'optional-text', schema, about };
}

/** Text that must say something, within the limits that the API has. */
export const words = (most = 20_000): z.ZodString => z.string().trim().min(1, 'must not be empty').max(most);

/** A whole number from 1: ids. */
export const number = (): z.ZodCoercedNumber => z.coerce.number().int().min(1);

interface Surroundings {
  /** The workspace; files are read below it. */
  readonly cwd: string;
  readonly searchUrl: string | undefined;
}
export interface TurnHands extends Surroundings {
  readonly kind: 'turn';
  readonly calls: TurnCalls;
  /** The turn, read from the API when it is first asked for. */
  readonly turn: () => Promise<Turn>;
}
export interface TaskHands extends Surroundings {
  readonly kind: 'task';
  readonly calls: TaskCalls;
}
export type Hands = TurnHands | TaskHands;
type HandsFor<F extends RunKind | 'both'> = F extends 'turn' ? TurnHands : F extends 'task' ? TaskHands : Hands;

/** What a command prints. */
export type Printed = Readonly<Record<string, unknown>>;

export interface Tool {
  readonly name: string;
  readonly summary: string;
  readonly for: RunKind | 'both';
  readonly options: Options;
  /** Reads the values with the schemas and runs. Throws ZodError for wrong values and ToolFailure for the rest. */
  readonly run: (hands: Hands, given: Readonly<Record<string, unknown>>) => Promise<Printed>;
}

/** A command is data: `help`, the reading of arguments and the check for the kind of run all come from this declaration. */
export function defineTool<O extends Options, F extends RunKind | 'both'>(tool: {
  readonly name: string;
  readonly summary: string;
  readonly for: F;
  readonly options: O;
  readonly run: (hands: HandsFor<F>, values: Values<O>) => Promise<Printed>;
}): Tool {
  const schema = z.object(
    Object.fromEntries(Object.entries(tool.options).map(([name, option]) => [name, option.schema])),
  );
  return {
    ...tool,
    // `runTool` calls a command only with the hands of its kind of run; the types of a table cannot say that.
    run: (hands, given) => tool.run(hands as HandsFor<F>, schema.parse(given) as Values<O>),
  };
}
