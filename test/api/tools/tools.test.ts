import { expect } from 'chai';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { checkDueTools, forgetOldChecks, seedTools } from '../../../api/tools/index.js';
import { startPeriodic } from '../../../api/periodic.js';
import { numberIn, startTestApi, type Called, type Fields, type TestApi } from '../../support/api.js';
import { fileTicket, startTask, startTurn } from '../../support/runs.js';

describe('tools over REST', () => {
  let api: TestApi;
  let server: Server;
  let asked = 0;
  /** What GitLab answers. */
  let status = 200;
  before(async () => {
    server = createServer((_, response) => {
      asked += 1;
      response.writeHead(status, { connection: 'close' }).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    api = await startTestApi({ config: { tools: { hosts: { GitLab: { host: '127.0.0.1', port } } } } });
  });
  after(async () => {
    await api?.stop();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  beforeEach(async () => {
    [asked, status] = [0, 200];
    await api.db.query('delete from tool_checks');
    await api.db.query(
      `update tools set status = 'unknown', last_check = null, check_lease_until = null, check_interval = 60`,
    );
  });

  const call = (method: string, path = '', body?: unknown): Promise<Called> =>
    api.call('admin', method, `/api/tools${path}`, body);
  const idOf = async (name: string): Promise<number> =>
    (await api.db.query<{ id: number }>('select id from tools where name = $1', [name])).rows[0]?.id ?? 0;
  const rowOf = async (name: string): Promise<Fields> =>
    ((await call('GET')).body['tools'] as Fields[]).find((row) => row['name'] === name) ?? {};
  const events = async (id: number): Promise<string[]> =>
    (
      await api.db.query<{ action: string }>('select action from event_log where target = $1 order by id', [
        `tool_${id}`,
      ])
    ).rows.map(({ action }) => action);
  const checks = async (): Promise<number> => (await api.db.query('select from tool_checks')).rows.length;

  it('are listed by name with their last check, and none of them has been asked by that', async () => {
    const list = await call('GET');
    expect(list.body).to.deep.include({ total: 16, setup_modules: [] });
    expect(await rowOf('Mailcow')).to.include({
      type: 'email',
      host: null,
      status: 'unknown',
      last_check_status: null,
      response_time_ms: null,
    });
    await call('GET', `/${await idOf('GitLab')}`);
    await call('GET', '/status');
    expect([asked, await checks()]).to.deep.equal([0, 0]);
  });

  it('are asked one by one, and what came of it is kept', async () => {
    const id = await idOf('GitLab');
    const answer = await call('POST', `/${id}/check`);
    expect(answer.body).to.include({ tool_id: id, name: 'GitLab', status: 'healthy', error: null });
    expect(numberIn(answer.body, 'response_time_ms')).to.be.at.least(0);
    expect(await rowOf('GitLab')).to.include({ status: 'healthy', last_check_status: 'healthy' });
    const whole = await call('GET', `/${id}`);
    expect(whole.body['recent_checks']).to.have.length(1);
    expect((whole.body['recent_checks'] as Fields[])[0]).to.include({ tool_id: id, status: 'healthy' });
  });

  it('that have no host are unknown, are not asked and have no history', async () => {
    const id = await idOf('Mailcow');
    const answer = await call('POST', `/${id}/check`);
    expect(answer.body).to.deep.equal({
      tool_id: id,
      name: 'Mailcow',
      status: 'unknown',
      response_time_ms: null,
      error: 'No host is configured.',
    });
    expect(await checks()).to.equal(0);
    expect(await events(id)).to.be.empty;
  });

  it('are asked all at once, each with its result', async () => {
    const answer = await call('POST', '/check-all');
    const results = answer.body['results'] as Fields[];
    expect(answer.body['count']).to.equal(16);
    expect(results.filter((row) => row['status'] === 'healthy').map((row) => row['name'])).to.deep.equal(['GitLab']);
    expect(await checks()).to.equal(1);
    const { rows } = await api.db.query(`select from event_log where action = 'check_cycle_complete'`);
    expect(rows).to.have.length(1);
  });

  it('are counted by status', async () => {
    await call('POST', '/check-all');
    const answer = await call('GET', '/status');
    expect(answer.body).to.include({ healthy: 1, degraded: 0, down: 0, unknown: 15, setup_modules: 0 });
    expect((answer.body['tools'] as Fields[]).find(({ name }) => name === 'GitLab')).to.deep.equal({
      name: 'GitLab',
      status: 'healthy',
    });
  });

  it('27.42: an event tells of a change, and not of every check', async () => {
    const id = await idOf('GitLab');
    const before = (await events(id)).length;
    const check = (): Promise<Called> => call('POST', `/${id}/check`);
    for (const code of [200, 200, 503, 503, 503, 200]) {
      status = code;
      await check();
    }
    expect((await events(id)).slice(before)).to.deep.equal(['tool_healthy', 'tool_down', 'tool_healthy']);
    expect(await checks()).to.equal(6);
  });

  it('by themselves, when their time has come and not before', async () => {
    expect(await checkDueTools(api.db)).to.equal(1);
    expect(await checkDueTools(api.db)).to.equal(0);
    await api.db.query(`update tools set last_check = last_check - interval '61 seconds'`);
    expect(await checkDueTools(api.db)).to.equal(1);
    expect(asked).to.equal(2);
  });

  it('27.39: twenty processes that look at the same time ask once', async () => {
    const counts = await Promise.all(Array.from({ length: 20 }, () => checkDueTools(api.db)));
    expect(counts.reduce((sum, count) => sum + count, 0)).to.equal(1);
    expect([asked, await checks()]).to.deep.equal([1, 1]);
  });

  it('27.39: the check of a process that died is made by another one when its lease is over', async () => {
    const id = await idOf('GitLab');
    await api.db.query(`update tools set check_lease_until = clock_timestamp() + interval '20 seconds' where id = $1`, [
      id,
    ]);
    expect(await checkDueTools(api.db)).to.equal(0);
    await api.db.query(`update tools set check_lease_until = clock_timestamp() - interval '1 second' where id = $1`, [
      id,
    ]);
    expect(await checkDueTools(api.db)).to.equal(1);
  });

  it('a result that comes after a later check has begun counts for nothing', async () => {
    const id = await idOf('GitLab');
    const slow = server.listeners('request')[0] as (...args: unknown[]) => void;
    server.removeAllListeners('request');
    const held: (() => void)[] = [];
    server.on('request', (...args: unknown[]) =>
      held.push(() => {
        slow(...args);
      }),
    );
    const first = call('POST', `/${id}/check`);
    while (held.length < 1) await new Promise((resolve) => setImmediate(resolve));
    const second = call('POST', `/${id}/check`);
    while (held.length < 2) await new Promise((resolve) => setImmediate(resolve));
    for (const go of held) go();
    await Promise.all([first, second]);
    server.removeAllListeners('request').on('request', slow);
    expect(await checks()).to.equal(1);
  });

  it('not by themselves where the operator said so', async () => {
    await api.db.query('update tools set check_interval = 0');
    expect(await checkDueTools(api.db)).to.equal(0);
    expect((await call('POST', `/${await idOf('GitLab')}/check`)).body['status']).to.equal('healthy');
  });

  it('are asked by the running product', async () => {
    const periodic = startPeriodic({ db: api.db, log: api.options.log });
    try {
      while (asked === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    } finally {
      await periodic.stop();
    }
    expect(await checks()).to.equal(1);
  }).timeout(20_000);

  it('have a history that is bounded by hours and pages, newest first', async () => {
    const id = await idOf('GitLab');
    await api.db.query(
      `insert into tool_checks (tool_id, status, timestamp) select $1, 'healthy', clock_timestamp() - make_interval(hours => 80 - n) from generate_series(1, 79) n`,
      [id],
    );
    const day = await call('GET', `/${id}/history`);
    expect(day.body).to.include({ tool_id: id, count: 23, total: 23 });
    const page = await call('GET', `/${id}/history?hours=100&limit=10&offset=70`);
    expect(page.body).to.include({ count: 9, total: 79 });
    const times = (day.body['checks'] as Fields[]).map((row) => String(row['timestamp']));
    expect(times).to.deep.equal([...times].sort().reverse());
    expect((await call('GET', `/${id}`)).body['recent_checks']).to.have.length(50);
    for (const hours of ['0', '-1', '100000', 'many'])
      expect((await call('GET', `/${id}/history?hours=${hours}`)).status, hours).to.equal(422);
  });

  it('27.41: checks older than a month are forgotten, and no others', async () => {
    const id = await idOf('GitLab');
    await api.db.query(
      `insert into tool_checks (tool_id, status, timestamp) values ($1, 'down', now() - interval '32 days'), ($1, 'healthy', now() - interval '30 days')`,
      [id],
    );
    expect(await forgetOldChecks(api.db)).to.equal(1);
    expect(await checks()).to.equal(1);
  });

  it('are brought to what is configured again', async () => {
    const id = await idOf('GitLab');
    await api.db.query(`update tools set host = 'elsewhere' where id = $1`, [id]);
    const answer = await call('POST', '/sync-manifest');
    expect(answer.body).to.deep.equal({ status: 'synced', excluded: [], module_count: 16 });
    expect((await rowOf('GitLab'))['host']).to.equal('127.0.0.1');
    const { rows } = await api.db.query(`select from audit_log where action = 'tool_manifest_synced'`);
    expect(rows).to.have.length(1);
    await seedTools(api.db, api.config.tools);
  });

  it('27.40: reading removes no tool, whatever its name', async () => {
    await api.db.query(`insert into tools (name, type) values ('ComfyUI', 'tcp'), ('thehive-old', 'tcp')`);
    await call('GET');
    await call('GET', '/status');
    expect((await call('GET')).body['total']).to.equal(18);
    await api.db.query(`delete from tools where name in ('ComfyUI', 'thehive-old')`);
  });

  it('that are not there are not found', async () => {
    for (const id of ['999999', 'abc', '0', '99999999999999999999'])
      for (const [method, path] of [
        ['GET', ''],
        ['GET', '/history'],
        ['POST', '/check'],
      ] as const)
        expect((await call(method, `/${id}${path}`)).status, `${method} ${id}${path}`).to.equal(404);
  });

  it('are asked by operators alone: agents read at most, requesters nothing', async () => {
    const agent = { token: (await startTask(api, await fileTicket(api, 'ana', { auto_assign: false }))).token };
    await api.db.query(
      `update agent_permission_context set allowed_permissions = array['tools:read', 'tools:operate']`,
    );
    const id = await idOf('GitLab');
    expect((await api.call(agent, 'GET', '/api/tools')).status).to.equal(200);
    for (const path of [`/${id}/check`, '/check-all', '/sync-manifest']) {
      expect((await api.call(agent, 'POST', `/api/tools${path}`)).status, path).to.equal(403);
      expect((await api.call('ana', 'POST', `/api/tools${path}`)).status, path).to.equal(403);
      expect((await api.call('bo', 'POST', `/api/tools${path}`)).status, path).to.equal(403);
      expect((await api.call('nobody', 'POST', `/api/tools${path}`)).status, path).to.equal(401);
    }
    const turn = { token: (await startTurn(api, 'ana')).token };
    for (const who of [turn, 'ana'] as const) expect((await api.call(who, 'GET', '/api/tools')).status).to.equal(403);
    expect(asked).to.equal(0);
  });
});
