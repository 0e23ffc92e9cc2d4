import { expect } from 'chai';
import { unearnedClaim } from '../../../api/chat/claimsWork.js';

describe('a plain answer', () => {
  it('counts when it tells of nothing but what is so', () => {
    const fine = [
      'Hello! What can I do for you?',
      'Ticket #12 (VPN drops): in progress. Network Operations, P3.',
      'The chamado #12 is resolved.',
      'Yes: you can open a ticket by writing what is wrong.',
      'A request of that kind goes to Procurement; shall I file it?',
      'The build was created by the pipeline at 8.',
    ];
    for (const reply of fine) expect(unearnedClaim(reply, [12]), reply).to.equal(undefined);
  });
  it('does not count when it names a ticket that the conversation does not have', () => {
    for (const reply of ['I will follow up in ticket #13.', 'See #13.', 'Chamado 13 foi aberto.'])
      expect(unearnedClaim(reply, [12])?.code, reply).to.equal('claims_ticket_work');
    expect(unearnedClaim('Ticket #13 is not one of this conversation.', [12, 13])).to.equal(undefined);
  });
  it('does not count when it says that something was filed or passed on, and no tool did it', () => {
    const claims = [
      'I created a ticket for you.',
      "I've opened a new ticket about the printer.",
      'We have escalated your request to Network Operations.',
      'I just routed this to the database team.',
      'Done: I have filed the incident.',
    ];
    for (const reply of claims) expect(unearnedClaim(reply, [])?.detail, reply).to.match(/Use create-ticket/);
  });
  it('does not count when the shell has put a path into it', () => {
    expect(unearnedClaim('Run /usr/bin/bash to see', [])).to.deep.include({ code: 'reply_mangled' });
  });
});
