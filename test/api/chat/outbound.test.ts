import { expect } from 'chai';
import { outboundText } from '../../../api/chat/outbound/outboundText.js';
import { numberIn, startTestApi, textIn, type Called, type Fields, type TestApi, type Who } from '../../support/api.js';
import { fileTicket, startTask, startTurn } from '../../support/runs.js';

const room = '!bridge:example.org';

describe('what external consumers have to say', () => {
  let api: TestApi;
  before(async () => {
    api = await startTestApi();
  });
  after(() => api?.stop());
  afterEach(() => api.db.query('update deliveries set acked_at = clock_timestamp() where acked_at is null'));

  /** A ticket that was filed in a conversation of somebody else's bridge. */
  async function ticketIn(thread: string | null, as: Who = 'service'): Promise<{ ticket: number; session: number }> {
    const said = { message: 'The VPN drops', ...(thread !== null && { external_thread_id: thread }) };
    const taken = await api.call(as, 'POST', '/api/ops-chat/message', said, { prefer: 'respond-async' });
    const { rows } = await api.db.query<{ session: number }>(
      'select session_id as session from ops_chat_turns where id = $1',
      [numberIn(taken.body, 'turn_id')],
    );
    const session = rows[0]?.session ?? 0;
    const ticket = await fileTicket(api, 'service');
    await api.db.query('update tickets set session_id = $2 where id = $1', [ticket, session]);
    await api.db.query(`update ops_chat_turns set status = 'cancelled' where session_id = $1`, [session]);
    return { ticket, session };
  }
  const note = async (ticket: number, body: string, visibility = 'user'): Promise<number> =>
    numberIn((await api.call('admin', 'POST', `/api/tickets/${ticket}/notes`, { body, visibility })).body, 'id');
  const pending = async (query = '', as: Who = 'service'): Promise<Fields[]> => {
    const answer = await api.call(as, 'GET', `/api/ops-chat/outbound/pending${query}`);
    expect(answer.status, answer.text).to.equal(200);
    const events = answer.body['events'] as Fields[];
    expect(answer.body['total']).to.equal(events.length);
    return events;
  };
  const ack = (event: Fields, as: Who = 'service'): Promise<Called> =>
    api.call(as, 'POST', '/api/ops-chat/outbound/ack', event);
  const leasesEnd = (): Promise<unknown> =>
    api.db.query('update deliveries set lease_until = clock_timestamp() where acked_at is null');

  it('is told with everything that a bridge needs, in the contract’s words', async () => {
    const { ticket, session } = await ticketIn(room);
    const id = await note(ticket, 'A new cable is on its way.');
    const [event] = await pending();
    expect(event).to.include({
      ...{ event_key: `note:${id}`, session_id: session, room_id: room, ticket_id: ticket, note_id: id },
      ...{ source: 'dashboard', author: 'admin', audience: 'user', attempts: 1 },
    });
    expect(event?.['body']).to.equal(`Update for ticket #${ticket}:\n\nA new cable is on its way.`);
    expect(event?.['created_at']).to.match(/Z$/);
  });

  it('comes oldest first, as many as are asked for, and by ticket or session', async () => {
    const [one, other] = [await ticketIn(room), await ticketIn('mail:thread-7')];
    const ids = [await note(one.ticket, 'first'), await note(other.ticket, 'second'), await note(one.ticket, 'third')];
    const keys = (events: Fields[]): unknown[] => events.map((event) => event['note_id']);
    expect(keys(await pending(`?ticket_id=${other.ticket}`))).to.deep.equal([ids[1]]);
    expect(keys(await pending(`?session_id=${one.session}&limit=1`))).to.deep.equal([ids[0]]);
    expect(keys(await pending())).to.deep.equal([ids[2]]);
  });

  it('is only for Matrix rooms when it is asked for so, and needs a thread unless its ticket is named', async () => {
    const [matrix, mail, none] = [await ticketIn(room), await ticketIn('mail:thread-8'), await ticketIn(null)];
    for (const { ticket } of [matrix, mail, none]) await note(ticket, 'hello');
    expect((await pending('?matrix_only=true')).map((event) => event['ticket_id'])).to.deep.equal([matrix.ticket]);
    expect((await pending()).map((event) => event['ticket_id'])).to.deep.equal([mail.ticket]);
    expect(await pending(`?ticket_id=${none.ticket}`)).to.have.length(1);
  });

  it('27.22: two pollers never get the same event, however many ask at once', async () => {
    const { ticket } = await ticketIn(room);
    const ids = [];
    for (let count = 0; count < 30; count += 1) ids.push(await note(ticket, `word ${count}`));
    const polls = await Promise.all(Array.from({ length: 50 }, () => pending('?limit=1')));
    const got = polls.flat().map((event) => event['note_id']);
    const rest = (await pending()).map((event) => event['note_id']);
    expect(new Set(got).size).to.equal(got.length);
    expect([...got, ...rest]).to.have.members(ids);
    expect(await pending()).to.deep.equal([]);
  });

  it('comes again, with its count, when who leased it did not say that it was said', async () => {
    const { ticket } = await ticketIn(room);
    await note(ticket, 'hello');
    const [first] = await pending();
    expect(await pending()).to.deep.equal([]);
    await leasesEnd();
    const [second] = await pending();
    expect(second).to.include({ event_key: first?.['event_key'], attempts: 2 });
    // Late, but it was said.
    await leasesEnd();
    expect((await ack(first ?? {})).body['status']).to.equal('acked');
    expect(await pending()).to.deep.equal([]);
  });

  it('27.52: is told of every ticket of a conversation, not only of the latest, and never of an internal note', async () => {
    const { ticket: older, session } = await ticketIn(room);
    const latest = await fileTicket(api, 'service');
    await api.db.query('update tickets set session_id = $2 where id = $1', [latest, session]);
    await api.db.query('update ops_chat_sessions set latest_ticket_id = $2 where id = $1', [session, latest]);
    await note(older, 'about the older one');
    await note(latest, 'about the latest one', 'public');
    await note(older, 'for the house only', 'internal');
    await api.call('admin', 'POST', `/api/tickets/${older}/status`, {
      status: 'blocked',
      reason: 'waits',
      visibility: 'internal',
    });
    const events = await pending();
    expect(events.map((event) => event['ticket_id'])).to.include.members([older, latest]);
    expect(JSON.stringify(events)).to.not.contain('for the house only');
    expect(events.map((event) => event['audience'])).to.not.include('internal');
  });

  it('27.52: is told of every new status and of the resolution, and not of a reason that is the house’s', async () => {
    const { ticket } = await ticketIn(room);
    const set = async (status: string, reason: string): Promise<void> => {
      const answer = await api.call('admin', 'POST', `/api/tickets/${ticket}/status`, { status, reason });
      expect(answer.status, answer.text).to.equal(200);
    };
    await set('blocked', 'The vendor owes us money');
    await set('blocked', 'Still');
    await set('resolved', 'The new disk is in.');
    await set('closed', 'Confirmed by telephone.');
    const events = await pending(`?ticket_id=${ticket}`);
    const heading = `Ticket #${ticket} status update:\n\n`;
    expect(events.map(({ body }) => body)).to.deep.equal([
      `${heading}Status: new -> blocked.`,
      `${heading}Status: blocked -> resolved. The new disk is in.`,
      `${heading}Status: resolved -> closed. Confirmed by telephone.`,
    ]);
    for (const event of events) expect(event).to.include({ source: 'ticket-status', audience: 'user' });
    const { rows } = await api.db.query<Fields>(
      `select count(*)::integer as kept from ticket_notes where ticket_id = $1 and source = 'ticket-status' and audience = 'internal'`,
      [ticket],
    );
    expect(rows[0]?.['kept'], 'the record of the house has all of them, with their reasons').to.equal(4);
  });

  it('a conversation of the bot hears of a status by its card alone, and one that has no conversation by nothing', async () => {
    const { ticket, session } = await ticketIn('mail:thread-of-the-bot');
    const alone = await fileTicket(api, 'service');
    await api.db.query(`update ops_chat_sessions set consumer = 'bot' where id = $1`, [session]);
    for (const id of [ticket, alone]) {
      await api.call('admin', 'POST', `/api/tickets/${id}/status`, {
        status: 'resolved',
        reason: 'The new disk is in.',
      });
      const { rows } = await api.db.query<Fields>(
        `select audience from ticket_notes where ticket_id = $1 and source = 'ticket-status'`,
        [id],
      );
      expect(rows).to.deep.equal([{ audience: 'internal' }]);
    }
    const { rows } = await api.db.query('select from deliveries where session_id = $1', [session]);
    expect(rows).to.deep.equal([]);
  });

  it('27.52: a note that became internal after it was queued does not leave the house', async () => {
    const { ticket } = await ticketIn(room);
    const id = await note(ticket, 'said too early');
    await api.db.query(`update ticket_notes set audience = 'internal' where id = $1`, [id]);
    expect(await pending()).to.deep.equal([]);
  });

  it('acknowledged becomes a message of the conversation, once, however often it is said', async () => {
    const { ticket, session } = await ticketIn(room);
    await note(ticket, 'hello');
    const [event = {}] = await pending();
    const answers = await Promise.all(Array.from({ length: 10 }, () => ack(event)));
    expect(answers.map(({ status }) => status)).to.deep.equal(Array(10).fill(200));
    expect(answers.filter(({ body }) => body['status'] === 'acked')).to.have.length(1);
    expect(new Set(answers.map(({ body }) => body['message_id'])).size).to.equal(1);
    const messages = (await api.call('service', 'GET', `/api/ops-chat/sessions/${session}/messages`)).body;
    const keyOf = ({ metadata }: Fields): unknown => (metadata as Fields)['outbound_event_key'];
    const said = (messages['messages'] as Fields[]).filter((message) => keyOf(message) === event['event_key']);
    expect(said).to.have.length(1);
    expect(said[0]).to.include({ role: 'assistant', body: textIn(event, 'body'), ticket_id: ticket });
    const told = await api.db.query(`select from event_log where action = 'outbound_chat_acked' and target = $1`, [
      `ticket_${ticket}`,
    ]);
    expect(told.rowCount).to.equal(1);
  });

  it('27.18: an acknowledgement of what is not there is 404, and of nothing 422', async () => {
    const { ticket, session } = await ticketIn(room);
    const id = await note(ticket, 'hello');
    const good = { event_key: `note:${id}`, session_id: session, body: 'hello' };
    const error = async (fields: Fields): Promise<unknown[]> => {
      const { status, body } = await ack({ ...good, ...fields });
      return [status, body['error']];
    };
    expect(await error({ session_id: 999_999 })).to.deep.equal([404, 'session_not_found']);
    expect(await error({ session_id: 9_007_199_254_740_991 })).to.deep.equal([404, 'session_not_found']);
    expect(await error({ event_key: 'note:999999' })).to.deep.equal([404, 'outbound_event_not_found']);
    for (const fields of [
      ...[{ event_key: 'note:x' }, { event_key: 'note:99999999999999999' }, { event_key: '' }, { event_key: null }],
      ...[{ body: '' }, { body: ' ' }, { body: null }, { body: 'x'.repeat(20_001) }, { session_id: 'x' }],
    ])
      expect((await error(fields))[0], JSON.stringify(fields)).to.equal(422);
    expect((await ack({})).status).to.equal(422);
    expect((await ack({ ...good, session_id: String(session) })).body['status']).to.equal('acked');
  });

  it('of somebody’s conversation is told to them and to who works here, to nobody else and to no agent', async () => {
    const own = await ticketIn('app:ana', 'ana');
    const id = await note(own.ticket, 'for Ana');
    expect(await pending('', 'bo')).to.deep.equal([]);
    expect((await ack({ event_key: `note:${id}`, session_id: own.session, body: 'x' }, 'bo')).body['error']).to.equal(
      'session_not_found',
    );
    expect((await pending('', 'ana')).map((event) => event['note_id'])).to.deep.equal([id]);
    const turn = await startTurn(api, 'ana');
    const task = await startTask(api, await fileTicket(api, 'ana'));
    for (const token of [turn.token, task.token]) {
      expect((await api.call({ token }, 'GET', '/api/ops-chat/outbound/pending')).status).to.equal(403);
      expect((await ack({}, { token })).status).to.equal(403);
    }
  });

  it('of a conversation in Element is the bot’s alone', async () => {
    const { ticket, session } = await ticketIn(room);
    await api.db.query(`update ops_chat_sessions set consumer = 'bot' where id = $1`, [session]);
    const id = await note(ticket, 'in the thread');
    expect(await pending(`?ticket_id=${ticket}`)).to.deep.equal([]);
    expect((await ack({ event_key: `note:${id}`, session_id: session, body: 'x' })).status).to.equal(404);
  });

  it('has bounds: limit from 1 to 200, ids that are ids', async () => {
    for (const query of ['limit=0', 'limit=201', 'limit=x', 'ticket_id=-1', 'session_id=abc', 'matrix_only=perhaps'])
      expect((await api.call('service', 'GET', `/api/ops-chat/outbound/pending?${query}`)).status, query).to.equal(422);
  });
});

