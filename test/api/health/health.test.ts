import { expect } from 'chai';
import { publishRunner } from '../../../api/agents/index.js';
import { commitSync, recordHomeserver, renewAccount, takeAccount } from '../../../api/rooms/index.js';
import { startTestApi, type Fields, type TestApi } from '../../support/api.js';
import { fileTicket } from '../../support/runs.js';

describe('health', () => {
  let api: TestApi;
  const account = '@opsbot:localhost';
  let homeserver: string | undefined;
  before(async () => {
    api = await startTestApi({
      api: { homeserverUrl: () => homeserver, matrix: { userId: () => undefined, roomAlias: () => '#ops:localhost' } },
    });
  });
  after(() => api?.stop());

  const matrix = async (): Promise<Fields> => (await api.call('ana', 'GET', '/api/ops-chat/matrix/health')).body;
  const ready = (): ReturnType<TestApi['call']> => api.call('admin', 'GET', '/health/ready');
  const checks = (body: Fields): Record<string, Fields> => body['checks'] as Record<string, Fields>;
  const publish = (): Promise<void> =>
    publishRunner(api.db, {
      ...{ id: 'r', host: 'h', pid: 1, harnesses: [], active_runs: [], max_concurrent: 1 },
      isolation: { kind: 'none', sentence: '', runs_plans: false },
    });
  let epoch = 0;
  async function hold(seconds: number): Promise<void> {
    const taken = await takeAccount(api.db, { userId: account, holder: 'host 1', seconds });
    if (taken) epoch = taken.epoch;
    else await renewAccount(api.db, { userId: account, epoch, seconds });
  }
  const connected = (state: boolean, failure?: string): Promise<void> =>
    recordHomeserver(api.db, {
      ...{ userId: account, epoch },
      state: { connected: state, changedAt: new Date().toISOString(), ...(failure === undefined ? {} : { failure }) },
    });

  it('tells everybody that it answers and which version, and nothing else', async () => {
    const { status, body } = await api.call('nobody', 'GET', '/health');
    expect([status, body]).to.deep.equal([200, { status: 'ok', version: '0.0.0-test' }]);
    for (const path of ['/health/ready', '/metrics']) {
      expect((await api.call('nobody', 'GET', path)).status, path).to.equal(401);
      expect((await api.call('ana', 'GET', path)).status, path).to.equal(403);
    }
  });

  it('Matrix: not configured, then down until a bot has signed in', async () => {
    expect(await matrix()).to.include({ status: 'not_configured', connected: false, homeserver_url: null });
    homeserver = 'http://127.0.0.1:8008';
    expect(await matrix()).to.include({ status: 'down', homeserver_url: homeserver, room_alias: '#ops:localhost' });
  });

  it('Matrix: ok while the account is held and the homeserver answers, whoever asks', async () => {
    await hold(10);
    await connected(true);
    const nothing = { rooms: [], members: [], events: [] };
    expect(await commitSync(api.db, { account, epoch, since: null, nextBatch: 's1', ...nothing })).to.have.property(
      'outcome',
      'committed',
    );
    const seen = await matrix();
    expect(seen).to.include({ status: 'ok', connected: true, account, holder: 'host 1', dead_letters: 0 });
    expect(Date.parse(String(seen['last_sync_at']))).to.be.closeTo(Date.now(), 5_000);
  });

  it('Matrix: a homeserver that does not answer is down at once, with the reason', async () => {
    await connected(false, 'connect ECONNREFUSED');
    const seen = await matrix();
    expect(seen).to.include({ status: 'down', connected: false });
    expect(seen['detail']).to.contain('ECONNREFUSED');
    await connected(true);
    expect((await matrix())['status']).to.equal('ok');
  });

  it('Matrix: a bot that died is down when its lease is over', async () => {
    await hold(0.5);
    expect((await matrix())['status']).to.equal('ok');
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(await matrix()).to.include({ status: 'down', holder: null });
    await hold(600);
    await connected(true);
  });

  it('Matrix: what could not be said, and what waits too long, is degraded', async () => {
    await api.db.query(`insert into outbox (room_id, kind, status) values ('!r:localhost', 'reply', 'dead')`);
    expect(await matrix()).to.include({ status: 'degraded', connected: true, dead_letters: 1 });
    await api.db.query(`update outbox set created_at = clock_timestamp() - interval '2 days'`);
    expect(await matrix()).to.include({ status: 'ok', dead_letters: 1 });
    await api.db.query(
      `insert into outbox (room_id, kind, created_at) values ('!r:localhost', 'reply', clock_timestamp() - interval '2 minutes')`,
    );
    expect(await matrix()).to.include({ status: 'degraded', outbox_open: 1 });
    await api.db.query(`update outbox set status = 'sent' where status = 'pending'`);
  });

  it('ready is 503 while something is down and names it, and 200 when all of it stands', async () => {
    const without = await ready();
    expect([without.status, without.body['status']]).to.deep.equal([503, 'not_ready']);
    expect(checks(without.body)['runners']).to.include({ status: 'down', live: 0 });
    await publish();
    const { status, body } = await ready();
    expect([status, body['status'], body['version']], JSON.stringify(body)).to.deep.equal([200, 'ready', '0.0.0-test']);
    const { database, migrations, runners, matrix: side, outbox } = checks(body);
    for (const check of [database, migrations, runners, side, outbox]) expect(check?.['status']).to.equal('ok');
    expect(migrations).to.deep.include({ missing: [] });
    expect(outbox).to.include({ pending: 0, dead_letters: 1 });
  });

  it('metrics count the work by state, next to the process itself', async () => {
    await fileTicket(api, 'ana');
    await api.call('ana', 'POST', '/api/ops-chat/message', { message: 'Hello' }, { prefer: 'respond-async' });
    await publish();
    const scrape = async (): Promise<string> => (await api.call('admin', 'GET', '/metrics')).text;
    const { headers } = await api.call('admin', 'GET', '/metrics');
    expect(headers.get('content-type')).to.match(/^text\/plain; version=0\.0\.4/);
    const first = await scrape();
    expect(first)
      .to.contain('opsroom_chat_turns{status="queued"} 1')
      .and.contain('opsroom_outbox_rows{status="dead"} 1');
    expect(first)
      .to.contain('opsroom_runners 1')
      .and.match(/^process_resident_memory_bytes \d+/m);
    await api.db.query(`update ops_chat_turns set status = 'completed'`);
    expect(await scrape())
      .to.contain('opsroom_chat_turns{status="completed"} 1')
      .and.not.contain('status="queued"');
  });
});
