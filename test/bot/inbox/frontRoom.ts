import { expect } from 'chai';
import {
  accountState,
  claimInboxEvents,
  claimOutboxRows,
  commitSync,
  finishInboxEvent,
  freezeRendered,
  markSent,
  type InboxEvent,
  type IncomingEvent,
} from '../../../api/rooms/index.js';
import type { InboxParts } from '../../../bot/inbox/inboxParts.js';
import { onMessage } from '../../../bot/inbox/onMessage.js';
import { onReaction } from '../../../bot/inbox/onReaction.js';
import { onRedaction } from '../../../bot/inbox/onRedaction.js';
import type { House } from '../../api/changes/house.js';

export const opsbot = '@opsbot:localhost';

/** How an event came, where it is other than: now, on the top level, to nobody in particular. */
export type How = {
  readonly thread?: string;
  readonly replyTo?: string;
  readonly mentions?: readonly string[];
  readonly msgtype?: string;
  readonly backfilled?: boolean;
  /** The homeserver's milliseconds. */
  readonly at?: number;
};

/** An event and what became of it. */
export type Worked = { readonly eventId: string; readonly outcome: string };

export type SaidRow = {
  readonly id: number;
  readonly kind: string;
  readonly text: string | null;
  readonly payload: Readonly<Record<string, unknown>>;
  /** The message on whose thread it stands. */
  readonly root: string | null;
};

export type TurnRow = {
  readonly id: number;
  readonly body: string;
  readonly status: string;
  readonly name: string;
  readonly root: string;
  readonly questionId: number | null;
};

let events = 0;
const matrixId = (who: string): string => (who.startsWith('@') ? who : `@${who}:localhost`);

function relation({ thread, replyTo }: How): object {
  const answers = replyTo === undefined ? {} : { 'm.in_reply_to': { event_id: replyTo } };
  if (thread !== undefined) return { 'm.relates_to': { rel_type: 'm.thread', event_id: thread, ...answers } };
  return replyTo === undefined ? {} : { 'm.relates_to': answers };
}

/** One room: events come in as the sync stores them, are worked by the handlers, and what the bot would send is sent. */
export class FrontRoom {
  readonly house: House;
  readonly parts: InboxParts;
  readonly id: string;

  constructor(house: House, parts: InboxParts, id: string) {
    this.house = house;
    this.parts = parts;
    this.id = id;
  }

  /** Stores an event without working on it; returns its id. */
  async arrives(type: string, who: string, content: Record<string, unknown>, how: How = {}): Promise<string> {
    events += 1;
    const event: IncomingEvent = {
      ...{ eventId: `$event${events}`, roomId: this.id, sender: matrixId(who), type, content },
      ...{ originServerTs: how.at ?? Date.now(), backfilled: how.backfilled ?? false },
      ...(type === 'm.room.member' && { stateKey: matrixId(who) }),
    };
    const { since, epoch } = await this.account();
    const commit = { account: opsbot, epoch, since, nextBatch: `s${events}`, events: [event] };
    const { outcome } = await commitSync(this.house.db, { ...commit, rooms: [], members: [] });
    if (outcome !== 'committed') throw new Error(`the event was not stored: ${outcome}`);
    return event.eventId;
  }
  private async account(): Promise<{ since: string | null; epoch: number }> {
    const state = await accountState(this.house.db, opsbot);
    if (!state) throw new Error('nobody holds the account');
    return { since: state.since, epoch: state.epoch };
  }
  /** Claims one event as the workers do. */
  async claim(eventId: string): Promise<InboxEvent> {
    const claimed = await claimInboxEvents(this.house.db, { limit: 100, seconds: 60 });
    const found = claimed.find((event) => event.eventId === eventId);
    if (!found) throw new Error(`${eventId} can not be claimed`);
    return found;
  }
  /** Claims and works one event; the outcome that its row has then. */
  async works(eventId: string, parts = this.parts): Promise<Worked> {
    const event = await this.claim(eventId);
    const handlers = { 'm.room.message': onMessage, 'm.reaction': onReaction, 'm.room.redaction': onRedaction };
    const handler = Object.entries(handlers).find(([type]) => type === event.type)?.[1];
    if (!handler) throw new Error(`nobody handles ${event.type}`);
    await handler(parts, event);
    return { eventId, outcome: await this.outcomeOf(eventId) };
  }
  /** A member event, which the workers only note. */
  async notes(who: string, membership: string, at: number): Promise<void> {
    const eventId = await this.arrives('m.room.member', who, { membership }, { at });
    await finishInboxEvent(this.house.db, await this.claim(eventId), 'noted');
  }
  async outcomeOf(eventId: string): Promise<string> {
    return this.house.one<string>('select coalesce(outcome, status) from inbox_events where event_id = $1', [eventId]);
  }

