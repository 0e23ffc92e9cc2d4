import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { runTool, type Ran } from '../../../runner/toolbelt/runTool.js';
import { tools } from '../../../runner/toolbelt/toolTable.js';
import { openPlatform, type Platform } from './platformDouble.js';
import { emptyWorkspace } from './runProgram.js';

type Printed = Readonly<Record<string, unknown>>;

export type Belt = {
  readonly platform: Platform;
  readonly cwd: string;
  /** One command line of a chat turn. */
  turn(...args: string[]): Promise<Ran>;
  /** One command line of a ticket task. */
  task(...args: string[]): Promise<Ran>;
  /** The same, for one that has to work; what it printed. */
  works(...args: string[]): Promise<Printed>;
  taskWorks(...args: string[]): Promise<Printed>;
  /** The same, for one that has to fail; its two sentences. */
  fails(...args: string[]): Promise<{ readonly error: string; readonly next: string; readonly printed: Printed }>;
  taskFails(...args: string[]): Promise<{ readonly error: string; readonly next: string; readonly printed: Printed }>;
  /** A ticket of the conversation. */
  openTicket(id: number, more?: Readonly<Record<string, unknown>>): void;
  write(name: string, text: string | Buffer): Promise<void>;
  /** The newest result that the platform has. */
  result(): Printed;
  close(): Promise<void>;
};

/** The toolbelt in this process, in an empty workspace, with a platform that is as strict as the real one. */
export async function openBelt(): Promise<Belt> {
  const platform = await openPlatform();
  const cwd = await emptyWorkspace();
  const turn: Belt['turn'] = (...args) => runTool(tools, args, platform.turnEnv, cwd);
  const task: Belt['task'] = (...args) => runTool(tools, args, platform.taskEnv, cwd);
  const worked = ({ exitCode, printed }: Ran): Printed => {
    expect(exitCode, JSON.stringify(printed)).to.equal(0);
    return printed;
  };
  const failed = ({ exitCode, printed }: Ran): Awaited<ReturnType<Belt['fails']>> => {
    expect(exitCode, JSON.stringify(printed)).to.equal(1);
    const { error, next } = printed;
    // Every failure says what is wrong and what to do, in whole sentences.
    expect(error)
      .to.be.a('string')
      .and.match(/\S[.!?")]$/);
    expect(next)
      .to.be.a('string')
      .and.match(/^[A-Z].*\S[.!?]$/s);
    return { error: String(error), next: String(next), printed };
  };
  return {
    ...{ platform, cwd, turn, task },
    works: async (...args) => worked(await turn(...args)),
    taskWorks: async (...args) => worked(await task(...args)),
    fails: async (...args) => failed(await turn(...args)),
    taskFails: async (...args) => failed(await task(...args)),
    openTicket: (id, more = {}) => {
      const row = { id, title: `Ticket ${id}`, status: 'in_progress', priority: 'P3', ...more };
      platform.state.turn.tickets.push({ assignment_group: 'Network Operations', ...row });
      platform.state.tickets.set(id, { owning_group: 'Network Operations', agent_id: null, ...row });
    },
    write: (name, text) => writeFile(path.join(cwd, name), text),
    result: () => platform.state.results.at(-1) ?? {},
    close: async () => {
      await platform.close();
      await rm(cwd, { recursive: true, force: true });
    },
  };
}
