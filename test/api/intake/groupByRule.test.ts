import { expect } from 'chai';
import { claimTask } from '../../../api/agents/index.js';
import { numberIn, startTestApi, type Fields, type TestApi, type Who } from '../../support/api.js';
import { startTurn } from '../../support/runs.js';
import { becomes } from '../tickets/officePeople.js';
import { endAgents, openRunner } from './desk.js';

const phishing = { title: 'Investigate phishing report', description: 'User reported suspicious email.' };
const ours = 'Security Operations';

describe('the group of a ticket that a rule starts an agent on', () => {
  let api: TestApi;
  before(async () => {
    api = await startTestApi();
    await openRunner(api);
    await becomes(api, 'bo', { roles: ['approver'], groups: [ours] });
    await becomes(api, 'cy', { roles: ['approver'], groups: ['ops'] });
    await becomes(api, 'admin', { roles: ['platform-admin'] });
  });
  after(() => api?.stop());
  afterEach(() => endAgents(api));

  const file = async (fields: Fields, as: Who = 'ana'): Promise<Fields> =>
    (await api.call(as, 'POST', '/api/tickets', { ticket_class: 'Incident', ...fields })).body;
  const started = (filed: Fields): Fields => filed['auto_assignment'] as Fields;
  const trailOf = async (filed: Fields): Promise<Fields[]> =>
    (
      await api.db.query<Fields>(
        `select action, details ->> 'owning_group' as owning_group from audit_log
         where target = 'ticket_' || $1::text or details ->> 'ticket_id' = $1::text order by id`,
        [filed['id']],
      )
    ).rows;
  const choiceOf = async (filed: Fields): Promise<Fields | undefined> =>
    (
      await api.db.query<Fields>(
        'select owning_group_by_principal_id as principal, owning_group_by_person_id as person from tickets where id = $1',
        [filed['id']],
      )
    ).rows[0];
  const voters = async (filed: Fields): Promise<unknown> => {
    const work = await claimTask(api.db, 'r', 600, ['codex']);
    expect(work?.agentId).to.equal(filed['agent_id']);
    const asked = await api.call({ token: work?.token ?? '' }, 'POST', '/api/changes/request', {
      ...{ ticket_id: filed['id'], action: 'Block the sender', target: 'mail gateway', risk_level: 'low' },
    });
    return asked.body['may_approve'];
  };

  it('27.21: is on the row before the agent begins, and in the answer beside the assignment', async () => {
    const filed = await file(phishing);
    expect(started(filed)).to.include({ status: 'assigned', rule_id: 1, agent_id: filed['agent_id'] });
    expect(filed).to.include({ owning_group: ours, assignee_team: ours, status: 'in_progress' });
    const { body } = await api.call('admin', 'GET', `/api/tickets/${numberIn(filed, 'id')}`);
    expect(body).to.include({ owning_group: ours, agent_id: filed['agent_id'], version: filed['version'] });
    const trail = await trailOf(filed);
    const at = (action: string): number => trail.findIndex((row) => row['action'] === action);
    expect(trail[at('ticket_created')]).to.include({ owning_group: ours });
    expect(at('agent_assigned')).to.be.greaterThan(at('ticket_created'));
  });

  it('27.21: is what the profile of the agent is chosen by', async () => {
    const saved = await api.call('admin', 'PUT', '/api/agents/config', {
      profiles: [{ id: 'soc', name: 'SOC', harness: 'codex', model: 'm-soc' }],
      route_assignments: [{ scope_type: 'raci_group', scope_value: ours, profile_id: 'soc' }],
    });
    expect(saved.status, saved.text).to.equal(200);
    expect(started(await file(phishing))).to.include({ status: 'assigned', profile_id: 'soc', model: 'm-soc' });
    await api.call('admin', 'PUT', '/api/agents/config', { profiles: [], route_assignments: [] });
  });

  it('27.21: is the rules’ choice and nobody’s of those behind the ticket, so that its people decide its gates', async () => {
    const filed = await file(phishing);
    expect(await choiceOf(filed)).to.deep.equal({ principal: null, person: null });
    // Cy is of operations, who may always; Bo is of that group alone.
    expect(await voters(filed)).to.deep.equal(['Bo', 'Cy']);
  });

  it('27.21: stays what the body names, as the choice of who filed it', async () => {
    const filed = await file({ ...phishing, assignee_team: 'Email Operations' });
    expect(started(filed)).to.include({ status: 'assigned', rule_id: 1 });
    expect(filed).to.include({ owning_group: 'Email Operations', assignee_team: 'Email Operations' });
    expect((await choiceOf(filed))?.['person']).to.be.a('number');
  });

  it('27.21: is there too when the rule has no agent to spare, and its people are who is waited for', async () => {
    await file(phishing);
    const second = await file({ ...phishing, title: 'Another phishing report' });
    expect(started(second)).to.include({ reason: 'auto_assignment_capacity_reached' });
    expect(second).to.include({ owning_group: ours, agent_id: null, waiting_for: `a person of ${ours}` });
  });

  it('is left open where no agent is started by itself: no rule, no wish for one, or a chat turn that decides', async () => {
    for (const fields of [{ title: 'The coffee machine hums' }, { ...phishing, auto_assign: false }])
      expect(await file(fields)).to.include({ owning_group: null, assignee_team: null });
    const turn = await startTurn(api, 'ana', 'I got a phishing mail');
    expect(await file(phishing, { token: turn.token })).to.include({ owning_group: null, agent_id: null });
  });
});
