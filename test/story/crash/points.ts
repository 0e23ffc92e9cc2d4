import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { asksForLongPlan, asksForQuickPlan } from './countedPlans.js';
import { environmentOfRun } from './killing.js';
import { settled } from './settled.js';
import type { Stand } from './stand.js';

/** What has to hold when Opsroom was started again after the kill. */
type Afterwards = () => Promise<void>;
/** Brings the product to the point and leaves it there. */
type Reach = () => Promise<Afterwards>;
export type Point = {
  readonly name: string;
  /** What has to be there before any point is reached: some of them stop the work of all. */
  readonly prepare: (stand: Stand) => Promise<Reach>;
};

/** No workflow covers it: the turn files a ticket, and people are called. */
const forPeople = (office: string): string => `the VPN of the ${office} office drops every few minutes`;

const nothingBefore =
  (reach: (stand: Stand) => Promise<Afterwards>): Point['prepare'] =>
  (stand) =>
    Promise.resolve(() => reach(stand));

async function changeIs({ watch }: Stand, id: number, state: string): Promise<void> {
  await watch().until(`change ${id} to be ${state}`, async () => {
    const [change] = await watch().rows('select from changes where id = $1 and state = $2', [id, state]);
    return change !== undefined;
  });
}

type TurnFacts = { id: number; attempt: number; status: string; mode: string | null; tickets: number };

async function turnOf({ watch }: Stand, eventId: string): Promise<TurnFacts> {
  const [turn] = await watch().rows<TurnFacts>(
    `select t.id::integer, t.attempt, t.status, t.result ->> 'mode' as mode,
       (select count(*) from tickets where session_id = t.session_id)::integer as tickets
     from ops_chat_turns t join ops_chat_messages m on m.id = t.message_id where m.event_id = $1`,
    [eventId],
  );
  if (!turn) throw new Error(`event ${eventId} has no turn`);
  return turn;
}

const duringExecution: Point = {
  name: 'during execution: the outcome is unknown, and the plan is never run again',
  async prepare(stand) {
    const { plans, bo, watch, opsroom, timeline } = stand;
    const { changeId, ticketId, card } = await stand.gateOf(asksForLongPlan);
    return async () => {
      await bo.react(card, '✅');
      await watch().until('the mark of the plan', async () => (await plans.runsOf(ticketId)) === 1);
      return async () => {
        await changeIs(stand, changeId, 'failed');
        const { body } = await opsroom.call('bo', 'GET', `/api/changes/${changeId}`);
        const reason = 'unknown: the runner was lost while it ran. It may have run, and it is not run again.';
        expect(body).to.include({ state_reason: reason });
        await settled(watch());
        expect(await plans.runsOf(ticketId)).to.equal(1);
        const words = (await timeline.read()).map(({ content }) => String(content['body']));
        const told = words.filter((text) => text.includes(`Change ${changeId}: the outcome is **unknown**`));
        expect(told, 'what the thread is told').to.have.length(1);
      };
    };
  },
};

const betweenSendAndRecord: Point = {
  name: 'between the send and its record: the card is there once, and the tap on it counts',
  prepare: nothingBefore(async (stand) => {
    const { ana, bo, bot, watch, timeline } = stand;
    await watch().hold('card recorded as sent');
    const root = await ana.write(asksForQuickPlan);
    await watch().reached('card recorded as sent');
    const [row] = await watch().rows<{ id: number; change_id: number; status: string }>(
      `select card.id::integer, card.change_id::integer, card.status from outbox card join threads on threads.id = card.thread_id
       where card.kind = 'gate_card' and threads.root_event_id = $1 order by card.id`,
      [root],
    );
    expect(row).to.include({ status: 'sending' });
    const sent = (await timeline.read()).filter(
      ({ sender, content }) => sender === bot && content['org.opsroom.delivery'] === row?.id,
    );
    expect(sent, 'what the homeserver has already').to.have.length(1);
    const tap = await bo.react(sent[0]?.event_id ?? '', '✅');
    await watch().until('the tap to wait for the card', async () => {
      const [event] = await watch().rows(`select from inbox_events where event_id = $1 and status = 'parked'`, [tap]);
      return event !== undefined;
    });
    await watch().until('the end of its turn', async () => (await turnOf(stand, root)).status === 'completed');
    return async () => {
      const changeId = row?.change_id ?? 0;
      await changeIs(stand, changeId, 'completed');
      const [card] = await watch().rows('select event_id from outbox where id = $1', [row?.id]);
      expect(card).to.deep.equal({ event_id: sent[0]?.event_id });
    };
  }),
};

