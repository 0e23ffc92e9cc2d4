import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import pg from 'pg';
import { claimTask } from '../../api/agents/index.js';
import { claimTurn } from '../../api/chat/index.js';
import { migrate } from '../../api/db/index.js';
import type { Secret } from '../../config/secret.js';
import { numberIn, startTestApi, type Fields, type TestApi, type Who } from '../support/api.js';
import { migrationsFolder } from '../support/postgres.js';
import { rowsIn } from './access/newPerson.js';
import { onePostgres } from './rooms/onePostgres.js';
import { heldTokens, olderRows } from './upgrade/olderRows.js';

type Rows = ReadonlyMap<string, readonly Fields[]>;

async function rowsOf(client: pg.Client): Promise<Rows> {
  const { rows: tables } = await client.query<{ name: string }>(
    `select table_name as name from information_schema.tables
     where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> 'schema_migrations' order by 1`,
  );
  const found = new Map<string, Fields[]>();
  for (const { name } of tables) {
    const { rows } = await client.query<{ row: Fields }>(`select to_jsonb(t) as row from "${name}" t`);
    found.set(
      name,
      rows.map(({ row }) => row),
    );
  }
  return found;
}

const sorted = (rows: readonly Fields[]): string[] => rows.map((row) => JSON.stringify(row)).sort();

const line = (row: Fields, ...names: string[]): string => names.map((name) => String(row[name])).join(' ');

/** The rows with the columns that they had then. */
function asItWas(rows: readonly Fields[], was: readonly Fields[]): Fields[] {
  const columns = Object.keys(was[0] ?? {});
  return rows.map((row) => Object.fromEntries(columns.map((column) => [column, row[column]])));
}

