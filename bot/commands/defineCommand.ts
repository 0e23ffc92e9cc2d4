import type { z } from 'zod';
import type { Session } from '../../api/chat/index.js';
import type { Connection } from '../../api/db/index.js';
import type { Caller } from '../../api/http/index.js';
import type { Ticket } from '../../api/tickets/index.js';

/** Where a command was written and by whom. */
export type Asked = {
  readonly person: Caller;
  /** The conversation and the ticket of the thread that it stands in. */
  readonly session: Session | undefined;
  readonly ticket: Ticket | undefined;
  readonly roomId: string;
};

/** What the words after the name are read from. */
export type Words = { readonly text: string; readonly ticketId: number | undefined };

/** There is no default: whoever adds a command has to say who may use it. */
export type Needs =
  | { readonly capability: string }
  /** Everybody who is linked; what happens then asks for itself. */
  | { readonly everybody: true };

type Declaration<A> = {
  readonly name: string;
  /** As people type it: `!take 12`. */
  readonly usage: string;
  readonly summary: string;
  readonly permission: Needs;
  readonly args: z.ZodType<A, Words>;
} & (
  | {
      /** Works in the caller's transaction and returns what the person reads, as Markdown. */
      handle(q: Connection, asked: Asked, args: A): Promise<string>;
    }
  /** Said by an account that may be linked to nobody: its Matrix id is all that is known. Returns what it reads, as Markdown. */
  | { introduce(q: Connection, sender: string, args: A): Promise<string> }
  /** It is a vote: taken, answered and audited by the one way in which votes are taken. */
  | { readonly verb: 'approve' | 'reject'; ballot(args: A): { changeId: number; reason: string | null } }
);

export type Command = Declaration<unknown>;

export function defineCommand<A>(declaration: Declaration<A>): Command {
  // `handle`, `introduce` and `ballot` are only called with what this very schema returned.
  return declaration;
}
