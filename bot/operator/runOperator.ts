import type { z } from 'zod';
import { operatorCaller, type SystemAccount } from '../../api/access/index.js';
import { ConfigError, loadConfig, type Config } from '../../config/index.js';
import { commands } from './commandTable.js';
import { passwordSwitch, type Command, type Outcome } from './defineCommand.js';
import { helpText, program } from './helpText.js';
import { openOperatorDatabase } from './openOperatorDatabase.js';
import { parseLine } from './parseLine.js';
import { readPassword, type Input } from './readPassword.js';

export type OperatorLine = {
  /** After the program's name. */
  readonly argv: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly stdin: Input;
  /** Who is at the terminal, for the record. */
  readonly account: SystemAccount;
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
};

/** Done; refused; not understood. */
export type ExitCode = 0 | 1 | 2;

/** Each fault with the word or the option that it is about, as it is typed. */
function faultsIn({ words, options }: Command, error: z.ZodError): string[] {
  return error.issues.map(({ path: [name = ''], message }) => {
    const key = String(name);
    return `${words[key] ?? (key in options ? `--${key}` : key)}: ${message}`;
  });
}

/** A configuration that would stop a start stops this as well: nobody knows which database it means. */
function configured(env: NodeJS.ProcessEnv, cwd: string): Config | string {
  try {
    return loadConfig({ env, cwd }).config;
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
}

async function carryOut(command: Command, args: unknown, line: OperatorLine): Promise<Outcome> {
  const config = configured(line.env, line.cwd);
  if (typeof config === 'string') return { kind: 'refused', sentence: config };
  const opened = await openOperatorDatabase(config);
  if (opened.kind === 'unavailable') return { kind: 'refused', sentence: opened.sentence };
  const { db } = opened;
  try {
    return await command.handle({ db, config, caller: await operatorCaller(db, line.account) }, args);
  } finally {
    await db.end();
  }
}

/** One command of an operator, from what was typed to the exit code. */
export async function runOperator(line: OperatorLine): Promise<ExitCode> {
  const { print, complain } = line;
  const misunderstood = (...sentences: readonly string[]): ExitCode => {
    for (const sentence of sentences) complain(sentence);
    complain(`"${program} --help" shows every command.`);
    return 2;
  };
  const parsed = parseLine(line.argv, commands);
  if (parsed.kind === 'misunderstood') return misunderstood(parsed.sentence);
  if (parsed.kind === 'help') {
    for (const text of helpText(commands.filter(({ name }) => name.startsWith(parsed.about)))) print(text);
    return 0;
  }
  const { command } = parsed;
  const given: Record<string, unknown> = { ...parsed.given };
  if (passwordSwitch in given) {
    const read = await readPassword(line.stdin);
    if (read.kind === 'misunderstood') return misunderstood(read.sentence);
    given[passwordSwitch] = read.password;
  }
  const args = command.args.safeParse(given);
  if (!args.success) return misunderstood(...faultsIn(command, args.error));
  const outcome = await carryOut(command, args.data, line);
  if (outcome.kind === 'refused') {
    complain(outcome.sentence);
    return 1;
  }
  for (const text of outcome.lines) print(text);
  return 0;
}
