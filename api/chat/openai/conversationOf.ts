import type { Queryable } from '../../db/index.js';
import type { Caller } from '../../http/caller.js';
import type { ChatMessage } from './contract.js';

/** Told as the channel of the session, and the door through which its conversation is found again. */
export const openAiChannel = 'legacy-openai-compatible';

/** The words of a message; pictures and other parts are not read. */
export function wordsOf({ content }: ChatMessage): string {
  if (content === undefined || content === null) return '';
  if (typeof content === 'string') return content.trim();
  return content
    .flatMap((part) => ('text' in part && typeof part['text'] === 'string' ? [part['text']] : []))
    .join('\n')
    .trim();
}

export type Said = {
  /** What the person says now; undefined when the last words are not a person's. */
  readonly now: string | undefined;
  /** What was said just before: the person's words and our answer to them. */
  readonly before: { readonly words: string; readonly answer: string } | undefined;
};

/** What matters of the messages that a client sends: the last words of the person, and the exchange before them. */
export function whatWasSaid(messages: readonly ChatMessage[]): Said {
  const turns = messages.filter(({ role }) => role === 'user' || role === 'assistant');
  const last = turns.findLastIndex(({ role }) => role === 'user');
  const spoken = turns[last];
  const now = spoken && wordsOf(spoken);
  const answer = turns.slice(0, Math.max(last, 0)).findLast(({ role }) => role === 'assistant');
  const asked = answer && turns.slice(0, turns.indexOf(answer)).findLast(({ role }) => role === 'user');
  return {
    now: now === '' ? undefined : now,
    before: answer && asked && { words: wordsOf(asked), answer: wordsOf(answer) },
  };
}

/** Conversations of one speaker that are looked through, the newest ones. */
const lookedThrough = 100;

/**
 * The session in which this exchange was the last one. Clients of this interface keep the conversation themselves and send
 * all of it every time, without a name for it: by what we answered last we know it again, of the same speaker only.
 */
export async function sessionThatEndedWith(
  q: Queryable,
  caller: Caller,
  speaker: string,
  { words, answer }: NonNullable<Said['before']>,
): Promise<number | undefined> {
  const { rows } = await q.query<{ id: number }>(
    `select s.id from (select id from ops_chat_sessions where consumer = 'external' and channel = $1
         and person_id is not distinct from $2 and requester_name = $3
         and ($2::bigint is not null or (principal_id = $6 and service_user is not distinct from $7)) order by id desc limit ${lookedThrough}) as s
       cross join lateral (select body, metadata ->> 'mode' as mode from ops_chat_messages where session_id = s.id and role = 'assistant'
         and metadata ? 'agent_turn' order by id desc limit 1) as answered
       cross join lateral (select body from ops_chat_messages where session_id = s.id and role = 'user' order by id desc limit 1) as asked
     -- A question came with its choices after it.
     where (trim(answered.body) = $4 or (answered.mode = 'question' and starts_with($4, trim(answered.body)))) and trim(asked.body) = $5 order by s.id desc limit 1`,
    [
      ...[openAiChannel, caller.type === 'person' ? caller.personId : null, speaker, answer, words],
      ...[caller.principalId, caller.submittedBy],
    ],
  );
  return rows[0]?.id;
}
