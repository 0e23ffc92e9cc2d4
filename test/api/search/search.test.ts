import { expect } from 'chai';
import { startTestApi, type Fields, type TestApi, type Who } from '../../support/api.js';
import { fileTicket, startTask } from '../../support/runs.js';
import { search } from '../../../api/search/search.js';
import type { Caller } from '../../../api/http/caller.js';
import { becomes } from '../tickets/officePeople.js';

type Result = Fields & { readonly type: string; readonly id: number; readonly title: string; readonly snippet: string };

describe('GET /api/search/global', () => {
  let api: TestApi;
  let ticket: number;
  let secret: number;
  before(async () => {
    api = await startTestApi();
    ticket = await fileTicket(api, 'ana', {
      title: 'The zeppelin hangar of web-1 is full',
      description: 'Since eight.',
    });
    secret = await fileTicket(api, 'admin', {
      ...{ title: 'A zeppelin nobody may hear of', security_classification: 'secret' },
    });
    const note = (body: string, visibility: string) =>
      api.call('admin', 'POST', `/api/tickets/${ticket}/notes`, { body, visibility });
    await note('The kaleidoscope stays in the house', 'internal');
    await note('The barometer is for everybody', 'public');
    await api.call('admin', 'POST', '/api/changes/request', {
      ...{ ticket_id: ticket, action: 'Inflate', target: 'zeppelin-7', reason: 'It sags', risk_level: 'low' },
      plan: { kind: 'argv', argv: ['true'] },
    });
    await api.db.query(
      `insert into postmortems (ticket_id, summary) values ($1, 'The zeppelin burst'), ($2, 'The secret zeppelin burst')`,
      [ticket, secret],
    );
    await api.db.query(
      `insert into tools (name, type, description) values ('Zeppelin radar', 'radar', 'Sees them come')`,
    );
    await api.db.query(
      `insert into cicd_security_runs (repo_ref, summary, ticket_id) values ('demo/zeppelin', 'Nothing found', null)`,
    );
    await startTask(api, ticket);
  });
  after(() => api?.stop());

  const find = async (q: string, as: Who = 'admin', limit = 40): Promise<Result[]> => {
    const { status, body } = await api.call(as, 'GET', `/api/search/global?q=${encodeURIComponent(q)}&limit=${limit}`);
    expect(status, JSON.stringify(body)).to.equal(200);
    return body['results'] as Result[];
  };
  const kinds = (results: readonly Result[]): string[] => [...new Set(results.map(({ type }) => type))].sort();

  it('finds a word in everything that the caller may see', async () => {
    // The note is the gate's, which names its target.
    expect(kinds(await find('zeppelin'))).to.deep.equal([
      ...['agent', 'change', 'cicd', 'postmortem', 'ticket', 'ticket_note', 'tool'],
    ]);
    const [first] = await find('zeppelin hangar');
    expect(first).to.include({ type: 'ticket', id: ticket, url: `#tickets:${ticket}`, status: 'in_progress' });
    expect(first?.['metadata']).to.include({ owning_group: 'Infrastructure Operations', requester_name: 'ana' });
  });

  it('says how much it found and of what', async () => {
    const { body } = await api.call('admin', 'GET', '/api/search/global?q=zeppelin&limit=2');
    expect(body).to.include({ query: 'zeppelin', total: 2 });
    expect(body['available_total']).to.be.greaterThan(2);
    expect(Object.values(body['groups'] as Record<string, number>).reduce((a, b) => a + b, 0)).to.equal(2);
  });

  it('finds the beginning of a word, a piece of a name, and what has not all of the words after what has', async () => {
    expect((await find('zepp hang'))[0]).to.include({ type: 'ticket', id: ticket });
    expect((await find('eppeli')).map(({ type }) => type)).to.include('ticket');
    const results = (await find('barometer kaleidoscope hangar')).map(({ type }) => type);
    expect(results).to.include.members(['ticket', 'ticket_note']);
  });

  it('marks where the words stand', async () => {
    const [note] = (await find('barometer')).filter(({ type }) => type === 'ticket_note');
    const marks = note?.['highlights'] as [number, number][];
    expect(marks.map(([from, to]) => note?.snippet.slice(from, to))).to.deep.equal(['barometer']);
    expect(note?.['url']).to.equal(`#tickets:${ticket}`);
  });

  it('takes every character of the words for itself', async () => {
    for (const odd of [
      "o'neill",
      'a\\b',
      '100%',
      "'; drop table tickets; --",
      ':*',
      '& |',
      '<->',
      '\u202e\u202e',
      '()',
    ])
      expect(await find(odd), odd).to.deep.equal([]);
  });

  it('27.7: shows nothing of tickets that one may not see, by no door', async () => {
    await becomes(api, 'cy', { roles: ['auditor'], groups: ['Infrastructure Operations'] });
    const theirs = await find('zeppelin', 'cy');
    expect(kinds(theirs)).to.deep.equal(['agent', 'change', 'cicd', 'postmortem', 'ticket', 'ticket_note', 'tool']);
    expect(JSON.stringify(theirs)).to.not.match(/nobody may hear|secret zeppelin/i);
    await becomes(api, 'cy', { roles: ['auditor'], groups: ['Cloud Operations'] });
    expect(kinds(await find('zeppelin', 'cy'))).to.deep.equal(['cicd', 'tool']);
  });

  it('finds a postmortem without a ticket for who sees every ticket, and for whoever wrote it', async () => {
    await becomes(api, 'cy', { roles: ['auditor'], groups: ['Infrastructure Operations'] });
    await api.db.query(
      `insert into postmortems (summary, principal_id) select 'A theremin hums, says ' || name, id from principals
       where person_id in (select id from persons where name in ('bo', 'cy'))`,
    );
    const summaries = async (as: Who) => (await find('theremin', as)).map(({ snippet }) => snippet.trim()).sort();
    expect(await summaries('cy')).to.deep.equal(['A theremin hums, says cy']);
    expect(await summaries('admin')).to.deep.equal(['A theremin hums, says bo', 'A theremin hums, says cy']);
  });

  it('finds a note only for who may read it', async () => {
    const caller: Caller = {
      ...{ type: 'person', principalId: 1, name: 'eve', personId: null, channel: 'rest', submittedBy: null },
      ...{ capabilities: ['tickets:read'], roles: [], displayName: 'Eve', email: null, run: null, sessionId: null },
      view: {
        ...{ tickets: new Set(['all']), changes: new Set(['none']), notes: new Set(['public']) },
        ...{ maxClassification: 'internal', groups: [], ticketIds: [] },
      },
    };
    const notes = async (q: string): Promise<number> =>
      (await search(api.db, caller, { q, limit: 40 })).results.filter(({ type }) => type === 'ticket_note').length;
    expect(await notes('kaleidoscope')).to.equal(0);
    expect(await notes('barometer')).to.equal(1);
    expect(kinds(await find('kaleidoscope'))).to.include('ticket_note');
  });

  it('leaves out types for which the permission is missing', async () => {
    await becomes(api, 'cy', { roles: ['analyst'], groups: ['Infrastructure Operations'] });
    expect(kinds(await find('zeppelin', 'cy'))).to.deep.equal(['ticket', 'ticket_note']);
    expect(await find('ticket created', 'cy')).to.deep.equal([]);
    expect((await find('ticket created')).map(({ type }) => type)).to.include('audit');
  });

  it('never crowds everything else out with one type, and gives no more than asked', async () => {
    await api.db.query(
      `insert into ticket_notes (ticket_id, body, audience) select $1, 'An ornithopter flew by, ' || n, 'user' from generate_series(1, 30) n`,
      [ticket],
    );
    expect((await find('ornithopter')).length).to.equal(10);
    expect((await find('ornithopter', 'admin', 100)).length).to.equal(12);
    expect((await find('ornithopter', 'admin', 5)).length).to.equal(5);
  });

  it('wants two characters, and no more than a hundred and sixty', async () => {
    for (const wrong of [
      'q=x',
      'q=',
      '',
      `q=${'x'.repeat(161)}`,
      'q=disk&limit=0',
      'q=disk&limit=101',
      'q=%20%20%20a%20',
    ]) {
      const { status, body } = await api.call('admin', 'GET', `/api/search/global?${wrong}`);
      expect([status, body['error']], wrong).to.deep.equal([422, 'invalid_fields']);
    }
  });

  it('is for those who may search, and for no agent', async () => {
    await becomes(api, 'bo', { roles: ['requester'], groups: [] });
    expect((await api.call('bo', 'GET', '/api/search/global?q=zeppelin')).status).to.equal(403);
    const task = await startTask(api, await fileTicket(api, 'ana'));
    await api.db.query(`update agent_permission_context set allowed_permissions = '{*}' where agent_id = $1`, [
      task.agentId,
    ]);
    expect((await api.call({ token: task.token }, 'GET', '/api/search/global?q=zeppelin')).status).to.equal(403);
  });

  it('uses its indexes for words', async () => {
    const { rows } = await api.db.query<{ plan: string }>(
      `select indexdef as plan from pg_indexes where indexname in ('ticket_words_search', 'ticket_notes_search', 'changes_search')`,
    );
    expect(rows.length).to.equal(3);
    const q = await api.db.connect();
    try {
      await q.query('begin');
      await q.query('set local enable_seqscan = off');
      for (const [table, column] of [
        ['ticket_words', 'words'],
        ['ticket_notes', 'body'],
      ] as const) {
        const explained = await q.query<Record<string, string>>(
          `explain select * from ${table} where to_tsvector('simple', ${column}) @@ to_tsquery('simple', $1)`,
          [`'web':*`],
        );
        expect(explained.rows.map((row) => row['QUERY PLAN']).join('\n')).to.include(`${table}_search`);
      }
      await q.query('rollback');
    } finally {
      q.release();
    }
  });
});