const afterTheToolResult: Point = {
  name: 'after the tool result: it counts, and nothing is run again',
  prepare: nothingBefore(async (stand) => {
    const { ana, watch, opsroom } = stand;
    await watch().hold('turn answered');
    const written = await ana.write(forPeople('Lisbon'));
    await watch().reached('turn answered');
    return async () => {
      await settled(watch());
      const turn = await turnOf(stand, written);
      expect(turn).to.include({ attempt: 2, status: 'completed', mode: 'ticket', tickets: 1 });
      const log = (await readFile(path.join(opsroom.directory, 'logs', 'opsroom.log'), 'utf8')).split('\n');
      const runs = log.filter((line) => line.includes(`"run":"turn-${turn.id}-`));
      expect(runs, 'runs of the turn').to.have.length(1);
    };
  }),
};

const duringTheTurn: Point = {
  name: 'during the turn: one ticket, one answer, and the old child is nobody any more',
  prepare: nothingBefore(async (stand) => {
    const { ana, watch, opsroom } = stand;
    await watch().hold('first result of a turn');
    const written = await ana.write(forPeople('Porto'));
    await watch().reached('first result of a turn');
    const { id, tickets } = await turnOf(stand, written);
    expect(tickets, 'tickets before the kill').to.equal(1);
    const run = await environmentOfRun('OPSROOM_TURN_ID', String(id));
    const asOldChild = async (): Promise<number> => {
      const token = run['OPSROOM_RUN_TOKEN'] ?? '';
      return (await opsroom.call({ token }, 'GET', `/api/ops-chat/turns/${id}`)).status;
    };
    expect(await asOldChild()).to.equal(200);
    return async () => {
      await watch().until('the second attempt', async () => (await turnOf(stand, written)).attempt === 2);
      expect(await asOldChild(), 'the next call of the old child').to.equal(401);
      await settled(watch());
      expect(await turnOf(stand, written)).to.include({ attempt: 2, status: 'completed', mode: 'ticket', tickets: 1 });
    };
  }),
};

const afterTheVote: Point = {
  name: 'after the vote: the decision is told once, and the plan runs once',
  async prepare(stand) {
    const { bo, watch, plans } = stand;
    const { changeId, ticketId, card } = await stand.gateOf(asksForQuickPlan);
    return async () => {
      await watch().hold('message rendered');
      await watch().hold('plan started');
      await bo.react(card, '✅');
      await changeIs(stand, changeId, 'approved');
      await watch().reached('plan started');
      const [told] = await watch().rows('select event_id from outbox where once_key = $1', [`gate_closed:${changeId}`]);
      expect(told).to.deep.equal({ event_id: null });
      expect(await plans.runsOf(ticketId)).to.equal(0);
      return async () => {
        await changeIs(stand, changeId, 'completed');
        expect(await plans.runsOf(ticketId)).to.equal(1);
      };
    };
  },
};

const afterTheInboxCommit: Point = {
  name: 'after the inbox commit: the message is answered',
  prepare: nothingBefore(async (stand) => {
    const { ana, watch } = stand;
    await watch().hold('message taken in');
    const written = await ana.write('hello');
    await watch().reached('message taken in');
    const [event] = await watch().rows('select status from inbox_events where event_id = $1', [written]);
    expect(event).to.deep.equal({ status: 'new' });
    return async () => {
      await settled(watch());
      expect(await turnOf(stand, written)).to.include({ attempt: 1, status: 'completed', mode: 'general' });
    };
  }),
};

/** The six points, in an order in which the product can stand at all of them at once. */
export const points: readonly Point[] = [
  duringExecution,
  betweenSendAndRecord,
  afterTheToolResult,
  duringTheTurn,
  afterTheVote,
  afterTheInboxCommit,
];
