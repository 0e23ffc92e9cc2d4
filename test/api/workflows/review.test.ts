import { expect } from 'chai';
import { numberIn, type Called, type Fields, type TestApi, type Who } from '../../support/api.js';
import { fileTicket } from '../../support/runs.js';
import { becomes } from '../tickets/officePeople.js';
import {
  family,
  inForce,
  review as reviewOf,
  save,
  startLearners,
  startLearner,
  workflow,
  written,
} from './learners.js';

describe('workflows under review', () => {
  let api: TestApi;
  before(async () => {
    api = await startLearners();
  });
  after(() => api?.stop());

  describe('the review of a workflow', () => {
    const review = (id: unknown, as: Who, fields?: Fields, headers?: Record<string, string>): Promise<Called> =>
      reviewOf(api, as, 'workflows', id, fields, headers);
    const waiting = async (key: string, fields: Fields = {}, as: Who = 'cy'): Promise<number> =>
      numberIn((await save(api, as, { approval_policy: { workflow_key: key }, ...fields })).body, 'id');
    const statusOf = async (id: unknown): Promise<unknown> => (await workflow(api, id))['status'];

    it('by a person puts the version in force, with who it was and what they said', async () => {
      const id = await waiting('incident:reviewed', { status: 'ready_for_review' });
      const { status, body } = await review(id, 'bo', { approved: 'true', review_notes: 'Sound.', reviewed_by: 'cy' });
      expect(status).to.equal(200);
      expect(body).to.deep.equal({
        ...{ status: 'active', id, workflow_key: 'incident:reviewed', version: 1, reviewed_by: 'bo' },
        superseded_workflow_ids: [],
      });
      expect(await workflow(api, id)).to.include({
        ...{ status: 'active', review_state: 'active_approved', reviewed_by: 'bo', review_notes: 'Sound.' },
      });
      const { audit, events } = await written(api, 'workflow_reviewed');
      expect(audit.at(-1)).to.include({ actor: 'bo', result: 'active', target: `workflow_${id}` });
      expect(audit.at(-1)?.['details']).to.include({ approved: true, claimed_by: 'cy', version: 1 });
      expect(events.at(-1)).to.include({ category: 'workflow', actor: 'bo' });
    });

    it('that says nothing sends it back', async () => {
      const id = await waiting('incident:sent-back');
      expect((await review(id, 'bo', {})).body['status']).to.equal('needs_revision');
      expect(await workflow(api, id)).to.include({ status: 'needs_revision', reviewed_by: 'bo' });
      expect((await review(id, 'bo')).body['status']).to.equal('active');
    });

    it('27.15: is never by whoever wrote it, nor by the last who changed it', async () => {
      const id = await waiting('incident:own-work', {}, 'bo');
      const own = await review(id, 'bo');
      expect([own.status, own.body['error']]).to.deep.equal([403, 'own_work']);
      await api.call('cy', 'PUT', `/api/workflows/${id}`, { description: 'Now Cy wrote of it too' });
      expect((await review(id, 'cy')).body['error']).to.equal('own_work');
      expect((await review(id, 'bo')).body['error'], 'still his').to.equal('own_work');
      expect(await statusOf(id)).to.equal('draft');
      expect((await review(id, 'admin')).status).to.equal(200);
    });

    it('27.15: is never by the person who started the agent that wrote it, nor by whom it works for', async () => {
      const ticket = await fileTicket(api, 'ana');
      const { token } = await startLearner(api, ticket, 'workflow', 'bo');
      const fields = { name: 'By an agent', blueprint: 'x', approval_policy: { workflow_key: 'incident:agents-work' } };
      const id = numberIn((await api.call({ token }, 'POST', '/api/workflows', fields)).body, 'id');
      expect((await review(id, 'bo')).body['error']).to.equal('own_work');
      await becomes(api, 'ana', { roles: ['soc-manager'] });
      try {
        expect((await review(id, 'ana')).body['error']).to.equal('own_work');
      } finally {
        await becomes(api, 'ana', { roles: ['requester'] });
      }
      expect(await statusOf(id)).to.equal('draft');
      expect((await review(id, 'cy')).status).to.equal(200);
    });

    it('27.15: is never by an agent or a service, and a service does not hide who stands behind it', async () => {
      const ticket = await fileTicket(api, 'ana');
      const { token } = await startLearner(api, ticket, 'workflow');
      const id = await waiting('incident:persons-alone');
      expect((await review(id, { token })).status).to.equal(403);
      const byService = await review(id, 'service');
      expect([byService.status, byService.body['error']]).to.deep.equal([403, 'review_needs_a_person']);
      const saved = await api.call(
        ...(['service', 'POST', '/api/workflows'] as const),
        { name: 'x', blueprint: 'x', approval_policy: { workflow_key: 'incident:for-bo' } },
        { 'x-dashboard-service-user': 'bo' },
      );
      expect((await review(saved.body['id'], 'bo')).body['error']).to.equal('own_work');
      expect(await statusOf(id)).to.equal('draft');
    });

    it('needs workflows:write, and one that is there', async () => {
      const id = await waiting('incident:needs-permission');
      expect((await review(id, 'ana')).body['required_permission']).to.equal('workflows:write');
      expect((await review(id, 'nobody')).status).to.equal(401);
      for (const unknown of [999_999, 'x', 0])
        expect((await review(unknown, 'bo')).status, String(unknown)).to.equal(404);
      expect((await review(id, 'bo', { approved: 'perhaps' })).status).to.equal(422);
    });

    it('supersedes the version before in the same moment, which says by what', async () => {
      const key = 'incident:supersedes';
      const first = await inForce(api, key, { test_results: 'Went well.' });
      const second = await waiting(key, { blueprint: 'Better' });
      const { body } = await review(second, 'bo');
      expect(body['superseded_workflow_ids']).to.deep.equal([first]);
      expect((await family(api, key)).map(({ status }) => status)).to.deep.equal(['superseded', 'active']);
      expect((await workflow(api, first))['test_results']).to.equal(
        `Went well.\nSuperseded by workflow ${second}, version 2, that Bo approved.`,
      );
      const { audit } = await written(api, 'workflow_siblings_superseded');
      expect(audit.at(-1)?.['details']).to.deep.include({ superseded_workflow_ids: [first], workflow_key: key });
    });

    it('of what is in force already changes nothing', async () => {
      const id = await inForce(api, 'incident:twice');
      const before = await workflow(api, id);
      const again = await review(id, 'admin');
      expect(again.body).to.include({ status: 'active', reviewed_by: 'bo' });
      expect(await workflow(api, id)).to.deep.equal(before);
    });

    it('can take a version out of force', async () => {
      const id = await inForce(api, 'incident:taken-out');
      expect((await review(id, 'bo', { approved: false })).body['status']).to.equal('needs_revision');
      const beside = await inForce(api, 'incident:taken-out-beside');
      const next = await waiting('incident:taken-out-beside');
      expect((await review(beside, 'bo', { approved: false })).body['status']).to.equal('superseded');
      expect(await statusOf(next)).to.equal('draft');
    });

    it('of a superseded version is refused: it is final', async () => {
      const key = 'incident:no-way-back';
      const first = await inForce(api, key);
      await review(await waiting(key), 'bo');
      const refused = await review(first, 'bo');
      expect([refused.status, refused.body['state']]).to.deep.equal([409, 'superseded']);
    });

    it('of another version than the one that was read is refused', async () => {
      const id = await waiting('incident:read-before');
      await api.call('cy', 'PUT', `/api/workflows/${id}`, { blueprint: 'Slipped in after reading' });
      for (const late of [
        await review(id, 'bo', { approved: true, version: 1 }),
        await review(id, 'bo', { approved: true }, { 'if-match': '"1"' }),
      ])
        expect([late.status, late.body['version']]).to.deep.equal([412, 2]);
      expect(await statusOf(id)).to.equal('draft');
      expect((await review(id, 'bo', { approved: true, version: '2' })).status).to.equal(200);
    });

    it('that approves says which version was read; that sends back need not', async () => {
      const id = await waiting('incident:unread');
      const bare = (fields: Fields, headers: Record<string, string> = {}) =>
        api.call('bo', 'POST', `/api/workflows/${id}/review`, fields, headers);
      for (const unread of [await bare({ approved: true }), await bare({ approved: true }, { 'if-match': '*' })]) {
        expect([unread.status, unread.body['error']]).to.deep.equal([428, 'precondition_required']);
        expect(unread.body).to.include({ title: 'Precondition required' });
        expect(unread.body['detail']).to.contain('Send the `version` that was read');
      }
      expect(await statusOf(id)).to.equal('draft');
      expect((await bare({ approved: false })).body['status']).to.equal('needs_revision');
      expect((await bare({ approved: true }, { 'if-match': 'W/"1"' })).body['status']).to.equal('active');
    });

    it('begins anew for whoever changes what was approved: only they are its authors', async () => {
      const key = 'incident:new-authors';
      const live = await inForce(api, key);
      const edited = await api.call('bo', 'PUT', `/api/workflows/${live}`, { blueprint: 'By Bo' });
      expect((await review(edited.body['id'], 'bo')).status).to.equal(403);
      expect((await review(edited.body['id'], 'cy')).status, 'Cy wrote only what was approved').to.equal(200);
    });

    it('fifty times at once puts one in force, and all say the same', async () => {
      const key = 'incident:fifty-reviews';
      const first = await inForce(api, key);
      const second = await waiting(key);
      const people: Who[] = ['bo', 'admin'];
      const all = await Promise.all(Array.from({ length: 50 }, (_, at) => review(second, people[at % 2] ?? 'bo')));
      expect(new Set(all.map(({ status, body }) => `${status} ${String(body['status'])}`))).to.deep.equal(
        new Set(['200 active']),
      );
      expect(all.filter(({ body }) => (body['superseded_workflow_ids'] as number[]).length > 0)).to.have.length(1);
      expect((await family(api, key)).map(({ id, status }) => [id, status])).to.deep.equal([
        [first, 'superseded'],
        [second, 'active'],
      ]);
    });

    it('against a rejection at the same moment ends in one of the two', async () => {
      const key = 'incident:yes-and-no';
      const id = await waiting(key);
      await Promise.all([review(id, 'bo'), review(id, 'admin', { approved: false })]);
      expect(await statusOf(id)).to.be.oneOf(['active', 'needs_revision']);
      expect((await family(api, key)).length).to.equal(1);
    });
  });

  describe('the versions of a workflow in the database', () => {
    const insert = (key: string, status: string): Promise<unknown> =>
      api.db.query(`insert into agent_workflows (name, status, workflow_key, blueprint) values ('x', $2, $1, '"x"')`, [
        key,
        status,
      ]);
    const refused = (work: Promise<unknown>): Promise<string> => work.then(() => 'taken', String);

    it('are one in force and one that waits, whoever writes them', async () => {
      await insert('incident:one', 'active');
      await insert('incident:one', 'draft');
      for (const status of ['active', 'approved', 'draft', 'tested', 'ready_for_review', 'needs_revision'])
        expect(await refused(insert('incident:one', status)), status).to.contain('duplicate key');
      for (const status of ['superseded', 'superseded', 'retired'])
        expect(await refused(insert('incident:one', status)), status).to.equal('taken');
    });

    it('stay one row family under fifty writers of a key', async () => {
      const key = 'incident:fifty-writers';
      const all: Called[] = await Promise.all(
        Array.from({ length: 50 }, (_, at) =>
          save(api, at % 2 ? 'bo' : 'cy', {
            approval_policy: { workflow_key: key },
            blueprint: `Way ${at}`,
            status: 'active',
          }),
        ),
      );
      expect(new Set(all.map(({ status }) => status))).to.deep.equal(new Set([200]));
      expect(new Set(all.map(({ body }) => body['id'])).size).to.equal(1);
      expect(all.map(({ body }) => Number(body['version'])).sort((a, b) => a - b)).to.deep.equal(
        Array.from({ length: 50 }, (_, at) => at + 1),
      );
      expect(all.filter(({ body }) => body['action'] === 'created')).to.have.length(1);
      const rows = await family(api, key);
      expect(rows.map(({ status, version }) => [status, version])).to.deep.equal([['ready_for_review', 50]]);
    });

    it('stay one in force while people save, edit and review at once', async () => {
      const key = 'incident:all-at-once';
      const live = await inForce(api, key);
      const next = numberIn((await save(api, 'cy', { approval_policy: { workflow_key: key } })).body, 'id');
      const all = await Promise.all(
        Array.from({ length: 30 }, (_, at) => {
          if (at % 3 === 0) return save(api, 'cy', { approval_policy: { workflow_key: key }, blueprint: `Way ${at}` });
          if (at % 3 === 1) return api.call('cy', 'PUT', `/api/workflows/${live}`, { description: `Writer ${at}` });
          return reviewOf(api, 'bo', 'workflows', next);
        }),
      );
      expect(all.filter(({ status }) => status >= 500)).to.have.length(0);
      const states = (await family(api, key)).map(({ status }) => status);
      expect(states.filter((status) => status === 'active')).to.have.length(1);
      expect(states.filter((status) => status === 'draft').length).to.be.at.most(1);
    });
  });
});
