import { grants } from '../../config/index.js';
import { getChange } from '../../api/changes/index.js';
import type { InboxEvent } from '../../api/rooms/index.js';
import { commands, type Asked, type Command } from '../commands/index.js';
import { castVote } from './castVote.js';
import { answerTo, finishing, type Handled, type InboxParts } from './inboxParts.js';

export type CommandCall = { readonly name: string; readonly words: string; readonly command: Command | undefined };

/** `!name words`; undefined for everything else that begins with an exclamation mark. */
export function readCommand(body: string): CommandCall | undefined {
  const [, name, words = ''] = /^!([a-z][a-z0-9_-]*)(?:\s+([\s\S]*))?$/i.exec(body.trim()) ?? [];
  if (name === undefined) return undefined;
  const known = name.toLowerCase();
  return { name: known, words: words.trim(), command: commands.find((command) => command.name === known) };
}

/** Runs a command of an account that may be linked to nobody; undefined for every other command. */
export async function runIntroduction(
  parts: InboxParts,
  event: InboxEvent,
  { words, command }: CommandCall,
  threadId: number,
): Promise<Handled | undefined> {
  if (!command || !('introduce' in command)) return undefined;
  const args = await command.args.safeParseAsync({ text: words, ticketId: undefined });
  return finishing(parts, event, async (q) => {
    if (!args.success) {
      const why = args.error.issues[0]?.message ?? '';
      await answerTo(q, event, threadId, `${why} Like this: \`${command.usage}\``);
      return 'command_malformed';
    }
    await answerTo(q, event, threadId, await command.introduce(q, event.sender, args.data));
    return `command_${command.name}`;
  });
}

type Written = Omit<Asked, 'roomId'> & { readonly threadId: number };

/** Runs what was asked for and answers in the thread: the effect, the answer and the end of the event are one transaction. */
export async function runCommand(
  parts: InboxParts,
  event: InboxEvent,
  { name, words, command }: CommandCall,
  written: Written,
): Promise<Handled> {
  const { person, ticket, threadId } = written;
  const say = (outcome: string, text: string): Promise<Handled> =>
    finishing(parts, event, async (q) => {
      await answerTo(q, event, threadId, text);
      return outcome;
    });
  if (!command) return say('unknown_command', `There is no command !${name}. \`!help\` lists those that there are.`);
  const { permission } = command;
  if ('capability' in permission && !grants(person.capabilities, permission.capability))
    return say(
      'command_not_allowed',
      `Your role does not allow you to use \`!${name}\` (it needs ${permission.capability}).`,
    );
  const args = await command.args.safeParseAsync({ text: words, ticketId: ticket?.id });
  if (!args.success) {
    const why = args.error.issues[0]?.message ?? '';
    return say('command_malformed', `${why} Like this: \`${command.usage}\``);
  }
  if ('verb' in command) {
    const { changeId, reason } = command.ballot(args.data);
    const channel = 'matrix-command';
    // Who may not even see a change does not learn that it exists.
    const seen = await getChange(parts.db, changeId, person);
    if (!seen) return say('unknown_gate', `There is no change ${changeId}, or you may not see it.`);
    const ballot = { changeId, verb: command.verb, reason, channel, threadId } as const;
    return castVote(parts, event, ballot, { ...person, channel });
  }
  if (!('handle' in command)) return say('unknown_command', `\`!${name}\` cannot be run here.`);
  return finishing(parts, event, async (q) => {
    const asked: Asked = { ...written, person: { ...person, channel: 'matrix-command' }, roomId: event.roomId };
    await answerTo(q, event, threadId, await command.handle(q, asked, args.data));
    return `command_${name}`;
  });
}
