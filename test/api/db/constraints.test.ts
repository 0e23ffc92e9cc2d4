import { expect } from 'chai';
import { openPool, type Database } from '../../../api/db/index.js';
import { startTestPostgres, type TestServer } from '../../support/postgres.js';

describe('rules that the database keeps itself', () => {
  let server: TestServer;
  let db: Database;
  let ticket: number;

  async function idOf(statement: string, values: unknown[] = []): Promise<number> {
    const { rows } = await db.query<{ id: number }>(statement, values);
    const id = rows[0]?.id;
    if (id === undefined) throw new Error('no row came back');
    return id;
  }

  async function refusalOf(statement: string, values: unknown[] = []): Promise<string> {
    try {
      await db.query(statement, values);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    return 'nothing was refused';
  }

  const requestChange = (): Promise<number> =>
    idOf(
      `insert into changes (ticket_id, action, target, plan, plan_kind, digest, policy, policy_name, policy_version, requested_by,
         requested_by_principal_id, expires_at)
       values ($1, 'Disk report', 'this host', '{"argv":["df"]}', 'argv', 'd', '{}', 'low', 1, 'system', 1, clock_timestamp() + interval '1 hour')
       returning id`,
      [ticket],
    );

  before(async () => {
    server = await startTestPostgres();
    db = openPool(await server.freshDatabase(), () => undefined);
    ticket = await idOf(`insert into tickets (itop_ref, title) values ('LOCAL-1', 'Disk is full') returning id`);
  });
  after(async () => {
    await db.end();
    await server.stop();
  });

  it('the application is not the owner of its tables', async () => {
    expect(await refusalOf('alter table audit_log disable trigger all')).to.match(/must be owner/);
    expect(await refusalOf('update schema_migrations set version = 0')).to.match(/permission denied/);
  });

  it('audit rows can be added and never changed, deleted or truncated', async () => {
    await db.query(
      `insert into audit_log (actor, channel, action, canonical, digest) values ('bo', 'rest', 'change_approved', '{}', 'd')`,
    );
    expect(await refusalOf(`update audit_log set actor = 'eve'`)).to.match(/append-only/);
    expect(await refusalOf('delete from audit_log')).to.match(/append-only/);
    expect(await refusalOf('truncate audit_log')).to.match(/permission denied|append-only/);
  });

  it('a change follows its edges and is frozen once it is final', async () => {
    const id = await requestChange();
    expect(await refusalOf(`update changes set state = 'completed' where id = $1`, [id])).to.match(
      /can not go from pending to completed/,
    );
    await db.query(`update changes set state = 'rejected' where id = $1`, [id]);
    expect(await refusalOf(`update changes set state = 'approved' where id = $1`, [id])).to.match(
      /is rejected, which is final/,
    );
    expect(await refusalOf(`update changes set result = 'done' where id = $1`, [id])).to.match(
      /is rejected, which is final/,
    );
    expect(await refusalOf('delete from changes where id = $1', [id])).to.match(/never deleted/);
  });

  it('the plan that was shown is the plan that stays', async () => {
    const id = await requestChange();
    expect(await refusalOf(`update changes set plan = '{"argv":["rm"]}' where id = $1`, [id])).to.match(/frozen/);
    const approver = await idOf(`insert into persons (name, display_name) values ('cy', 'Cy') returning id`);
    await db.query(`update changes set state = 'approved', decided_by_person_id = $2 where id = $1`, [id, approver]);
    expect(await refusalOf(`update changes set digest = 'other' where id = $1`, [id])).to.match(/frozen/);
  });

  it('a reaction counts once, and one person has one vote', async () => {
    const change = await requestChange();
    const person = await idOf(`insert into persons (name, display_name) values ('bo', 'Bo') returning id`);
    const event = `insert into vote_events (change_id, person_id, actor, verb, channel, outcome, event_id)
      values ($1, $2, 'bo', 'approve', 'matrix-reaction', 'applied', '$reaction') returning id`;
    const first = await idOf(event, [change, person]);
    expect(await refusalOf(event, [change, person])).to.match(/vote_events_event_id_key/);
    const vote = `insert into votes (change_id, person_id, verb, vote_event_id) values ($1, $2, 'approve', $3)`;
    await db.query(vote, [change, person, first]);
    expect(await refusalOf(vote, [change, person, first])).to.match(/votes_pkey/);
  });

  it('a ticket has one live agent', async () => {
    const spawn = `insert into agents (ticket_id, harness) values ($1, 'builtin') returning id`;
    const agent = await idOf(spawn, [ticket]);
    expect(await refusalOf(spawn, [ticket])).to.match(/agents_one_live_per_ticket/);
    await db.query(`update agents set status = 'finished' where id = $1`, [agent]);
    expect(await idOf(spawn, [ticket])).to.be.greaterThan(agent);
  });

  it('an encrypted room stays encrypted', async () => {
    await db.query(`insert into rooms (room_id, encrypted) values ('!a', true)`);
    expect(await refusalOf(`update rooms set encrypted = false where room_id = '!a'`)).to.match(/never goes back/);
    expect(await refusalOf(`update rooms set encrypted = null where room_id = '!a'`)).to.match(/never goes back/);
  });
});
