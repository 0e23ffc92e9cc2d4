import { expect } from 'chai';
import { numberIn, type Called, type Fields, type TestApi, type Who } from '../../support/api.js';
import { fileTicket } from '../../support/runs.js';
import { becomes } from '../tickets/officePeople.js';
import { review, startLearners, startLearner, written } from '../workflows/learners.js';

describe('writing postmortems', () => {
  let api: TestApi;
  let ticket: number;
  before(async () => {
    api = await startLearners();
    ticket = await fileTicket(api, 'ana', { title: 'The disk of web-1 is full' });
  });
  after(() => api?.stop());

  const write = (fields: Fields = {}, as: Who = 'bo'): Promise<Called> =>
    api.call(as, 'POST', '/api/postmortems', { ticket_id: ticket, summary: 'The disk was full.', ...fields });
  const edit = (id: unknown, fields: Fields, as: Who = 'bo', headers: Record<string, string> = {}): Promise<Called> =>
    api.call(as, 'PUT', `/api/postmortems/${String(id)}`, fields, headers);
  const read = async (id: unknown, as: Who = 'bo'): Promise<Fields> =>
    (await api.call(as, 'GET', `/api/postmortems/${String(id)}`)).body;
  const approve = (id: unknown, as: Who = 'cy'): Promise<Called> => review(api, as, 'postmortems', id);

  it('keeps what was learnt, as a draft', async () => {
    const { status, body } = await write({ guardrails: ['Never delete logs'], went_well: 'The gate was quick' });
    expect([status, body['status'], body['version']]).to.deep.equal([200, 'created', 1]);
    expect(await read(body['id'])).to.deep.include({
      ...{ ticket_id: ticket, status: 'draft', summary: 'The disk was full.', went_well: 'The gate was quick' },
      ...{ improvements: '', guardrails: ['Never delete logs'], test_cases: [], created_by: 'bo', agent_id: null },
      ...{ ticket_title: 'The disk of web-1 is full', agent_model: null, reviewed_by: null },
    });
    const { audit, events } = await written(api, 'postmortem_created');
    expect(audit.at(-1)).to.include({ actor: 'bo', target: `postmortem_${String(body['id'])}` });
    expect(events.at(-1)).to.include({ category: 'postmortem' });
  });

  it('takes texts and lists in whatever shape their writer had', async () => {
    const { body } = await write({
      ...{
        summary: 12,
        improvements: [{ name: 'Alert', detail: 'earlier' }, 'Grow the disk'],
        documentation: { disk: 'sda' },
      },
      ...{
        skill_proposals: '[{"name": "Find big files"}]',
        test_cases: '1. Fill the disk\n- Look',
        guardrails: { never: 'rm' },
      },
      went_well: null,
    });
    expect(await read(body['id'])).to.deep.include({
      ...{ summary: '12', improvements: '- Alert: earlier\n- Grow the disk', documentation: '{\n  "disk": "sda"\n}' },
      ...{ skill_proposals: [{ name: 'Find big files' }], test_cases: ['Fill the disk', 'Look'], went_well: '' },
      guardrails: [{ never: 'rm' }],
    });
  });

  it('survives half characters and zero bytes, and says which text is too long', async () => {
    const { status, body } = await write({ summary: 'a\u0000b \ud83d', guardrails: ['x\u0000y \ud83d'] });
    expect(status).to.equal(200);
    expect((await read(body['id']))['guardrails']).to.deep.equal(['xy \ufffd']);
    const long = await write({ summary: 'x'.repeat(60_001) });
    expect([long.status, long.text.includes('body.summary')]).to.deep.equal([422, true]);
    const many = await write({ test_cases: Array.from({ length: 201 }, () => 'x') });
    expect([many.status, many.text.includes('body.test_cases')]).to.deep.equal([422, true]);
  });

  it('27.15: is never approved or promoted by writing so', async () => {
    for (const status of ['approved', 'promoted', ' APPROVED ']) {
      const { body } = await write({ status });
      expect((await read(body['id']))['status'], status).to.equal('ready_for_review');
      expect((await edit(body['id'], { status })).body['postmortem_status'], status).to.equal('ready_for_review');
    }
    expect((await read((await write({ status: 'finished' })).body['id']))['status']).to.equal('draft');
    const insert = `insert into postmortems (status) values ('approved')`;
    expect(await api.db.query(insert).then(() => 'taken', String), 'the database').to.contain('check constraint');
  });

  it('27.18: of a ticket, agent or task that is not there is refused', async () => {
    expect((await write({ ticket_id: 999_999 })).body['error']).to.equal('ticket_not_found');
    expect((await write({ agent_id: 999_999 })).body['error']).to.equal('agent_not_on_ticket');
    expect((await write({ task_id: 999_999 })).body['error']).to.equal('task_not_on_ticket');
    for (const ticket_id of [0, -1, 'x', 2 ** 63]) expect((await write({ ticket_id })).status).to.equal(422);
  });

  it('changes what is named and keeps the rest', async () => {
    const id = (await write({ improvements: 'Alert earlier' })).body['id'];
    const { body } = await edit(id, { summary: 'Fuller', review_notes: 'Looks fine', status: 'ready_for_review' });
    expect(body).to.deep.equal({ id, status: 'updated', version: 2, postmortem_status: 'ready_for_review' });
    expect(await read(id)).to.include({ summary: 'Fuller', improvements: 'Alert earlier', review_notes: 'Looks fine' });
    expect((await written(api, 'postmortem_updated')).audit.at(-1)).to.include({
      actor: 'bo',
      result: 'ready_for_review',
    });
  });

  it('27.19: of one that is not there answers 404, and nothing to change is refused', async () => {
    for (const id of [999_999, 'x', '9'.repeat(30)]) expect((await edit(id, { summary: 'x' })).status).to.equal(404);
    const id = (await write()).body['id'];
    const refused = await edit(id, { unknown: 1 });
    expect([refused.status, refused.text.includes('No fields to update')]).to.deep.equal([422, true]);
  });

  it('with another text than the one that was approved waits for a review again', async () => {
    const id = (await write()).body['id'];
    expect((await approve(id)).body['status']).to.equal('approved');
    expect((await edit(id, { summary: 'The disk was full.' })).body['postmortem_status'], 'the same text').to.equal(
      'approved',
    );
    expect((await edit(id, { status: 'approved', review_notes: 'x' })).body['postmortem_status']).to.equal('approved');
    expect((await edit(id, { summary: 'Something else' })).body['postmortem_status']).to.equal('ready_for_review');
    expect(await read(id)).to.include({ reviewed_by: null, reviewed_at: null });
    await approve(id);
    expect((await edit(id, { status: 'draft' })).body['postmortem_status']).to.equal('draft');
    expect((await read(id))['reviewed_by']).to.equal(null);
  });

  it('with If-Match of another version is refused, and one of twenty at once goes through', async () => {
    const id = (await write()).body['id'];
    const tag = (await api.call('bo', 'GET', `/api/postmortems/${String(id)}`)).headers.get('etag') ?? '';
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, at) => edit(id, { summary: `Writer ${at}` }, 'bo', { 'if-match': tag })),
    );
    expect(all.map(({ status }) => status).sort()).to.deep.equal([200, ...Array.from({ length: 19 }, () => 412)]);
    const late = all.find(({ status }) => status === 412);
    expect(late?.body).to.include({ error: 'version_changed', version: 2 });
  });

  it('lists them newest first, by ticket and status, page by page', async () => {
    const other = await fileTicket(api, 'ana');
    const ids: unknown[] = [];
    for (const status of ['draft', 'ready_for_review', 'draft'])
      ids.push((await write({ ticket_id: other, status })).body['id']);
    const list = async (query: string): Promise<unknown[]> =>
      (
        (await api.call('bo', 'GET', `/api/postmortems?ticket_id=${other}${query}`)).body['postmortems'] as Fields[]
      ).map((row) => row['id']);
    expect(await list('')).to.deep.equal([...ids].reverse());
    expect(await list('&status=ready_for_review')).to.deep.equal([ids[1]]);
    expect(await list('&limit=1&offset=1')).to.deep.equal([ids[1]]);
    for (const wrong of ['limit=0', 'limit=501', 'ticket_id=x'])
      expect((await api.call('bo', 'GET', `/api/postmortems?${wrong}`)).status, wrong).to.equal(422);
  });

  it('27.7: shows them to who may see their ticket', async () => {
    const secret = await fileTicket(api, 'admin', { title: 'A secret', security_classification: 'secret' });
    const id = numberIn((await write({ ticket_id: secret, summary: 'Nobody else reads this' }, 'admin')).body, 'id');
    expect((await api.call('bo', 'GET', `/api/postmortems/${id}`)).body['error']).to.equal('postmortem_not_found');
    expect((await api.call('bo', 'GET', '/api/postmortems?limit=500')).text).to.not.contain('Nobody else reads this');
    expect((await edit(id, { summary: 'x' })).status).to.equal(404);
    expect((await write({ ticket_id: secret })).status).to.equal(404);
    expect((await read(id, 'admin'))['summary']).to.equal('Nobody else reads this');
    await becomes(api, 'cy', { roles: ['agent-operator'], groups: ['Network Operations'] });
    const loose = (await write({ ticket_id: null }, 'cy')).body['id'];
    expect((await read(loose, 'cy'))['id'], 'without a ticket: its writer').to.equal(loose);
    expect((await api.call('cy', 'GET', '/api/postmortems')).body['total'], 'of another group').to.equal(1);
    expect((await api.call('cy', 'GET', `/api/postmortems/${id}`)).status).to.equal(404);
    await becomes(api, 'cy', { roles: ['soc-manager'] });
    expect((await api.call('ana', 'GET', '/api/postmortems')).status).to.equal(403);
    expect((await write({}, 'ana')).status).to.equal(403);
  });

  it('by an agent is about its own ticket, under its own name, and its own until people decide', async () => {
    const [own, other] = [await fileTicket(api, 'ana'), await fileTicket(api, 'ana')];
    const agent = await startLearner(api, own, 'postmortem');
    const as = { token: agent.token };
    expect((await write({ ticket_id: other }, as)).body['error'], '27.4').to.equal('ticket_not_found');
    const { body } = await write({ ticket_id: undefined, agent_id: 1, task_id: 1, created_by: 'admin' }, as);
    const row = await read(body['id']);
    expect(row).to.include({ ticket_id: own, agent_id: agent.agentId, task_id: agent.lease.id });
    expect(row['created_by']).to.equal(`agent-${agent.agentId}`);
    const mended = await edit(
      body['id'],
      { summary: 'Better', review_notes: 'I approve', status: 'ready_for_review' },
      as,
    );
    expect(mended.status).to.equal(200);
    expect(await read(body['id'])).to.include({ summary: 'Better', review_notes: '' });
    const ofOther = (await write({ ticket_id: other })).body['id'];
    const ofPerson = (await write({ ticket_id: own })).body['id'];
    expect((await edit(ofOther, { summary: 'x' }, as)).status).to.equal(404);
    expect((await edit(ofPerson, { summary: 'x' }, as)).body['error']).to.equal('not_own_postmortem');
    await approve(body['id']);
    const decided = await edit(body['id'], { summary: 'After the fact' }, as);
    expect([decided.status, decided.body['error']]).to.deep.equal([409, 'postmortem_decided']);
  });

  it('by a service keeps whose words they are said to be', async () => {
    const byService = await write({ created_by: 'nightly script' }, 'service');
    expect((await read(byService.body['id']))['created_by']).to.equal('nightly script');
  });
});
