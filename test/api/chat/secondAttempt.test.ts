import { expect } from 'chai';
import { claimTurn, finishTurn, type TurnWork } from '../../../api/chat/index.js';
import { startTestApi, type TestApi } from '../../support/api.js';

const message = 'the VPN of the Lisbon office drops every few minutes';

describe('the second attempt at a message whose first one was lost', () => {
  let api: TestApi;
  beforeEach(async () => {
    api = await startTestApi();
  });
  afterEach(() => api?.stop());

  const claimed = async (): Promise<TurnWork> => {
    const work = await claimTurn(api.db, 'test-runner', 600);
    if (!work) throw new Error('there is no turn');
    return work;
  };
  const send = (more: object = {}) =>
    api.call('ana', 'POST', '/api/ops-chat/message', { message, ...more }, { prefer: 'respond-async' });
  const file = (work: TurnWork) => api.call({ token: work.token }, 'POST', '/api/tickets', { title: 'VPN drops' });
  const losesItsLease = () =>
    api.db.query(`update ops_chat_turns set lease_until = clock_timestamp() where status = 'running'`);

  it('is not shown the ticket that the first one filed as one to go on with, and gets it when it files its own', async () => {
    await send();
    const first = await claimed();
    const filed = await file(first);
    await losesItsLease();
    const second = await claimed();
    expect(second.lease).to.include({ id: first.lease.id, attempt: 2 });
    expect(second.brief.tickets).to.deep.equal([]);
    expect((await file(second)).body).to.include({ id: filed.body['id'], _idempotent_replay: true });
  });

  it('is shown the tickets of earlier messages, and those that it filed itself', async () => {
    await send();
    const work = await claimed();
    const filed = await file(work);
    const own = await api.call({ token: work.token }, 'GET', `/api/ops-chat/turns/${work.lease.id}`);
    expect(own.body['tickets']).to.have.length(1);
    const result = { mode: 'ticket', reply: 'Filed', ticket_id: filed.body['id'] };
    await api.call({ token: work.token }, 'PUT', `/api/ops-chat/turns/${work.lease.id}/result`, result);
    await finishTurn(api.db, work.lease, { stopped: false, how: 'exit 0', reference: 'r', tries: 2 });
    await send({ session_id: work.brief.session_id });
    await claimed();
    await losesItsLease();
    expect((await claimed()).brief.tickets.map(({ id }) => id)).to.deep.equal([filed.body['id']]);
  });
});
