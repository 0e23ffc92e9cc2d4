import type { CountedPlans } from './countedPlans.js';
import type { Watch } from './moments.js';
import type { TimelineEvent } from './timeline.js';

/** What people and the homeserver know, beside what the database says. */
export type Truth = {
  readonly timeline: readonly TimelineEvent[];
  readonly bot: string;
  readonly plans: CountedPlans;
};

type Database = Pick<Watch, 'rows'>;
type Fields = Readonly<Record<string, unknown>>;

const deliveryOf = ({ content }: TimelineEvent): unknown => content['org.opsroom.delivery'];
const relationOf = ({ content }: TimelineEvent): Fields => (content['m.relates_to'] ?? {}) as Fields;
const isEdit = (event: TimelineEvent): boolean => relationOf(event)['rel_type'] === 'm.replace';
const wordsOf = ({ content }: TimelineEvent): string => (typeof content['body'] === 'string' ? content['body'] : '');
/** The homeserver takes the content of a redacted event away, and with it everything that we wrote into it. */
const isRedacted = ({ unsigned }: TimelineEvent): boolean => unsigned?.['redacted_because'] !== undefined;
const said = ({ state_key: state, type }: TimelineEvent): boolean =>
  state === undefined && !type.startsWith('m.room.member');

function repeated(keys: readonly string[]): string[] {
  const seen = new Set<string>();
  return keys.filter((key) => seen.size === seen.add(key).size);
}

type OutboxFact = { id: number; kind: string; status: string; event_id: string | null; last_error: string | null };

/** The outbox and the timeline tell of the same messages, one for one. */
async function aboutMessages(db: Database, { timeline, bot }: Truth): Promise<string[]> {
  const rows = await db.rows<OutboxFact>(
    'select id::integer, kind, status, event_id, last_error from outbox order by id',
  );
  const ours = timeline.filter((event) => event.sender === bot && said(event));
  const events = new Map(ours.map((event) => [event.event_id, event]));
  const sent = rows.filter(({ status }) => status === 'sent');
  const faults = rows
    .filter(({ status }) => status !== 'sent' && status !== 'dropped')
    .map(({ id, kind, status, last_error }) => `outbox ${id} (${kind}) is ${status}: ${last_error ?? ''}`);
  for (const { id, kind, event_id: eventId } of sent) {
    const event = events.get(eventId ?? '');
    if (!event)
      faults.push(`outbox ${id} (${kind}) was sent as ${eventId ?? 'nothing'}, and the room has no such event`);
    else if (deliveryOf(event) !== id && !isRedacted(event) && event.type !== 'm.room.redaction')
      faults.push(`event ${event.event_id} of outbox ${id} says that it is delivery ${String(deliveryOf(event))}`);
  }
  const known = new Set(sent.map(({ event_id: eventId }) => eventId));
  for (const event of ours) {
    if (!known.has(event.event_id)) faults.push(`nobody has recorded event ${event.event_id}: ${wordsOf(event)}`);
  }
  const deliveries = ours.map(deliveryOf).filter((id) => id !== undefined);
  faults.push(...repeated(deliveries.map(String)).map((id) => `delivery ${id} stands in the room twice`));
  const events_ = sent.map(({ event_id: eventId }) => eventId ?? '');
  faults.push(...repeated(events_).map((id) => `event ${id} belongs to two rows of the outbox`));
  return faults;
}

/** Nothing that people read is there twice: neither the same words in one thread nor the same tap on one message. */
function aboutWords({ timeline, bot }: Truth): string[] {
  const ours = timeline.filter((event) => event.sender === bot && said(event) && !isRedacted(event));
  const messages = ours.filter((event) => event.type === 'm.room.message' && !isEdit(event));
  const words = messages.map((event) => `${String(relationOf(event)['event_id'])}: ${wordsOf(event)}`);
  const taps = ours
    .filter(({ type }) => type === 'm.reaction')
    .map((event) => `${String(relationOf(event)['event_id'])}: ${String(relationOf(event)['key'])}`);
  return [...repeated(words), ...repeated(taps)].map((twice) => `said twice in the thread of ${twice}`);
}

