import { createHash } from 'node:crypto';
import type { Connection } from '../db/index.js';
import type { Actor } from '../http/caller.js';
import { resumeWithAnswer } from '../agents/index.js';
import { addNote, goOnWithAnswer, type Ticket } from '../tickets/index.js';
import type { Incoming, LogEntry } from './port.js';
import { isEcho, ownEntryIn } from './reference.js';
import { sentNote } from './sql/readPush.js';

/** Characters of a name in front of an entry. */
const longestName = 100;

/** The names of the entries of a log (contract 25.1): what was written twice in one second, word for word, counts twice. */
function named(
  provider: string,
  { ticketClass, ref, log }: Incoming,
): { readonly entry: LogEntry; readonly name: string }[] {
  const alike = new Map<string, number>();
  return log.map((entry) => {
    const words = JSON.stringify([entry.field, entry.date, entry.author, entry.text]);
    const nth = (alike.get(words) ?? 0) + 1;
    alike.set(words, nth);
    const digest = createHash('sha256').update(`${words}${nth}`).digest('hex').slice(0, 16);
    return { entry, name: `${provider}:${ticketClass}:${ref}:${entry.field}:${digest}` };
  });
}

async function isOurs(q: Connection, ticket: Ticket, installation: string, text: string): Promise<boolean> {
  const own = ownEntryIn(installation, text);
  if (!own) return false;
  if (own.kind === 'file') return true;
  const { rows } = await q.query<{ author: string; body: string }>(
    'select author, body from ticket_notes where id = $1 and ticket_id = $2',
    [own.id, ticket.id],
  );
  const note = rows[0];
  return note !== undefined && isEcho(text, sentNote(installation, own.id, note.author, note.body));
}

/**
 * Whether the entry stands above the question that the ticket waits with, in the log to which that was told: then it was
 * written before, and answers something else.
 */
async function precedesQuestion(
  q: Connection,
  ticket: Ticket,
  installation: string,
  log: readonly LogEntry[],
  entry: LogEntry,
): Promise<boolean> {
  const { rows } = await q.query<{ id: number | null }>(
    `select max(id) as id from ticket_notes where ticket_id = $1 and source = 'user-info-request'`,
    [ticket.id],
  );
  const same = log.filter(({ field }) => field === entry.field);
  const told = same.findIndex(({ text }) => {
    const own = ownEntryIn(installation, text);
    return own?.kind === 'note' && own.id === rows[0]?.id;
  });
  return told > same.indexOf(entry);
}

/**
 * What people wrote at the provider since the last look, as notes with the provider as their source; such a note steers an
 * agent at work (contract 16.1). Each entry once, also the very first ones (27.43); what we wrote there ourselves never.
 * Everybody's log reaches the requester, a private one stays in the house. A ticket that waits for its requester goes on with
 * what the requester wrote there, as with an answer that is given here (contract 8.2).
 */
export async function takeInLog(
  q: Connection,
  provider: string,
  ticket: Ticket,
  actor: Actor,
  incoming: Incoming,
): Promise<void> {
  const entries = named(provider, incoming);
  if (entries.length === 0) return;
  const { rows } = await q.query<{ entry: string }>(
    `insert into provider_log_entries (ticket_id, entry) select $1, * from unnest($2::text[]) on conflict do nothing returning entry`,
    [ticket.id, entries.map(({ name }) => name)],
  );
  const news = new Set(rows.map(({ entry }) => entry));
  if (news.size === 0) return;
  const { rows: installations } = await q.query<{ id: string }>(
    'select left(md5(instance_id), 8) as id from installation',
  );
  const installation = installations[0]?.id ?? '00000000';
  let current = ticket;
  for (const { entry, name } of entries.filter((one) => news.has(one.name))) {
    if (await isOurs(q, ticket, installation, entry.text)) continue;
    const who = entry.author.slice(0, longestName);
    const note = await addNote(q, current, actor, {
      source: provider,
      author: actor.name,
      body: who === '' ? entry.text : `${who}:\n\n${entry.text}`,
      audience: entry.audience,
      externalRef: name,
    });
    await q.query('update provider_log_entries set note_id = $3 where ticket_id = $1 and entry = $2', [
      ticket.id,
      name,
      note.id,
    ]);
    if (current.status !== 'awaiting_user_response' || !entry.byRequester) continue;
    if (await precedesQuestion(q, current, installation, incoming.log, entry)) continue;
    const answered = await goOnWithAnswer(q, current, actor, {
      ...{ noteId: note.id, responder: who === '' ? 'The requester' : who },
    });
    current = answered.ticket;
    await resumeWithAnswer(q, current, answered.askedBy);
  }
}
