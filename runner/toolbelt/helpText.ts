import type { Printed, Tool } from './defineTool.js';
import { flagOf } from './readArguments.js';
import type { RunKind } from './runEnvironment.js';

const valueOf = { text: ' <text>', list: ' <text> (may be repeated)', flag: '', 'optional-text': ' [value]' } as const;

/** `answer [--reply <text>]`: needed options, and that there are others. */
export function usageLine({ name, options }: Tool): string {
  const needed = Object.entries(options).filter(([, { schema }]) => !schema.safeParse(undefined).success);
  const rest = Object.keys(options).length > needed.length ? [' [options]'] : [];
  return [name, ...needed.map(([option, { form }]) => ` ${flagOf(option)}${valueOf[form]}`), ...rest].join('');
}

function usage(tool: Tool): Printed {
  const options = Object.entries(tool.options).map(([name, { form, schema, about }]) => {
    const needed = !schema.safeParse(undefined).success;
    return [`${flagOf(name)}${valueOf[form]}`, `${needed ? 'needed. ' : ''}${about}`] as const;
  });
  return { command: tool.name, summary: tool.summary, options: Object.fromEntries(options) };
}

const rules: Readonly<Record<RunKind, string>> = {
  turn: 'End the turn with exactly one of: answer, ask, create-ticket, continue-ticket, validate-artifact. Nothing else counts; what you print is not seen by anyone.',
  task: 'Anything risky goes through request-change and waits for people. End with done; what you print is not seen by anyone.',
};

/** The help of a run, made from the table of commands; with a name, that command's options. */
export function helpText(tools: readonly Tool[], kind: RunKind, name?: string): Printed {
  const here = tools.filter((tool) => tool.for === 'both' || tool.for === kind);
  const asked = here.find((tool) => tool.name === name);
  if (asked) return usage(asked);
  return {
    rule: rules[kind],
    commands: Object.fromEntries(here.map((tool) => [tool.name, tool.summary])),
    more: '`help <command>` lists the options of a command.',
  };
}
