import pg from 'pg';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Person } from '../support/element.js';
import type { TestOpsroom } from '../support/opsroom.js';
import { figure, type Figure } from './percentiles.js';

const rounds = 40;
/** Milliseconds that a person takes to read; without them the figures are those of the round before, still being said. */
const reads = 500;

/** Milliseconds from `from` until the person's own client has received what `look` looks for; asked at each event. */
async function seen(person: Person, what: string, look: () => boolean, from: number): Promise<number> {
  await person.sees(what, look);
  return performance.now() - from;
}

/** A message is sent, and its 👀 and the typing notice come to the sender's client. */
export async function measureHearing(ana: Person, bot: string, progress: (line: string) => void): Promise<Figure> {
  const sample: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    // The notice of the turn before would pass for an answer to this message.
    await ana.sees('nobody typing', () => !ana.typing().includes(bot));
    await sleep(reads);
    const from = performance.now();
    const root = await ana.write(`hello ${round}`);
    sample.push(
      await seen(
        ana,
        'the 👀',
        () => ana.typing().includes(bot) || ana.reactions().some((one) => one.target === root && one.sender === bot),
        from,
      ),
    );
    await ana.sees('the answer', (room) => room.find((one) => one.threadRoot === root && one.sender === bot));
    if (round % 10 === 9) progress(`  heard: ${round + 1} of ${rounds}`);
  }
  return figure('message sent → 👀 or typing visible', 'p95', 300, sample);
}

/** A note for the requester is committed over REST and comes into the room. */
export async function measureTelling(opsroom: TestOpsroom, ana: Person, ticketId: number): Promise<Figure> {
  const sample: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const body = `news ${round} of the ticket`;
    await opsroom.call('admin', 'POST', `/api/tickets/${ticketId}/notes`, { body, visibility: 'user' });
    const from = performance.now();
    sample.push(await seen(ana, 'the note', () => ana.messages().some((one) => one.body.includes(body)), from));
  }
  return figure('ticket event committed → visible in the room', 'p95', 250, sample);
}

/** A reaction is sent: how long its decision takes after the sync that brought it, and until the card is edited. */
export async function measureDeciding(
  opsroom: TestOpsroom,
  bo: Person,
  bot: string,
  ticketId: number,
  progress: (line: string) => void,
): Promise<Figure[]> {
  const db = await openDatabase(opsroom);
  const commits = await watchCommits(db);
  const edited: number[] = [];
  const decided: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const plan = { kind: 'argv', argv: ['true'] };
    const asked = await opsroom.call('cy', 'POST', '/api/changes/request', {
      ticket_id: ticketId,
      action: `Round ${round}`,
      target: 'bench',
      risk_level: 'low',
      plan,
    });
    const id = String(asked.body['change_id']);
    const card = await bo.sees('the gate', (room) =>
      room.find((one) => one.sender === bot && one.body.startsWith(`Change ${id} needs`)),
    );
    await bo.sees('its seeds', () => bo.reactions().filter((one) => one.target === card.eventId).length >= 2);
    await sleep(reads);
    const committed = commits.next();
    const from = performance.now();
    await bo.react(card.eventId, '✅');
    edited.push(
      await seen(
        bo,
        'the edited card',
        () => bo.messages().some((one) => one.eventId === card.eventId && !/needs a decision/.test(one.body)),
        from,
      ),
    );
    decided.push((await committed) - (await reachedAt(db, id)));
    await bo.sees('the receipt', (room) => room.find((one) => one.body.includes(`Change ${id} ran as approved`)));
    if (round % 10 === 9) progress(`  decided: ${round + 1} of ${rounds}`);
  }
  await db.end();
  return [
    figure('reaction reaches the sync → decision committed', 'p50', 15, decided),
    figure('reaction sent → card edited', 'p95', 400, edited),
  ];
}

/**
 * When the next thing happens to a gate, in milliseconds since 1970 by the clock that the database has too: a hint is
 * delivered at the commit of its transaction and not before.
 */
async function watchCommits(db: pg.Client): Promise<{ next(): Promise<number> }> {
  const waiting: ((at: number) => void)[] = [];
  db.on('notification', ({ payload }) => {
    const at = performance.timeOrigin + performance.now();
    if (payload === 'changes') for (const heard of waiting.splice(0)) heard(at);
  });
  await db.query('listen opsroom');
  return {
    next: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
      }),
  };
}

async function openDatabase({ directory }: TestOpsroom): Promise<pg.Client> {
  const password = (await readFile(path.join(directory, 'secrets', 'postgres-owner'), 'utf8')).trim();
  const ports = JSON.parse(await readFile(path.join(directory, 'ports.json'), 'utf8')) as { postgres: number };
  const client = new pg.Client({
    host: '127.0.0.1',
    port: ports.postgres,
    user: 'opsroom',
    password,
    database: 'opsroom',
  });
  await client.connect();
  return client;
}

/** When the sync brought the vote on this change, in milliseconds since 1970. */
async function reachedAt(db: pg.Client, changeId: string): Promise<number> {
  const { rows } = await db.query<{ at: number }>(
    `select 1000 * extract(epoch from i.received_at)::float8 as at from vote_events e join inbox_events i on i.event_id = e.event_id
     where e.change_id = $1 and e.verb = 'approve' and e.outcome = 'applied'`,
    [changeId],
  );
  const [row] = rows;
  if (!row) throw new Error(`change ${changeId} has no vote that came through a sync`);
  return row.at;
}
