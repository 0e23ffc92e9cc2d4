import { expect } from 'chai';
import pino from 'pino';
import { forgetEndedSessions } from '../../api/access/index.js';
import { forgetGoneRunners } from '../../api/agents/index.js';
import { openPool } from '../../api/db/index.js';
import { forgetKeys } from '../../api/http/idempotency.js';
import { startPeriodic } from '../../api/periodic.js';
import { Secret } from '../../config/index.js';
import { numberIn, startTestApi, type TestApi } from '../support/api.js';
import { fileTicket } from '../support/runs.js';

describe('what happens by itself', () => {
  let api: TestApi;
  before(async () => {
    api = await startTestApi();
  });
  after(() => api?.stop());

  it('a gate that nobody decided is expired within ten seconds, however many processes look', async () => {
    const ticket = await fileTicket(api, 'ana');
    const asked = await api.call('admin', 'POST', '/api/changes/request', {
      ...{ ticket_id: ticket, action: 'Restart', target: 'web-1', risk_level: 'low' },
    });
    const id = numberIn(asked.body, 'change_id');
    const many = [1, 2, 3].map(() => startPeriodic({ db: api.db, log: api.options.log }));
    try {
      await api.db.query('update changes set expires_at = clock_timestamp() where id = $1', [id]);
      const answer = await api.call('admin', 'GET', `/api/changes/${id}/status?wait=20`);
      expect(answer.body).to.include({ state: 'expired', status: 'rejected', final: true });
    } finally {
      await Promise.all(many.map((one) => one.stop()));
    }
    const { rows } = await api.db.query(`select from audit_log where action = 'change_expired'`);
    expect(rows).to.have.length(1);
  }).timeout(30_000);

  it('a work that fails is logged, tried again, and stops nothing', async () => {
    const told: string[] = [];
    const log = pino({ level: 'warn' }, { write: (line: string) => told.push(line) });
    const broken = openPool(new Secret('postgres://nobody@127.0.0.1:1/none'), () => undefined);
    const periodic = startPeriodic({ db: broken, log });
    for (const end = Date.now() + 15_000; told.length < 3 && Date.now() < end;)
      await new Promise((resolve) => setTimeout(resolve, 100));
    await periodic.stop();
    await broken.end();
    expect(told.length).to.be.at.least(3);
    expect(told.join('')).to.contain('periodic work failed').and.contain('ECONNREFUSED');
  }).timeout(30_000);

  it('old keys, ended sign-ins and gone runners are forgotten, and no others', async () => {
    const { db } = api;
    const { rows } = await db.query<{ id: number }>(`select id from principals where name = 'ana'`);
    const key = (name: string, age: string): Promise<unknown> =>
      db.query(
        `insert into idempotency_keys (principal_id, key, route, body_digest, created_at) values ($1, $2, 'r', 'd', clock_timestamp() - $3::interval)`,
        [rows[0]?.id, name, age],
      );
    await key('old', '25 hours');
    await key('young', '23 hours');
    expect(await forgetKeys(db)).to.equal(1);
    await db.query(
      `update login_sessions set expires_at = clock_timestamp() where id = (select min(id) from login_sessions)`,
    );
    await db.query(
      `update login_sessions set revoked_at = clock_timestamp() where id = (select max(id) from login_sessions)`,
    );
    expect(await forgetEndedSessions(db)).to.equal(2);
    await db.query(
      `insert into runner_instances (id, host, pid, max_concurrent, heartbeat_at) values ('dead', 'h', 1, 1, clock_timestamp() - interval '2 hours'), ('live', 'h', 1, 1, clock_timestamp())`,
    );
    expect(await forgetGoneRunners(db)).to.equal(1);
    expect(await forgetKeys(db)).to.equal(0);
  });
});
