import { expect } from 'chai';
import { startApi, type RunningApi } from '../../../api/index.js';
import { notClosedThere, type ClosedAtProvider } from '../../../api/tickets/closeAtProvider.js';
import { ticketRoutes, type Ticket } from '../../../api/tickets/index.js';
import { startTestApi, type Fields, type TestApi } from '../../support/api.js';
import { fileTicket } from '../../support/runs.js';
import { officePeople } from './officePeople.js';

describe('closing a ticket where it is also kept', () => {
  let api: TestApi;
  let replica: RunningApi;
  let id: number;
  const asked: { id: number; status: string; reason: string; actor: string; statusHere: string }[] = [];
  let provider: () => Promise<ClosedAtProvider>;

  before(async () => {
    api = await startTestApi({ config: officePeople });
    const routes = ticketRoutes({
      ...{ db: api.db, autoAssignment: { maxPerRule: 1 }, externalUrl: () => null },
      stopAgent: () => Promise.resolve('not_active'),
      resumeWithAnswer: () => Promise.resolve({ status: 'not_requested' }),
      bindFiles: () => Promise.resolve(),
      async closeAtProvider(ticket, { status, reason, actor }) {
        const { rows } = await api.db.query<Ticket>('select * from tickets where id = $1', [ticket.id]);
        asked.push({ id: ticket.id, status, reason, actor: actor.name, statusHere: rows[0]?.status ?? '' });
        return provider();
      },
    });
    // The same API, with a provider of ours behind it.
    replica = await startApi({
      ...api.options,
      eachRoute: (route) => routes.find(({ method, path }) => method === route.method && path === route.path) ?? route,
    });
  });
  after(async () => {
    await replica?.stop();
    await api?.stop();
  });
  beforeEach(async () => {
    asked.length = 0;
    provider = () =>
      Promise.resolve({ kind: 'closed', result: { status: 'closed', provider: 'itop', provider_ref: '77' } });
    id = await fileTicket(api, 'ana', { owning_group: 'Cloud Operations' });
    await mirrored({});
  });

  const mirrored = async (fields: Fields): Promise<void> => {
    const row = { provider: 'itop', provider_ref: '77', provider_sync_status: 'synced', ...fields };
    await api.db.query('update tickets set provider = $2, provider_ref = $3, provider_sync_status = $4 where id = $1', [
      ...[id, row.provider, row.provider_ref, row.provider_sync_status],
    ]);
  };
  async function set(fields: Fields, method = 'POST', path = '/status'): Promise<{ status: number; body: Fields }> {
    const answer = await fetch(`${replica.url}/api/tickets/${id}${path}`, {
      method,
      headers: { authorization: `Bearer ${api.tokenOf('bo')}`, 'content-type': 'application/json' },
      body: JSON.stringify(fields),
    });
    return { status: answer.status, body: (await answer.json()) as Fields };
  }
  const statusHere = async (): Promise<unknown> =>
    (await api.call('admin', 'GET', `/api/tickets/${id}`)).body['status'];

  it('happens there first, with the reason, and here afterwards', async () => {
    const { body } = await set({ status: 'resolved', reason: 'Disk replaced', close_provider: true });
    expect(asked).to.deep.equal([{ id, status: 'resolved', reason: 'Disk replaced', actor: 'bo', statusHere: 'new' }]);
    expect(body).to.deep.include({
      ...{ status: 'resolved', ticket_id: id },
      provider_result: { status: 'closed', provider: 'itop', provider_ref: '77' },
    });
    expect(await statusHere()).to.equal('resolved');
  });

  it('names the status and who set it where no reason was given', async () => {
    await set({ status: 'closed', close_provider: 'true' });
    expect(asked[0]?.reason).to.equal('Set to closed by bo.');
  });

  it('that is refused there changes nothing here, is told as a problem and is an event', async () => {
    const result = { status: 'error', error: 'stimulus ev_resolve is not valid' };
    provider = () => Promise.resolve({ kind: 'failed', result, sentence: 'iTop did not close it.' });
    const { status, body } = await set({ status: 'resolved', close_provider: true });
    expect(status).to.equal(503);
    expect(body).to.deep.include({ error: 'provider_close_failed', provider_result: result });
    expect(body['detail']).to.equal('iTop did not close it. Nothing was changed here.');
    expect(await statusHere()).to.equal('new');
    const { rows } = await api.db.query<Fields>(
      `select level, category from event_log where action = 'provider_close_failed' and target = $1`,
      [`ticket_${id}`],
    );
    expect(rows).to.deep.equal([{ level: 'error', category: 'sync' }]);
    const notes = await api.db.query(`select from ticket_notes where ticket_id = $1 and source = 'ticket-status'`, [
      id,
    ]);
    expect(notes.rowCount).to.equal(0);
  });

  it('is not asked for when nobody asked for it, or when the status is not one to close at', async () => {
    for (const fields of [
      { status: 'resolved' },
      { status: 'resolved', close_provider: false },
      { status: 'in_progress', close_provider: true },
      { status: 'cancelled', close_provider: true },
    ])
      expect((await set(fields)).body['provider_result']).to.deep.equal({ status: 'skipped', reason: 'not_requested' });
    expect(asked).to.deep.equal([]);
  });

  for (const there of [
    { provider: 'local', provider_sync_status: 'local_only' },
    { provider_sync_status: 'create_failed' },
    { provider_sync_status: 'pending_create' },
    { provider_ref: 'LOCAL-20260101' },
  ])
    it(`is skipped for a ticket that is not there (${JSON.stringify(there)}), and says so`, async () => {
      await mirrored(there);
      const { body } = await set({ status: 'closed', close_provider: true });
      expect(body['provider_result']).to.include({ status: 'skipped', reason: 'provider_not_synced' });
      expect(body['provider_result']).to.have.all.keys('status', 'reason', 'provider', 'provider_sync_status');
      expect(asked).to.deep.equal([]);
      expect(await statusHere()).to.equal('closed');
    });

  it('goes for all four statuses that providers know as an end', () => {
    const ticket = { provider: 'itop', provider_ref: '77', provider_sync_status: 'synced', itop_ref: '77' };
    const goes = (status: string): boolean => notClosedThere(ticket, { closeProvider: true, status }) === undefined;
    expect(['resolved', 'closed', 'closed/resolved', 'implemented'].every(goes)).to.equal(true);
    expect(['rejected', 'canceled', 'blocked', 'new'].some(goes)).to.equal(false);
  });

  it('comes by the compatibility form as well', async () => {
    for (const method of ['POST', 'PUT', 'PATCH']) {
      await set({ status: 'resolved', close_provider: true, reason: method }, method, '');
      expect(asked.at(-1)?.reason).to.equal(method);
    }
  });

  it('is not asked for by who may not, sees not, or is too late', async () => {
    const knock = (token: string, headers: Record<string, string> = {}): Promise<Response> =>
      fetch(`${replica.url}/api/tickets/${id}/status`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ status: 'closed', close_provider: true }),
      });
    expect((await knock(api.tokenOf('ana'))).status).to.equal(403);
    expect((await knock(api.tokenOf('cy'))).status).to.equal(404);
    expect((await knock(api.tokenOf('bo'), { 'if-match': '"999"' })).status).to.equal(412);
    expect(asked).to.deep.equal([]);
  });
});
