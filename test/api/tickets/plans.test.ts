import { expect } from 'chai';
import type { Queryable } from '../../../api/db/index.js';
import type { Caller } from '../../../api/http/caller.js';
import { contextQuery } from '../../../api/tickets/contextQuery.js';
import { listQuery } from '../../../api/tickets/listQuery.js';
import { readContext } from '../../../api/tickets/sql/readContext.js';
import { listTickets } from '../../../api/tickets/sql/listTickets.js';
import { createTicket, getTicket, type Ticket } from '../../../api/tickets/index.js';
import { createBody } from '../../../api/tickets/contract.js';
import { openPeople } from '../../../api/access/index.js';
import { loadRoles } from '../../../config/index.js';
import { startTestApi, type TestApi } from '../../support/api.js';
import { fileTicket } from '../../support/runs.js';
import { officePeople } from './officePeople.js';

/** Tables that grow with every ticket; none of them is read from one end to the other. */
const large = [
  'tickets',
  'ticket_words',
  'ticket_notes',
  'ticket_attachments',
  'audit_log',
  'event_log',
  'agent_steering_events',
];

describe('what is asked of a million tickets', () => {
  let api: TestApi;
  let admin: Caller;
  let bo: Caller;
  let ana: Caller;
  let ticket: Ticket;
  before(async () => {
    api = await startTestApi({ config: officePeople });
    const people = openPeople(loadRoles());
    const person = async (name: string): Promise<Caller> => {
      const found = await people.byName(api.db, name, 'rest');
      if (!found) throw new Error(`${name} is not there`);
      return found;
    };
    [admin, bo, ana] = [await person('admin'), await person('bo'), await person('ana')];
    await api.db.query(
      `insert into tickets (itop_ref, title, description, owning_group, priority, status, assignee, updated_at)
       select 'BULK-' || n, 'Ticket ' || md5(n::text), md5((n * 7)::text), 'Group ' || n % 50, 'P' || n % 4 + 1,
         case when n % 20 = 0 then 'new' else 'closed' end, 'person ' || n % 500, clock_timestamp() - make_interval(secs => n)
       from generate_series(1, 4000) as n`,
    );
    const id = await fileTicket(api, 'ana', { owning_group: 'Cloud Operations' });
    ticket = (await getTicket(api.db, id, admin)) as Ticket;
    await api.db.query('analyze');
  });
  after(() => api?.stop());

  /** The plans of every statement that `work` sends, where reading a whole table is the last thing that Postgres does. */
  async function plansOf(work: (q: Queryable) => Promise<unknown>): Promise<string> {
    const connection = await api.db.connect();
    const plans: string[] = [];
    try {
      await connection.query('set enable_seqscan = off');
      const watched = {
        async query(sql: string, params: unknown[]) {
          if (/^\s*(select|with|update)/i.test(sql)) {
            const { rows } = await connection.query<Record<string, string>>(`explain ${sql}`, params);
            plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
          }
          return connection.query(sql, params);
        },
      };
      await connection.query('begin');
      await work(watched as unknown as Queryable);
    } finally {
      await connection.query('rollback');
      await connection.query('reset enable_seqscan');
      connection.release();
    }
    return plans.join('\n');
  }
  function expectIndexed(plan: string): void {
    for (const table of large) expect(plan).to.not.match(new RegExp(`Seq Scan on ${table}\\b`));
    expect(plan).to.contain('Index');
  }
  const listed = (query: Record<string, unknown>, caller = admin): Promise<string> =>
    plansOf((q) => listTickets(q, caller, listQuery.parse(query)));

  const filters: readonly Record<string, unknown>[] = [
    {},
    { status: 'new' },
    { priority: 'P1' },
    { provider: 'LOCAL' },
    { owning_group: 'Group 7' },
    { assignee: 'person 77' },
    { q: md5ish() },
    { q: md5ish(), status: 'new' },
    { agent_state: 'assigned' },
    { agent_state: 'running' },
    { agent_only: true },
    { sort_by: 'id' },
    { sort_by: 'created_at', sort_dir: 'asc' },
    { sort_by: 'title', sort_dir: 'asc' },
    { sort_by: 'title' },
  ];
  function md5ish(): string {
    return '0a1b2c3';
  }
  for (const filter of filters)
    it(`reads an index for the list ${JSON.stringify(filter)}`, async () => {
      expectIndexed(await listed(filter));
    });

  it('reads an index for the tickets of one group, and for those of one requester', async () => {
    expectIndexed(await listed({}, bo));
    expectIndexed(await listed({ status: 'new' }, bo));
    expectIndexed(await listed({}, ana));
  });

  it('goes on from a cursor without walking to it', async () => {
    const { nextCursor } = await listTickets(api.db, admin, listQuery.parse({ limit: 5, offset: 2_000 }));
    const plan = await listed({ limit: 5, cursor: nextCursor });
    expectIndexed(plan);
    expect(plan).to.match(/Index Cond: \(?.*updated_at <=/);
  });

  it('sorts nothing for a page in the usual order', async () => {
    const plan = await listed({ limit: 5 });
    expect(plan).to.contain('tickets_updated_at_id_idx');
  });

  it('finds the ticket that a conversation has filed already', async () => {
    const input = createBody.parse({
      title: 'x',
      access_scope: { source: 'ops-chat', session_id: 5, message_hash: 'abc' },
    });
    const origin = { sessionId: null, threadId: null, requesterPersonId: null };
    const plan = await plansOf((q) => createTicket(q, admin, input, origin));
    expect(plan).to.contain('tickets_of_chats').and.not.contain('Seq Scan on tickets');
  });

  it('reads the context by indexes, in two statements', async () => {
    let statements = 0;
    const plan = await plansOf((q) =>
      readContext(
        {
          query: ((sql: string, params: unknown[]) => {
            statements += 1;
            return q.query(sql, params);
          }) as unknown as Queryable['query'],
        },
        ticket,
        admin,
        { ...contextQuery.parse({}), external_url: null },
      ),
    );
    expect(statements).to.equal(2);
    expectIndexed(plan);
  });
});
