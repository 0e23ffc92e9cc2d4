import { expect } from 'chai';
import { numberIn, type Called, type Fields, type TestApi, type Who } from '../../support/api.js';
import { fileTicket } from '../../support/runs.js';
import { family, inForce, review, save, startLearners, workflow, written } from './learners.js';

describe('editing a workflow', () => {
  let api: TestApi;
  before(async () => {
    api = await startLearners();
  });
  after(() => api?.stop());

  const edit = (id: unknown, body: Fields, as: Who = 'cy', headers: Record<string, string> = {}): Promise<Called> =>
    api.call(as, 'PUT', `/api/workflows/${String(id)}`, body, headers);
  const draft = async (key: string, fields: Fields = {}): Promise<number> =>
    numberIn((await save(api, 'bo', { approval_policy: { workflow_key: key, kept: true }, ...fields })).body, 'id');

  it('changes what is named, keeps the rest, and counts the version', async () => {
    const id = await draft('incident:edited', { test_plan: 'Try it' });
    const { status, body } = await edit(id, { description: 'Says more', skill_ids: [1, 2] });
    expect(status).to.equal(200);
    expect(body).to.include({
      status: 'updated',
      id,
      version: 2,
      workflow_key: 'incident:edited',
      workflow_status: 'draft',
    });
    expect(await workflow(api, id)).to.deep.include({
      ...{ description: 'Says more', skill_ids: [1, 2], test_plan: 'Try it', blueprint: '1. Look at it.\n2. Mend it.' },
      approval_policy: { kept: true, workflow_key: 'incident:edited' },
    });
    const { audit } = await written(api, 'workflow_updated');
    expect(audit.at(-1)).to.include({ actor: 'cy', target: `workflow_${id}` });
  });

  it('keeps the status unless one is said, and puts nothing in force by it', async () => {
    const id = await draft('incident:status', { status: 'tested' });
    expect((await edit(id, { description: 'x' })).body['workflow_status']).to.equal('tested');
    expect((await edit(id, { status: 'nonsense' })).body['workflow_status']).to.equal('tested');
    expect((await edit(id, { status: 'active' })).body['workflow_status']).to.equal('ready_for_review');
    expect((await edit(id, { status: 'draft' })).body['workflow_status']).to.equal('draft');
  });

  it('27.19: of one that is not there, or that has no number, answers 404 and changes nothing', async () => {
    for (const id of [999_999, 'abc', '1e3', '9'.repeat(30)])
      expect((await edit(id, { description: 'x' })).status, String(id)).to.equal(404);
  });

  it('with nothing to change is refused', async () => {
    const id = await draft('incident:nothing');
    for (const body of [{}, { unknown: 1 }, { status: null }]) {
      const refused = await edit(id, body);
      expect([refused.status, refused.text.includes('No fields to update')], JSON.stringify(body)).to.deep.equal([
        422,
        true,
      ]);
    }
    expect((await workflow(api, id))['version']).to.equal(1);
  });

  it('27.29: of one in force writes its next version beside it', async () => {
    const liveId = await inForce(api, 'incident:live-edit', { name: 'In force', blueprint: 'As approved' });
    const before = await workflow(api, liveId);
    const first = await edit(liveId, { blueprint: 'Better' });
    expect(first.body).to.include({ version: 2, workflow_status: 'draft', active_workflow_id: liveId });
    expect(first.body['id']).to.not.equal(liveId);
    const second = await edit(liveId, { description: 'And explained', status: 'active' });
    expect(second.body).to.include({ id: first.body['id'], version: 3, workflow_status: 'ready_for_review' });
    expect(await workflow(api, liveId)).to.deep.equal(before);
    expect(await workflow(api, first.body['id'])).to.include({
      ...{ name: 'In force', blueprint: 'Better', description: 'And explained', replaces_id: liveId },
    });
  });

  it('under another key moves the version that waits; a live one stays under its own until the review', async () => {
    const liveId = await inForce(api, 'incident:moves');
    const moved = await edit(liveId, { approval_policy: { workflow_key: 'incident:moved' } });
    expect(moved.body).to.include({ workflow_key: 'incident:moved', workflow_status: 'ready_for_review' });
    expect((await workflow(api, liveId))['workflow_key']).to.equal('incident:moves');
    const reviewed = await review(api, 'bo', 'workflows', moved.body['id']);
    expect(reviewed.body['superseded_workflow_ids']).to.deep.equal([liveId]);
  });

  it('under a key that another version waits for is a conflict that names it', async () => {
    const [taken, id] = [await draft('incident:taken'), await draft('incident:wants-it')];
    const refused = await edit(id, { workflow_key: 'incident:taken' });
    expect([refused.status, refused.body['error'], refused.body['workflow_id']]).to.deep.equal([
      ...[409, 'workflow_key_taken', taken],
    ]);
    expect((await workflow(api, id))['workflow_key']).to.equal('incident:wants-it');
  });

  it('with If-Match of another version is refused, and with the current one goes through', async () => {
    const id = await draft('incident:if-match');
    const tag = (await api.call('cy', 'GET', `/api/workflows/${id}`)).headers.get('etag') ?? '';
    expect(tag).to.equal('"1"');
    const changed = await edit(id, { description: 'One' }, 'cy', { 'if-match': tag });
    expect([changed.status, changed.headers.get('etag')]).to.deep.equal([200, '"2"']);
    const late = await edit(id, { description: 'Two' }, 'bo', { 'if-match': tag });
    expect([late.status, late.body['error'], late.body['version']]).to.deep.equal([412, 'version_changed', 2]);
    expect((await workflow(api, id))['description']).to.equal('One');
    for (const fine of ['*', '"1", "3"', 'W/"4"', '5'])
      expect((await edit(id, { description: 'x' }, 'cy', { 'if-match': fine })).status, fine).to.equal(200);
  });

  it('with If-Match of a version in force is refused when another waits beside it already', async () => {
    const liveId = await inForce(api, 'incident:beside');
    const head = { 'if-match': '"1"' };
    expect((await edit(liveId, { description: 'First' }, 'cy', head)).status).to.equal(200);
    const late = await edit(liveId, { description: 'Second' }, 'bo', head);
    expect([late.status, late.body['version']]).to.deep.equal([412, 2]);
  });

  it('twenty times at once from the same version lets one through', async () => {
    const id = await draft('incident:race-edit');
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        edit(id, { description: `Writer ${at}` }, at % 2 ? 'bo' : 'cy', { 'if-match': '"1"' }),
      ),
    );
    expect(all.filter(({ status }) => status === 200)).to.have.length(1);
    expect(all.filter(({ status }) => status === 412)).to.have.length(19);
    expect((await workflow(api, id))['version']).to.equal(2);
  });

  it('of one that was superseded says that it is final', async () => {
    const liveId = await inForce(api, 'incident:final');
    const next = await save(api, 'cy', { approval_policy: { workflow_key: 'incident:final' } });
    await review(api, 'bo', 'workflows', next.body['id']);
    const refused = await edit(liveId, { description: 'x' });
    expect([refused.status, refused.body['error'], refused.body['state']]).to.deep.equal([
      409,
      'workflow_final',
      'superseded',
    ]);
    expect((await family(api, 'incident:final')).map(({ status }) => status)).to.deep.equal(['superseded', 'active']);
  });

  it('of one learnt from a ticket that the caller may not see is like one that is not there', async () => {
    const secret = await fileTicket(api, 'admin', { title: 'A secret', security_classification: 'secret' });
    const saved = await save(api, 'admin', { approval_policy: { workflow_key: 'incident:unseen' }, ticket_id: secret });
    const id = numberIn(saved.body, 'id');
    expect((await edit(id, { description: 'x' })).status).to.equal(404);
    expect((await api.call('cy', 'GET', `/api/workflows/${id}`)).status).to.equal(404);
    expect((await review(api, 'cy', 'workflows', id)).status).to.equal(404);
    expect((await edit(id, { description: 'x' }, 'admin')).status).to.equal(200);
  });

  it('in force beside a version of such a ticket is a conflict, and shows nothing of it', async () => {
    const secret = await fileTicket(api, 'admin', { title: 'A secret', security_classification: 'secret' });
    const liveId = await inForce(api, 'incident:half-seen', { name: 'Seen' });
    const hidden = { name: 'Unseen name', update_name: true, approval_policy: { workflow_key: 'incident:half-seen' } };
    await save(api, 'admin', { ...hidden, ticket_id: secret, blueprint: 'Unseen words' });
    const refused = await edit(liveId, { description: 'x' });
    expect([refused.status, refused.body['error']]).to.deep.equal([409, 'workflow_version_waits']);
    const before = await family(api, 'incident:half-seen');
    const saved = await save(api, 'cy', { name: 'Ours', approval_policy: { workflow_key: 'incident:half-seen' } });
    expect([saved.status, saved.body['error'], saved.text.includes('Unseen')]).to.deep.equal([
      ...[409, 'workflow_version_waits', false],
    ]);
    expect(await family(api, 'incident:half-seen'), 'not written over').to.deep.equal(before);
    expect((await save(api, 'admin', { approval_policy: { workflow_key: 'incident:half-seen' } })).status).to.equal(
      200,
    );
  });
});
