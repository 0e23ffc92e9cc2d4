import { cp, mkdtemp, readdir, rm, unlink } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { migrate, openPool, type Database } from '../../../api/db/index.js';
import { requireLease } from '../../../api/leases/index.js';
import { migrationsFolder } from '../../support/postgres.js';
import { onePostgres } from '../rooms/onePostgres.js';

describe('agents of a database from before there were vaults', () => {
  let db: Database;
  let older: string;
  const ids: Record<string, number> = {};
  before(async () => {
    older = await mkdtemp('/tmp/opsroom-test-older-');
    await cp(migrationsFolder, older, { recursive: true });
    for (const name of await readdir(older))
      if (/^\d{4}_/.test(name) && name >= '0015') await unlink(path.join(older, name));
    const url = await (await onePostgres()).freshDatabase({ migrated: false });
    await migrate(url, older);
    db = openPool(url, () => undefined);
    for (const status of ['running', 'pending_approval', 'finished']) {
      const { rows } = await db.query<{ id: number }>(
        `with t as (insert into tickets (itop_ref, title) values ($1, 'From before') returning id)
         insert into agents (ticket_id, harness, status) select id, 'codex', $1 from t returning id`,
        [status],
      );
      ids[status] = rows[0]?.id ?? 0;
    }
    const { rows } = await db.query<{ id: number }>(
      `insert into agents (harness, status) values ('codex', 'running') returning id`,
    );
    ids['without a ticket'] = rows[0]?.id ?? 0;
    await migrate(url, migrationsFolder);
  });
  after(async () => {
    await db?.end();
    await rm(older, { recursive: true, force: true });
  });

  const leases = async (agentId = 0): Promise<unknown[]> =>
    (
      await db.query<{ action: string }>('select action from agent_vault_leases where agent_id = $1 order by id', [
        agentId,
      ])
    ).rows.map(({ action }) => action);

  it('that live have the access to their own ticket, and no others have any', async () => {
    const three = ['read', 'note', 'request_access'];
    expect(await leases(ids['running'])).to.deep.equal(three);
    expect(await leases(ids['pending_approval'])).to.deep.equal(three);
    expect(await leases(ids['finished'])).to.deep.equal([]);
    expect(await leases(ids['without a ticket'])).to.deep.equal([]);
  });

  it('can use it, and lose it with their end', async () => {
    const agentId = ids['running'] ?? 0;
    const { rows } = await db.query<{ ticket_id: number }>('select ticket_id from agents where id = $1', [agentId]);
    const own = {
      system: 'dashboard',
      resource_type: 'ticket',
      resource_id: String(rows[0]?.ticket_id),
      action: 'note',
    };
    expect((await requireLease(db, agentId, own)).kind).to.equal('allowed');
    expect((await requireLease(db, agentId, { ...own, resource_id: '999999' })).kind).to.equal('denied');
    await db.query(`update agents set status = 'stopped' where id = $1`, [agentId]);
    expect((await requireLease(db, agentId, own)).kind).to.equal('denied');
  });

  it('the application itself cannot rewrite the log of decisions, nor drop what keeps it', async () => {
    for (const statement of [
      `update access_decision_log set decision = 'allow'`,
      'delete from access_decision_log',
      'truncate access_decision_log',
      'drop trigger access_decision_log_append_only on access_decision_log',
      'alter table agent_vault_leases disable trigger all',
    ])
      expect(await db.query(statement).catch((error: unknown) => String(error)), statement).to.match(
        /append-only|must be owner|permission denied/,
      );
  });
});
