import { nothing } from './arguments.js';
import { defineCommand, type Command } from './defineCommand.js';

/** Made from the table that the commands are looked up in, so that it cannot tell of one that does not exist. */
export function helpFor(commands: readonly Command[]): Command {
  const help: Command = defineCommand({
    name: 'help',
    usage: '!help',
    summary: 'This list.',
    permission: { everybody: true },
    args: nothing,
    handle: (): Promise<string> =>
      Promise.resolve(
        [
          'Write what is wrong or what you need, in your own words: the answer comes in a thread on your message. Gates are decided by tapping ✅ or ❌ on their card. And there is:',
          '',
          ...[...commands, help].map(({ usage, summary }) => `- \`${usage}\` ${summary}`),
        ].join('\n'),
      ),
  });
  return help;
}
