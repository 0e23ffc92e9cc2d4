import { expect } from 'chai';
import { startApi } from '../../../api/index.js';
import { retryAutoAssignments } from '../../../api/intake/index.js';
import { startPeriodic } from '../../../api/periodic.js';
import { numberIn, startTestApi, type Fields, type TestApi } from '../../support/api.js';
import { endAgents, eventsOf, idOf, openRunner, saveRule } from './desk.js';

const one = { maxPerRule: 1 };

describe('how many agents one rule may have at work', () => {
  let api: TestApi;
  let count = 0;
  before(async () => {
    api = await startTestApi();
    await openRunner(api);
  });
  after(() => api?.stop());
  beforeEach(async () => {
    await endAgents(api);
    await api.db.query('delete from auto_assignment_waits');
  });

  const file = async (fields: Fields = {}): Promise<Fields> => {
    const body = { title: `Phishing report ${(count += 1)}`, ticket_class: 'Incident', ...fields };
    return (await api.call('ana', 'POST', '/api/tickets', body)).body;
  };
  const started = (filed: Fields): Fields => filed['auto_assignment'] as Fields;
  const agentOf = async (filed: Fields): Promise<unknown> =>
    (await api.call('admin', 'GET', `/api/tickets/${numberIn(filed, 'id')}`)).body['agent_id'];
  const waiting = async (): Promise<number[]> =>
    (
      await api.db.query<{ id: number }>(
        'select ticket_id as id from auto_assignment_waits order by created_at, ticket_id',
      )
    ).rows.map(({ id }) => id);
  const finish = (agentId: unknown): Promise<unknown> =>
    api.call('admin', 'POST', `/api/agents/${Number(agentId)}/stop`, {});

  it('is one unless told otherwise: the next ticket is filed, told why, and waits for a person meanwhile', async () => {
    const first = await file();
    const second = await file({ owning_group: 'Security Operations' });
    expect(started(second)).to.deep.include({
      ...{ status: 'skipped', reason: 'auto_assignment_capacity_reached', rule_id: 1, max_active_per_rule: 1 },
      active_agent_ids: [first['agent_id']],
    });
    expect(started(second)['score']).to.be.a('number');
    expect(second).to.include({ agent_id: null, waiting_for: 'a person of Security Operations' });
    const event = (await eventsOf(api, 'auto_assignment_capacity_reached')).at(-1);
    expect(event).to.include({ category: 'agent', target: `ticket_${numberIn(second, 'id')}` });
  });

  it('counts each rule by itself, and an agent that a person started on a ticket of the rule', async () => {
    await file();
    const locked = await file({ title: 'My account is locked out', ticket_class: 'UserRequest' });
    expect(started(locked)).to.include({ status: 'assigned', rule_id: 2 });
    await endAgents(api);
    const manual = await file({ auto_assign: false });
    await api.call('admin', 'POST', `/api/tickets/${numberIn(manual, 'id')}/assign-agent`, { harness: 'codex' });
    expect(started(await file())).to.include({ reason: 'auto_assignment_capacity_reached' });
  });

  it('does not count an agent that waits for people', async () => {
    const first = await file();
    await api.db.query(`update agents set status = 'pending_approval' where id = $1`, [first['agent_id']]);
    expect(started(await file())).to.include({ status: 'assigned' });
    await api.db.query(`update agents set status = 'stopped' where status = 'pending_approval'`);
  });

  it('names ten of them at most', async () => {
    const agents = await Promise.all(Array.from({ length: 12 }, () => file({ auto_assign: false })));
    for (const filed of agents)
      await api.call('admin', 'POST', `/api/tickets/${numberIn(filed, 'id')}/assign-agent`, { harness: 'codex' });
    expect(started(await file())['active_agent_ids']).to.have.length(10);
  });

  it('27.17.6: a ticket that found none free gets one when one is, the longest wait first', async () => {
    const first = await file();
    const second = await file();
    const third = await file();
    expect(await waiting()).to.deep.equal([second['id'], third['id']]);
    expect(await retryAutoAssignments(api.db, one), 'none is free yet').to.equal(0);
    await finish(first['agent_id']);
    expect(await retryAutoAssignments(api.db, one)).to.equal(1);
    const agent = await agentOf(second);
    expect(agent).to.be.a('number');
    expect([await agentOf(third), await waiting()]).to.deep.equal([null, [third['id']]]);
    const ticket = await api.call('admin', 'GET', `/api/tickets/${numberIn(second, 'id')}`);
    expect(ticket.body).to.include({ status: 'in_progress', waiting_for: null });
    await finish(agent);
    expect(await retryAutoAssignments(api.db, one)).to.equal(1);
    expect(await waiting()).to.deep.equal([]);
    expect(await retryAutoAssignments(api.db, one)).to.equal(0);
  });

  it('27.17.6: happens by itself, once, however many processes look', async () => {
    const first = await file();
    const second = await file();
    const many = [1, 2, 3].map(() => startPeriodic({ db: api.db, log: api.options.log, autoAssignment: one }));
    try {
      await finish(first['agent_id']);
      for (const end = Date.now() + 15_000; (await agentOf(second)) === null && Date.now() < end;)
        await new Promise((resolve) => setTimeout(resolve, 100));
    } finally {
      await Promise.all(many.map((periodic) => periodic.stop()));
    }
    const { rows } = await api.db.query('select from agents where ticket_id = $1', [second['id']]);
    expect(rows).to.have.length(1);
  }).timeout(30_000);

  describe('for tickets that wait', () => {
    it('is never more than allowed, with many looking at once', async () => {
      const all = await Promise.all(Array.from({ length: 12 }, () => file()));
      expect(all.filter((filed) => started(filed)['status'] === 'assigned')).to.have.length(1);
      expect(await waiting()).to.have.length(11);
      await endAgents(api);
      const found = await Promise.all([1, 2, 3, 4].map(() => retryAutoAssignments(api.db, { maxPerRule: 3 })));
      expect(found.reduce((sum, each) => sum + each, 0)).to.equal(3);
      const { rows } = await api.db.query<{ count: number }>(
        `select count(*) from agents where status = 'spawned' group by ticket_id`,
      );
      expect(rows.map(({ count: agents }) => agents)).to.deep.equal([1, 1, 1]);
      expect(await waiting()).to.have.length(8);
    });

    it('leaves alone what a person has taken, what was closed and what an agent worked meanwhile', async () => {
      const first = await file();
      const [taken, closed, worked, still] = [await file(), await file(), await file(), await file()];
      await api.call('admin', 'POST', `/api/tickets/${numberIn(taken, 'id')}/assignment`, { assignee: 'cy' });
      await api.call('admin', 'POST', `/api/tickets/${numberIn(closed, 'id')}/status`, { status: 'closed' });
      const manual = await api.call('admin', 'POST', `/api/tickets/${numberIn(worked, 'id')}/assign-agent`, {
        harness: 'codex',
      });
      await finish(manual.body['agent_id']);
      await finish(first['agent_id']);
      expect(await retryAutoAssignments(api.db, { maxPerRule: 0 })).to.equal(1);
      expect(await agentOf(still)).to.be.a('number');
      for (const filed of [taken, closed, worked]) expect(await agentOf(filed)).to.equal(null);
      expect(await waiting()).to.deep.equal([]);
    });

    it('lets go of those whose rule takes nothing any more', async () => {
      const rule = await idOf(saveRule(api, { name: 'Okapi', keywords: 'okapi', auto_assign_agent: true }));
      const first = await file({ title: 'An okapi' });
      const second = await file({ title: 'Another okapi' });
      expect([started(first)['rule_id'], await waiting()]).to.deep.equal([rule, [second['id']]]);
      await api.call('admin', 'PUT', `/api/intake/raci/rules/${rule}`, { auto_assign_agent: false });
      expect(await retryAutoAssignments(api.db, one)).to.equal(0);
      expect([await agentOf(second), await waiting()]).to.deep.equal([null, []]);
    });

    it('passes by a rule that is full to one that is not', async () => {
      await file();
      const phishing = await file();
      const first = await file({ title: 'My account is locked out' });
      const locked = await file({ title: 'My account is locked out again' });
      expect(await waiting()).to.deep.equal([phishing['id'], locked['id']]);
      await finish(first['agent_id']);
      expect(await retryAutoAssignments(api.db, one)).to.equal(1);
      expect([await agentOf(phishing), await waiting()]).to.deep.equal([null, [phishing['id']]]);
      expect(await agentOf(locked)).to.be.a('number');
    });
  });

  it('follows the configuration, where 0 is no limit', async () => {
    const other = await startApi({
      ...api.options,
      config: { ...api.config, runner: { ...api.config.runner, auto_assign_max_per_rule: 0 } },
    });
    try {
      for (const at of [1, 2, 3]) {
        const answer = await fetch(`${other.url}/api/tickets`, {
          method: 'POST',
          headers: { authorization: `Bearer ${api.tokenOf('ana')}`, 'content-type': 'application/json' },
          body: JSON.stringify({ title: `Phishing without a limit ${at}` }),
        });
        const filed = (await answer.json()) as Fields;
        expect(started(filed)['status']).to.equal('assigned');
      }
    } finally {
      await other.stop();
    }
  });
});
