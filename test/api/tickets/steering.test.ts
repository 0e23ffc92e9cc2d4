import { expect } from 'chai';
import { finishTask } from '../../../api/agents/index.js';
import { skipsSteering } from '../../../api/tickets/steer.js';
import { numberIn, startTestApi, type Called, type Fields, type TestApi, type Who } from '../../support/api.js';
import { fileTicket, startTask, startTurn, type TaskRun } from '../../support/runs.js';
import { becomes, officePeople } from './officePeople.js';

describe('a note while an agent works the ticket', () => {
  let api: TestApi;
  let id: number;
  let run: TaskRun;
  before(async () => {
    api = await startTestApi({ config: officePeople });
    id = await fileTicket(api, 'ana', { owning_group: 'Cloud Operations' });
    run = await startTask(api, id);
  });
  after(() => api?.stop());

  const note = (fields: Fields, as: Who = 'bo', headers: Record<string, string> = {}): Promise<Called> =>
    api.call(as, 'POST', `/api/tickets/${id}/notes`, { body: 'Look at the second disk', ...fields }, headers);
  const events = async (noteId: unknown): Promise<Fields[]> =>
    (
      await api.db.query<Fields>(
        `select s.*, p.name as person from agent_steering_events s left join persons p on p.id = s.person_id where note_id = $1`,
        [noteId],
      )
    ).rows;

  it('of a person is an event that the agent has to be told, and the answer says so', async () => {
    const { body } = await note({});
    const [event, ...more] = await events(body['id']);
    expect(more).to.deep.equal([]);
    expect(body['steering']).to.deep.equal({
      status: 'created',
      events: [{ id: event?.['id'], agent_id: run.agentId, task_id: run.lease.id, delivered: false }],
    });
    expect(event).to.include({
      ...{
        ticket_id: id,
        source: 'dashboard',
        author: 'bo',
        body: 'Look at the second disk',
        status: 'pending',
        person: 'bo',
      },
    });
    const { rows } = await api.db.query(
      `select from event_log where action = 'agent_steering_note_recorded' and target = $1`,
      [`ticket_${id}`],
    );
    expect(rows).to.have.length(1);
  });

  for (const source of ['itop', 'jira', 'provider', 'requester', 'servicenow', 'user-response'])
    it(`of the source ${source}, which a service writes for it, steers as well`, async () => {
      const { body } = await note({ source }, 'service');
      expect(body['steering']).to.include({ status: 'created' });
      expect((await events(body['id']))[0]).to.include({ source, person: null });
    });

  for (const source of ['access-request', 'approval-gate', 'postmortem', 'ticket-status', 'agent-checkpoint', 'agent'])
    it(`of the source ${source} does not`, async () => {
      const { body } = await note({ source }, 'service');
      expect(body['steering']).to.deep.equal({
        ...{ status: 'skipped', events: [] },
        reason: `Notes of the source ${source} do not steer.`,
      });
      expect(await events(body['id'])).to.deep.equal([]);
    });

  it('of the agent itself never steers it, whatever it says that it is', async () => {
    const { body } = await note({ source: 'dashboard', author: 'bo' }, { token: run.token });
    expect(body['steering']).to.include({ status: 'skipped' });
    expect(await events(body['id'])).to.deep.equal([]);
  });

  it('whose author is an agent does not steer, and one whose name only begins like it does', () => {
    const skips = (author: string): boolean => skipsSteering({ source: 'dashboard', author }) !== undefined;
    expect(['agent', 'agent-5', 'agent_26', 'Agent 7'].every(skips)).to.equal(true);
    expect(['bo', 'agentina', 'a secret agent', 'agents'].some(skips)).to.equal(false);
  });

  it('that a service writes for a person has that person behind it', async () => {
    const { body } = await note({}, 'service', { 'x-dashboard-service-user': 'Cy' });
    expect((await events(body['id']))[0]).to.include({ person: 'cy' });
  });

  it('about status, assignment or contacts is the records of them, and no steering', async () => {
    const before = (await api.db.query('select from agent_steering_events')).rowCount;
    await api.call('bo', 'POST', `/api/tickets/${id}/status`, { status: 'in_progress', reason: 'Go on' });
    await api.call('bo', 'POST', `/api/tickets/${id}/assignment`, { priority: 'P2' });
    await api.call('admin', 'POST', `/api/tickets/${id}/contacts`, { affected_user_name: 'Eva' });
    expect((await api.db.query('select from agent_steering_events')).rowCount).to.equal(before);
  });

  it("the requester's answer steers, with the requester behind it", async () => {
    const { body } = await api.call('ana', 'POST', `/api/tickets/${id}/user-response`, { response: 'It is disk two' });
    expect((await events(body['note_id']))[0]).to.include({ source: 'user-response', person: 'ana', author: 'Ana' });
    expect(body['resume']).to.deep.equal({ status: 'already_active', agent_id: run.agentId, task_id: run.lease.id });
  });

  it('in a chat turn has the person of the turn behind it', async () => {
    const turn = await startTurn(api, 'ana', 'The scanner is broken');
    const filed = await api.call({ token: turn.token }, 'POST', '/api/tickets', { title: 'Scanner' });
    const scanner = numberIn(filed.body, 'id');
    await startTask(api, scanner);
    const { body } = await api.call({ token: turn.token }, 'POST', `/api/tickets/${scanner}/user-response`, {
      response: 'It is the one at the door',
    });
    expect((await events(body['note_id']))[0]).to.include({ person: 'ana' });
  });

  it('keeps who steered from deciding what the agent asks for afterwards', async () => {
    await becomes(api, 'bo', { roles: ['analyst', 'approver'], groups: ['Cloud Operations'] });
    // Cy decides for the group of the rules: the one that the requester named works the ticket.
    await becomes(api, 'cy', { roles: ['analyst', 'approver'], groups: ['Infrastructure Operations'] });
    const fresh = await fileTicket(api, 'ana', { owning_group: 'Cloud Operations' });
    const working = await startTask(api, fresh);
    await api.call('bo', 'POST', `/api/tickets/${fresh}/notes`, { body: 'Restart it' });
    const asked = await api.call({ token: working.token }, 'POST', '/api/changes/request', {
      ...{ ticket_id: fresh, action: 'Restart', target: 'web-1', risk_level: 'low', command: 'systemctl restart web' },
    });
    const { rows } = await api.db.query<{ name: string }>(
      `select p.name from change_lineage l join persons p on p.id = l.person_id where change_id = $1 and relation = 'steerer'`,
      [asked.body['change_id']],
    );
    expect(asked.status, asked.text).to.equal(200);
    expect(rows.map(({ name }) => name)).to.deep.equal(['bo']);
  });

  it('that has ended since steers nobody', async () => {
    await finishTask(api.db, run.lease, { stopped: false, how: 'ended', reference: 'x', last: true });
    expect((await note({})).body['steering']).to.deep.equal({ status: 'no_active_agent', events: [] });
  });
});
