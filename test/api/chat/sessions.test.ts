import { expect } from 'chai';
import { cancelTurns, claimTurn, editMessage } from '../../../api/chat/index.js';
import { numberIn, textIn, type Called, type Fields, type Who } from '../../support/api.js';
import { becomes } from '../tickets/officePeople.js';
import { conversation } from './conversation.js';

const general = { mode: 'general', reply: 'Yes.' };

describe('a conversation over the API', () => {
  const talk = conversation();
  const sessionOf = async (turn: number): Promise<Fields> => {
    const { rows } = await talk.api.db.query<Fields>(
      `select s.* from ops_chat_sessions s join ops_chat_turns t on t.session_id = s.id where t.id = $1`,
      [turn],
    );
    return rows[0] ?? {};
  };
  const done = async (...turns: number[]): Promise<void> => {
    for (const turn of turns) await talk.answer(await talk.claim(turn), general);
  };
  const send = (fields: Fields, headers: Record<string, string> = {}, as: Who = 'ana'): Promise<Called> =>
    talk.api.call(as, 'POST', '/api/ops-chat/message', fields, { prefer: 'respond-async', ...headers });
  const list = (query = '', as: Who = 'admin'): Promise<Called> =>
    talk.api.call(as, 'GET', `/api/ops-chat/sessions${query}`);

  describe('belongs to a session', () => {
    it('a new one unless it names one; a person is who is signed in', async () => {
      const turn = await talk.send('Hello', { requester_name: 'The CEO', requester_email: 'ceo@example.org' });
      expect(await sessionOf(turn)).to.include({
        ...{ requester_name: 'Ana', requester_email: null, channel: 'matrix', consumer: 'external', status: 'open' },
      });
      const work = await talk.claim(turn);
      expect(work.brief.requester.name).to.equal('Ana');
      await talk.answer(work, general);
    });

    it('the same one by its id, also as text', async () => {
      const first = await talk.send('One');
      const { id } = await sessionOf(first);
      const second = await talk.send('Two', { session_id: String(id) });
      expect((await sessionOf(second))['id']).to.equal(id);
      await done(first, second);
    });

    it('the same one by the room that a bridge speaks from, the newest of them', async () => {
      const first = await talk.send('One', { external_thread_id: '!room:example.org' });
      const second = await talk.send('Two', { matrix_room_id: '!room:example.org', channel: 'slack' });
      expect((await sessionOf(second))['id']).to.equal((await sessionOf(first))['id']);
      expect((await sessionOf(second))['channel']).to.equal('slack');
      const elsewhere = await talk.send('Three', { external_thread_id: '!other:example.org' });
      expect((await sessionOf(elsewhere))['id']).to.not.equal((await sessionOf(first))['id']);
      await done(first, second, elsewhere);
    });

    it('one also when the first eight messages of a room come at once', async () => {
      const turns = await Promise.all(
        Array.from({ length: 8 }, (_, n) => talk.send(`Word ${n}`, { external_thread_id: '!busy:example.org' })),
      );
      const sessions = await Promise.all(turns.map(sessionOf));
      expect(new Set(sessions.map(({ id }) => id)).size).to.equal(1);
      await done(...turns.sort((a, b) => a - b));
    });

    it('27.53: never that of another person, who learns nothing of it', async () => {
      const own = await talk.send('Mine', { external_thread_id: '!mine' });
      const { id } = await sessionOf(own);
      const byId = await talk.send('Not mine', { session_id: id }, 'bo');
      const byRoom = await talk.send('Not mine', { external_thread_id: '!mine' }, 'bo');
      const byService = await talk.send('Not mine', { session_id: id }, 'service');
      for (const turn of [byId, byRoom, byService]) expect((await sessionOf(turn))['id']).to.not.equal(id);
      expect((await sessionOf(own))['requester_name']).to.equal('Ana');
      const works = [
        await talk.claim(own),
        await talk.claim(byId),
        await talk.claim(byRoom),
        await talk.claim(byService),
      ];
      expect(works.map(({ brief }) => brief.history)).to.deep.equal([[], [], [], []]);
      for (const work of works) await talk.answer(work, general);
    });

    it('27.53: never that of another service, nor of another person that the service names', async () => {
      const made = await talk.api.call('admin', 'POST', '/api/access/service-tokens', {
        ...{ name: 'a-bridge', roles: ['platform-admin'] },
      });
      const bridge = { token: textIn(made.body, 'token') };
      const forRui = { 'x-dashboard-service-user': 'rui' };
      const say = async (more: Fields, as: Who, headers: Record<string, string> = {}): Promise<number> =>
        numberIn((await send({ message: 'Hello', ...more }, headers, as)).body, 'turn_id');
      const room = { external_thread_id: '!shared' };
      const first = await say(room, 'service', forRui);
      const { id } = await sessionOf(first);
      const same = [await say(room, 'service', forRui), await say({ session_id: id }, 'service', forRui)];
      const forInes = { 'x-dashboard-service-user': 'ines' };
      const others = [
        ...[await say(room, 'service', forInes), await say({ session_id: id }, 'service', forInes)],
        ...[await say(room, 'service'), await say({ session_id: id }, bridge, forRui), await say(room, bridge, forRui)],
      ];
      for (const turn of same) expect((await sessionOf(turn))['id']).to.equal(id);
      for (const turn of others) expect((await sessionOf(turn))['id']).to.not.equal(id);
      expect((await sessionOf(first))['service_user']).to.equal('rui');
      await talk.api.db.query(`update ops_chat_turns set status = 'cancelled' where status = 'queued'`);
    });

    it('of a bridge has the name and the address that the bridge gives, and the latest ones', async () => {
      const named = { sender_name: 'Rui', sender_email: 'rui@example.org', external_thread_id: '!rui' };
      const first = await talk.send('One', named, 'service');
      expect(await sessionOf(first)).to.include({ requester_name: 'Rui', requester_email: 'rui@example.org' });
      const second = await talk.send('Two', { requester_name: 'Rui Silva', external_thread_id: '!rui' }, 'service');
      expect(await sessionOf(second)).to.include({ requester_name: 'Rui Silva', requester_email: 'rui@example.org' });
      const nameless = await talk.send('Three', {}, 'service');
      expect((await sessionOf(nameless))['requester_name']).to.equal('Chat User');
      await done(first, second, nameless);
    });

    it('that is not there is a new one', async () => {
      const turn = await talk.send('Hello', { session_id: 999_999 });
      expect((await sessionOf(turn))['id']).to.not.equal(999_999);
      await done(turn);
    });
  });

  describe('is worked message by message', () => {
    it('in their order, one at a time, beside other conversations', async () => {
      const first = await talk.send('One', { external_thread_id: '!order' });
      const second = await talk.send('Two', { external_thread_id: '!order' });
      const other = await talk.send('Elsewhere', { external_thread_id: '!else' });
      const work = await talk.claim(first);
      await done(other);
      expect(await claimTurn(talk.api.db, 'test-runner', 600), 'the second waits').to.equal(undefined);
      await talk.answer(work, general);
      await done(second);
    });

    it('with the last eight messages before it, each shortened', async () => {
      for (let n = 0; n < 5; n += 1)
        await done(await talk.send(`${n} ${'x'.repeat(500)}`, { external_thread_id: '!long' }));
      const work = await talk.claim(await talk.send('And now?', { external_thread_id: '!long' }));
      expect(work.brief.history.map(({ role, body }) => `${role} ${body.slice(0, 4)}`)).to.deep.equal([
        ...['user 1 xx', 'assistant Yes.', 'user 2 xx', 'assistant Yes.'],
        ...['user 3 xx', 'assistant Yes.', 'user 4 xx', 'assistant Yes.'],
      ]);
      expect(work.brief.history[0]?.body).to.have.length(360);
      await talk.answer(work, general);
    });

    it('as it was edited before its turn, and not after', async () => {
      const sent = await send({ message: 'The firts' }, { 'idempotency-key': 'edit-1' });
      const turn = numberIn(sent.body, 'turn_id');
      const { rows } = await talk.api.db.query<{ event_id: string }>(
        `select m.event_id from ops_chat_messages m join ops_chat_turns t on t.message_id = m.id where t.id = $1`,
        [turn],
      );
      const eventId = rows[0]?.event_id ?? '';
      expect(await editMessage(talk.api.db, eventId, 'The first')).to.equal(true);
      const work = await talk.claim(turn);
      expect(work.brief.message.body).to.equal('The first');
      expect(await editMessage(talk.api.db, eventId, 'Too late')).to.equal(false);
      await talk.answer(work, general);
    });

    it('again when its agent ends without a result, and then it is said so with a reference', async () => {
      const turn = await talk.send('Hard one');
      expect(await talk.finish(await talk.claim(turn))).to.equal('retried');
      await talk.api.db.query(`update ops_chat_turns set not_before = clock_timestamp()`);
      const again = await talk.claim(turn);
      expect(again.lease.attempt).to.equal(2);
      expect(await talk.finish(again)).to.equal('failed');
      expect((await talk.outcome(turn)).body).to.include({
        ...{ status: 503, error: 'chat_agent_tool_not_used', turn_id: turn },
        detail: 'The agent ended without a result. Reference: ref-1.',
      });
      const { id } = await sessionOf(turn);
      const said = await talk.api.call('ana', 'GET', `/api/ops-chat/sessions/${Number(id)}/messages`);
      expect(textIn((said.body['messages'] as Fields[]).at(-1) ?? {}, 'body')).to.contain('Reference: ref-1.');
    });

    it('again without counting it when the platform was restarted', async () => {
      const turn = await talk.send('Restarted');
      for (let restart = 0; restart < 4; restart += 1)
        expect(await talk.finish(await talk.claim(turn), { stopped: true })).to.equal('retried');
      await done(turn);
    });
  });

  describe('is cancelled', () => {
    it('at once while it waits, and its one reads that', async () => {
      const turn = await talk.send('Never mind');
      expect(await cancelTurns(talk.api.db, { turnId: turn })).to.equal(1);
      expect(await cancelTurns(talk.api.db, { turnId: turn }), 'once').to.equal(0);
      expect((await talk.outcome(turn)).body).to.include({ status: 409, error: 'turn_cancelled' });
      expect(await claimTurn(talk.api.db, 'test-runner', 600)).to.equal(undefined);
    });

    it('when its run ends, unless the result was there before', async () => {
      const [empty, full] = [await talk.send('One'), await talk.send('Two')];
      const [first, second] = [await talk.claim(empty), await talk.claim(full)];
      for (const turnId of [empty, full]) await cancelTurns(talk.api.db, { turnId });
      expect((await talk.outcome(empty)).body['status']).to.equal('running');
      await talk.result(second, general);
      expect([await talk.finish(first), await talk.finish(second)]).to.deep.equal(['cancelled', 'completed']);
      expect((await talk.outcome(full)).body['reply']).to.equal('Yes.');
    });

    it('all of it by its session, and nothing of another one', async () => {
      const [one, two] = [await talk.send('One', { external_thread_id: '!all' }), await talk.send('Elsewhere')];
      const three = await talk.send('Three', { external_thread_id: '!all' });
      expect(await cancelTurns(talk.api.db, { sessionId: numberIn(await sessionOf(one), 'id') })).to.equal(2);
      expect((await talk.outcome(three)).status).to.equal(409);
      await done(two);
    });
  });

  describe('is taken in', () => {
    it('with the program and the model that are asked for, under either name', async () => {
      const first = await talk.send('One', { harness: 'codex', model: 'm-1' });
      const second = await talk.send('Two', { agent_harness: 'hermes', agent_model: 'm-2' });
      const works = [await talk.claim(first), await talk.claim(second)];
      expect(works.map(({ brief }) => [brief.harness, brief.model])).to.deep.equal([
        ['codex', 'm-1'],
        ['hermes', 'm-2'],
      ]);
      for (const work of works) await talk.answer(work, general);
      const wrong = await send({ message: 'x', harness: 'wizard' });
      expect([wrong.status, wrong.text.includes('Use one of hermes, claude-code, codex, builtin')]).to.deep.equal([
        422,
        true,
      ]);
    });

    it('27.53: with what it may do, a new ticket too', async () => {
      const turn = await talk.send('x', { force_new_ticket: 'true', spawn_agent: 'no' });
      const work = await talk.claim(turn);
      expect(work.brief).to.include({ force_new_ticket: true, spawn_agent: false });
      expect(work.brief.assignment_groups).to.have.length(15);
      await talk.answer(work, general);
    });

    it('not without words, and not beyond bounds', async () => {
      for (const message of ['', ' \n\t', null, undefined, {}, 'x'.repeat(60_001)])
        expect((await send({ message })).status, JSON.stringify(message)?.slice(0, 20)).to.equal(422);
      expect((await send({ message: '\u0000' })).text).to.contain('message is required');
    });

    it('once for each key of each caller, also in another session', async () => {
      const key = { 'idempotency-key': 'same' };
      const all = await Promise.all(Array.from({ length: 6 }, () => send({ message: 'Once' }, key)));
      const turn = numberIn(all[0]?.body ?? {}, 'turn_id');
      expect(new Set(all.map(({ body }) => body['turn_id']))).to.deep.equal(new Set([turn]));
      const other = await send({ message: 'Once' }, key, 'bo');
      expect(other.body['turn_id']).to.not.equal(turn);
      expect((await send({ message: 'Twice' }, key)).body).to.include({ status: 409, error: 'idempotency_key_reused' });
      for (const more of [{ force_new_ticket: true }, { model: 'another' }, { requester_name: 'Rui' }])
        expect((await send({ message: 'Once', ...more }, key)).body, JSON.stringify(more)).to.include({ status: 409 });
      expect((await send({ message: 'Once', force_new_ticket: 'no' }, key)).body['turn_id']).to.equal(turn);
      const forWhom = (name: string) =>
        send({ message: 'Once' }, { ...key, 'x-dashboard-service-user': name }, 'service');
      const [rui, ines, ruiAgain] = [await forWhom('rui'), await forWhom('ines'), await forWhom('rui')];
      expect(ines.body['turn_id'], 'a service has many callers').to.not.equal(rui.body['turn_id']);
      expect(ruiAgain.body['turn_id']).to.equal(rui.body['turn_id']);
      await done(turn, ...[other, rui, ines].map(({ body }) => numberIn(body, 'turn_id')));
      expect((await send({ message: 'Once' }, key)).body['turn_id'], 'after its end as well').to.equal(turn);
    });

    it('from those who may write', async () => {
      await becomes(talk.api, 'cy', { roles: ['auditor'] });
      expect((await send({ message: 'x' }, {}, 'cy')).body).to.include({
        ...{ status: 403, required_permission: 'ops-chat:write' },
      });
      expect((await send({ message: 'x' }, {}, 'nobody')).status).to.equal(401);
    });
  });

  describe('is read', () => {
    it('in a list with its last words, page by page, and beyond the end with the total', async () => {
      const { body } = await list('?limit=200');
      const all = body['sessions'] as Fields[];
      expect(all.length).to.equal(body['total']);
      const ids = all.map(({ id }) => Number(id));
      expect(ids).to.deep.equal([...ids].sort((a, b) => b - a));
      const busy = all.find((row) => row['external_thread_id'] === '!busy:example.org');
      expect(busy).to.include({ message_count: 16, requester_name: 'Ana', status: 'open' });
      expect(Date.parse(String(busy?.['last_message_at']))).to.be.a('number').and.not.NaN;
      expect((await list('?offset=5000')).body).to.deep.equal({ sessions: [], total: all.length });
      for (const wrong of ['?limit=201', '?limit=0', '?offset=-1']) expect((await list(wrong)).status).to.equal(422);
    });

    it('by whoever holds it, and by who sees every ticket', async () => {
      const mine = (await list('?limit=200', 'ana')).body;
      expect((mine['sessions'] as Fields[]).every((row) => row['requester_name'] === 'Ana')).to.equal(true);
      expect(mine['total']).to.be.lessThan(numberIn((await list()).body, 'total'));
      const [newest] = mine['sessions'] as Fields[];
      const messages = (as: Who): Promise<Called> =>
        talk.api.call(as, 'GET', `/api/ops-chat/sessions/${Number(newest?.['id'])}/messages`);
      expect((await messages('ana')).body).to.include({ session_id: newest?.['id'] });
      expect((await messages('bo')).body).to.include({ status: 404, error: 'session_not_found' });
      expect((await messages('admin')).status).to.equal(200);
      expect((await talk.api.call('admin', 'GET', '/api/ops-chat/sessions/999999/messages')).status).to.equal(404);
    });

    it('turn by turn by the same ones', async () => {
      const turn = await talk.send('Mine alone');
      expect((await talk.outcome(turn)).body).to.include({ status: 'queued', turn_id: turn });
      expect([(await talk.outcome(turn, 'bo')).status, (await talk.outcome(turn, 'admin')).status]).to.deep.equal([
        404, 200,
      ]);
      expect((await talk.outcome(999_999, 'admin')).body).to.include({ status: 404, error: 'turn_not_found' });
      await done(turn);
    });
  });
});
