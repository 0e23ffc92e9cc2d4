import pg from 'pg';
import { agentPrincipal, openPeople, seedPeople, serviceActor, systemActor } from '../../../api/access/index.js';
import { recordVote, type Change, type GateRules, type VoteOutcome } from '../../../api/changes/index.js';
import { requestBody } from '../../../api/changes/contract.js';
import { requestChange, type Requested } from '../../../api/changes/requestChange.js';
import { openPool, transaction, type Database } from '../../../api/db/index.js';
import type { Caller, Channel } from '../../../api/http/caller.js';
import { lockTicket } from '../../../api/tickets/index.js';
import { loadPolicies } from '../../../config/policies.js';
import { loadRoles } from '../../../config/roles.js';
import { startTestPostgres, type TestServer } from '../../support/postgres.js';

let server: Promise<TestServer> | undefined;
const onePostgres = (): Promise<TestServer> => (server ??= startTestPostgres());
let shared: Promise<House> | undefined;

/**
 * One house for all files about changes, because building one takes most of a second. Each test has tickets of its own;
 * what the file before left open is closed, so that nothing of it is swept or run. Nobody but this file closes it.
 */
export async function openHouse(): Promise<House> {
  shared ??= freshHouse();
  const house = await shared;
  await house.clear();
  return house;
}

/** A house with a database of its own, for tests that look at everything in it; whoever opens it closes it. */
export async function freshHouse(): Promise<House> {
  return House.in(await onePostgres());
}

after(async () => {
  await (await shared)?.close();
  await (await server)?.stop();
});

const roles = loadRoles();
const people = openPeople(roles);

/** name, roles, groups. Max is in the group and may not decide; Eve may decide and is in no group. */
const inhabitants: readonly [string, string[], string[]][] = [
  ['ana', ['requester'], []],
  ['bo', ['approver'], ['ops']],
  ['cy', ['approver'], ['ops']],
  ['dee', ['approver'], ['ops']],
  ['ada', ['platform-admin'], ['admins']],
  ['abe', ['platform-admin'], ['admins']],
  ['nia', ['approver', 'agent-operator'], ['network']],
  ['max', ['requester'], ['ops']],
  ['eve', ['approver'], []],
];

export const rules: GateRules = {
  policies: loadPolicies(undefined),
  ttl: { low: 86_400, medium: 28_800, high: 3_600, critical: 900 },
  executionWindow: 900,
  describedWindow: 86_400,
};

/** What is asked for unless a test says otherwise: two of operations or one administrator decide it. */
export const highRiskRestart = {
  action: 'Restart service',
  target: 'web-1',
  risk_level: 'high',
  plan: { kind: 'argv', argv: ['systemctl', 'restart', 'web'] },
};
export const lowRiskRestart = { ...highRiskRestart, risk_level: 'low' };

export type Ballot = { verb?: 'approve' | 'reject'; reason?: string | null; channel?: Channel; eventId?: string };

export class House {
  private count = 0;
  readonly db: Database;
  /** A second replica's connections to the same database. */
  readonly replica: Database;
  /** Acts as the owner of the tables, which the application never does. */
  readonly owner: Database;

  private constructor(db: Database, replica: Database, owner: Database) {
    this.db = db;
    this.replica = replica;
    this.owner = owner;
  }

  static async in(postgres: TestServer): Promise<House> {
    const url = await postgres.freshDatabase();
    await installClock(url.reveal());
    const owner = new pg.Pool({ connectionString: url.reveal(), max: 2 });
    // The server may end a connection that is being closed already.
    owner.on('error', () => undefined);
    const house = new House(
      openPool(url, () => undefined),
      openPool(url, () => undefined),
      owner,
    );
    const groups = ['ops', 'admins', 'network', 'nobody'].map((name) => ({
      name,
      kind: 'approvers' as const,
      description: '',
      defaultAssignee: null,
      riskLevel: 'low',
      worksEveryTicket: false,
    }));
    await seedPeople(house.db, {
      roles,
      groups,
      people: inhabitants.map(([name, theirRoles, theirGroups]) => ({
        name,
        displayName: name.replace(/^./, (first) => first.toUpperCase()),
        email: null,
        roles: theirRoles,
        groups: theirGroups,
        matrixId: `@${name}:localhost`,
        password: null,
      })),
    });
    await house.db.query(`insert into rooms (room_id, purpose) values ('!approvals:localhost', 'approvals')`);
    return house;
  }

