import { expect } from 'chai';
import { workflowFor } from '../../../api/workflows/index.js';
import { numberIn, startTestApi, type Called, type Fields, type TestApi, type Who } from '../../support/api.js';
import { fileTicket, startTask } from '../../support/runs.js';
import { inForce, review, save, written } from './learners.js';

const people = {
  ana: { display_name: 'Ana', roles: ['agent-operator', 'requester'], groups: ['Infrastructure Operations'] },
  bo: { display_name: 'Bo', roles: ['soc-manager'] },
  cy: { display_name: 'Cy', roles: ['soc-manager'] },
  admin: { display_name: 'Admin', roles: ['platform-admin'] },
};

describe('a workflow that was learnt from a secret ticket', () => {
  let api: TestApi;
  before(async () => {
    api = await startTestApi({ config: { people } });
  });
  after(() => api?.stop());

  const file = (secrecy: string): Promise<number> =>
    fileTicket(api, 'admin', { title: 'Marmot', ticket_class: 'Incident', security_classification: secrecy });
  /** Saved by Cy from a ticket of this class, and put in force by Bo. */
  const learnt = async (key: string, secrecy: string, fields: Fields = {}): Promise<number> =>
    inForce(api, key, { ticket_id: await file(secrecy), name: `Marmot ${key}`, ...fields });
  const seen = (as: Who, id: number): Promise<Called> => api.call(as, 'GET', `/api/workflows/${id}`);
  const put = (as: Who, id: number, body: Fields, headers: Record<string, string> = {}): Promise<Called> =>
    api.call(as, 'PUT', `/api/workflows/${id}`, body, headers);

  it('is for those of its class also when it is in force: read, listed, found and handed to agents', async () => {
    const id = await learnt('incident:marmot', 'restricted');
    expect((await seen('bo', id)).body).to.include({ status: 'active', security_classification: 'restricted' });
    expect((await seen('ana', id)).status).to.equal(404);
    const ticket = await file('internal');
    for (const [as, found] of [
      ['ana', false],
      ['bo', true],
    ] as const) {
      const listed = await api.call(as, 'GET', '/api/workflows?workflow_key=incident:marmot');
      expect(listed.body['total'], as).to.equal(found ? 1 : 0);
      const hits = await api.call(as, 'GET', '/api/search/global?q=Marmot incident');
      expect(JSON.stringify(hits.body).includes(`#workflows:${id}`), as).to.equal(found);
      const evidence = await api.call(as, 'GET', `/api/postmortems/evidence/${ticket}`);
      expect(JSON.stringify(evidence.body['workflows']).includes('incident:marmot'), as).to.equal(found);
    }
    for (const [secrecy, found] of [
      ['internal', false],
      ['restricted', true],
    ] as const) {
      const run = await startTask(api, await file(secrecy));
      const context = await api.call({ token: run.token }, 'GET', `/api/tickets/${run.ticketId}/context`);
      expect(JSON.stringify(context.body['workflows']).includes('incident:marmot'), secrecy).to.equal(found);
    }
  });

  it('is followed again on a ticket of its class only', async () => {
    const id = await learnt('incident:marmot-rerun', 'restricted');
    const rerun = (ticket_id: number): Promise<Called> =>
      api.call('bo', 'POST', `/api/workflows/${id}/rerun`, { ticket_id, harness: 'codex' });
    const refused = await rerun(await file('confidential'));
    expect([refused.status, refused.body['error']]).to.deep.equal([409, 'workflow_above_ticket']);
    const runs = await api.db.query('select from workflow_runs where workflow_id = $1', [id]);
    expect(runs.rowCount).to.equal(0);
    expect((await rerun(await file('restricted'))).status).to.equal(200);
  });

  it('stays of its class in every later version, whoever saves or edits it', async () => {
    const id = await learnt('incident:marmot-later', 'restricted');
    const edited = await put('cy', id, { description: 'Clearer' });
    const next = numberIn(edited.body, 'id');
    expect(next).to.not.equal(id);
    expect((await seen('ana', next)).status).to.equal(404);
    const saved = await save(api, 'cy', { approval_policy: { workflow_key: 'incident:marmot-later' } });
    expect(saved.body['id']).to.equal(next);
    expect((await seen('bo', next)).body['security_classification']).to.equal('restricted');
    await review(api, 'bo', 'workflows', next);
    expect((await seen('ana', next)).status).to.equal(404);
  });

  it('is for others when somebody says so: nothing else of it changes, and the trail has it', async () => {
    const id = await learnt('incident:marmot-open', 'restricted');
    const before = (await seen('bo', id)).body;
    const stale = await put('bo', id, { security_classification: 'internal' }, { 'if-match': '"99"' });
    expect(stale.status).to.equal(412);
    const opened = await put('bo', id, { security_classification: 'internal' });
    expect(opened.body).to.include({ status: 'updated', id, workflow_status: 'active', active_workflow_id: id });
    const after = (await seen('ana', id)).body;
    expect(after['security_classification']).to.equal('internal');
    expect({ ...after, security_classification: null, updated_at: null }).to.deep.equal({
      ...before,
      security_classification: null,
      updated_at: null,
    });
    const { audit } = await written(api, 'workflow_reclassified');
    expect(audit.at(-1)).to.include({ actor: 'bo', target: `workflow_${id}` });
    expect(audit.at(-1)?.['details']).to.include({ from: 'restricted', to: 'internal' });
    expect((await put('bo', id, { security_classification: 'secret' })).status).to.equal(422);
    expect((await put('ana', id, { security_classification: 'public' })).status).to.equal(403);
  });

  it('with another text is of the class that is said with it, and waits for its review', async () => {
    const id = await learnt('incident:marmot-both', 'confidential');
    const edited = await put('bo', id, { description: 'Without names', security_classification: 'internal' });
    expect(edited.body).to.include({ workflow_status: 'draft', active_workflow_id: id });
    expect((await seen('bo', numberIn(edited.body, 'id'))).body['security_classification']).to.equal('internal');
    expect((await seen('bo', id)).body['security_classification']).to.equal('confidential');
  });

  it('is chosen by no words of a ticket by itself', async () => {
    const words = { intent: 'host-disk', text: 'what fills the disk' };
    const chosen = await workflowFor(api.db, words);
    if (!chosen) throw new Error('No shipped workflow fits these words.');
    await api.db.query(`update agent_workflows set security_classification = 'confidential' where id = $1`, [
      chosen.workflow.id,
    ]);
    expect((await workflowFor(api.db, words))?.workflow.id).to.not.equal(chosen.workflow.id);
  });
});
