import { expect } from 'chai';
import { openPeople } from '../../../api/access/index.js';
import { audienceOf, endOfLog, readHappenings, type Happening } from '../../../api/events/index.js';
import { recordEvent } from '../../../api/audit/index.js';
import { numberIn, startTestApi, type TestApi, type TestPerson } from '../../support/api.js';
import { openEventSource, type EventSourceClient } from '../../support/eventSource.js';
import { fileTicket, startTask } from '../../support/runs.js';

describe('the stream of events', () => {
  let api: TestApi;
  const open: EventSourceClient[] = [];
  before(async () => {
    api = await startTestApi();
  });
  after(() => api?.stop());
  afterEach(() => {
    for (const stream of open.splice(0)) stream.close();
  });

  /** Listens; what happens after this has returned is heard. */
  async function listen(as: TestPerson | 'service', query = '', last?: string): Promise<EventSourceClient> {
    const token = as === 'service' ? api.serviceToken : api.tokenOf(as);
    const headers = { authorization: `Bearer ${token}`, ...(last !== undefined && { 'last-event-id': last }) };
    const stream = await openEventSource(`${api.url}/api/events${query}`, headers);
    open.push(stream);
    expect(stream.status).to.equal(200);
    expect((await stream.nextPart())?.comment).to.equal('still here');
    return stream;
  }
  async function next(stream: EventSourceClient): Promise<Happening & { readonly event: string }> {
    const heard = await stream.next();
    if (!heard) throw new Error('the stream has ended');
    const data = JSON.parse(heard.data) as Happening;
    expect(data.id).to.equal(heard.id);
    return { ...data, event: heard.event };
  }
  const note = (ticket: number, visibility: string, as: TestPerson = 'admin'): ReturnType<TestApi['call']> =>
    api.call(as, 'POST', `/api/tickets/${ticket}/notes`, { body: `A word for ${visibility}`, visibility });

  it('tells what happens to a ticket, in the contract’s words, and never what is written in it', async () => {
    const stream = await listen('admin');
    expect(stream.headers['content-type']).to.match(/^text\/event-stream/);
    expect(stream.headers['cache-control']).to.equal('no-store');
    expect(stream.headers['x-accel-buffering']).to.equal('no');
    const ticket = await fileTicket(api, 'ana', { title: 'A very secret title' });
    const created = await next(stream);
    expect(created).to.include({ event: 'ticket', subject: 'ticket', action: 'ticket_created', ticket_id: ticket });
    expect(created).to.include({ actor: 'ana', change_id: null, agent_id: null });
    expect(created.at).to.match(/^\d{4}-\d\d-\d\dT.*Z$/);
    expect(JSON.stringify(created)).to.not.contain('secret');
    await note(ticket, 'internal');
    expect(await next(stream)).to.include({ action: 'ticket_note_added', ticket_id: ticket, actor: 'admin' });
  });

  it('tells of changes and agents with the ticket that they are about, each thing once', async () => {
    const ticket = await fileTicket(api, 'ana');
    const stream = await listen('admin', `?ticket_id=${ticket}&types=change,agent`);
    const { agentId, token } = await startTask(api, ticket);
    const asked = await api.call({ token }, 'POST', '/api/changes/request', {
      ...{ ticket_id: ticket, action: 'Clean up', target: 'web-1', risk_level: 'low', command: 'journalctl --vacuum' },
    });
    const change = numberIn(asked.body, 'change_id');
    const heard: Happening[] = [];
    while (heard.at(-1)?.action !== 'change_requested') heard.push(await next(stream));
    expect(heard.map(({ subject, ticket_id }) => [subject, ticket_id])).to.deep.equal([
      ...heard.slice(0, -1).map(() => ['agent', ticket]),
      ['change', ticket],
    ]);
    expect(heard.at(-1)).to.include({ change_id: change, agent_id: agentId });
    // Both an audit row and an event tell of it.
    await api.call('bo', 'POST', `/api/changes/${change}/approve`, {});
    const after: string[] = [];
    while (!after.includes('change_approved')) after.push((await next(stream)).action);
    expect(after.filter((action) => action === 'change_requested')).to.deep.equal([]);
  });

  it('tells a requester of the own tickets alone, and nothing of what is for the house only', async () => {
    const own = await fileTicket(api, 'ana');
    const others = await fileTicket(api, 'admin');
    const stream = await listen('ana', '?types=agent,ticket_note_added');
    await note(others, 'public');
    await note(own, 'internal');
    await startTask(api, own);
    await note(own, 'user');
    const heard = await next(stream);
    expect(heard).to.include({ action: 'ticket_note_added', ticket_id: own });
    const { rows } = await api.db.query<{ visibility: string }>(
      `select details ->> 'visibility' as visibility from event_log where id = $1`,
      [Number(/e(\d+)$/.exec(heard.id)?.[1])],
    );
    expect(rows).to.deep.equal([{ visibility: 'user' }]);
  });

  it('tells nothing of a ticket that somebody asks for and may not see', async () => {
    const others = await fileTicket(api, 'admin');
    const before = await endOfLog(api.db);
    await note(others, 'public');
    const heardBy = async (name: TestPerson): Promise<readonly Happening[]> => {
      const { rows } = await api.db.query<{ id: number }>('select id from persons where name = $1', [name]);
      const caller = await openPeople(api.options.roles).byId(api.db, rows[0]?.id ?? 0, 'rest');
      if (!caller) throw new Error(`${name} is nobody`);
      return (await readHappenings(api.db, before, audienceOf(caller, { ticket_id: others }))).happenings;
    };
    expect((await heardBy('admin')).map(({ action }) => action)).to.deep.equal(['ticket_note_added']);
    expect(await heardBy('ana')).to.deep.equal([]);
  });

  it('goes on after the last event that a client had, and misses nothing in between', async () => {
    const ticket = await fileTicket(api, 'ana');
    const first = await listen('admin', `?ticket_id=${ticket}`);
    await note(ticket, 'internal');
    const last = await next(first);
    first.close();
    for (const visibility of ['user', 'public', 'internal']) await note(ticket, visibility);
    for (const again of [
      await listen('admin', `?ticket_id=${ticket}`, last.id),
      await listen('admin', `?ticket_id=${ticket}&last_event_id=${last.id}`),
    ]) {
      const heard = [await next(again), await next(again), await next(again)];
      expect(heard.map(({ action }) => action)).to.deep.equal(Array(3).fill('ticket_note_added'));
      expect(new Set(heard.map(({ id }) => id)).size).to.equal(3);
      expect(heard.map(({ id }) => id)).to.not.include(last.id);
    }
  });

  it('misses nothing of a transaction that was slower than a later one', async () => {
    const ticket = await fileTicket(api, 'ana');
    const stream = await listen('admin', `?ticket_id=${ticket}`);
    const event = (action: string): Parameters<typeof recordEvent>[1] => ({
      ...{ category: 'ticket', actor: 'test', action, target: `ticket_${ticket}` },
    });
    const slow = await api.db.connect();
    try {
      await slow.query('begin');
      await recordEvent(slow, event('the_slow_one'));
      await recordEvent(api.db, event('the_fast_one'));
      // A client that comes in between hears of both as well.
      const between = await listen('admin', `?ticket_id=${ticket}`);
      await slow.query('commit');
      for (const one of [stream, between]) {
        const heard = [(await next(one)).action, (await next(one)).action];
        expect(heard).to.have.members(['the_slow_one', 'the_fast_one']);
      }
    } finally {
      slow.release();
    }
  });

  it('says "reset" to a place that is not of this database, and goes on from now', async () => {
    for (const last of ['not-ours', '99999999999999-e5', "1'; drop table event_log", '-e1', 'x'.repeat(90)]) {
      const stream = await listen('admin', '', last);
      const heard = await stream.next();
      expect([heard?.event, heard?.data], last).to.deep.equal(['reset', '{"reason":"unknown"}']);
      const ticket = await fileTicket(api, 'ana');
      expect(await next(stream)).to.include({ ticket_id: ticket });
      stream.close();
    }
  });

  it('says "reset" to who is too far behind, instead of telling thousands of things', async () => {
    const ticket = await fileTicket(api, 'ana');
    const before = await listen('admin', `?ticket_id=${ticket}`);
    await note(ticket, 'user');
    const { id } = await next(before);
    await api.db.query(
      `insert into event_log (category, actor, action, target)
       select 'ticket', 'test', 'many', 'ticket_' || $1 from generate_series(1, 5100)`,
      [ticket],
    );
    const stream = await listen('admin', `?ticket_id=${ticket}`, id);
    expect((await stream.next())?.data).to.equal('{"reason":"too_far"}');
    await note(ticket, 'public');
    expect(await next(stream)).to.include({ action: 'ticket_note_added' });
  });

  it('ends when the API stops, and lets the stop end', async () => {
    const second = await startTestApi();
    const stream = await openEventSource(`${second.url}/api/events`, {
      authorization: `Bearer ${second.serviceToken}`,
    });
    await stream.nextPart();
    await second.stop();
    expect(await stream.next()).to.equal(undefined);
  });

  it('is open five times to one caller, and not to one more, however many ask at once', async () => {
    const asBo = { authorization: `Bearer ${api.tokenOf('bo')}` };
    const all = await Promise.all(Array.from({ length: 8 }, () => openEventSource(`${api.url}/api/events`, asBo)));
    open.push(...all);
    expect(all.map(({ status }) => status).sort()).to.deep.equal([200, 200, 200, 200, 200, 429, 429, 429]);
    const more = await api.call('bo', 'GET', '/api/events');
    expect([more.status, more.body['error'], more.headers.get('retry-after')]).to.deep.equal([
      ...[429, 'too_many_streams', '60'],
    ]);
    expect((await listen('cy')).status, 'others are not shut out').to.equal(200);
    all.find(({ status }) => status === 200)?.close();
    let again = more;
    while (again.status === 429) again = await api.call('bo', 'GET', '/api/events');
    expect(again.status).to.equal(200);
  });

  it('is closed to agents and to nobody in particular, and its query is looked at first', async () => {
    const task = await startTask(api, await fileTicket(api, 'ana'));
    expect((await api.call({ token: task.token }, 'GET', '/api/events')).status).to.equal(403);
    expect((await api.call('nobody', 'GET', '/api/events')).status).to.equal(401);
    const wrong = await api.call('ana', 'GET', '/api/events?types=ticket,%00&ticket_id=0x1');
    expect(wrong.status).to.equal(422);
    const head = await api.call('ana', 'HEAD', '/api/events');
    expect([head.status, head.text]).to.deep.equal([200, '']);
  });

  it('costs the process nothing that stays when a client hangs up', async () => {
    const waiting = await Promise.all([1, 2, 3, 4, 5].map(() => listen('admin')));
    for (const stream of waiting) stream.close();
    await fileTicket(api, 'ana');
    const { rows } = await api.db.query<{ open: number }>(
      `select count(*)::int as open from pg_stat_activity where datname = current_database() and state = 'idle in transaction'`,
    );
    expect(rows).to.deep.equal([{ open: 0 }]);
  });
});
