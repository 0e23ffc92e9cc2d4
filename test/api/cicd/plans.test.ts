import { expect } from 'chai';
import { checksSince, recentChecks } from '../../../api/tools/sql/readTools.js';
import { readVersions } from '../../../api/knowledge/sql/readArticle.js';
import { listArticles } from '../../../api/knowledge/sql/listArticles.js';
import { openGatesOf } from '../../../api/cicd/sql/insertRun.js';
import { relatedRuns, type RunRow } from '../../../api/cicd/sql/readRuns.js';
import type { Queryable } from '../../../api/db/index.js';
import type { Caller } from '../../../api/http/caller.js';
import { startTestApi, type TestApi } from '../../support/api.js';

/** Many enough that Postgres would rather take an index than read the table. */
const many = 20_000;

/** Whose view is everything: what it asks is what is asked most. */
const everybody = {
  type: 'service',
  personId: null,
  run: null,
  roles: [],
  view: { tickets: new Set(['all']), maxClassification: 'secret', groups: [], ticketIds: [] },
} as unknown as Caller;

describe('reading from tables that have grown', () => {
  let api: TestApi;
  before(async () => {
    api = await startTestApi();
    await api.db.query(
      `insert into tool_checks (tool_id, status, timestamp)
       select (select min(id) from tools) + n % 16, 'healthy', clock_timestamp() - make_interval(mins => n) from generate_series(1, $1) n`,
      [many],
    );
    await api.db.query(
      `insert into cicd_security_runs (repo_ref, gate) select 'group/repo-' || n % 2000, 'passed' from generate_series(1, $1) n`,
      [many],
    );
    await api.db.query(
      `insert into knowledge_articles (title, body) select 'Article ' || n, 'text' from generate_series(1, $1) n`,
      [many],
    );
  });
  after(() => api?.stop());

  /** The plans of the statements that `work` sends. */
  async function plansOf(work: (q: Queryable) => Promise<unknown>): Promise<string> {
    const plans: string[] = [];
    const q = {
      async query(sql: string, params?: unknown[]) {
        const { rows } = await api.db.query<{ 'QUERY PLAN': string }>(`explain ${sql}`, params);
        plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
        return api.db.query(sql, params);
      },
    } as unknown as Queryable;
    await work(q);
    expect(plans).to.not.be.empty;
    return plans.join('\n');
  }

  const page = { limit: 50, offset: 0 };
  const run = { id: many / 2, ticket_id: null, repo_ref: 'group/repo-7' } as unknown as RunRow;
  const reads: readonly (readonly [string, string, (q: Queryable) => Promise<unknown>])[] = [
    ['the last checks of a tool', 'tool_checks', (q) => recentChecks(q, 1, 50)],
    ['the history of a tool', 'tool_checks', (q) => checksSince(q, 1, 24, page)],
    ['the versions of an article', 'knowledge_article_versions', (q) => readVersions(q, 5, everybody, page)],
    ['the runs beside a run', 'cicd_security_runs', (q) => relatedRuns(q, run, everybody)],
    [
      'the open gates of a deployment',
      'cicd_security_runs',
      (q) => openGatesOf(q, { id: many, ticketId: null, repoRef: 'group/repo-7', target: 'test' }),
    ],
  ];
  for (const [what, table, read] of reads)
    it(`${what} are found by an index`, async () => {
      expect(await plansOf(read)).to.not.contain(`Seq Scan on ${table}`);
    });

  it('a page of articles and of runs holds as many rows as were asked for, however many there are', async () => {
    const query = { category: null, q: null, enabled_only: true, ...page };
    const { rows, total } = await listArticles(api.db, everybody, query);
    expect([rows.length, total]).to.deep.equal([50, many]);
    const { body } = await api.call('admin', 'GET', '/api/cicd/runs');
    expect([(body['runs'] as unknown[]).length, body['total']]).to.deep.equal([50, many]);
  });
});
