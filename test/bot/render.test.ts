import { expect } from 'chai';
import { leaveToPerson, spawnAgent } from '../../api/agents/spawn.js';
import { publishRunner } from '../../api/agents/index.js';
import { claimExecution, expireChanges, finishExecution, sha256 } from '../../api/changes/index.js';
import { turnResultBody } from '../../api/chat/contract.js';
import {
  claimTurn,
  finishTurn,
  sayStillWorking,
  sessionOfThread,
  takeMessage,
  type TurnWork,
} from '../../api/chat/index.js';
import { writeTurnResult } from '../../api/chat/writeTurnResult.js';
import { transaction, type Connection } from '../../api/db/index.js';
import { claimOutboxRows, freezeRendered, markSent, outboxRow, say, threadOf } from '../../api/rooms/index.js';
import { createBody } from '../../api/tickets/contract.js';
import { addNote, cardChanged, createTicket, lockTicket, setStatus, type Ticket } from '../../api/tickets/index.js';
import type { Render, RoomMessage } from '../../bot/matrix/index.js';
import { renderer } from '../../bot/render.js';
import { freshHouse, type House } from '../api/changes/house.js';
import { readable } from './cards/readable.js';

const room = '!intake:localhost';
const opsbot = '@opsbot:localhost';

describe('what outbox rows say', () => {
  let house: House;
  let render: Render;
  let count = 0;

  beforeEach(async function () {
    this.timeout(30_000);
    house = await freshHouse();
    render = renderer({ db: house.db, botUserId: opsbot, maxBodyChars: 400 });
    await house.db.query(`insert into rooms (room_id, purpose) values ($1, 'intake')`, [room]);
    await house.db.query(
      `insert into room_members (room_id, user_id, membership, display_name) values ($1, $2, 'join', 'Opsbot'),
         ($1, '@ana:localhost', 'join', 'ana (mobile)'), ($1, '@bo:localhost', 'join', 'bo'), ($1, '@dee:localhost', 'join', 'dee'),
         ($1, '@cy:localhost', 'leave', 'cy'), ($1, '@guest:localhost', 'join', 'A guest')`,
      [room, opsbot],
    );
    await house.db.query(
      `insert into matrix_accounts (user_id, epoch, holder, lease_until) values ($1, 1, 'test', clock_timestamp() + interval '1 hour')`,
      [opsbot],
    );
  });
  afterEach(() => house.close());

  /** What the newest row of this kind says now. */
  async function said(kind: string): Promise<RoomMessage | { drop: string }> {
    const id = await house.one<number>('select id from outbox where kind = $1 order by id desc limit 1', [kind]);
    const row = await outboxRow(house.db, id);
    if (!row) throw new Error(`row ${id} is gone`);
    return render(row);
  }
  async function message(kind: string): Promise<RoomMessage> {
    const answer = await said(kind);
    if ('drop' in answer) throw new Error(`dropped: ${answer.drop}`);
    return answer;
  }
  async function dropped(kind: string): Promise<string> {
    const answer = await said(kind);
    return 'drop' in answer ? answer.drop : `not dropped: ${answer.body}`;
  }

  /** A message of Ana's at the top of the room, and the turn that works it. */
  async function turn(): Promise<TurnWork> {
    count += 1;
    const ana = await house.caller('ana');
    await transaction(house.db, async (q) => {
      const speaker = { principalId: ana.principalId, personId: ana.personId, name: 'Ana', email: null };
      const session = await sessionOfThread(q, await threadOf(q, room, `$root${count}`, 'chat'), speaker);
      await takeMessage(q, { session, speaker, body: 'the VPN is down', eventId: `$message${count}` });
    });
    const work = await claimTurn(house.db, 'runner-1', 60);
    if (!work) throw new Error('there is no turn to claim');
    return work;
  }
  async function ends(work: TurnWork, result: object): Promise<void> {
    await writeTurnResult(house.db, work.lease, turnResultBody.parse(result));
    await finishTurn(house.db, work.lease, { stopped: false, how: 'exit 0', reference: 'r1', tries: 2 });
  }
  async function ticket(): Promise<Ticket> {
    const work = await turn();
    const ana = await house.caller('ana');
    const threadId = await house.one<number>('select thread_id from ops_chat_sessions where id = $1', [
      work.brief.session_id,
    ]);
    return transaction(house.db, async (q) => {
      const body = createBody.parse({ title: 'VPN is down', owning_group: 'ops', priority: 'P2' });
      const origin = { sessionId: work.brief.session_id, threadId, requesterPersonId: ana.personId };
      const { ticket: filed } = await createTicket(q, ana, body, origin);
      await cardChanged(q, filed);
      return filed;
    });
  }
  /** Acts on the ticket as it is now, with its row locked. */
  async function on<T>(filed: Ticket, act: (q: Connection, now: Ticket) => Promise<T>): Promise<T> {
    return transaction(house.db, async (q) => {
      const now = await lockTicket(q, filed.id);
      if (!now) throw new Error('the ticket is gone');
      return act(q, now);
    });
  }
  /** Sends the oldest row that waits, as the bot would. */
  async function send(): Promise<void> {
    const [row] = await claimOutboxRows(house.db, { account: opsbot, epoch: 1, limit: 1 });
    if (!row) throw new Error('there is nothing to send');
    await freezeRendered(house.db, row, { type: 'm.room.message', content: {} });
    await markSent(house.db, row, `$sent${row.id}`);
  }

  describe('of a ticket', () => {
    it('show it as it is when they are sent', async () => {
      const filed = await ticket();
      expect((await message('ticket_card')).body).to.equal(readable`
        #${String(filed.id)} VPN is down
        New · ops · P2

        • Worked by: nobody yet
        • Next: ops looks at it and writes here.
        • For: Ana

        !take ${String(filed.id)} to work it yourself, !status ${String(filed.id)} for all of it.
      `);
    });

    it('name the agent, and say so when it is not isolated', async () => {
      const filed = await ticket();
      const ana = await house.caller('ana');
      const request = { model: null, harness: 'claude-code', profile_id: null, prompt: null } as const;
      const work = { ...request, requested_permissions: [], task_type: 'ticket_resolution' };
      const spawned = await on(filed, (q, now) => spawnAgent(q, now, ana, work));
      if (spawned.kind !== 'spawned') throw new Error(spawned.kind);
      const { body } = await message('ticket_card');
      expect(body).to.include(
        `• Worked by: agent ${spawned.agentId} (claude-code)\n• Next: agent ${spawned.agentId} works`,
      );
      const runner = { id: 'runner-1', host: 'here', pid: 1, harnesses: [], active_runs: [], max_concurrent: 1 };
      await publishRunner(house.db, { ...runner, isolation: { kind: 'uid', sentence: '', runs_plans: true } });
      expect((await message('ticket_card')).body).to.not.include('Isolation');
      await publishRunner(house.db, { ...runner, isolation: { kind: 'none', sentence: '', runs_plans: true } });
      expect((await message('ticket_card')).body).to.include('• Isolation: none works on this machine');
    });

    it('call those of the group who are in the room when it waits for one of them', async () => {
      const filed = await ticket();
      await on(filed, (q, now) => leaveToPerson(q, now, 'no workflow fits'));
      const card = await message('ticket_card');
      expect(card.mentions).to.deep.equal(['@bo:localhost', '@dee:localhost']);
      expect(card.body).to.include('• Worked by: nobody yet, waiting for a person of ops (Bo and Dee)\n');
      const call = await message('reply');
      expect(call.body).to.equal(
        `Bo, Cy, Dee and Max: Ticket ${filed.id} waits for a person of ops. Can one of you take it? \`!take ${filed.id}\``,
      );
    });

    it('ask the requester whether it helped, with the whole resolution', async () => {
      const filed = await ticket();
      const bo = await house.caller('bo');
      const reason = 'The gateway was **restarted**.';
      await on(filed, (q, now) => setStatus(q, now, bo, { status: 'resolved', reason }));
      const question = await message('helped_question');
      expect(question.mentions).to.deep.equal(['@ana:localhost']);
      expect(question.body).to.equal(readable`
        Ana: ticket #${String(filed.id)} “VPN is down” is resolved.

        The gateway was **restarted**.

        Did it help? Tap ✅ if it did, ❌ if it did not.
      `);
      expect((await message('ticket_card')).body).to.include('• Resolution: The gateway was **restarted**.');
      await on(filed, (q, now) => setStatus(q, now, bo, { status: 'in_progress', reason: '' }));
      expect(await dropped('helped_question')).to.equal('the ticket was opened again');
    });
  });

  describe('of a note', () => {
    it('say who says it, and where the rest is when it is long', async () => {
      const filed = await ticket();
      const bo = await house.caller('bo');
      await on(filed, (q, now) =>
        addNote(q, now, bo, { source: 'dashboard', body: 'I **look** at it.', audience: 'user' }),
      );
      expect((await message('note')).body).to.equal('Bo: I **look** at it.');
      const long = {
        source: 'agent',
        author: 'agent-26',
        body: 'a line of the log\n'.repeat(50),
        audience: 'public',
      } as const;
      await on(filed, (q, now) => addNote(q, now, bo, long));
      expect((await message('note')).body).to.match(
        new RegExp(`^Agent 26: a line[^]*The whole text: GET /api/tickets/${filed.id}/context\\]$`),
      );
      render = renderer({ db: house.db, botUserId: opsbot, maxBodyChars: 400, publicUrl: 'https://ops.example.org' });
      expect((await message('note')).formatted_body).to.include(
        `<a href="https://ops.example.org/api/tickets/${filed.id}/context"`,
      );
    });

    it('never say an internal one, whoever put it into the outbox', async () => {
      const filed = await ticket();
      const bo = await house.caller('bo');
      const internal = { source: 'dashboard', body: 'the password is hunter2', audience: 'internal' } as const;
      const noted = await on(filed, (q, now) => addNote(q, now, bo, internal));
      expect(await house.one<number>(`select count(*) from outbox where kind = 'note'`)).to.equal(0);
      await say(house.db, { roomId: room, kind: 'note', ticketId: filed.id, noteId: noted.id });
      expect(await dropped('note')).to.equal('the note is not for rooms');
      const own = { source: 'user-response', body: 'I said this here', audience: 'user' } as const;
      const answered = await on(filed, (q, now) => addNote(q, now, bo, own));
      await say(house.db, { roomId: room, kind: 'note', ticketId: filed.id, noteId: answered.id });
      expect(await dropped('note')).to.equal('the note is not for rooms');
    });
  });

  describe('of a gate', () => {
    const everywhere = { action: 'Restart the VPN', target: 'vpn-gw-2', reason: 'It hangs.', risk_level: 'high' };
    const plan = {
      kind: 'argv',
      argv: ['systemctl', 'restart', 'openvpn@porto office'],
      rollback: 'start the old one',
    };

    it('show what would run and who decides it, and call these', async () => {
      const id = await house.gate({ ...everywhere, plan });
      const digest = (await house.change(id)).digest.slice(0, 12);
      const card = await message('gate_card');
      const [n, t] = [String(id), String((await house.change(id)).ticket_id)];
      expect(card.mentions).to.deep.equal(['bo', 'cy', 'dee', 'ada', 'abe'].map((name) => `@${name}:localhost`));
      expect(card.body.replace(/Until: .*? UTC/, 'Until: then').replace(/agent \d+/, 'agent 1')).to.equal(readable`
        Change ${n} needs a decision
        Restart the VPN · risk high

        On vpn-gw-2: runs exactly this once, by the platform

            systemctl restart 'openvpn@porto office'

        3 words, 38 characters. Ended after 1 min if it has not finished.

        • Why: It hangs.
        • Ticket: #${t} Web is slow
        • Blast radius: not given
        • Rollback: start the old one
        • Asked by: agent 1 (builtin, no model), for Ana
        • May decide: Bo, Cy, Dee, Ada and Abe
        • Needed: 2 of ops (0 so far) or 1 of admins (0 so far).
        • May not: Ana (asked for it) and Max (has no role that may decide changes)
        • Until: then, 1 h after it was asked. Silence never approves.
        • Policy: high, version 1. Digest ${digest}

        Tap ✅ to approve, ❌ to reject.
        Or write !approve ${n} or !reject ${n} reason. !who ${n} says who may decide.
      `);
    });

    it('show the votes, the decision, the run and its end', async () => {
      const id = await house.gate({ ...everywhere, plan });
      await house.vote(id, 'bo', { reason: 'Needed now.' });
      const waiting = (await message('gate_card')).body;
      expect(waiting).to.include('Needed: 2 of ops (1 so far) or 1 of admins (0 so far).\n• Approved so far by: Bo\n');
      await house.vote(id, 'cy');
      const approved = (await message('gate_card')).body;
      expect(approved).to.match(
        /^Change \d+ is approved\nRestart the VPN\n\n• Approved by: Bo and Cy at \w+ \d+ \w+, \d\d:\d\d UTC\. Bo: Needed now\.\n• Next: the platform runs it once, until /,
      );
      const execution = await claimExecution(house.db, 'runner-1', 30);
      if (!execution) throw new Error('nothing to run');
      expect((await message('gate_card')).body).to.match(/^Change \d+ is running\n/);
      const receipt = {
        exitCode: 0,
        signal: null,
        durationMs: 1_240,
        output: '',
        outputSha256: sha256(''),
        trouble: null,
      };
      await finishExecution(house.db, execution, 'runner-1', receipt);
      expect((await message('gate_card')).body).to.match(
        /^Change \d+ ran as approved, verified\n[^]*• Result: exit code 0, after 1\.2 s\.\n[^]*systemctl restart 'openvpn@porto office'/,
      );
    });

    it('show a denial, and its reason when it comes later', async () => {
      const id = await house.gate({ ...everywhere, plan });
      await house.vote(id, 'bo', { verb: 'reject', channel: 'matrix-reaction' });
      const card = (await message('gate_card')).body;
      expect(card).to.match(/^Change \d+ was rejected\n[^]*• Rejected by: Bo at [^]*• Reason: none given yet\n/);
      expect((await message('reply')).body).to.equal(
        `Change ${id} was **rejected** by Bo. Bo, please say why: !reject ${id} <reason>`,
      );
      await house.vote(id, 'bo', { verb: 'reject', reason: 'Not today.' });
      expect((await message('gate_card')).body).to.include('• Reason: Not today.\n');
    });

    it('show that nobody decided in time', async () => {
      const id = await house.gate({ ...everywhere, plan });
      await house.clock('expires_at from changes where id = $1', id);
      await expireChanges(house.db);
      expect((await message('gate_card')).body).to.match(/^Change \d+ expired\n[^]*• It was not decided by /);
    });
  });

  describe('of a conversation', () => {
    it('answer in Markdown, and say where the whole of a long answer is', async () => {
      const short = await turn();
      await ends(short, { mode: 'general', reply: 'Try **again**. @room' });
      expect(await message('reply')).to.deep.equal({
        msgtype: 'm.text',
        body: 'Try **again**. @room',
        formatted_body: '<p>Try <strong>again</strong>. @room</p>',
        mentions: [],
      });
      const long = await turn();
      await ends(long, { mode: 'general', reply: 'word '.repeat(200) });
      expect((await message('reply')).body).to.match(
        new RegExp(`The whole text: GET /api/ops-chat/turns/${long.brief.turn_id}\\]$`),
      );
    });

    it('name whom they call by the name that the person has here, else in the room', async () => {
      const mentions = ['@ana:localhost', '@guest:localhost', '@away:localhost', '@ana:localhost', opsbot, 7];
      await say(house.db, { roomId: room, kind: 'reply', payload: { text: 'Please look.', mentions } });
      const reply = await message('reply');
      expect(reply.body).to.equal('Ana, A guest, @away:localhost and Opsbot: Please look.');
      expect(reply.mentions).to.deep.equal(['@ana:localhost', '@guest:localhost', '@away:localhost']);
    });

    it('ask one question with its choices, until it is answered', async () => {
      const work = await turn();
      const question = { mode: 'question', question: 'Which office?', choices: ['Porto', 'Lisbon'] };
      await ends(work, question);
      expect(await message('question')).to.deep.include({
        mentions: ['@ana:localhost'],
        body: 'Ana: Which office?\n\n1️⃣ Porto\n2️⃣ Lisbon\n\nTap a number, or write your answer here.',
      });
      await house.db.query(`update ops_chat_questions set answer = 'Porto', answered_at = clock_timestamp()`);
      expect(await dropped('question')).to.equal('the question was answered before it was asked here');
    });

    it('say that a long turn is worked on, and in the same line how it ended', async () => {
      const work = await turn();
      await sayStillWorking(house.db, work.lease);
      await house.db.query(`update ops_chat_turns set created_at = created_at - interval '90 seconds'`);
      const line = await message('status_line');
      expect(line.msgtype).to.equal('m.notice');
      expect(line.body).to.match(/^Still working on it \(1 min 3\d s\)\. !cancel stops it\.$/);
      await send();
      await ends(work, { mode: 'general', reply: 'There.' });
      expect((await message('status_line')).body).to.match(/^Answered after 1 min 3\d s\.$/);
    });

    it('say nothing of the length of a turn that was over before', async () => {
      const work = await turn();
      await sayStillWorking(house.db, work.lease);
      await ends(work, { mode: 'general', reply: 'There.' });
      expect(await dropped('status_line')).to.equal('the turn ended before anything was said about its length');
    });
  });

  it('are dropped, with the reason, when there is nothing to say', async () => {
    const reasons: Record<string, string> = {};
    for (const kind of [
      'ticket_card',
      'gate_card',
      'note',
      'reply',
      'question',
      'status_line',
      'helped_question',
      'song',
    ]) {
      await say(house.db, { roomId: room, kind });
      reasons[kind] = await dropped(kind);
    }
    expect(reasons).to.deep.equal({
      ticket_card: 'the ticket is gone',
      gate_card: 'the change is gone',
      note: 'the note is gone',
      reply: 'it has no text',
      question: 'the question is gone',
      status_line: 'the turn is gone',
      helped_question: 'the ticket is gone',
      song: 'nothing is known of rows of kind song',
    });
  });
});