describe('a populated database of the first landed schema', () => {
  let url: Secret;
  let owner: pg.Client;
  let older: Rows;
  let newer: Rows;

  before(async () => {
    const folder = await mkdtemp('/tmp/opsroom-test-first-');
    const first = (await readdir(migrationsFolder)).filter((name) => /^000\d_\w+\.sql$/.test(name));
    for (const name of first) await cp(path.join(migrationsFolder, name), path.join(folder, name));
    url = await (await onePostgres()).freshDatabase({ migrated: false });
    await migrate(url, folder);
    await rm(folder, { recursive: true, force: true });
    owner = new pg.Client({ connectionString: url.reveal() });
    await owner.connect();
    for (const statement of olderRows) await owner.query(statement);
    older = await rowsOf(owner);
    const applied = await migrate(url, migrationsFolder);
    expect(applied[0]).to.match(/^0010_/);
    newer = await rowsOf(owner);
  });
  after(() => owner?.end());

  const now = (table: string): readonly Fields[] => newer.get(table) ?? [];
  const byId = (table: string, id: number): Fields => now(table).find((row) => row['id'] === id) ?? {};

  it('holds a row in every table, so that nothing is left out of what follows', () => {
    const empty = [...older].filter(([, rows]) => rows.length === 0).map(([name]) => name);
    expect(empty).to.deep.equal([]);
    expect(older.size).to.be.greaterThan(40);
  });

  it('keeps every row of every table with the values that it had', () => {
    for (const [name, was] of older) {
      if (name === 'agent_workflows') continue;
      expect(sorted(asItWas(now(name), was)), name).to.deep.equal(sorted(was));
    }
  });

  it('keeps its workflows; of two that wait under one key the older one is superseded, and nothing else changes', () => {
    const was = older.get('agent_workflows') ?? [];
    const told = (rows: readonly Fields[]): string[] =>
      sorted(rows.map((row) => ({ ...row, status: null, edited_at: null })));
    expect(told(asItWas(now('agent_workflows'), was))).to.deep.equal(told(was));
    expect([1, 2, 3, 4].map((id) => byId('agent_workflows', id)['status'])).to.deep.equal([
      ...['active', 'superseded', 'draft', 'retired'],
    ]);
  });

  it('knows when a ticket ended: by the note that says so, else by its last change', () => {
    const ended = (id: number): unknown => byId('tickets', id)['ended_at'];
    expect([ended(1), ended(2), ended(4)]).to.deep.equal([null, null, null]);
    expect(new Date(String(ended(3))).toISOString()).to.equal('2026-03-05T10:00:00.000Z');
    expect(new Date(String(ended(5))).toISOString()).to.equal('2026-03-04T05:06:07.000Z');
  });

  it('has the words of every ticket, and says of files for whom they are', () => {
    expect(now('ticket_words')).to.have.length(now('tickets').length);
    const words = now('ticket_words').find((row) => row['ticket_id'] === 1)?.['words'];
    expect(words).to.contain('the disk of web-1 is full').and.to.contain('überlauf');
    for (const file of now('ticket_attachments')) expect(file).to.include({ audience: 'user', stored: false });
  });

  it('gives agents that live the access to their own ticket, and none to those that ended', () => {
    const leases = now('agent_vault_leases').map((row) => line(row, 'agent_id', 'resource_id', 'action'));
    expect(leases.sort()).to.deep.equal([
      ...['1 1 note', '1 1 read', '1 1 request_access', '3 2 note', '3 2 read', '3 2 request_access'],
    ]);
  });

  it('remembers of people what the new columns ask: last sign-in, the password that was brought in, that they are not switched off', () => {
    const password = now('passwords')[0] ?? {};
    expect(password['seeded_hash']).to.equal(password['hash']);
    expect(new Date(String(byId('persons', 1)['last_login_at'])).toISOString()).to.equal('2026-02-03T04:05:06.000Z');
    for (const person of now('persons')) expect(person['switched_off_at']).to.equal(null);
    for (const token of now('tokens')) expect(token['roles']).to.equal(null);
  });

  it('knows which service a conversation belongs to that no person holds: the one that said its first words', () => {
    const service = now('principals').find(({ name }) => name === 'platform-service')?.['id'];
    expect(service).to.be.a('number');
    const whose = now('ops_chat_sessions').map((row) => [row['id'], row['principal_id'], row['service_user']]);
    expect(whose.sort()).to.deep.equal([
      [1, null, null],
      [2, service, null],
    ]);
  });

  it('is not migrated a second time', async () => {
    expect(await migrate(url, migrationsFolder)).to.deep.equal([]);
    const again = await rowsOf(owner);
    for (const [name, rows] of newer) expect(sorted(again.get(name) ?? []), name).to.deep.equal(sorted(rows));
  });

  it('is refused where a landed migration was changed, before anything is written', async () => {
    const folder = await mkdtemp('/tmp/opsroom-test-changed-');
    await cp(migrationsFolder, folder, { recursive: true });
    await cp(path.join(folder, '0001_persons.sql'), path.join(folder, '0010_tickets.sql'));
    const refused = await migrate(url, folder).catch(String);
    expect(refused).to.contain('0010_tickets.sql was changed after it was applied');
    await rm(folder, { recursive: true, force: true });
  });

  describe('and the product on it', () => {
    let api: TestApi;
    before(async () => {
      api = await startTestApi({ database: url });
    });
    after(() => api?.stop());
    const get = async (as: Who, address: string): Promise<Fields> => {
      const { status, body, text } = await api.call(as, 'GET', address);
      expect(status, `${address} ${text}`).to.equal(200);
      return body;
    };
    const ids = (rows: readonly Fields[]): unknown[] => rows.map((row) => row['id']).sort();

    it('lets people in with the password, token and session that they had, and not with a revoked one', async () => {
      const { rows } = await owner.query<{ changed_at: Date }>('select changed_at from passwords where person_id = 1');
      expect(rows[0]?.changed_at.toISOString(), 'the password of the first start').to.equal('2026-01-02T00:00:00.000Z');
      expect((await get({ token: heldTokens.personal }, '/api/access/me'))['username']).to.equal('bo');
      expect((await get({ token: heldTokens.session }, '/api/access/me'))['username']).to.equal('ana');
      expect((await api.call({ token: heldTokens.revoked }, 'GET', '/api/access/me')).status).to.equal(401);
    });

    it('lists tickets to each as to each they belong', async () => {
      expect(ids(rowsIn(await get('admin', '/api/tickets'), 'tickets'))).to.deep.equal([1, 2, 3, 4, 5]);
      expect(ids(rowsIn(await get('ana', '/api/tickets'), 'tickets'))).to.deep.equal([1, 3]);
      const closed = rowsIn(await get('admin', '/api/tickets?status=closed'), 'tickets');
      expect(closed[0]).to.include({ id: 5, provider: 'itop', provider_ref: 'R-000005' });
    });

    it('shows a ticket with all that hangs on it', async () => {
      const context = await get('admin', '/api/tickets/1/context');
      expect(ids(rowsIn(context, 'notes'))).to.deep.equal([1, 2, 3]);
      expect(ids(rowsIn(context, 'attachments'))).to.deep.equal([1]);
      expect(ids(rowsIn(context, 'change_requests'))).to.deep.equal([1, 2, 3, 4, 5, 6, 7]);
      expect(ids(rowsIn(context, 'tasks'))).to.deep.equal([1]);
      const mine = await get('ana', '/api/tickets/1/context');
      expect(ids(rowsIn(mine, 'notes')), 'an internal note stays inside').to.deep.equal([2, 3]);
    });

    it('finds what was written then', async () => {
      for (const [word, type, id] of [
        ['überlauf', 'ticket', 1],
        ['journal', 'ticket_note', 1],
        ['phishing', 'ticket', 3],
      ] as const) {
        const found = rowsIn(await get('admin', `/api/search/global?q=${encodeURIComponent(word)}`), 'results');
        expect(
          found.map((row) => line(row, 'type', 'id')),
          word,
        ).to.include(`${type} ${id}`);
      }
    });

    it('shows the old trail on one page: audit rows, events and notes', async () => {
      const trail = rowsIn(await get('admin', '/api/dashboard/audit?ticket_id=1&limit=100'), 'audit');
      const shown = trail.map((row) => line(row, 'source', 'id'));
      expect(shown).to.include.members(['audit 1', 'event 1', 'note 1', 'note 2', 'note 3']);
    });

    it('hands out the work that waited, and the agent at work goes on with its token', async () => {
      expect(await get({ token: heldTokens.run }, '/api/tickets/1')).to.include({ id: 1, agent_id: 1 });
      expect((await claimTask(api.db, 'runner-2', 60, ['codex']))?.ticketId).to.equal(2);
      expect((await claimTurn(api.db, 'runner-2', 60))?.brief.session_id).to.equal(1);
      const told = rowsIn(await get('service', '/api/ops-chat/outbound/pending'), 'events');
      expect(told).to.have.length(1);
      expect(told[0]?.['body']).to.contain('Which VPN?');
    });

    it('decides the gate that was open, and leaves every other as it was decided', async () => {
      const states = async (): Promise<unknown[]> =>
        (await owner.query<{ state: string }>('select state from changes order by id')).rows.map(({ state }) => state);
      const decided = ['approved', 'rejected', 'expired', 'completed', 'failed', 'withdrawn'];
      expect(await states()).to.deep.equal(['pending', ...decided]);
      const own = await api.call('ana', 'POST', '/api/changes/1/approve', { reason: 'Mine' });
      expect(own.status).to.equal(403);
      const { status, text } = await api.call('bo', 'POST', '/api/changes/1/approve', { reason: 'Still right' });
      expect(status, text).to.equal(200);
      expect(await states()).to.deep.equal(['approved', ...decided]);
    });

    it("keeps the owner's rules and groups at the start, and goes on counting ids", async () => {
      const { rules, groups } = (await get('admin', '/api/intake/raci')) as { rules: Fields[]; groups: Fields[] };
      expect(rules.find((rule) => rule['id'] === 12)).to.include({ name: 'As the owner wants it' });
      expect(rules.map((rule) => rule['id'])).to.include(900);
      const group = groups.find((one) => one['name'] === 'Infrastructure Operations');
      expect(group).to.include({ default_assignee: 'whom-the-owner-named', risk_level: 'high' });
      const filed = await api.call('ana', 'POST', '/api/tickets', { title: 'One more', auto_assign: false });
      expect(numberIn(filed.body, 'id')).to.equal(6);
    });
  });
});