  async close(): Promise<void> {
    await Promise.all([this.db.end(), this.replica.end(), this.owner.end()]);
  }

  /** Ends whatever is not final yet, and lets the clock run. */
  async clear(): Promise<void> {
    await this.clock(null);
    await this.db.query(`update changes set state = 'withdrawn' where state = 'pending'`);
    await this.db.query(`update changes set state = 'drifted' where state in ('approved', 'executing')`);
  }

  async caller(name: string, channel: Channel = 'rest'): Promise<Caller> {
    const caller = await people.byName(this.db, name, channel);
    if (!caller) throw new Error(`there is no ${name}`);
    return caller;
  }

  async personId(name: string): Promise<number> {
    return (await this.caller(name)).personId ?? 0;
  }

  /** A ticket of Ana's. */
  async ticket(owningGroup: string | null = null): Promise<number> {
    this.count += 1;
    return this.one<number>(
      `insert into tickets (itop_ref, title, requester_person_id, owning_group) values ($1, 'Web is slow', $2, $3) returning id`,
      [`LOCAL-${this.count}`, await this.personId('ana'), owningGroup],
    );
  }

  /** An agent at work on the ticket, as it calls the API; `spawner` started it. */
  async agent(ticketId: number, spawner = 'ana'): Promise<Caller> {
    await this.db.query(`update agents set status = 'finished' where ticket_id = $1`, [ticketId]);
    const { principalId } = await this.caller(spawner);
    const agentId = await this.one<number>(
      `insert into agents (ticket_id, harness, status, spawned_by_principal_id, on_behalf_of_person_id)
       select id, 'builtin', 'running', $2, requester_person_id from tickets where id = $1 returning id`,
      [ticketId, principalId],
    );
    const taskId = await this.one<number>(
      `insert into agent_tasks (agent_id, ticket_id, prompt, status) values ($1, $2, 'work', 'running') returning id`,
      [agentId, ticketId],
    );
    return {
      ...(await this.caller('ana')),
      type: 'agent',
      principalId: await agentPrincipal(this.db, agentId),
      name: `agent-${agentId}`,
      personId: null,
      run: { kind: 'task', taskId, agentId, ticketId, attempt: 1 },
    };
  }

  async steer(agent: Caller, person: string): Promise<void> {
    const agentId = agent.run?.kind === 'task' ? agent.run.agentId : 0;
    await this.db.query(
      `insert into agent_steering_events (agent_id, person_id, source, author, body) values ($1, $2, 'dashboard', $3, 'do it so')`,
      [agentId, await this.personId(person), person],
    );
  }

  async service(): Promise<Caller> {
    return { ...(await this.caller('ada')), ...(await serviceActor(this.db)) };
  }

  async system(): Promise<Caller> {
    return { ...(await this.caller('ada')), ...(await systemActor(this.db, 'opsbot')) };
  }

  async ask(
    asked: object = highRiskRestart,
    by?: { caller?: Caller; ticketId?: number; rules?: GateRules },
  ): Promise<Requested> {
    const run = by?.caller?.run?.kind === 'task' ? by.caller.run : undefined;
    const ticketId = by?.ticketId ?? run?.ticketId ?? (await this.ticket());
    const caller = by?.caller ?? (await this.agent(ticketId));
    const task = caller.run?.kind === 'task' ? caller.run : undefined;
    const body = requestBody.parse({ ticket_id: ticketId, ...asked });
    return transaction(this.db, async (q) => {
      const ticket = await lockTicket(q, ticketId);
      if (!ticket) throw new Error('no ticket');
      const agent = task ? { id: task.agentId, taskId: task.taskId } : null;
      return requestChange(q, by?.rules ?? rules, caller, ticket, body, agent);
    });
  }

