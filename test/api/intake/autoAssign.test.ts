import { expect } from 'chai';
import { defaultTaskPermissions } from '../../../api/access/index.js';
import { claimTask, readTaskBrief } from '../../../api/agents/index.js';
import { transaction } from '../../../api/db/index.js';
import { autoAssign } from '../../../api/intake/index.js';
import { numberIn, startTestApi, type Fields, type TestApi, type Who } from '../../support/api.js';
import { fileTicket, startTurn } from '../../support/runs.js';
import { becomes } from '../tickets/officePeople.js';
import { endAgents, eventsOf, idOf, openRunner, saveRule } from './desk.js';

const phishing = { title: 'Investigate phishing report', description: 'User reported suspicious email.' };

describe('an agent by itself', () => {
  let api: TestApi;
  before(async () => {
    api = await startTestApi();
    await openRunner(api);
  });
  after(() => api?.stop());
  afterEach(() => endAgents(api));

  const file = async (fields: Fields, as: Who = 'ana'): Promise<Fields> =>
    (await api.call(as, 'POST', '/api/tickets', { ticket_class: 'Incident', ...fields })).body;
  const started = (filed: Fields): Fields => filed['auto_assignment'] as Fields;
  const notesOf = async (id: unknown): Promise<Fields[]> =>
    (await api.db.query<Fields>('select * from ticket_notes where ticket_id = $1 order by id', [id])).rows;

  it('starts on a ticket whose words a rule knows, and the answer shows both', async () => {
    const filed = await file(phishing);
    const assigned = started(filed);
    expect(assigned).to.include({
      ...{ status: 'assigned', rule_id: 1, ticket_id: filed['id'], harness: 'codex', model: null, profile_id: null },
      priority_rank: 2,
    });
    expect(assigned['score']).to.be.greaterThan(3);
    expect(filed).to.include({ status: 'in_progress', agent_id: assigned['agent_id'], waiting_for: null });
    expect(await api.call('admin', 'GET', `/api/tickets/${numberIn(filed, 'id')}`)).to.have.nested.property(
      'body.agent_status',
      'spawned',
    );
  });

  it('27.28: is "assigned" and not "spawned", with the fields of the start beside it', async () => {
    const { status, agent_id: agent, task_id: task } = started(await file(phishing));
    expect(status).to.equal('assigned');
    const { rows } = await api.db.query<Fields>('select id, last_task_id from agents where id = $1', [agent]);
    expect(rows[0]).to.deep.equal({ id: agent, last_task_id: task });
  });

  it('leaves a note and an event that name the rule', async () => {
    const filed = await file(phishing);
    const [note] = (await notesOf(filed['id'])).filter(({ source }) => source === 'auto-assignment');
    expect(note).to.include({ author: 'system', audience: 'internal', external_ref: 'auto-assignment:raci-rule:1' });
    expect(note?.['body']).to.contain('by the rule "Phishing report"');
    const event = (await eventsOf(api, 'auto_agent_assigned')).at(-1);
    expect(event).to.include({ category: 'agent', actor: 'system', target: `ticket_${numberIn(filed, 'id')}` });
    expect(event?.['details']).to.include({ rule_id: 1, agent_id: started(filed)['agent_id'] });
  });

  it('is the platform’s, for the requester, with the default permissions and the secrecy of its ticket', async () => {
    const filed = await file({ ...phishing, security_classification: 'confidential' });
    const { rows } = await api.db.query<Fields>(
      `select pr.type, pr.name as spawner, p.name as for_whom, c.allowed_permissions, c.max_classification, c.roles, c.spawned_by_username
       from agents a join principals pr on pr.id = a.spawned_by_principal_id join persons p on p.id = a.on_behalf_of_person_id
       join agent_permission_context c on c.agent_id = a.id where a.id = $1`,
      [filed['agent_id']],
    );
    expect(rows[0]).to.deep.equal({
      ...{ type: 'system', spawner: 'system', spawned_by_username: 'system', for_whom: 'ana', roles: [] },
      ...{ allowed_permissions: defaultTaskPermissions, max_classification: 'confidential' },
    });
  });

  it('asks in the name of its requester: who filed the ticket does not decide its gate', async () => {
    await becomes(api, 'bo', { roles: ['requester', 'approver'], groups: ['ops'] });
    await becomes(api, 'admin', { roles: ['platform-admin'] });
    const filed = await file(phishing, 'bo');
    const work = await claimTask(api.db, 'r', 600, ['codex']);
    expect(work?.agentId).to.equal(filed['agent_id']);
    const as = { token: work?.token ?? '' };
    const asked = await api.call(as, 'POST', '/api/changes/request', {
      ...{ ticket_id: filed['id'], action: 'Block the sender', target: 'mail gateway', risk_level: 'low' },
    });
    expect(asked.body['may_approve'], asked.text).to.deep.equal(['Cy']);
    const voted = await api.call('bo', 'POST', `/api/changes/${numberIn(asked.body, 'change_id')}/approve`, {});
    expect(voted.status).to.equal(403);
  });

  it('reads what the owner of the rule wrote, and the words of the requester only as those', async () => {
    const filed = await file(phishing);
    const brief = await readTaskBrief(api.db, numberIn(started(filed), 'task_id'));
    expect(brief?.instruction)
      .to.contain('assigned to you by the rule "Phishing report"')
      .and.contain('Open no link')
      .and.not.contain('User reported');
    expect(brief?.ticket.description).to.equal('User reported suspicious email.');
  });

  it('works with the model of its rule, and with nothing but the ticket where the rule says nothing', async () => {
    const rule = await idOf(
      saveRule(api, { name: 'Giraffes', keywords: 'giraffe', auto_assign_agent: true, auto_agent_model: 'm-9' }),
    );
    const filed = await file({ title: 'A giraffe stands in the lobby' });
    expect(started(filed)).to.include({ status: 'assigned', rule_id: rule, model: 'm-9' });
    expect((await readTaskBrief(api.db, numberIn(started(filed), 'task_id')))?.instruction).to.equal(null);
    await api.call('admin', 'DELETE', `/api/intake/raci/rules/${rule}`);
    expect(started(await file({ title: 'A giraffe stands in the lobby' }))).to.include({
      reason: 'no_matching_policy',
    });
  });

  it('does not start where no rule takes the ticket: it waits for a person, as before', async () => {
    const filed = await file({ title: 'The coffee machine hums', owning_group: 'Security Operations' });
    expect(started(filed)).to.deep.equal({ status: 'skipped', reason: 'no_matching_policy' });
    expect(filed).to.include({ agent_id: null, status: 'new', worked_by: 'person' });
    expect(filed['waiting_for']).to.equal('a person of Security Operations');
    expect((await eventsOf(api, 'auto_assignment_no_match')).at(-1)).to.include({
      target: `ticket_${numberIn(filed, 'id')}`,
    });
  });

  it('does not start when the body says so, nor on a ticket that is over', async () => {
    for (const wanted of [false, 'false', 'no']) {
      const filed = await file({ ...phishing, auto_assign: wanted });
      expect(started(filed)).to.deep.equal({ status: 'skipped', reason: 'request_disabled' });
      expect(filed).to.include({ agent_id: null, worked_by: 'person' });
    }
    expect(started(await file({ ...phishing, status: 'closed' }))).to.deep.equal({
      ...{ status: 'skipped', reason: 'ticket_final', ticket_status: 'closed' },
    });
  });

  it('does not start on a ticket of a chat turn, which decides that by itself', async () => {
    const turn = await startTurn(api, 'ana', 'I got a phishing mail');
    const filed = await file(phishing, { token: turn.token });
    expect([filed['agent_id'], filed['auto_assignment']]).to.deep.equal([null, undefined]);
  });

  it('is not started where no program can work it, and the answer says why', async () => {
    await api.db.query(`update runner_instances set heartbeat_at = clock_timestamp() - interval '1 minute'`);
    const filed = await file({ ...phishing, owning_group: 'Security Operations' });
    await openRunner(api);
    expect(started(filed)).to.include({
      ...{ status: 'skipped', reason: 'waiting_for_person', rule_id: 1, group: 'Security Operations' },
      detail: 'No model is set up here, and no approved workflow fits this ticket.',
    });
    expect(filed).to.include({ agent_id: null, status: 'new', waiting_for: 'a person of Security Operations' });
  });

  it('that cannot be started leaves the ticket filed, to a person, and says so without its insides', async () => {
    const long = 'x'.repeat(300);
    await api.db.query(`update service_raci_rules set auto_agent_model = $1 where id = 1`, [long]);
    const filed = await file({ ...phishing, owning_group: 'Security Operations' });
    await api.db.query(`update service_raci_rules set auto_agent_model = null where id = 1`);
    expect(started(filed)).to.include({ status: 'error', rule_id: 1 });
    expect(started(filed)['error']).to.equal('The agent could not be started; a person has to work the ticket.');
    expect(filed).to.include({ agent_id: null, status: 'new', waiting_for: 'a person of Security Operations' });
    const failed = (await eventsOf(api, 'auto_agent_assignment_failed')).at(-1);
    expect(failed).to.include({ level: 'warning', target: `ticket_${numberIn(filed, 'id')}` });
    expect((await notesOf(filed['id'])).map(({ source }) => source)).to.not.include('agent-control-plane');
  });

  it('27.21: starts after group and classification are stored, whatever order they have in the body', async () => {
    const filed = await file({
      ...phishing,
      ...{ owning_group: 'Security Operations', security_classification: 'restricted', access_scope: { k: 'v' } },
    });
    expect(started(filed)['status']).to.equal('assigned');
    expect(filed).to.include({ owning_group: 'Security Operations', security_classification: 'restricted' });
    const { rows } = await api.db.query<Fields>(
      'select max_classification from agent_permission_context where agent_id = $1',
      [filed['agent_id']],
    );
    expect(rows[0], 'the agent was given what the ticket is').to.deep.equal({ max_classification: 'restricted' });
  });

  it('is not started a second time, by whatever way the ticket comes in again', async () => {
    const filed = await file(phishing);
    const id = numberIn(filed, 'id');
    const again = (): Promise<unknown> => transaction(api.db, (q) => autoAssign(q, id, { maxPerRule: 0 }));
    expect(await again()).to.deep.equal({
      ...{ status: 'skipped', reason: 'ticket_already_has_agent', agent_id: filed['agent_id'] },
    });
    // An agent that stands at a gate has no ticket pointing at it after an unassignment, and is alive all the same.
    await api.db.query('update tickets set agent_id = null where id = $1', [id]);
    expect(await again()).to.deep.equal({
      ...{ status: 'skipped', reason: 'active_agent_exists', agent_id: filed['agent_id'] },
    });
    expect(await transaction(api.db, (q) => autoAssign(q, 999_999, { maxPerRule: 0 }))).to.deep.equal({
      ...{ status: 'skipped', reason: 'ticket_not_found' },
    });
  });

  it('asked for thirty times at once on one ticket is one agent', async () => {
    const id = await fileTicket(api, 'ana', { ...phishing, auto_assign: false });
    const all = await Promise.all(
      Array.from({ length: 30 }, () => transaction(api.db, (q) => autoAssign(q, id, { maxPerRule: 0 }))),
    );
    expect(all.filter(({ status }) => status === 'assigned')).to.have.length(1);
    const { rows } = await api.db.query('select from agents where ticket_id = $1', [id]);
    expect(rows).to.have.length(1);
  });

  it('says so when no rule starts agents at all', async () => {
    await api.db.query('update service_raci_rules set auto_assign_agent = false');
    expect(started(await file(phishing))).to.deep.equal({ status: 'skipped', reason: 'no_enabled_policy' });
  });
});
