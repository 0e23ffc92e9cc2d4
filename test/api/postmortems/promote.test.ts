import { expect } from 'chai';
import { numberIn, type Called, type Fields, type TestApi, type Who } from '../../support/api.js';
import { fileTicket } from '../../support/runs.js';
import {
  family,
  inForce,
  review,
  save,
  startLearners,
  startLearner,
  workflow,
  written,
} from '../workflows/learners.js';

const learnt: Fields = {
  ...{ summary: 'A tray was bent.', went_well: 'It was found in an hour.', improvements: 'Look at trays first.' },
  ...{ workflow_proposal: '1. Look at the tray.', documentation: 'Model 7 has weak trays.' },
  ...{ guardrails: ['Switch it off first.'], test_cases: ['Print a page.'] },
  skill_proposals: [{ name: 'Mend a tray', purpose: 'Straighten it', category: 'printing' }, 'Order a tray'],
};

describe('promoting a postmortem', () => {
  let api: TestApi;
  before(async () => {
    api = await startLearners();
  });
  after(() => api?.stop());

  const file = (title: string): Promise<number> =>
    fileTicket(api, 'ana', { title, ticket_class: 'Incident', description: '' });
  const write = async (ticket_id: number | null, fields: Fields = {}, as: Who = 'bo'): Promise<number> =>
    numberIn((await api.call(as, 'POST', '/api/postmortems', { ticket_id, ...learnt, ...fields })).body, 'id');
  const reviewed = (id: number, approved = true, as: Who = 'cy'): Promise<Called> =>
    review(api, as, 'postmortems', id, { approved });
  const approved = async (title: string, fields: Fields = {}): Promise<{ ticket: number; id: number }> => {
    const ticket = await file(title);
    const id = await write(ticket, fields);
    await reviewed(id);
    return { ticket, id };
  };
  const promote = (id: number, fields: Fields = {}, as: Who = 'cy'): Promise<Called> =>
    api.call(as, 'POST', `/api/postmortems/${id}/promote`, fields);
  const read = async (id: number): Promise<Fields> => (await api.call('admin', 'GET', `/api/postmortems/${id}`)).body;
  const article = async (id: unknown): Promise<Fields> =>
    (await api.db.query<Fields>('select * from knowledge_articles where id = $1', [id])).rows[0] ?? {};
  const notes = async (ticket: number): Promise<Fields[]> =>
    (
      await api.db.query<Fields>(
        `select * from ticket_notes where ticket_id = $1 and source = 'postmortem' order by id`,
        [ticket],
      )
    ).rows;

  it('makes an article, a workflow that waits for its review, and skills, and says so on the ticket', async () => {
    const { ticket, id } = await approved('Copier eats paper');
    const { status, body } = await promote(id);
    expect(status).to.equal(200);
    expect(body).to.deep.include({
      ...{ status: 'promoted', postmortem_id: id, ticket_id: ticket, workflow_key: 'incident:copier-eats-paper' },
      ...{ workflow_action: 'created', workflow_status: 'draft', knowledge_action: 'created', mark_promoted: true },
    });
    const skills = body['skill_actions'] as Fields[];
    expect(skills.map(({ name, action }) => [name, action])).to.deep.equal([
      [`postmortem-${id}-mend-a-tray`, 'created'],
      [`postmortem-${id}-order-a-tray`, 'created'],
    ]);
    expect(skills.map((skill) => skill['id'])).to.deep.equal(body['skill_ids']);
    expect(await workflow(api, body['workflow_id'])).to.deep.include({
      ...{
        name: 'Incident copier eats paper response workflow',
        status: 'draft',
        ticket_class: 'Incident',
        ticket_id: ticket,
      },
      ...{
        blueprint: '1. Look at the tray.',
        description: 'A tray was bent.\n\nLook at trays first.',
        test_plan: '- Print a page.',
      },
      ...{ test_results: `Postmortem ${id}:\nModel 7 has weak trays.`, skill_ids: body['skill_ids'] },
      approval_policy: {
        ...{ source: 'postmortem_promotion', postmortem_id: id, postmortem_ids: [id], ticket_id: ticket },
        ...{ requires_human_review_before_activation: true, production_changes_require_approval: true },
        ...{ guardrails: ['Switch it off first.'], workflow_key: 'incident:copier-eats-paper' },
      },
    });
    expect(await article(body['knowledge_article_id'])).to.deep.include({
      ...{
        external_ref: 'workflow:incident:copier-eats-paper:knowledge',
        source: 'postmortem-promotion',
        category: 'Incident',
      },
      ...{
        enabled: true,
        tags: ['postmortem', `postmortem:${id}`, 'workflow', 'workflow:incident:copier-eats-paper', `ticket:${ticket}`],
      },
    });
    const skill = await api.db.query<Fields>('select * from agent_skills where id = $1', [
      (body['skill_ids'] as number[])[0],
    ]);
    expect(skill.rows[0]).to.include({
      category: 'printing',
      description: 'Straighten it',
      enabled: true,
      assigned_to_all: false,
    });
    const [note] = await notes(ticket);
    expect(note).to.include({ external_ref: `postmortem:${id}:promotion`, audience: 'internal', author: 'cy' });
    const { audit, events } = await written(api, 'postmortem_promoted');
    expect(audit.at(-1)).to.include({ actor: 'cy', target: `postmortem_${id}`, result: 'promoted' });
    expect(audit.at(-1)?.['details']).to.include({ workflow_id: body['workflow_id'], approved_by: 'cy' });
    expect(events.at(-1)).to.include({ category: 'postmortem' });
  });

  it('is shown with the postmortem', async () => {
    const { id } = await approved('Shredder is stuck');
    const before = (await read(id))['promotion_assets'] as Fields;
    expect(before).to.deep.equal({
      ...{ knowledge_articles: [], workflow: null, workflow_key: 'incident:shredder-stuck', skills: [] },
    });
    const { body } = await promote(id);
    const row = await read(id);
    const assets = row['promotion_assets'] as Fields;
    expect([row['status'], typeof row['promoted_at']]).to.deep.equal(['promoted', 'string']);
    expect((assets['workflow'] as Fields)['id']).to.equal(body['workflow_id']);
    expect((assets['knowledge_articles'] as Fields[])[0]?.['id']).to.equal(body['knowledge_article_id']);
    expect((assets['skills'] as Fields[]).map((skill) => skill['id'])).to.deep.equal(body['skill_ids']);
  });

  for (const status of ['draft', 'ready_for_review', 'needs_revision'])
    it(`27.29: needs the approval of a person: ${status} is refused, and nothing is made`, async () => {
      const ticket = await file(`Refused while ${status}`);
      const id = await write(ticket, { status });
      if (status === 'needs_revision') await reviewed(id, false);
      const refused = await promote(id);
      expect([refused.status, refused.body['error'], refused.body['state']]).to.deep.equal([
        409,
        'review_required',
        status,
      ]);
      expect(
        await family(api, `incident:refused-while-${status.replaceAll('_', '-').split('-').slice(0, 2).join('-')}`),
      ).to.deep.equal([]);
      expect(await notes(ticket)).to.deep.equal([]);
      expect((await read(id))['status']).to.equal(status);
    });

  it('27.29: puts no workflow in force, also not one whose earlier version a person sent back', async () => {
    const { id } = await approved('Scanner shows stripes');
    const { body } = await promote(id, { workflow_status: 'active' });
    expect(body['workflow_status']).to.equal('ready_for_review');
    const flow = numberIn(body, 'workflow_id');
    const sentBack = await api.call('cy', 'POST', `/api/workflows/${flow}/review`, { approved: false });
    expect(sentBack.body['status'], 'reviewed, and rejected').to.equal('needs_revision');
    const again = await approved('Scanner shows stripes', { summary: 'Again.' });
    const second = await promote(again.id, { workflow_status: 'approved' });
    expect(second.body).to.include({
      workflow_id: flow,
      workflow_action: 'updated',
      workflow_status: 'ready_for_review',
    });
    expect(await workflow(api, flow)).to.include({ status: 'ready_for_review', reviewed_at: null });
    expect((await family(api, 'incident:scanner-shows-stripes')).map((row) => row['status'])).to.deep.equal([
      'ready_for_review',
    ]);
  });

  it('27.29: leaves a workflow in force as it is, and its next version waits beside it', async () => {
    const key = 'incident:plotter-leaks-ink';
    const live = await inForce(api, key, { blueprint: 'As approved', skill_ids: [7] });
    const before = await workflow(api, live);
    const { id } = await approved('Plotter leaks ink');
    const { body } = await promote(id);
    expect(body['workflow_id']).to.not.equal(live);
    expect(await workflow(api, live)).to.deep.equal(before);
    const next = await workflow(api, body['workflow_id']);
    expect(next).to.include({ status: 'draft', replaces_id: live, version: 2, name: 'Printer response' });
    expect(next['skill_ids']).to.include.members([7, ...(body['skill_ids'] as number[])]);
  });

  it('27.29: does not break on a name that another key has', async () => {
    await save(api, 'bo', {
      name: 'Incident fax squeaks response workflow',
      approval_policy: { workflow_key: 'incident:elsewhere' },
    });
    const { id } = await approved('Fax squeaks');
    expect((await promote(id)).body).to.include({ status: 'promoted', workflow_action: 'created' });
  });

  it('27.15: is for people and scripts, never for an agent; the workflow is reviewed by nobody who wrote the lesson', async () => {
    const ticket = await file('Toner spills');
    const agent = await startLearner(api, ticket, 'postmortem');
    const id = await write(ticket, {}, { token: agent.token });
    await reviewed(id);
    expect((await promote(id, {}, { token: agent.token })).status).to.equal(403);
    expect((await promote(id, {}, 'ana')).body['required_permission']).to.equal('postmortems:write');
    const { body } = await promote(id, {}, 'service');
    expect(body['status']).to.equal('promoted');
    const flow = String(body['workflow_id']);
    expect((await review(api, 'admin', 'workflows', flow)).body['error']).to.equal('own_work');
    expect((await review(api, 'cy', 'workflows', flow)).body['status']).to.equal('active');
  });

  it('27.19: of one that is not there answers 404', async () => {
    for (const id of [999_999, 0]) expect((await promote(id)).status).to.equal(404);
  });

  it('again changes nothing and answers the same things', async () => {
    const { ticket, id } = await approved('Stapler is empty');
    const first = await promote(id);
    const version = (await workflow(api, first.body['workflow_id']))['version'];
    const second = await promote(id);
    for (const name of ['workflow_id', 'knowledge_article_id', 'workflow_key'])
      expect(second.body[name], name).to.equal(first.body[name]);
    expect(second.body).to.deep.include({
      workflow_action: 'skipped',
      knowledge_action: 'skipped',
      skill_ids: first.body['skill_ids'],
    });
    expect((second.body['skill_actions'] as Fields[]).map(({ action }) => action)).to.deep.equal([
      'skipped',
      'skipped',
    ]);
    expect((await workflow(api, first.body['workflow_id']))['version']).to.equal(version);
    expect(await notes(ticket)).to.have.length(1);
    expect(
      (await written(api, 'postmortem_promoted')).audit.filter(({ target }) => target === `postmortem_${id}`),
    ).to.have.length(1);
  });

  it('twenty times at once makes one of each', async () => {
    const { ticket, id } = await approved('Laminator smells');
    const all = await Promise.all(Array.from({ length: 20 }, () => promote(id)));
    expect(new Set(all.map(({ status }) => status))).to.deep.equal(new Set([200]));
    for (const name of ['workflow_id', 'knowledge_article_id'])
      expect(new Set(all.map(({ body }) => body[name])).size, name).to.equal(1);
    expect(all.filter(({ body }) => body['workflow_action'] === 'created')).to.have.length(1);
    expect(await family(api, 'incident:laminator-smells')).to.have.length(1);
    expect(await notes(ticket)).to.have.length(1);
    const { rows } = await api.db.query('select from agent_skills where name like $1', [`postmortem-${id}-%`]);
    expect(rows).to.have.length(2);
  });

  it('of two lessons of one kind at once goes into one workflow and one article', async () => {
    const both = [
      await approved('Trimmer is blunt'),
      await approved('Trimmer is blunt', { summary: 'The other one.' }),
    ];
    const all = await Promise.all(both.map(({ id }) => promote(id)));
    expect(new Set(all.map(({ body }) => body['workflow_id'])).size).to.equal(1);
    expect(new Set(all.map(({ body }) => body['knowledge_article_id'])).size).to.equal(1);
    const flow = await workflow(api, all[0]?.body['workflow_id']);
    const policy = flow['approval_policy'] as Fields;
    expect(policy['postmortem_ids']).to.have.members(both.map(({ id }) => id));
    expect(policy['guardrails'], 'each once').to.deep.equal(['Switch it off first.']);
    const { body } = await article(all[0]?.body['knowledge_article_id']);
    for (const { id } of both) expect(String(body).match(new RegExp(`^## Postmortem ${id}:`, 'gm'))).to.have.length(1);
  });

  it('makes only what is asked for, and the rest later', async () => {
    const { ticket, id } = await approved('Binder jumps');
    const only = { create_workflow: false, create_skills: 'false', mark_promoted: false };
    const first = await promote(id, only);
    expect(first.body).to.include({
      workflow_id: null,
      workflow_action: 'skipped',
      workflow_status: null,
      mark_promoted: false,
    });
    expect(first.body['skill_ids']).to.deep.equal([]);
    expect((await article(first.body['knowledge_article_id']))['external_ref']).to.equal(`postmortem:${id}`);
    expect((await read(id))['status']).to.equal('approved');
    const second = await promote(id);
    expect(second.body).to.include({
      ...{
        workflow_action: 'created',
        knowledge_action: 'skipped',
        knowledge_article_id: first.body['knowledge_article_id'],
      },
    });
    expect(second.body['skill_ids']).to.have.length(2);
    expect(await notes(ticket)).to.have.length(2);
  });

  it('after an edit needs another approval, and then brings the changes to where they were', async () => {
    const { id } = await approved('Guillotine is slow');
    const first = await promote(id);
    await api.call('bo', 'PUT', `/api/postmortems/${id}`, { summary: 'It was the belt.' });
    expect((await promote(id)).body['error']).to.equal('review_required');
    await reviewed(id);
    const second = await promote(id);
    expect(second.body).to.include({
      ...{ workflow_id: first.body['workflow_id'], workflow_action: 'updated', knowledge_action: 'updated' },
      knowledge_article_id: first.body['knowledge_article_id'],
    });
    const { body } = await article(first.body['knowledge_article_id']);
    expect(String(body)).to.contain('It was the belt.').and.not.contain('A tray was bent.');
    expect((second.body['skill_actions'] as Fields[]).map(({ action }) => action)).to.deep.equal([
      'skipped',
      'skipped',
    ]);
  });

  it('leaves a skill alone that an owner has edited since', async () => {
    const { id } = await approved('Projector is dark');
    const { body } = await promote(id);
    const [skill] = body['skill_ids'] as number[];
    await api.db.query(
      `update agent_skills set prompt_template = 'Ours', edited_at = clock_timestamp() where id = $1`,
      [skill],
    );
    await api.call('bo', 'PUT', `/api/postmortems/${id}`, {
      skill_proposals: [{ name: 'Mend a tray', prompt: 'Theirs' }],
    });
    await reviewed(id);
    expect((await promote(id)).body['skill_actions']).to.deep.equal([
      { id: skill, name: `postmortem-${id}-mend-a-tray`, action: 'skipped' },
    ]);
  });

  it('into a version that waits and that one may not see is refused, and nothing of it is done', async () => {
    const key = 'incident:shredder-jams';
    const secret = await fileTicket(api, 'admin', { title: 'A secret', security_classification: 'secret' });
    await save(api, 'admin', { approval_policy: { workflow_key: key }, ticket_id: secret, blueprint: 'Unseen words' });
    const before = await family(api, key);
    const { ticket, id } = await approved('Shredder jams');
    const refused = await promote(id);
    expect([refused.status, refused.body['error'], refused.text.includes('Unseen')]).to.deep.equal([
      ...[409, 'workflow_version_waits', false],
    ]);
    expect(await family(api, key)).to.deep.equal(before);
    expect([(await read(id))['status'], await notes(ticket)]).to.deep.equal(['approved', []]);
    const { rows } = await api.db.query('select from agent_skills where name like $1', [`postmortem-${id}-%`]);
    expect(rows, 'no skill of it').to.have.length(0);
    expect((await promote(id, { create_workflow: false, mark_promoted: false })).status).to.equal(200);
    expect((await promote(id, {}, 'admin')).body).to.include({ workflow_key: key, workflow_action: 'updated' });
  });

  it('of one without a ticket works too', async () => {
    const id = await write(null, { summary: 'Clocks drift apart', improvements: '' });
    await reviewed(id);
    const { body } = await promote(id);
    expect(body).to.include({ status: 'promoted', ticket_id: null, workflow_key: 'global:clocks-drift-apart' });
  });
});
