import { expect } from 'chai';
import { numberIn, startTestApi, type TestApi } from '../../support/api.js';

describe('a closed ticket that its requester writes about again', () => {
  let api: TestApi;
  before(async () => {
    api = await startTestApi();
  });
  after(() => api.stop());

  async function resolvedTicket(): Promise<number> {
    const words = { title: 'The printer jams', owning_group: 'Endpoint Support' };
    const id = numberIn((await api.call('ana', 'POST', '/api/tickets', words)).body, 'id');
    await api.call('service', 'POST', `/api/tickets/${id}/status`, { status: 'resolved', reason: 'New rollers.' });
    return id;
  }
  const respond = (id: number) =>
    api.call('ana', 'POST', `/api/tickets/${id}/user-response`, { response: 'It jams again.' });
  const ticket = async (id: number) => (await api.call('ana', 'GET', `/api/tickets/${id}`)).body;

  it('is open again and waits for a person of its group', async () => {
    const id = await resolvedTicket();
    expect(await ticket(id)).to.include({ status: 'resolved', resolution: 'New rollers.' });
    expect((await respond(id)).status).to.equal(200);
    expect(await ticket(id)).to.include({
      ...{ status: 'in_progress', resolution: null, helped: null },
      ...{ waiting_for: 'a person of Endpoint Support', worked_by: 'person' },
    });
  });

  it('stays closed when the requester had said that it helped: then it is a word, no complaint', async () => {
    const id = await resolvedTicket();
    await api.db.query('update tickets set helped = true where id = $1', [id]);
    await respond(id);
    expect(await ticket(id)).to.include({ status: 'resolved', helped: true });
  });

  it('and a new one over REST, which nobody starts on by itself, waits for a person from the start', async () => {
    const words = { title: 'A new cable', owning_group: 'Network Operations' };
    const { body } = await api.call('service', 'POST', '/api/tickets', words);
    expect(await ticketOf(numberIn(body, 'id'))).to.include({
      waiting_for: 'a person of Network Operations',
      worked_by: 'person',
    });
  });
  const ticketOf = async (id: number) => (await api.call('service', 'GET', `/api/tickets/${id}`)).body;
});