  message(body: string, how: How = {}): Record<string, unknown> {
    const mentions = how.mentions && { 'm.mentions': { user_ids: how.mentions.map(matrixId) } };
    return { msgtype: how.msgtype ?? 'm.text', body, ...relation(how), ...mentions };
  }
  async says(who: string, body: string, how: How = {}): Promise<Worked> {
    return this.works(await this.arrives('m.room.message', who, this.message(body, how), how));
  }
  async edits(who: string, of: string, body: string): Promise<Worked> {
    const content = { msgtype: 'm.text', body: `* ${body}`, 'm.new_content': { msgtype: 'm.text', body } };
    const replaced = { ...content, 'm.relates_to': { rel_type: 'm.replace', event_id: of } };
    return this.works(await this.arrives('m.room.message', who, replaced));
  }
  reaction(target: string, key: string): Record<string, unknown> {
    return { 'm.relates_to': { rel_type: 'm.annotation', event_id: target, key } };
  }
  async taps(who: string, target: string, key: string, how: How = {}): Promise<Worked> {
    return this.works(await this.arrives('m.reaction', who, this.reaction(target, key), how));
  }
  async redacts(who: string, target: string): Promise<Worked> {
    return this.works(await this.arrives('m.room.redaction', who, { redacts: target }));
  }
  async membership(who: string, membership: string): Promise<void> {
    const sql = 'update room_members set membership = $3 where room_id = $1 and user_id = $2';
    await this.house.db.query(sql, [this.id, matrixId(who), membership]);
  }

  /** A command, with its outcome and the bot's answer: to whoever gave it, in the thread in which it stands. */
  async commands(who: string, words: string, how: How = {}): Promise<readonly [outcome: string, answer: string]> {
    const { eventId, outcome } = await this.says(who, words, how);
    const answer = (await this.said()).findLast(({ kind }) => kind === 'reply');
    expect(answer?.payload['mentions']).to.deep.equal([matrixId(who)]);
    expect(answer?.root).to.equal(how.thread ?? eventId);
    return [outcome, answer?.text ?? ''];
  }

  /** Sends whatever waits, in every room, as the bot would. */
  async sends(): Promise<void> {
    const { epoch } = await this.account();
    for (;;) {
      const rows = await claimOutboxRows(this.house.db, { account: opsbot, epoch, limit: 20 });
      if (rows.length === 0) return;
      for (const row of rows) {
        const edits = row.coalesceKey !== null && (await this.wasSent(row.coalesceKey));
        await freezeRendered(this.house.db, row, {
          ...{ type: 'm.room.message', content: {} },
          ...(edits && { edits: '$original' }),
        });
        await markSent(this.house.db, row, `$sent${row.id}`);
      }
    }
  }
  private async wasSent(coalesceKey: string): Promise<boolean> {
    const { rowCount } = await this.house.db.query(
      `select from outbox where coalesce_key = $1 and status = 'sent' limit 1`,
      [coalesceKey],
    );
    return rowCount === 1;
  }
  /** Everything that the bot has said or will say here, oldest first. */
  async said(): Promise<SaidRow[]> {
    const { rows } = await this.house.db.query<SaidRow>(
      `select o.id, o.kind, o.payload ->> 'text' as text, o.payload, t.root_event_id as root
       from outbox o left join threads t on t.id = o.thread_id where o.room_id = $1 order by o.id`,
      [this.id],
    );
    return rows;
  }
  async texts(): Promise<string[]> {
    return (await this.said()).flatMap(({ text }) => (text === null ? [] : [text]));
  }
  async lastText(): Promise<string> {
    return (await this.texts()).at(-1) ?? 'nothing was said';
  }
  /** The event as which the newest message of this kind was sent. */
  async eventOf(kind: string): Promise<string> {
    await this.sends();
    const sent = `select event_id from outbox where room_id = $1 and kind = $2 and not rendered -> 'event' ? 'edits' order by id desc limit 1`;
    return this.house.one<string>(sent, [this.id, kind]);
  }

  /** Turns of this room's conversations, oldest first. */
  async turns(): Promise<TurnRow[]> {
    const { rows } = await this.house.db.query<TurnRow>(
      `select t.id, m.body, t.status, p.name, th.root_event_id as root, t.question_id as "questionId"
       from ops_chat_turns t join ops_chat_messages m on m.id = t.message_id join ops_chat_sessions s on s.id = t.session_id
       join threads th on th.id = s.thread_id left join persons p on p.id = t.person_id where th.room_id = $1 order by t.id`,
      [this.id],
    );
    return rows;
  }
  async bodies(): Promise<string[]> {
    return (await this.turns()).map(({ body }) => body);
  }
}
