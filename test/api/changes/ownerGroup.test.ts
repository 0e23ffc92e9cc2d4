import { expect } from 'chai';
import { numberIn, startTestApi, type Fields, type TestApi, type Who } from '../../support/api.js';
import { fileTicket, startTask, startTurn } from '../../support/runs.js';
import { becomes } from '../tickets/officePeople.js';

/** Whose matter the words of the ticket are, and the group that somebody would rather have decide. */
const [ruled, friends] = ['Infrastructure Operations', 'Network Operations'];

describe('who stands for the owning group at a gate', () => {
  let api: TestApi;
  before(async () => {
    api = await startTestApi();
    await becomes(api, 'bo', { roles: ['analyst', 'approver'], groups: [ruled, 'ops'] });
    await becomes(api, 'cy', { roles: ['approver'], groups: [friends] });
  });
  after(() => api?.stop());

  /** The groups of the policy of a small change that the ticket's agent asks for. */
  const decidersOf = async (ticketId: number, as?: Who): Promise<unknown[]> => {
    const who = as ?? { token: (await startTask(api, ticketId)).token };
    const { body, text } = await api.call(who, 'POST', '/api/changes/request', {
      ...{ ticket_id: ticketId, action: 'Restart the service', target: 'web-1', risk_level: 'low' },
    });
    if (typeof body['change_id'] !== 'number') throw new Error(text);
    const change = await api.call('admin', 'GET', `/api/changes/${body['change_id']}`);
    const { alternatives } = change.body['policy'] as { alternatives: Fields[] };
    return alternatives.map(({ group }) => group);
  };
  const byRules = [`group:${ruled}`, 'group:ops'];
  const byChoice = [`group:${friends}`, 'group:ops'];
  const give = async (as: Who, id: number, owning_group: string): Promise<void> => {
    const { status, text } = await api.call(as, 'POST', `/api/tickets/${id}/assignment`, { owning_group });
    expect(status, text).to.equal(200);
  };

  it('a group that the requester named works the ticket, and the rules say who decides', async () => {
    const ticket = await fileTicket(api, 'ana', { owning_group: friends });
    expect((await api.call('ana', 'GET', `/api/tickets/${ticket}`)).body).to.include({ owning_group: friends });
    expect(await decidersOf(ticket)).to.deep.equal(byRules);
  });

  it('so it is when only the team was named, which becomes the owning group', async () => {
    const ticket = await fileTicket(api, 'ana', { owning_group: null, assignee_team: friends });
    expect(await decidersOf(ticket)).to.deep.equal(byRules);
  });

  it('a group that a chat turn chose, at the start or later, does not decide', async () => {
    const title = 'The disk of web-1 is full';
    const turn = await startTurn(api, 'ana', title);
    const filed = await api.call({ token: turn.token }, 'POST', '/api/tickets', { title, owning_group: friends });
    expect(await decidersOf(numberIn(filed.body, 'id'))).to.deep.equal(byRules);
    const later = await startTurn(api, 'ana', `${title} again`);
    const again = await api.call({ token: later.token }, 'POST', '/api/tickets', { title, owning_group: ruled });
    const id = numberIn(again.body, 'id');
    await give({ token: later.token }, id, friends);
    expect(await decidersOf(id)).to.deep.equal(byRules);
  });

  it('a group that somebody outside of it gave the ticket to decides', async () => {
    const ticket = await fileTicket(api, 'ana', { owning_group: ruled });
    await give('bo', ticket, friends);
    expect(await decidersOf(ticket)).to.deep.equal(byChoice);
  });

  it('a group that whoever asks for the change gave the ticket to does not, a service neither', async () => {
    const ticket = await fileTicket(api, 'ana', { owning_group: ruled });
    await give('bo', ticket, friends);
    expect(await decidersOf(ticket, 'bo')).to.deep.equal(byRules);
    expect(await decidersOf(await fileTicket(api, 'service', { owning_group: friends }), 'service')).to.deep.equal(
      byRules,
    );
  });

  it('the same group once more is nobody’s choice: what an outsider chose stays chosen by them', async () => {
    const ticket = await fileTicket(api, 'ana', { owning_group: ruled });
    await give('bo', ticket, friends);
    await give('admin', ticket, friends);
    expect(await decidersOf(ticket)).to.deep.equal(byChoice);
  });

  it('what intake routed by its rules is decided by the group of the rule, and nothing of this leaves the house', async () => {
    const { body } = await api.call('admin', 'POST', '/api/intake/submit', {
      ...{ message: 'The disk of web-1 is full', auto_assign: false },
    });
    const ticket = numberIn(body['ticket'] as Fields, 'id');
    expect(await decidersOf(ticket, 'admin')).to.deep.equal(byRules);
    const { rows } = await api.db.query<Fields>(
      'select owning_group, owning_group_by_principal_id as by from tickets where id = $1',
      [ticket],
    );
    expect(rows).to.deep.equal([{ owning_group: ruled, by: null }]);
    const shown = await api.call('admin', 'GET', `/api/tickets/${ticket}`);
    expect(shown.text).not.to.contain('owning_group_by');
  });
});
