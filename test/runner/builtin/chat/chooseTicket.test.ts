import { expect } from 'chai';
import { continuedTicket, namedTicket, openTickets } from '../../../../runner/builtin/chat/chooseTicket.js';
import { chooseTurn, ticketOf } from './chatTurn.js';

describe('the tickets of a conversation', () => {
  it('are open until they ended in any way, newest first', () => {
    const ended = ['resolved', 'closed', 'closed/resolved', 'implemented', 'rejected', 'cancelled', 'canceled'];
    const live = ['new', 'assigned', 'in_progress', 'awaiting_user_response', 'pending_approval', 'blocked'];
    const tickets = [...ended, ...live].map((status, index) => ticketOf(index + 1, status));
    expect(openTickets(chooseTurn({ tickets })).map(({ id }) => id)).to.deep.equal([13, 12, 11, 10, 9, 8]);
  });

  it('are named by their number in its usual spellings', () => {
    const turn = chooseTurn({ tickets: [ticketOf(12), ticketOf(13)] });
    for (const text of ['#12', 'ticket 12', 'Chamado nº 12', 'any news of ticket #12?', '12', 'status 12', '12?'])
      expect(namedTicket(turn, text), text).to.deep.equal({ is: 'ticket', ticket: turn.tickets[0] });
    expect(namedTicket(turn, 'since 12 days the VPN drops')).to.deep.equal({ is: 'none' });
    expect(namedTicket(turn, 'what about #99?')).to.deep.equal({ is: 'elsewhere', id: 99 });
    expect(namedTicket(turn, 'not #99 but #13')).to.deep.include({ is: 'ticket', ticket: turn.tickets[1] });
  });
});

describe('the ticket that a message goes on with', () => {
  const found = (group: string, matched: readonly string[] = ['vpn']) => ({
    ...{ intent: 'x', confidence: 0.8, ticket_class: 'Incident', priority: 'P3', assignment_group: group },
    ...{ matched_keywords: [...matched], also: [] },
  });
  const network = found('Network Operations');
  const two = [ticketOf(12), ticketOf(13, 'in_progress', 'DevSecOps')];
  const goesOn = (message: string, tickets = two, by = network, more = {}): number | undefined =>
    continuedTicket(chooseTurn({ message, tickets, ...more }), message, 'request', by)?.id;

  it('is the one that it names, whatever the rules say', () => {
    expect(goesOn('#13 has the same with the VPN')).to.equal(13);
    expect(goesOn('#12 once more', [ticketOf(12, 'closed'), ticketOf(13)])).to.equal(12);
  });

  it('is none when the person or the room wants a new one', () => {
    expect(goesOn('please open a ticket: the VPN drops')).to.equal(undefined);
    expect(goesOn('actually the VPN drops again', two, network, { force_new_ticket: true })).to.equal(undefined);
  });

  it('is the one that waits for this person', () => {
    const waits = [ticketOf(12, 'awaiting_user_response', 'DevSecOps'), ticketOf(13)];
    expect(goesOn('the error code is 0x80', waits)).to.equal(12);
  });

  it('is that of the same group, and none for a matter of another group', () => {
    expect(goesOn('the VPN also drops at home')).to.equal(12);
    expect(goesOn('the pipeline is red', two, found('DevSecOps'))).to.equal(13);
    expect(goesOn('the toner is empty', two, found('Endpoint Support'))).to.equal(undefined);
  });

  it('is the newest open one for words that say too little to stand alone', () => {
    expect(goesOn('since yesterday at noon', two, found('Service Desk', []))).to.equal(13);
    expect(continuedTicket(chooseTurn({ tickets: two }), 'it is broken', 'vague', network)?.id).to.equal(13);
    expect(goesOn('since yesterday at noon', [], found('Service Desk', []))).to.equal(undefined);
  });

  it('may be one that has ended, when the words say that it goes on', () => {
    const ended = [ticketOf(12, 'resolved'), ticketOf(13, 'closed')];
    expect(goesOn('it still does not work, same problem', ended)).to.equal(13);
    expect(goesOn('the VPN drops', ended)).to.equal(undefined);
  });
});
