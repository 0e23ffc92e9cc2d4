import type { Tool } from './defineTool.js';
import { ToolFailure } from './toolFailure.js';

/** The option's name on the command line: `blastRadius` is `--blast-radius`. */
export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Reads the words after the command's name into the texts of its options. Throws ToolFailure that lists what is known. */
export function readArguments(tool: Tool, args: readonly string[]): Readonly<Record<string, unknown>> {
  const byFlag = new Map(Object.entries(tool.options).map(([name, option]) => [flagOf(name), { name, option }]));
  const given = new Map<string, unknown>();
  const help = `Call \`help ${tool.name}\` to see its options, then call it again.`;
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    if (!word.startsWith('--')) {
      throw new ToolFailure(`"${word}" stands alone.`, `Give every value a name and put texts in quotes. ${help}`);
    }
    const equals = word.indexOf('=');
    const flag = equals < 0 ? word : word.slice(0, equals);
    const negated = flag.startsWith('--no-') ? byFlag.get(`--${flag.slice(5)}`) : undefined;
    if (negated?.option.form === 'flag' && equals < 0) {
      given.set(negated.name, false);
      continue;
    }
    const found = byFlag.get(flag);
    if (!found)
      throw new ToolFailure(
        `${tool.name} has no option ${flag}; it has ${[...byFlag.keys()].join(', ') || 'none'}.`,
        help,
      );
    const { name, option } = found;
    const following = args[at + 1];
    // A value may begin with "--" only after "=", so that a forgotten value is not filled with the next option.
    const next = following?.startsWith('--') === true && option.form !== 'list' ? undefined : following;
    if (option.form === 'flag') {
      if (equals >= 0) throw new ToolFailure(`${flag} takes no value.`, `Write ${flag} or --no-${flag.slice(2)}.`);
      given.set(name, true);
      continue;
    }
    let value = equals >= 0 ? word.slice(equals + 1) : next;
    if (equals < 0 && next !== undefined) at += 1;
    if (value === undefined && option.form === 'optional-text') value = '';
    if (value === undefined) throw new ToolFailure(`${flag} needs a value.`, `Write ${flag}="…". ${help}`);
    if (option.form === 'list') given.set(name, [...((given.get(name) as string[] | undefined) ?? []), value]);
    else if (given.has(name)) throw new ToolFailure(`${flag} is given twice.`, `Give it once. ${help}`);
    else given.set(name, value);
  }
  return Object.fromEntries(given);
}
