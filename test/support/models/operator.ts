import type { ModelAction, ModelTurn, Script } from './script.js';

/**
 * A scripted model that works as a person of operations would: it is told of a file, reads it, finds its tool in it, and
 * takes every number from what the tool printed. It knows no path, no id and no address of its own.
 */
export type Operator = {
  /** Its own words to the person. */
  readonly reply: string;
  /** What it files a message under; without, it answers and files nothing. */
  readonly ticket?: { readonly title: string; readonly group: string };
  /** Its work on the ticket needs a change: it waits for people, or it ends until they have decided. */
  readonly gate?: 'waits' | 'ends';
};

/** What it asks to run: read-only, and there on every system. */
export const planned = ['df', '-hP'];

export function operator(is: Operator): Script {
  return (turn) => {
    try {
      return next(is, turn);
    } catch (error) {
      if (error instanceof Stuck) return { say: `${is.reply} (${error.message})` };
      throw error;
    }
  };
}

/** The same model with its tools' results taken away, at every task or at those that begin so: it can only talk. */
export function withoutResults(script: Script, task = ''): Script {
  return (turn) => {
    const { toolResults } = turn;
    const away = toolResults.length > 0 && output(toolResults[0] ?? '').startsWith(task);
    return script(away ? { ...turn, toolResults: toolResults.map(() => '') } : turn);
  };
}

/** It does not find what it has to find: without a tool's result there is nothing to go on. */
class Stuck extends Error {}

type Printed = Readonly<Record<string, unknown>>;
/** The words after the tool's path, from what the tool printed so far. */
type Step = (seen: readonly Printed[]) => readonly string[];

function next(is: Operator, { userText, toolResults }: ModelTurn): ModelAction {
  const [first, ...results] = toolResults;
  if (first === undefined) return { run: `cat ${quoted(find(userText, /Read (\S+)/, 'what to read'))}` };
  const task = output(first);
  const tool = find(task, /`(\/\S+\/ops_chat_tool) /, 'a tool');
  const seen = results.map((result) => answerIn(output(result)));
  const step = (task.startsWith('# One message') ? intake(is, task) : ticketWork(is, task, seen))[seen.length];
  if (step === undefined) return { say: `${is.reply} (My tool answered ${seen.length} times.)` };
  return { run: [quoted(tool), ...step(seen).map(quoted)].join(' ') };
}

function intake({ ticket, reply }: Operator, task: string): Step[] {
  if (!ticket) return [() => ['answer', '--reply', reply]];
  const group = find(task, new RegExp(`^- (${ticket.group})$`, 'm'), `the group ${ticket.group}`);
  const words = ['--title', ticket.title, '--assignment-group', group, '--priority', 'P3', '--reply', reply];
  return [
    () => ['create-ticket', ...words],
    ([filed]) => ['ticket-status', '--ticket-id', numberIn(filed, 'ticket_id')],
  ];
}

function ticketWork({ gate }: Operator, task: string, seen: readonly Printed[]): Step[] {
  const context: Step = () => ['context'];
  const look: Step = ([read]) => ['note', '--visibility', 'user', '--body', `I look into ticket ${ticketOf(read)}.`];
  const end: Step[] = [
    (all) => ['resolve', '--reason', `Looked into ticket ${ticketOf(all[0])}${ranIn(all)}.`],
    () => ['done', '--summary', 'Looked into it and told the requester.'],
  ];
  if (gate === undefined) return [context, look, ...end];
  // It was started again: what people decided stands in its task.
  if (/^- Change \d+ \(.*\) was approved and carried out/m.test(task)) return [context, ...end];
  const plan = ['--argv', JSON.stringify(planned), '--risk', 'low'];
  const why = ['--action', 'Look at the disk', '--target', 'the build host', '--reason', 'The builds fail there'];
  const ask: Step = () => ['request-change', ...why, ...plan];
  if (gate === 'ends') return [context, look, ask];
  // The shell of a harness gives up after a while, so whoever waits for people asks again.
  const wait: Step = (all) => ['wait-change', '--change-id', numberIn(all[2], 'change_id'), '--seconds', '30'];
  const inVain = seen.slice(3).filter(({ final }) => final === false);
  return [context, look, ask, wait, ...inVain.map(() => wait), ...end];
}

function ticketOf(context: Printed | undefined): string {
  return numberIn(fieldsOf(context?.['ticket']), 'id');
}

/** `, change 7 ran`: of a change that the tool reports as completed, alone or in the context of the ticket. */
function ranIn(all: readonly Printed[]): string {
  const listed = all[0]?.['change_requests'];
  const changes = [...(Array.isArray(listed) ? listed.map(fieldsOf) : []), ...all];
  const ran = changes.find(({ state }) => state === 'completed');
  return ran === undefined ? '' : `, change ${numberIn({ id: ran['change_id'] ?? ran['id'] }, 'id')} ran`;
}

function find(text: string, pattern: RegExp, what: string): string {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) throw new Stuck(`I was shown nothing of ${what}.`);
  return found;
}

function numberIn(printed: Printed | undefined, name: string): string {
  const value = printed?.[name];
  if (typeof value !== 'number') throw new Stuck(`I was shown no ${name}.`);
  return String(value);
}

function fieldsOf(value: unknown): Printed {
  return typeof value === 'object' && value !== null ? (value as Printed) : {};
}

/** Hermes wraps what a command printed into JSON, Codex puts lines of its own before it. */
function output(result: string): string {
  try {
    const inside = fieldsOf(JSON.parse(result))['output'];
    return typeof inside === 'string' ? inside : result;
  } catch {
    return result.replace(/^[\s\S]*?^Output:\n/m, '');
  }
}

/** What the toolbelt printed. Its refusals stop this model: each would be a fault of the platform or of the script. */
function answerIn(text: string): Printed {
  try {
    const printed = fieldsOf(JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)));
    if (printed['error'] === undefined) return printed;
    throw new Stuck(`My tool says: ${JSON.stringify(printed['error'])}`);
  } catch (error) {
    if (error instanceof Stuck) throw error;
    throw new Stuck(`My tool said nothing that I understand: ${text.slice(0, 200)}`);
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
