import { expect } from 'chai';
import { changeRoutes } from '../../../api/changes/index.js';
import type { Answer } from '../../../api/http/answer.js';
import type { Caller } from '../../../api/http/caller.js';
import type { Route } from '../../../api/http/route.js';
import { highRiskRestart, lowRiskRestart, openHouse, rules, type House } from './house.js';

describe('changes over REST', () => {
  let house: House;
  let routes: Route[];
  before(async () => {
    house = await openHouse();
    const listener = { on: () => () => undefined, stop: () => Promise.resolve() };
    routes = changeRoutes({ db: house.db, listener, rules });
  });

  async function call(method: string, path: string, caller: Caller, sent: object = {}, id = 0): Promise<Answer> {
    const route = routes.find((one) => one.method === method && one.path === path);
    if (!route) throw new Error(`there is no ${method} ${path}`);
    return route.handle({
      params: { id },
      query: route.query?.parse(sent),
      body: route.body?.parse(sent),
      caller,
      header: () => undefined,
      signal: new AbortController().signal,
      requestId: 'test',
      ip: '127.0.0.1',
    });
  }
  const decide = async (verb: string, id: number, caller: Caller, sent: object = {}): Promise<Answer> =>
    call('post', `/api/changes/{id}/${verb}`, caller, sent, id);
  const field = (answer: Answer, name: string): unknown => (answer.body as Record<string, unknown>)[name];

  it('no agent comes to a decision, whatever its permissions are, and no GET decides anything', () => {
    const decisions = routes.filter(({ path }) => /\/(approve|reject)$/.test(path));
    expect(decisions.map(({ method, path }) => `${method} ${path}`)).to.deep.equal([
      'post /api/changes/{id}/approve',
      'post /api/changes/{id}/reject',
    ]);
    for (const { access } of decisions) {
      expect(access).to.deep.equal({ kind: 'signed-in', permission: 'changes:approve', agents: 'never' });
    }
    for (const { access, path } of routes) expect(access.kind, path).to.equal('signed-in');
  });

  it('a decision is answered with its outcome, each with its status and code', async () => {
    const id = await house.gate(lowRiskRestart);
    const [ada, bo, cy] = [await house.caller('ada'), await house.caller('bo'), await house.caller('cy')];
    const told = async (verb: string, by: Caller, sent: object = {}, of = id): Promise<unknown[]> => {
      const answer = await decide(verb, of, by, sent);
      return [answer.status, field(answer, 'error') ?? field(answer, 'status')];
    };
    expect(await told('approve', await house.service(), { approved_by: 'bo' })).to.deep.equal([
      403,
      'vote_not_allowed',
    ]);
    expect(await told('approve', ada)).to.deep.equal([403, 'vote_not_allowed']);
    expect(await told('reject', bo)).to.deep.equal([422, 'reason_required']);
    expect(await told('approve', bo)).to.deep.equal([200, 'approved']);
    expect(await told('reject', cy, { reason: 'stop' })).to.deep.equal([409, 'change_already_decided']);
    expect(await told('approve', bo, {}, 999_999)).to.deep.equal([404, 'change_not_found']);
    const old = await house.gate(lowRiskRestart);
    await house.clock('expires_at from changes where id = $1', old);
    expect(await told('approve', bo, {}, old)).to.deep.equal([409, 'change_expired']);
    await house.clock(null);
  });

  it('who may not see a change does not learn that it exists', async () => {
    const id = await house.gate();
    expect((await decide('approve', id, await house.caller('eve'))).status).to.equal(404);
    expect((await call('get', '/api/changes/{id}', await house.caller('eve'), {}, id)).status).to.equal(404);
  });

  it('the body names who approved only as a claim: the person of the token did', async () => {
    const id = await house.gate(lowRiskRestart);
    await decide('approve', id, await house.caller('bo'), { approved_by: 'test-auto' });
    const { body } = await call('get', '/api/changes/{id}', await house.caller('ada'), {}, id);
    expect(body).to.deep.include({
      approved_by: 'Bo',
      claimed_by: 'test-auto',
      auto_approved: false,
      state: 'approved',
    });
  });

  it('a request is answered with the gate, and the same request with the state that it has by now', async () => {
    const ticketId = await house.ticket();
    const agent = { ...(await house.agent(ticketId)), view: { ...(await house.caller('ada')).view } };
    const ask = { ...lowRiskRestart, ticket_id: ticketId };
    const first = await call('post', '/api/changes/request', agent, ask);
    expect(first.body).to.deep.include({ status: 'pending', already_open: false, may_approve: ['Bo', 'Cy', 'Dee'] });
    await house.vote(Number(field(first, 'change_id')), 'bo');
    const again = await call('post', '/api/changes/request', agent, ask);
    expect(again.body).to.deep.include({
      change_id: field(first, 'change_id'),
      status: 'approved',
      state: 'approved',
      already_open: true,
    });
  });

  it('a service may ask for an agent that works the ticket, and for no other', async () => {
    const ticketId = await house.ticket();
    const agent = await house.agent(ticketId, 'bo');
    const other = await house.agent(await house.ticket());
    const service = await house.service();
    const numberOf = ({ run }: Caller): number => (run?.kind === 'task' ? run.agentId : 0);
    const ask = (of: Caller): Promise<Answer> =>
      call('post', '/api/changes/request', service, {
        ...highRiskRestart,
        ticket_id: ticketId,
        agent_id: numberOf(of),
      });
    expect(field(await ask(other), 'error')).to.equal('agent_not_on_ticket');
    const id = Number(field(await ask(agent), 'change_id'));
    expect((await house.change(id)).agent_id).to.equal(numberOf(agent));
    expect(await house.vote(id, 'bo')).to.include({ kind: 'not_allowed', why: 'spawner' });
  });

  it('the inbox of a person is what they may decide and have not decided yet', async () => {
    await house.clear();
    const [mine, voted, own] = [
      await house.gate(),
      await house.gate(),
      await house.gate(highRiskRestart, { caller: await house.caller('bo') }),
    ];
    await house.vote(voted, 'bo');
    const inbox = async (name: string): Promise<unknown> =>
      (
        field(await call('get', '/api/changes', await house.caller(name), { eligible: 'me' }), 'changes') as {
          id: number;
        }[]
      )
        .map(({ id }) => id)
        .sort((a, b) => a - b);
    expect(await inbox('bo')).to.deep.equal([mine]);
    expect(await inbox('cy')).to.deep.equal([mine, voted, own]);
    expect(await inbox('max')).to.deep.equal([]);
    expect(await inbox('eve')).to.deep.equal([]);
  });

  it('a gate whose time is over is not among the open ones, whatever the host’s clock says', async () => {
    await house.clear();
    const [over, open] = [await house.gate(highRiskRestart), await house.gate(lowRiskRestart)];
    await house.clock('expires_at from changes where id = $1', over);
    const { body } = await call('get', '/api/changes/pending', await house.caller('ada'));
    expect((body as { changes: { id: number }[] }).changes.map(({ id }) => id)).to.deep.equal([open]);
    await house.clock(null);
  });

  it('the counters keep the seed’s four words and add the exact states', async () => {
    await house.gate();
    const { body } = await call('get', '/api/changes/stats', await house.caller('ada'));
    expect(body).to.include.all.keys('pending', 'approved', 'rejected', 'completed', 'by_state');
    const {
      pending,
      approved,
      rejected,
      completed,
      by_state: by,
    } = body as Record<string, number> & { by_state: Record<string, number> };
    const sum = Object.values(by).reduce((total, count) => total + count, 0);
    expect((pending ?? 0) + (approved ?? 0) + (rejected ?? 0) + (completed ?? 0)).to.equal(sum);
  });
});
