import { parseArgs } from 'node:util';
import { didYouMean } from '../../config/suggest.js';
import { oneLine, withoutTricks } from '../cards/visibleText.js';
import { usageOf, type Command } from './defineCommand.js';

export type Line =
  /** Of the commands that begin with these words; of all of them with none. */
  | { readonly kind: 'help'; readonly about: string }
  | { readonly kind: 'command'; readonly command: Command; readonly given: Readonly<Record<string, unknown>> }
  | { readonly kind: 'misunderstood'; readonly sentence: string };

const misunderstood = (sentence: string): Line => ({ kind: 'misunderstood', sentence });
const shown = (word: string): string => `"${oneLine(withoutTricks(word), 60)}"`;

const neverThere =
  'A password is never taken from the command line, where everybody on this machine can read it: pipe it in, with --password-stdin.';

/** What Node says is for programmers, and quotes what it was given; of its words only the option's name is passed on. */
function faultOf(error: unknown, { options }: Command): string {
  const { code = '', message } = error as { code?: string; message: string };
  const name = /--?[a-z][\w-]*/i.exec(message)?.[0] ?? 'An option';
  if (code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE')
    return options[name.replace(/^-+/, '')]?.value === undefined
      ? `${name} stands alone: nothing follows it.`
      : `${name} needs a value after it.`;
  const meant = didYouMean(name, Object.keys(options));
  return `There is no option ${name} here.${meant === undefined ? '' : ` Did you mean --${meant}?`}`;
}

type Typed = { readonly values: Readonly<Record<string, unknown>>; readonly positionals: readonly string[] };

function optionsIn(command: Command, args: readonly string[]): Typed | string {
  const options = Object.fromEntries(
    Object.entries(command.options).map(([name, { value }]) => [
      name,
      { type: value === undefined ? ('boolean' as const) : ('string' as const) },
    ]),
  );
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    return faultOf(error, command);
  }
}

function readOptions(command: Command, args: readonly string[]): Line {
  const typed = optionsIn(command, args);
  if (typeof typed === 'string') return misunderstood(typed);
  const words = Object.keys(command.words);
  // What is too much is not repeated: it may be a password.
  if (typed.positionals.length !== words.length) return misunderstood(`It is: ${usageOf(command)}`);
  const named = Object.fromEntries(words.map((word, index) => [word, typed.positionals[index]]));
  return { kind: 'command', command, given: { ...typed.values, ...named } };
}

function helpAbout(argv: readonly string[], commands: readonly Command[]): Line {
  const words = argv.filter((word) => !word.startsWith('-') && word !== 'help');
  const about = [words.slice(0, 2), words.slice(0, 1)].map((some) => some.join(' '));
  return { kind: 'help', about: about.find((one) => commands.some(({ name }) => name.startsWith(one))) ?? '' };
}

/** What was typed after the program's name, without a look at the values. */
export function parseLine(argv: readonly string[], commands: readonly Command[]): Line {
  const name = argv.slice(0, 2).join(' ');
  if (argv.some((word) => word === '--help' || word === '-h') || argv[0] === 'help') return helpAbout(argv, commands);
  if (argv.some((word) => /^--?password(=|$)/.test(word))) return misunderstood(neverThere);
  if (argv.length === 0) return misunderstood('Say what to do.');
  const command = commands.find((one) => one.name === name);
  if (command) return readOptions(command, argv.slice(2));
  const meant = didYouMean(
    name,
    commands.map((one) => one.name),
  );
  return misunderstood(`There is no command ${shown(name)}.${meant === undefined ? '' : ` Did you mean "${meant}"?`}`);
}
