import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import { startApi } from '../../../api/index.js';
import { forgetDeliveries } from '../../../api/webhooks/index.js';
import { numberIn, startTestApi, textIn, type Called, type Fields, type TestApi } from '../../support/api.js';
import { fileTicket, startTask } from '../../support/runs.js';
import { startReceiver, type Received, type Receiver } from './receiver.js';

describe('outgoing webhooks', () => {
  let api: TestApi;
  let receiver: Receiver;
  before(async () => {
    api = await startTestApi();
  });
  after(() => api?.stop());
  beforeEach(async () => {
    receiver = await startReceiver();
  });
  afterEach(async () => {
    const { body } = await api.call('admin', 'GET', '/api/webhooks');
    for (const { id } of body['webhooks'] as { id: number }[]) await api.call('admin', 'DELETE', `/api/webhooks/${id}`);
    await receiver.close();
  });

  async function make(fields: Fields = {}): Promise<{ id: number; secret: string }> {
    const made = await api.call('admin', 'POST', '/api/webhooks', { url: `${receiver.url}/hook`, ...fields });
    expect(made.status, made.text).to.equal(201);
    return { id: numberIn(made.body, 'id'), secret: textIn(made.body, 'secret') };
  }
  const deliveries = async (id: number, query = ''): Promise<Fields[]> =>
    (await api.call('admin', 'GET', `/api/webhooks/${id}/deliveries${query}`)).body['deliveries'] as Fields[];
  /** Looks until the newest delivery is as it should be, after at least so many tries. */
  async function deliveryIs(id: number, status: string, tries = 1): Promise<Fields> {
    for (let look = 0; look < 200; look += 1) {
      const [newest] = await deliveries(id);
      if (newest?.['status'] === status && Number(newest['tries']) >= tries) return newest;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(`no delivery is ${status}: ${JSON.stringify(await deliveries(id))}`);
  }
  const header = ({ headers }: Received, name: string): string => String(headers[name]);
  function signed({ body, headers }: Received, secret: string): string {
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
    const content = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
    return `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
  }
  const dataOf = (received: Received): Fields => (JSON.parse(received.body) as { data: Fields }).data;

  it('27.57: tell a receiver what happened, signed over id, time and body', async () => {
    const { secret } = await make({ events: ['ticket_created'] });
    const ticket = await fileTicket(api, 'ana', { title: 'Not for the outside' });
    const received = await receiver.next();
    expect(received.path).to.equal('/hook');
    expect(header(received, 'webhook-signature')).to.equal(signed(received, secret));
    expect(Math.abs(Number(header(received, 'webhook-timestamp')) - Date.now() / 1_000)).to.be.lessThan(60);
    expect(header(received, 'webhook-id')).to.match(/^[0-9a-f-]{36}$/);
    expect(header(received, 'content-type')).to.equal('application/json');
    expect(header(received, 'x-opsroom-event')).to.equal('ticket_created');
    const { type, timestamp } = JSON.parse(received.body) as Fields;
    expect(type).to.equal('ticket_created');
    expect(timestamp).to.match(/^\d{4}-\d\d-\d\dT/);
    expect(dataOf(received)).to.include({ subject: 'ticket', ticket_id: ticket, actor: 'ana' });
    expect(received.body).to.not.contain('Not for the outside');
  });

  it('are told what they chose, each event once, and nothing from before they were made', async () => {
    const task = await startTask(api, await fileTicket(api, 'ana'));
    const changes = await make({ url: `${receiver.url}/changes`, events: ['change'] });
    const all = await make({ url: `${receiver.url}/all` });
    const asked = await api.call({ token: task.token }, 'POST', '/api/changes/request', {
      ...{ ticket_id: task.ticketId, action: 'Clean up', target: 'web-1', risk_level: 'low', command: 'ls' },
    });
    await api.call('bo', 'POST', `/api/changes/${numberIn(asked.body, 'change_id')}/approve`, {});
    const ticket = await fileTicket(api, 'ana');
    while (!receiver.received.some((one) => one.path === '/all' && dataOf(one)['ticket_id'] === ticket))
      await receiver.next();
    for (;;) {
      const states = [...(await deliveries(changes.id)), ...(await deliveries(all.id))].map(({ status }) => status);
      if (states.every((state) => state === 'delivered')) break;
      await receiver.next();
    }
    const heard = (path: string): unknown[] =>
      receiver.received.filter((one) => one.path === path).map((one) => dataOf(one)['action']);
    expect(heard('/changes')).to.include.members(['change_requested', 'change_approved']);
    expect(heard('/changes').filter((action) => !String(action).startsWith('change_'))).to.deep.equal([]);
    expect(heard('/changes').filter((action) => action === 'change_requested')).to.have.length(1);
    expect(heard('/all')).to.include.members(['change_requested', 'ticket_created']);
    expect(heard('/all')).to.not.include('agent_assigned');
  });

  it('are tried again with the same id, body and a new signature until the receiver takes it', async () => {
    const { id, secret } = await make({ events: ['ticket_created'] });
    receiver.answers = 503;
    await fileTicket(api, 'ana');
    const first = await receiver.next();
    const waiting = await deliveryIs(id, 'queued');
    expect(waiting).to.include({ tries: 1, last_status: 503, last_error: 'The receiver answered with status 503.' });
    expect(Date.parse(String(waiting['next_attempt_at']))).to.be.greaterThan(Date.now());
    receiver.answers = 200;
    await api.db.query('update webhook_deliveries set not_before = clock_timestamp() where id = $1', [waiting['id']]);
    const second = await receiver.next();
    expect(header(second, 'webhook-id')).to.equal(header(first, 'webhook-id'));
    expect(second.body).to.equal(first.body);
    expect(header(second, 'webhook-signature')).to.equal(signed(second, secret));
    expect(await deliveryIs(id, 'delivered')).to.include({ tries: 2, last_status: 200, last_error: null });
  });

  it('follow no redirect: it could lead inside', async () => {
    const { id } = await make({ events: ['ticket_created'] });
    receiver.answers = 302;
    await fileTicket(api, 'ana');
    await receiver.next();
    expect(await deliveryIs(id, 'queued')).to.include({ last_status: 302 });
    expect(receiver.received.map(({ path }) => path)).to.deep.equal(['/hook']);
  });

  it('are given up after the last try, which an operator sees, and sent again when a person says so', async () => {
    const { id } = await make({ events: ['ticket_created'] });
    receiver.answers = 500;
    await fileTicket(api, 'ana');
    await receiver.next();
    const waiting = await deliveryIs(id, 'queued');
    await api.db.query('update webhook_deliveries set tries = 9, not_before = clock_timestamp() where id = $1', [
      waiting['id'],
    ]);
    const dead = await deliveryIs(id, 'dead');
    expect(dead).to.include({ tries: 10, last_status: 500 });
    expect((await api.call('admin', 'GET', `/api/webhooks/${id}`)).body).to.include({ dead: 1, queued: 0 });
    const events = await api.db.query(
      `select level, details ->> 'tries' as tries from event_log where action = 'webhook_delivery_dead' and target = $1`,
      [`webhook_${id}`],
    );
    expect(events.rows).to.deep.equal([{ level: 'error', tries: '10' }]);
    receiver.answers = 200;
    const path = `/api/webhooks/${id}/deliveries/${String(dead['id'])}/retry`;
    const retried = await api.call('admin', 'POST', path);
    expect([retried.status, retried.body['status'], retried.body['tries']]).to.deep.equal([200, 'queued', 0]);
    expect(await deliveryIs(id, 'delivered')).to.include({ delivery_id: dead['delivery_id'], tries: 1 });
    const again = await api.call('admin', 'POST', path);
    expect([again.status, again.body['error']]).to.deep.equal([409, 'delivery_not_dead']);
  });

  it('reach a receiver that is not there by and by, and say so without addresses of ours', async () => {
    const { id } = await make({ url: 'http://127.0.0.1:9/hook', events: ['ticket_created'] });
    await fileTicket(api, 'ana');
    const failed = await deliveryIs(id, 'queued');
    expect(failed).to.include({ last_status: null, last_error: 'The connection failed (ECONNREFUSED).' });
    expect(failed['last_error']).to.not.contain('127.0.0.1');
  });

  it('are told once by two processes on one database', async () => {
    const { id } = await make({ events: ['ticket_created'] });
    const replica = await startApi({ ...api.options, listen: { host: '127.0.0.1', port: 0 } });
    try {
      const tickets = await Promise.all(Array.from({ length: 20 }, () => fileTicket(api, 'ana')));
      while (receiver.received.length < tickets.length) await receiver.next();
      await deliveryIs(id, 'delivered');
      const told = receiver.received.map((one) => dataOf(one)['ticket_id']);
      expect(told).to.have.members(tickets);
      expect(new Set(told).size).to.equal(told.length);
    } finally {
      await replica.stop();
    }
  });

  it('go on after a crash between the request and the note of it, under the same id', async () => {
    const { id } = await make({ events: ['ticket_created'] });
    await fileTicket(api, 'ana');
    const first = await receiver.next();
    const delivered = await deliveryIs(id, 'delivered');
    await api.db.query(
      `update webhook_deliveries set status = 'running', lease_owner = 'dead', lease_until = clock_timestamp(), completed_at = null where id = $1`,
      [delivered['id']],
    );
    expect(header(await receiver.next(), 'webhook-id')).to.equal(header(first, 'webhook-id'));
  });

  it('that are switched off hear nothing, and of what waited when they are on again', async () => {
    const { id } = await make({ events: ['ticket_created'] });
    receiver.answers = 500;
    const waited = await fileTicket(api, 'ana');
    await receiver.next();
    await deliveryIs(id, 'queued');
    await api.call('admin', 'PATCH', `/api/webhooks/${id}`, { active: false });
    await fileTicket(api, 'ana', { title: 'Nobody hears of it' });
    receiver.answers = 204;
    await api.db.query('update webhook_deliveries set not_before = clock_timestamp()');
    await api.call('admin', 'PATCH', `/api/webhooks/${id}`, { active: true });
    expect(dataOf(await receiver.next())['ticket_id']).to.equal(waited);
    const later = await fileTicket(api, 'ana');
    expect(dataOf(await receiver.next())['ticket_id']).to.equal(later);
  });

  it('answer a ping, which shows whether signature and address are right', async () => {
    const { id, secret } = await make({ events: ['change_approved'] });
    const pinged = await api.call('admin', 'POST', `/api/webhooks/${id}/ping`);
    expect([pinged.status, pinged.body['event']]).to.deep.equal([202, 'ping']);
    const received = await receiver.next();
    expect(header(received, 'webhook-signature')).to.equal(signed(received, secret));
    expect(dataOf(received)).to.deep.equal({ webhook_id: id, actor: 'admin' });
    expect((await api.call('admin', 'POST', '/api/webhooks/999999/ping')).status).to.equal(404);
  });

  it('show their secret once, and a new one when it is asked for', async () => {
    const { id, secret } = await make({ events: ['ticket_created'] });
    expect(secret).to.match(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const seen: Called[] = [
      await api.call('admin', 'GET', '/api/webhooks'),
      await api.call('admin', 'GET', `/api/webhooks/${id}`),
      await api.call('admin', 'PATCH', `/api/webhooks/${id}`, { description: 'x' }),
    ];
    for (const { text } of seen) expect(text).to.not.contain('whsec_').and.not.contain(secret);
    const audit = await api.db.query(`select details::text as details from audit_log where target = $1`, [
      `webhook_${id}`,
    ]);
    expect(JSON.stringify(audit.rows)).to.not.contain(secret.slice(6));
    const rotated = await api.call('admin', 'POST', `/api/webhooks/${id}/rotate-secret`);
    const fresh = textIn(rotated.body, 'secret');
    expect(fresh).to.not.equal(secret);
    await fileTicket(api, 'ana');
    const received = await receiver.next();
    expect(header(received, 'webhook-signature')).to.equal(signed(received, fresh));
  });

  it('leave an audit row for each thing that somebody does to them, without the query of the address', async () => {
    const { id } = await make({ url: `${receiver.url}/hook?token=hunter2` });
    await api.call('admin', 'PATCH', `/api/webhooks/${id}`, { events: ['change'] });
    await api.call('admin', 'POST', `/api/webhooks/${id}/rotate-secret`);
    await api.call('admin', 'DELETE', `/api/webhooks/${id}`);
    const { rows } = await api.db.query<{ action: string; actor: string; details: Fields }>(
      'select action, actor, details from audit_log where target = $1 order by id',
      [`webhook_${id}`],
    );
    expect(rows.map(({ action }) => action)).to.deep.equal([
      ...['webhook_created', 'webhook_updated', 'webhook_secret_rotated', 'webhook_deleted'],
    ]);
    expect(new Set(rows.map(({ actor }) => actor))).to.deep.equal(new Set(['admin']));
    expect(JSON.stringify(rows)).to.not.contain('hunter2');
  });

  it('are a matter of administrators alone', async () => {
    const { id } = await make();
    const task = await startTask(api, await fileTicket(api, 'ana'));
    for (const as of ['ana', 'bo', 'nobody', { token: task.token }] as const) {
      const refused = as === 'nobody' ? 401 : 403;
      for (const [method, path] of [
        ['GET', '/api/webhooks'],
        ['POST', '/api/webhooks'],
        ['GET', `/api/webhooks/${id}`],
        ['PATCH', `/api/webhooks/${id}`],
        ['DELETE', `/api/webhooks/${id}`],
        ['POST', `/api/webhooks/${id}/rotate-secret`],
        ['POST', `/api/webhooks/${id}/ping`],
        ['GET', `/api/webhooks/${id}/deliveries`],
        ['POST', `/api/webhooks/${id}/deliveries/1/retry`],
      ] as const)
        expect((await api.call(as, method, path, method === 'GET' ? undefined : {})).status, path).to.equal(refused);
    }
  });

  it('that are not there are 404, at every address', async () => {
    const { id } = await make();
    for (const [method, path] of [
      ['GET', '/api/webhooks/999999'],
      ['PATCH', '/api/webhooks/999999'],
      ['DELETE', '/api/webhooks/999999'],
      ['POST', '/api/webhooks/999999/rotate-secret'],
      ['GET', '/api/webhooks/999999/deliveries'],
      ['POST', `/api/webhooks/${id}/deliveries/999999/retry`],
      ['GET', '/api/webhooks/9007199254740993'],
    ] as const)
      expect((await api.call('admin', method, path, method === 'GET' ? undefined : {})).status, path).to.equal(404);
  });

  it('are forgotten after their time: a week when delivered, a month when given up', async () => {
    const { id } = await make({ events: ['nothing'] });
    const age = (status: string, days: number): Promise<unknown> =>
      api.db.query(
        `insert into webhook_deliveries (webhook_id, event_key, event, body, status, completed_at)
         values ($1, $2 || $3, 'x', '{}', $2, clock_timestamp() - make_interval(days => $3::int))`,
        [id, status, days],
      );
    await age('delivered', 6);
    await age('delivered', 8);
    await age('dead', 29);
    await age('dead', 31);
    expect(await forgetDeliveries(api.db)).to.equal(2);
    const { rows } = await api.db.query<{ event_key: string }>(
      'select event_key from webhook_deliveries where webhook_id = $1 order by id',
      [id],
    );
    expect(rows.map(({ event_key: key }) => key)).to.deep.equal(['delivered6', 'dead29']);
  });
});
