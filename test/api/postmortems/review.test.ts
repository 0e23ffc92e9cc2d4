import { expect } from 'chai';
import { numberIn, type Called, type Fields, type TestApi, type Who } from '../../support/api.js';
import { fileTicket } from '../../support/runs.js';
import { becomes } from '../tickets/officePeople.js';
import { review as reviewOf, startLearners, startLearner, written } from '../workflows/learners.js';

describe('the review of a postmortem', () => {
  let api: TestApi;
  let ticket: number;
  before(async () => {
    api = await startLearners();
    ticket = await fileTicket(api, 'ana');
  });
  after(() => api?.stop());

  const write = async (as: Who = 'bo', fields: Fields = {}): Promise<number> =>
    numberIn(
      (await api.call(as, 'POST', '/api/postmortems', { ticket_id: ticket, summary: 'x', ...fields })).body,
      'id',
    );
  const review = (id: unknown, as: Who, fields?: Fields, headers?: Record<string, string>): Promise<Called> =>
    reviewOf(api, as, 'postmortems', id, fields, headers);
  const read = async (id: unknown): Promise<Fields> =>
    (await api.call('admin', 'GET', `/api/postmortems/${String(id)}`)).body;

  it('approves it, with who it was and what they said', async () => {
    const id = await write();
    const { status, body } = await review(id, 'cy', {
      approved: true,
      review_notes: 'Good.',
      reviewed_by: 'somebody else',
    });
    expect([status, body]).to.deep.equal([200, { id, status: 'approved', version: 2, reviewed_by: 'cy' }]);
    expect(await read(id)).to.include({ status: 'approved', reviewed_by: 'cy', review_notes: 'Good.' });
    const { audit, events } = await written(api, 'postmortem_reviewed');
    expect(audit.at(-1)).to.include({ actor: 'cy', result: 'approved' });
    expect(audit.at(-1)?.['details']).to.include({ claimed_by: 'somebody else' });
    expect(events.at(-1)).to.include({ category: 'postmortem', actor: 'cy' });
  });

  it('sends it back when it does not say that it approves', async () => {
    const id = await write();
    expect((await review(id, 'cy', { review_notes: 'Why?' })).body['status']).to.equal('needs_revision');
    expect((await review(id, 'cy')).body['status']).to.equal('approved');
    expect((await review(id, 'cy', { approved: false })).body['status']).to.equal('needs_revision');
  });

  it('27.15: is never by whoever wrote it or changed its text', async () => {
    const id = await write('bo');
    const own = await review(id, 'bo');
    expect([own.status, own.body['error']]).to.deep.equal([403, 'own_work']);
    await api.call('cy', 'PUT', `/api/postmortems/${id}`, { summary: 'Changed' });
    expect((await review(id, 'cy')).body['error']).to.equal('own_work');
    expect((await read(id))['status']).to.equal('draft');
    expect((await review(id, 'admin')).status).to.equal(200);
  });

  it('27.15: is never by an agent, by whoever started it, or by whom it works for', async () => {
    const agent = await startLearner(api, ticket, 'postmortem', 'bo');
    const id = await write({ token: agent.token });
    const byAgent = await review(id, { token: agent.token });
    expect([byAgent.status, byAgent.text.includes('Agents cannot do this')]).to.deep.equal([403, true]);
    expect((await review(id, 'bo')).body['error']).to.equal('own_work');
    await becomes(api, 'ana', { roles: ['soc-manager'] });
    expect((await review(id, 'ana')).body['error']).to.equal('own_work');
    await becomes(api, 'ana', { roles: ['requester'] });
    expect((await read(id))['status']).to.equal('draft');
    expect((await review(id, 'cy')).status).to.equal(200);
  });

  it('27.15: is not by whoever started the agent for which somebody else wrote it down', async () => {
    const other = await fileTicket(api, 'ana');
    const agent = await startLearner(api, other, 'postmortem', 'bo');
    const body = { ticket_id: other, agent_id: agent.agentId, summary: 'For the agent' };
    const id = numberIn((await api.call('service', 'POST', '/api/postmortems', body)).body, 'id');
    expect((await review(id, 'bo')).body['error']).to.equal('own_work');
    expect((await review(id, 'cy')).status).to.equal(200);
  });

  it('is by a person alone, with the permission', async () => {
    const id = await write();
    expect((await review(id, 'service')).body['error']).to.equal('review_needs_a_person');
    expect((await review(id, 'ana')).body['required_permission']).to.equal('postmortems:write');
    expect((await review(id, 'nobody')).status).to.equal(401);
    expect((await read(id))['status']).to.equal('draft');
  });

  it('27.19: of one that is not there answers 404', async () => {
    for (const id of [999_999, 'x']) expect((await review(id, 'cy')).status).to.equal(404);
  });

  it('of another version than the one that was read is refused', async () => {
    const id = await write();
    await api.call('bo', 'PUT', `/api/postmortems/${id}`, { summary: 'Slipped in after reading' });
    for (const late of [
      await review(id, 'cy', { approved: true, version: 1 }),
      await review(id, 'cy', { approved: true }, { 'if-match': '"1"' }),
    ])
      expect([late.status, late.body['version']]).to.deep.equal([412, 2]);
    expect((await read(id))['status']).to.equal('draft');
  });

  it('that approves says which version was read; that sends back need not', async () => {
    const id = await write();
    const bare = (fields: Fields, headers: Record<string, string> = {}): Promise<Called> =>
      api.call('cy', 'POST', `/api/postmortems/${id}/review`, fields, headers);
    for (const unread of [await bare({ approved: true }), await bare({ approved: true }, { 'if-match': '*' })])
      expect([unread.status, unread.body['error']]).to.deep.equal([428, 'precondition_required']);
    expect((await read(id))['status']).to.equal('draft');
    expect((await bare({ approved: false })).body['status']).to.equal('needs_revision');
    expect((await bare({ approved: true, version: 2 })).body).to.include({ status: 'approved', version: 3 });
  });

  it('again with the version that was approved says the same, with an older one it is refused', async () => {
    const id = await write();
    await api.call('bo', 'PUT', `/api/postmortems/${id}`, { summary: 'Changed' });
    const first = await review(id, 'cy', { approved: true, version: 2 });
    expect((await review(id, 'admin', { approved: true, version: 2 })).body).to.deep.equal(first.body);
    expect((await review(id, 'admin', { approved: true, version: 3 })).body).to.deep.equal(first.body);
    expect((await review(id, 'admin', { approved: true, version: 1 })).status).to.equal(412);
  });

  it('fifty times at once is one', async () => {
    const id = await write();
    const people: Who[] = ['cy', 'admin'];
    const all = await Promise.all(Array.from({ length: 50 }, (_, at) => review(id, people[at % 2] ?? 'cy')));
    expect(
      new Set(
        all.map(({ body }) => `${String(body['status'])} ${String(body['version'])} ${String(body['reviewed_by'])}`),
      ).size,
    ).to.equal(1);
    const { audit } = await written(api, 'postmortem_reviewed');
    expect(audit.filter(({ target }) => target === `postmortem_${id}`)).to.have.length(1);
  });
});
