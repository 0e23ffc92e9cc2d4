import { expect } from 'chai';
import { numberIn, startTestApi, type Called, type Fields, type TestApi, type Who } from '../../support/api.js';
import { fileTicket, startTask, startTurn, type TaskRun } from '../../support/runs.js';
import { review, written } from '../workflows/learners.js';

/** One who reads up to confidential, two who write and review up to restricted, and an administrator who reads all. */
const people = {
  ana: { display_name: 'Ana', roles: ['agent-operator', 'requester'], groups: ['Infrastructure Operations'] },
  bo: { display_name: 'Bo', roles: ['soc-manager'] },
  cy: { display_name: 'Cy', roles: ['soc-manager'] },
  admin: { display_name: 'Admin', roles: ['platform-admin'] },
};
const rowsIn = (called: Called, name: string): Fields[] => called.body[name] as Fields[];

describe('what was learnt from a secret ticket', () => {
  let api: TestApi;
  before(async () => {
    api = await startTestApi({ config: { people } });
  });
  after(() => api?.stop());

  const get = (as: Who, path: string): Promise<Called> => api.call(as, 'GET', path);
  const file = (title: string, secrecy: string, as: Who = 'bo'): Promise<number> =>
    fileTicket(api, as, { title, ticket_class: 'Incident', description: '', security_classification: secrecy });
  /** Written by Bo, approved and promoted by Cy. */
  async function learnt(title: string, secrecy: string, fields: Fields = {}): Promise<Fields> {
    const ticket_id = await file(title, secrecy);
    const postmortem = await api.call('bo', 'POST', '/api/postmortems', {
      ...{
        ticket_id,
        summary: `What happened to ${title}`,
        workflow_proposal: '1. Look.',
        improvements: 'Look sooner.',
      },
      ...{ skill_proposals: [{ name: title, prompt: `How to mend ${title}` }], ...fields },
    });
    const id = numberIn(postmortem.body, 'id');
    await review(api, 'cy', 'postmortems', id);
    const promoted = await api.call('cy', 'POST', `/api/postmortems/${id}/promote`, {});
    expect(promoted.status, promoted.text).to.equal(200);
    return { ...promoted.body, article: `/api/knowledge/${String(promoted.body['knowledge_article_id'])}` };
  }
  const statusesOf = async (path: string): Promise<number[]> =>
    (await Promise.all((['ana', 'bo', 'admin'] as const).map((as) => get(as, path)))).map(({ status }) => status);
  const classOf = async (table: string, id: unknown): Promise<unknown> =>
    (await api.db.query<Fields>(`select security_classification as word from ${table} where id = $1`, [id])).rows[0]?.[
      'word'
    ];
  const agentOn = async (title: string, secrecy: string): Promise<TaskRun> =>
    startTask(api, await file(title, secrecy, 'admin'));

  it('is an article of its class: who reads less finds it nowhere', async () => {
    const { article, postmortem_id: postmortem } = await learnt('Zebra gateway', 'restricted');
    expect((await get('bo', String(article))).body['security_classification']).to.equal('restricted');
    expect(await statusesOf(String(article))).to.deep.equal([404, 200, 200]);
    expect(await statusesOf(`${String(article)}/versions`)).to.deep.equal([404, 200, 200]);
    for (const [as, total] of [
      ['ana', 0],
      ['bo', 1],
    ] as const)
      expect((await get(as, '/api/knowledge?q=Zebra gateway')).body['total'], as).to.equal(total);
    const ticket = await file('Zebra gateway', 'internal');
    for (const [as, found] of [
      ['ana', false],
      ['bo', true],
    ] as const) {
      const context = rowsIn(await get(as, `/api/tickets/${ticket}/context`), 'knowledge_articles');
      expect(JSON.stringify(context).includes('Zebra'), as).to.equal(found);
      const evidence = rowsIn(await get(as, `/api/postmortems/evidence/${ticket}`), 'knowledge_articles');
      expect(JSON.stringify(evidence).includes('Zebra'), as).to.equal(found);
    }
    const change = { body: 'Mine now' };
    expect((await api.call('ana', 'PUT', String(article), change)).status).to.equal(403);
    const assets = (await get('bo', `/api/postmortems/${String(postmortem)}`)).body['promotion_assets'] as Fields;
    expect(assets['knowledge_articles']).to.have.length(1);
  });

  it('reaches no turn of a conversation, whoever speaks in it', async () => {
    await learnt('Yak server', 'confidential');
    const turn = await startTurn(api, 'admin', 'Yak server');
    const words = { message: 'Yak server broke', title: 'Yak server' };
    const told = await api.call({ token: turn.token }, 'POST', '/api/intake/classify', words);
    expect(told.status, told.text).to.equal(200);
    expect(told.text).to.not.include('Lessons for');
    expect((await api.call('admin', 'POST', '/api/intake/classify', words)).text).to.include('Lessons for');
  });

  it('reaches an agent only with a ticket of its class, however much the one may read who started it', async () => {
    const { article, skill_ids: skills } = await learnt('Walrus vault', 'restricted');
    const low = await agentOn('Walrus vault', 'internal');
    const high = await agentOn('Walrus vault', 'restricted');
    const skill = (skills as number[])[0];
    for (const run of [low, high]) {
      const given = await api.call('admin', 'PUT', `/api/skills/${String(skill)}/agents/${run.agentId}`);
      expect(given.status, given.text).to.equal(200);
    }
    for (const [run, status, found] of [
      [low, 404, false],
      [high, 200, true],
    ] as const) {
      const as = { token: run.token };
      expect((await get(as, String(article))).status).to.equal(status);
      expect((await get(as, '/api/knowledge?q=Walrus')).body['total']).to.equal(found ? 1 : 0);
      const context = await get(as, `/api/tickets/${run.ticketId}/context`);
      expect(JSON.stringify(rowsIn(context, 'knowledge_articles')).includes('Walrus')).to.equal(found);
      expect(JSON.stringify(rowsIn(context, 'skills')).includes('Walrus')).to.equal(found);
    }
  });

  it('makes the article that it goes into as secret, and no later lesson makes that less', async () => {
    const first = await learnt('Toucan switch', 'internal');
    expect(await statusesOf(String(first['article']))).to.deep.equal([200, 200, 200]);
    const second = await learnt('Toucan switch', 'restricted');
    expect(second['article']).to.equal(first['article']);
    expect(await statusesOf(String(first['article']))).to.deep.equal([404, 200, 200]);
    const third = await learnt('Toucan switch', 'public');
    expect([third['article'], third['knowledge_action']]).to.deep.equal([first['article'], 'updated']);
    expect(await classOf('knowledge_articles', third['knowledge_article_id'])).to.equal('restricted');
    expect(await classOf('agent_workflows', third['workflow_id'])).to.equal('restricted');
  });

  it('is for more people when somebody says so, with an audit row; what it said before stays with the few', async () => {
    const { article, knowledge_article_id: id } = await learnt('Squid cluster', 'restricted');
    const cleaned = { body: 'Restart it.', security_classification: 'internal' };
    const put = await api.call('bo', 'PUT', String(article), cleaned, { 'if-match': '"1"' });
    expect([put.status, put.body['version']]).to.deep.equal([200, 2]);
    expect(await statusesOf(String(article))).to.deep.equal([200, 200, 200]);
    const versions = async (as: Who): Promise<unknown[]> =>
      rowsIn(await get(as, `${String(article)}/versions`), 'versions').map(({ version }) => version);
    expect([await versions('ana'), await versions('bo')]).to.deep.equal([[2], [2, 1]]);
    const { audit } = await written(api, 'knowledge_article_reclassified');
    expect(audit.at(-1)).to.include({ actor: 'bo', target: `knowledge_${String(id)}` });
    expect(audit.at(-1)?.['details']).to.include({ from: 'restricted', to: 'internal', version: 2 });
  });

  it('by its class alone is another version, so that nobody overwrites what they did not see', async () => {
    const { article } = await learnt('Raven proxy', 'internal');
    const raised = await api.call('bo', 'PUT', String(article), { security_classification: 'confidential' });
    expect(raised.body['version']).to.equal(2);
    const stale = await api.call(
      'cy',
      'PUT',
      String(article),
      { security_classification: 'public' },
      { 'if-match': '"1"' },
    );
    expect(stale.status).to.equal(412);
    expect((await get('bo', String(article))).body['security_classification']).to.equal('confidential');
  });

  it('is not written more secret than its writer reads, and not by who may not write', async () => {
    const article = { title: 'Mine', body: 'x', security_classification: 'secret' };
    const refused = await api.call('bo', 'POST', '/api/knowledge', article);
    expect([refused.status, (refused.body['errors'] as Fields[])[0]]).to.deep.equal([
      422,
      { path: 'body.security_classification', message: 'you may read what is restricted at most' },
    ]);
    const { body } = await api.call('admin', 'POST', '/api/knowledge', article);
    const path = `/api/knowledge/${String(body['id'])}`;
    expect(await statusesOf(path)).to.deep.equal([404, 404, 200]);
    expect((await api.call('bo', 'PUT', path, { body: 'Overwritten' })).status).to.equal(404);
    const mine = await api.call('bo', 'POST', '/api/knowledge', { title: 'Open', body: 'x' });
    const open = `/api/knowledge/${String(mine.body['id'])}`;
    expect((await api.call('bo', 'PUT', open, { security_classification: 'secret' })).status).to.equal(422);
    expect((await api.call('ana', 'PUT', open, { security_classification: 'public' })).status).to.equal(403);
    expect((await api.call('bo', 'PUT', open, { security_classification: 'cosmic' })).status).to.equal(422);
    expect((await get('bo', open)).body['security_classification']).to.equal('internal');
  });

  it('tells the trail, which others read, no title of it', async () => {
    const { knowledge_article_id: secret } = await learnt('Quokka database', 'restricted');
    const { knowledge_article_id: open } = await learnt('Puffin database', 'internal');
    const { audit, events } = await written(api, 'knowledge_article_created');
    for (const rows of [audit, events]) {
      const details = (id: unknown): Fields =>
        rows.find(({ target }) => target === `knowledge_${String(id)}`)?.['details'] as Fields;
      expect(details(secret)).to.not.have.property('title');
      expect(details(open)['title']).to.match(/puffin/i);
    }
  });

  it('stands in no request that somebody files who may read it: others read that request', async () => {
    await learnt('Osprey console', 'restricted');
    const words = { message: 'Osprey console is broken', title: 'Osprey console', auto_assign: false };
    const filed = await api.call('admin', 'POST', '/api/intake/submit', words);
    expect(filed.status, filed.text).to.be.below(300);
    const { rows } = await api.db.query<Fields>('select * from service_intake_sessions order by id desc limit 1');
    expect(rows[0]?.['message']).to.equal('Osprey console is broken');
    expect(JSON.stringify(rows[0])).to.not.include('Lessons for');
  });

  it('is a skill of its class: not listed, read, rendered or changed by who reads less', async () => {
    const { skill_ids: skills } = await learnt('Narwhal cache', 'restricted');
    const path = `/api/skills/${String((skills as number[])[0])}`;
    expect((await get('bo', path)).body['security_classification']).to.equal('restricted');
    const low = await agentOn('Narwhal cache', 'internal');
    const mayRead = ['skills:read', 'skills:write'];
    await api.db.query(
      'update agent_permission_context set allowed_permissions = allowed_permissions || $2::text[] where agent_id = $1',
      [low.agentId, mayRead],
    );
    const as = { token: low.token };
    expect((await get(as, path)).status).to.equal(404);
    expect((await api.call(as, 'POST', `${path}/render`, {})).status).to.equal(404);
    expect((await get(as, '/api/skills')).text).to.not.include('narwhal');
    expect((await get('bo', '/api/skills')).text).to.include('narwhal');
    expect((await api.call('bo', 'PUT', path, { security_classification: 'secret' })).status).to.equal(422);
    await api.call('bo', 'PUT', path, { security_classification: 'internal' });
    expect((await get(as, path)).status).to.equal(200);
    const { audit } = await written(api, 'skill_reclassified');
    expect(audit.at(-1)?.['details']).to.include({ from: 'restricted', to: 'internal' });
  });
});
