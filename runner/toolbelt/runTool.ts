import { z } from 'zod';
import type { Hands, Printed, Tool } from './defineTool.js';
import { helpText } from './helpText.js';
import { openRequest } from './platform/request.js';
import type { Turn } from './platform/shapes.js';
import { taskCalls } from './platform/taskCalls.js';
import { turnCalls } from './platform/turnCalls.js';
import { flagOf, readArguments } from './readArguments.js';
import { readRunEnvironment, type RunEnvironment } from './runEnvironment.js';
import { ToolFailure } from './toolFailure.js';

/** The hands of a run: what it may call, and nothing of any other run. */
export function handsOf({ run, apiUrl, token, searchUrl }: RunEnvironment, cwd: string): Hands {
  const request = openRequest(apiUrl, token);
  if (run.kind === 'task') return { kind: 'task', cwd, searchUrl, calls: taskCalls(request, run) };
  const calls = turnCalls(request, run.turnId);
  let turn: Promise<Turn> | undefined;
  return { kind: 'turn', cwd, searchUrl, calls, turn: () => (turn ??= calls.turn()) };
}

function describe(error: unknown, command: string): Printed {
  if (error instanceof ToolFailure) return { error: error.message, next: error.next, ...error.facts };
  if (error instanceof z.ZodError) {
    const faults = error.issues.map((issue) => {
      const flag = flagOf(String(issue.path[0] ?? ''));
      const missing = issue.code === 'invalid_type' && /received (undefined|NaN)/.test(issue.message);
      return missing ? `${flag} is needed` : `${flag}: ${issue.message}`;
    });
    return { error: `${faults.join('; ')}.`, next: `Call \`help ${command}\` to see its options, then call it again.` };
  }
  const reason = error instanceof Error ? error.message : String(error);
  return {
    error: `The command failed: ${reason}`,
    next: 'Do not repeat it unchanged; end with what you have and say that it failed.',
  };
}

export interface Ran {
  readonly exitCode: 0 | 1;
  readonly printed: Printed;
}

/** Runs one command line. Never throws: an agent gets a sentence for every failure. */
export async function runTool(
  tools: readonly Tool[],
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  cwd: string,
): Promise<Ran> {
  const [command = 'help', ...rest] = args;
  try {
    const environment = readRunEnvironment(env);
    const { kind } = environment.run;
    const asksForHelp = rest.includes('--help') || rest.includes('-h');
    if (['help', '--help', '-h'].includes(command) || asksForHelp) {
      return { exitCode: 0, printed: helpText(tools, kind, asksForHelp ? command : rest[0]) };
    }
    const tool = tools.find(({ name }) => name === command);
    if (!tool)
      throw new ToolFailure(
        `There is no command "${command}".`,
        'Call `help` and use one of the commands that it lists.',
      );
    if (tool.for !== 'both' && tool.for !== kind) {
      const where = tool.for === 'turn' ? 'chat turns' : 'ticket tasks';
      throw new ToolFailure(
        `${command} is for ${where}; this run is a ${kind}.`,
        'Call `help` to see what this run can do.',
      );
    }
    return { exitCode: 0, printed: await tool.run(handsOf(environment, cwd), readArguments(tool, rest)) };
  } catch (error) {
    return { exitCode: 1, printed: describe(error, command) };
  }
}
