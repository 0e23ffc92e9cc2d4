import { expect } from 'chai';
import { openBelt, type Belt } from '../belt.js';

describe('list-tickets and ticket-status', () => {
  let belt: Belt;
  beforeEach(async () => {
    belt = await openBelt();
  });
  afterEach(() => belt.close());
  const fields = [
    ...['id', 'title', 'status', 'priority', 'assignment_group'],
    ...['provider', 'provider_ref', 'provider_sync_status', 'provider_url'],
  ];

  it('list what the conversation has, with the fields of the contract and no others', async () => {
    expect(await belt.works('list-tickets')).to.deep.equal({ tickets: [] });
    belt.openTicket(12, { provider: 'itop', provider_ref: 'R-000012', description: 'private', requester_email: 'a@b' });
    belt.openTicket(13);
    const { tickets } = await belt.works('list-tickets');
    expect(tickets).to.have.length(2);
    expect((tickets as object[])[0]).to.include({ id: 12, provider_ref: 'R-000012' });
    for (const ticket of tickets as object[]) expect(fields).to.include.members(Object.keys(ticket));
  });

  it('show the state of now, not that of the beginning of the turn', async () => {
    belt.openTicket(12);
    Object.assign(belt.platform.state.tickets.get(12) ?? {}, { status: 'resolved', owning_group: 'DevSecOps' });
    const shown = await belt.works('ticket-status', '--ticket-id', '12');
    expect(shown).to.include({ id: 12, status: 'resolved', assignment_group: 'DevSecOps' });
    expect(fields).to.include.members(Object.keys(shown));
  });

  it('show no ticket of another conversation, although the platform has it', async () => {
    belt.openTicket(12);
    belt.platform.state.tickets.set(99, { id: 99, title: 'of others', status: 'new' });
    const { error, next } = await belt.fails('ticket-status', '--ticket-id', '99');
    expect(error).to.equal('Ticket #99 is not one of this conversation.');
    expect(next).to.include('#12');
    expect(belt.platform.calls('GET', /tickets\/99/)).to.have.length(0);
  });

  it('end no turn', async () => {
    belt.openTicket(12);
    await belt.works('list-tickets');
    await belt.works('ticket-status', '--ticket-id=12');
    expect(belt.platform.state.results).to.deep.equal([]);
  });

  it('take a whole number from 1 for a ticket', async () => {
    for (const id of ['0', '-1', '1.5', '#12', ''])
      expect((await belt.fails('ticket-status', `--ticket-id=${id}`)).error, id).to.match(/^--ticket-id/);
  });
});