/** Every event of a person was worked, and every message of one has one turn and one answer. */
async function aboutPeople(db: Database, { timeline, bot }: Truth): Promise<string[]> {
  const theirs = timeline.filter((event) => event.sender !== bot && said(event));
  const inbox = await db.rows<{ event_id: string; status: string; last_error: string | null }>(
    'select event_id, status, last_error from inbox_events',
  );
  const worked = new Map(inbox.map((row) => [row.event_id, row]));
  const faults: string[] = [];
  for (const { event_id: eventId, type } of theirs) {
    const row = worked.get(eventId);
    if (row?.status !== 'done')
      faults.push(`${type} ${eventId} is ${row?.status ?? 'not in the inbox'}: ${row?.last_error ?? ''}`);
  }
  const answers = await db.rows<{
    event_id: string;
    turns: number;
    completed: number;
    answers: number;
  }>(
    `select m.event_id, count(distinct t.id)::integer as turns, count(distinct t.id) filter (where t.status = 'completed')::integer as completed,
       count(distinct o.id)::integer as answers
     from ops_chat_messages m join ops_chat_turns t on t.message_id = m.id
       left join outbox o on o.once_key = 'turn:' || t.id and o.status = 'sent'
     where m.role = 'user' group by m.event_id`,
  );
  const answered = new Map(answers.map((row) => [row.event_id, row]));
  const toCommands = await db.rows<{ once_key: string }>(
    `select once_key from outbox where once_key like 'answer:%' and status = 'sent'`,
  );
  const commanded = new Set(toCommands.map(({ once_key: key }) => key));
  for (const { event_id: eventId, content } of theirs.filter(({ type }) => type === 'm.room.message')) {
    const words = `"${String(content['body'])}" (${eventId})`;
    const found = answered.get(eventId);
    if (String(content['body']).startsWith('!')) {
      if (found || !commanded.has(`answer:${eventId}`)) faults.push(`the command ${words} was not answered once`);
    } else if (found?.turns !== 1 || found.completed !== 1 || found.answers !== 1) {
      faults.push(`${words} has not one turn and one answer: ${JSON.stringify(found ?? 'no turn')}`);
    }
  }
  return faults;
}

type ChangeFact = {
  id: number;
  ticket_id: number;
  state: string;
  execution: string | null;
  votes: number;
  decisions: number;
  results: number;
};

/** Every decided change has one decision that is announced once, and its plan ran at most once, as counted outside. */
async function aboutChanges(db: Database, { timeline, bot, plans }: Truth): Promise<string[]> {
  const changes = await db.rows<ChangeFact>(
    `select c.id::integer, c.ticket_id::integer, c.state, e.state as execution,
       (select count(*) from votes v where v.change_id = c.id)::integer as votes,
       (select count(*) from audit_log a where a.target = 'change_' || c.id and a.action in ('change_approved', 'change_rejected'))::integer as decisions,
       (select count(*) from ticket_notes n where n.external_ref = 'change:' || c.id || ':result')::integer as results
     from changes c left join executions e on e.change_id = c.id order by c.id`,
  );
  const faults: string[] = [];
  for (const { id, ticket_id: ticketId, state, execution, votes, decisions, results } of changes) {
    const runs = await plans.runsOf(ticketId);
    const announced = timeline.filter(
      (event) =>
        event.sender === bot &&
        !isEdit(event) &&
        new RegExp(`^Change ${id} was \\*\\*(approved|rejected)`).test(wordsOf(event)),
    ).length;
    const facts = JSON.stringify({ state, execution, votes, decisions, announced, results, runs });
    const undecided = votes === 0 && decisions === 0 && announced === 0 && runs === 0 && execution === null;
    const decided = votes === 1 && decisions === 1 && announced === 1;
    const completed = state === 'completed' && execution === 'succeeded' && results === 1 && runs === 1;
    const unknown = state === 'failed' && execution === 'unknown' && results === 1 && runs <= 1;
    if (state === 'pending' ? !undecided : !decided || !(completed || unknown))
      faults.push(`change ${id} and what happened do not agree: ${facts}`);
  }
  return faults;
}

/** Compares the database with the homeserver's own timeline; one sentence for each thing that is lost, doubled or wrong. */
export async function discrepancies(db: Database, truth: Truth): Promise<string[]> {
  return [
    ...(await aboutMessages(db, truth)),
    ...aboutWords(truth),
    ...(await aboutPeople(db, truth)),
    ...(await aboutChanges(db, truth)),
  ];
}
