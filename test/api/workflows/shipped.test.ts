import { expect } from 'chai';
import { activeWorkflows, seedWorkflows } from '../../../api/workflows/index.js';
import { loadWorkflows } from '../../../config/index.js';
import { numberIn, type Fields, type TestApi } from '../../support/api.js';
import { family, review, startLearners, workflow } from './learners.js';

const shipped = loadWorkflows();
const [first, second] = shipped;
if (!first || !second) throw new Error('too few workflows are shipped');

describe('shipped workflows beside those of people', () => {
  let api: TestApi;
  before(async () => {
    api = await startLearners();
  });
  after(() => api?.stop());

  const idOf = async (name: string): Promise<number> => {
    const { rows } = await api.db.query<{ id: number }>('select id from agent_workflows where name = $1 order by id', [
      name,
    ]);
    return rows[0]?.id ?? 0;
  };
  const approve = (id: unknown): Promise<{ status: number }> => review(api, 'bo', 'workflows', id);

  it('27.20: are listed and read as JSON, with their steps', async () => {
    const list = await api.call('bo', 'GET', '/api/workflows?status=active&limit=500');
    expect(list.body['total']).to.equal(shipped.length);
    const row = await workflow(api, await idOf(first.name));
    expect(row['blueprint']).to.deep.equal({ steps: first.blueprint, match: first.match, platforms: first.platforms });
    expect(row).to.deep.include({
      review_state: 'active_approved',
      approval_policy: {},
      skill_ids: [],
      ticket_class: null,
    });
  });

  it('are followed by the version that people approved, and stay superseded at the next start', async () => {
    const id = await idOf(first.name);
    const { steps, match, platforms } = (await workflow(api, id))['blueprint'] as Fields;
    const next = await api.call('cy', 'PUT', `/api/workflows/${id}`, {
      blueprint: { steps, platforms, match: { ...(match as Fields), phrases: ['only our own phrase'] } },
    });
    expect((await activeWorkflows(api.db)).find((one) => one.id === id)?.match.phrases).to.deep.equal(
      first.match.phrases,
    );
    expect((await approve(next.body['id'])).status).to.equal(200);
    await seedWorkflows(api.db, shipped);
    const versions = await family(api, first.workflow_key);
    expect(versions.map((row) => [row['id'], row['status']])).to.deep.equal([
      [id, 'superseded'],
      [next.body['id'], 'active'],
    ]);
    const found = (await activeWorkflows(api.db)).filter((one) => one.workflow_key === first.workflow_key);
    expect(found.map((one) => [one.id, one.match.phrases])).to.deep.equal([[next.body['id'], ['only our own phrase']]]);
  });

  it('do not come back where people made one of the same name and key', async () => {
    await api.db.query('delete from agent_workflows where name = $1', [second.name]);
    const saved = await api.call('cy', 'POST', '/api/workflows', {
      ...{ name: second.name, blueprint: 'By hand', approval_policy: { workflow_key: second.workflow_key } },
    });
    await approve(saved.body['id']);
    await seedWorkflows(api.db, shipped);
    expect((await family(api, second.workflow_key)).map((row) => row['id'])).to.deep.equal([
      numberIn(saved.body, 'id'),
    ]);
  });

  it('that a person sent back stay out of force at the next start', async () => {
    const third = shipped[2]?.name ?? '';
    const id = await idOf(third);
    await api.call('bo', 'POST', `/api/workflows/${id}/review`, { approved: false });
    await seedWorkflows(api.db, shipped);
    expect((await workflow(api, id))['status']).to.equal('needs_revision');
  });
});
