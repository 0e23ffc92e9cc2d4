import { usageOf, type Command } from './defineCommand.js';

/** How a clone starts this program (package.json). */
export const program = 'npm run opsroom --';

const indent = 34;

function line(usage: string, summary: string): string[] {
  return usage.length < indent - 1 ? [`${usage.padEnd(indent)}${summary}`] : [usage, `${''.padEnd(indent)}${summary}`];
}

function linesOf(command: Command): string[] {
  const options = Object.entries(command.options).flatMap(([name, { value, summary }]) =>
    line(`      --${name}${value === undefined ? '' : ` <${value}>`}`, summary),
  );
  return [...line(`  ${usageOf(command)}`, command.summary), ...options];
}

/** Made from the table that the commands are looked up in, so that it cannot tell of one that does not exist. */
export function helpText(commands: readonly Command[]): string[] {
  return [
    `Usage: ${program} <command>`,
    '',
    'People and groups of the database, beside those of the configuration. Every change is on record.',
    '',
    ...commands.flatMap(linesOf),
    '',
    'It ends with 0 when it is done, 1 when it was refused, 2 when it was not understood.',
  ];
}