describe('the words of an external consumer', () => {
  const said = (source: string, body: string, most = 1_400): string =>
    outboundText({ source, body, ticketId: 7 }, most);

  it('say what kind of news it is', () => {
    expect(said('ticket-status', 'Resolved')).to.equal('Ticket #7 status update:\n\nResolved');
    expect(said('agent-resolution', 'Done')).to.equal('Agent completed this request for ticket #7:\n\nDone');
    expect(said('agent', 'Half way')).to.equal('Agent update for ticket #7:\n\nHalf way');
    expect(said('dashboard', 'Hello')).to.equal('Update for ticket #7:\n\nHello');
  });

  it('of a question are the question, which comes after the first blank line', () => {
    expect(said('user-info-request', 'Information requested by Bo\n\nWhich floor?\n\nAnd which room?')).to.equal(
      'Ticket #7 needs your input:\n\nWhich floor?\n\nAnd which room?',
    );
    expect(said('user-info-request', 'Which floor?')).to.equal('Ticket #7 needs your input:\n\nWhich floor?');
  });

  it('are cut where a bridge’s messages end, and never through a character', () => {
    const cut = said('agent', '😀'.repeat(2_000), 200);
    expect(Array.from(cut)).to.have.length(203);
    expect(cut).to.match(/😀\.\.\.$/u);
    expect(cut).to.not.match(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/);
    expect(said('agent', 'short', 200)).to.not.contain('...');
  });
});