  /** The id of a gate that stands open. */
  async gate(...asked: Parameters<House['ask']>): Promise<number> {
    const outcome = await this.ask(...asked);
    if (outcome.kind === 'refused') throw new Error(outcome.sentence);
    return outcome.change.id;
  }

  async vote(changeId: number, name: string | Caller, ballot: Ballot = {}, db = this.db): Promise<VoteOutcome> {
    const { verb = 'approve', reason = null, channel = 'rest', eventId } = ballot;
    const voter = typeof name === 'string' ? await this.caller(name, channel) : name;
    return recordVote(db, { changeId, voter, verb, reason, ...(eventId === undefined ? {} : { eventId }) });
  }

  /** A gate that was opened: by Bo alone where one suffices, else by Bo and Cy. */
  async approved(...asked: Parameters<House['ask']>): Promise<number> {
    const id = await this.gate(...asked);
    for (const name of ['bo', 'cy']) {
      const outcome = await this.vote(id, name, { reason: 'it is needed' });
      if (outcome.kind === 'applied' && outcome.state === 'approved') return id;
    }
    throw new Error(`change ${id} was not approved`);
  }

  async change(id: number): Promise<Change> {
    const { rows } = await this.db.query<Change>('select * from changes where id = $1', [id]);
    if (!rows[0]) throw new Error(`there is no change ${id}`);
    return rows[0];
  }

  async one<T>(sql: string, params: unknown[] = []): Promise<T> {
    const { rows } = await this.db.query<Record<string, T>>(sql, params);
    const [value] = Object.values(rows[0] ?? {});
    if (value === undefined) throw new Error('no row came back');
    return value;
  }

  async refusalOf(sql: string, params: unknown[] = [], as: Database = this.db): Promise<string> {
    try {
      await as.query(sql, params);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    return 'nothing was refused';
  }

  /** Stops the database's clock at a moment such as `expires_at from changes where id = $1`; null lets it run again. */
  async clock(sql: string | null, ...params: unknown[]): Promise<void> {
    await this.owner.query(`delete from clock.hands`);
    if (sql !== null) await this.owner.query(`insert into clock.hands (at) select ${sql}`, params);
  }

  /** The same, but the clock moves on by a millisecond each time that it is looked at. */
  async tickingClock(sql: string, ...params: unknown[]): Promise<void> {
    await this.clock(sql, ...params);
    await this.owner.query(
      `with again as (select setval('clock.looks', 1, false)) update clock.hands set step = interval '1 millisecond' from again`,
    );
  }

  auditOf(changeId: number): Promise<string[]> {
    return this.one<string[]>(
      `select coalesce(array_agg(action order by id), '{}') from audit_log where target = 'change_' || $1::text`,
      [changeId],
    );
  }
}

/** Puts a clock that can be stopped before the server's own, for every statement and trigger of later connections. */
async function installClock(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`
    create schema clock;
    create table clock.hands (at timestamptz not null, step interval not null default '0');
    create sequence clock.looks minvalue 0 start 0;
    create function clock.clock_timestamp() returns timestamptz language sql volatile as
      $$ select coalesce((select at + step * nextval('clock.looks') from clock.hands), pg_catalog.clock_timestamp()) $$;
    grant usage on schema clock to public;
    grant select on clock.hands to public;
    grant usage on sequence clock.looks to public;
    alter database ${new URL(url).pathname.slice(1)} set search_path = clock, pg_catalog, public`);
  await client.end();
}
