import type { Queryable } from '../db/index.js';
import { readTicket, type Ticket } from '../tickets/index.js';
import { standardPrompt } from './spawn.js';

/** What stands in the file that an agent reads first; the rest it asks the API for. */
export type TaskBrief = {
  readonly ticket: Pick<
    Ticket,
    'id' | 'title' | 'description' | 'itop_class' | 'priority' | 'status' | 'owning_group' | 'requester_name'
  >;
  /** What a person who started the agent, or the rule that did, added; null when there is nothing but the ticket. */
  readonly instruction: string | null;
  /** Decided changes of this task, oldest first, each a sentence. */
  readonly since: readonly string[];
  /** The last notes of the ticket, oldest first. */
  readonly notes: readonly { readonly author: string; readonly text: string }[];
};

/** Notes and characters of one: a start to read from, not the whole history. */
const notesAtMost = 20;
const noteLength = 2_000;

type Decided = {
  id: number;
  action: string;
  target: string;
  state: string;
  decided_by: string | null;
  why: string | null;
  result: string | null;
};

const sentences: Readonly<Record<string, string>> = {
  approved: 'was approved',
  executing: 'was approved and is being run',
  completed: 'was approved and carried out',
  failed: 'was approved, and carrying it out failed',
  execution_expired: 'was approved and not carried out in time',
  drifted: 'was approved and not run, because it was no longer what had been approved',
  rejected: 'was rejected',
  expired: 'was not decided in time',
  withdrawn: 'was withdrawn',
  superseded: 'was replaced by another',
};

function sentenceOf(change: Decided): string {
  const by = change.decided_by === null ? '' : ` by ${change.decided_by}`;
  const more = [change.why, change.result].filter((text) => text !== null && text.trim() !== '').join(' ');
  const ending = more === '' ? '' : ` ${more.replaceAll(/\s+/g, ' ').slice(0, noteLength)}`;
  return `Change ${change.id} (${change.action}, ${change.target}) ${sentences[change.state] ?? change.state}${by}.${ending}`;
}

export async function readTaskBrief(q: Queryable, taskId: number): Promise<TaskBrief | undefined> {
  const { rows } = await q.query<{ ticket_id: number | null; prompt: string; by_owner: boolean }>(
    `select task.ticket_id, task.prompt, coalesce(p.type <> 'agent', false) as by_owner
     from agent_tasks task join agents a on a.id = task.agent_id left join principals p on p.id = a.spawned_by_principal_id
     where task.id = $1`,
    [taskId],
  );
  const task = rows[0];
  const ticket = task?.ticket_id === null || task === undefined ? undefined : await readTicket(q, task.ticket_id);
  if (!task || !ticket) return undefined;
  const decided = await q.query<Decided>(
    `select c.id, c.action, c.target, c.state, p.display_name as decided_by, coalesce(c.rejected_reason, c.state_reason) as why, c.result
     from changes c left join persons p on p.id = c.decided_by_person_id where c.task_id = $1 and c.state <> 'pending' order by c.id`,
    [taskId],
  );
  const notes = await q.query<{ author: string; text: string }>(
    `select author, left(body, $3) as text from (select id, author, body from ticket_notes
       where ticket_id = $1 and source <> 'chat-comment' order by id desc limit $2) as last
     order by id`,
    [ticket.id, notesAtMost, noteLength],
  );
  // Words that an agent of a chat turn passed on are the requester's, and those stand in the ticket.
  const own = task.by_owner && task.prompt !== standardPrompt(ticket);
  return { ticket, instruction: own ? task.prompt : null, since: decided.rows.map(sentenceOf), notes: notes.rows };
}
