import { expect } from 'chai';
import { openBelt, type Belt } from '../belt.js';

describe('continue-ticket', () => {
  let belt: Belt;
  beforeEach(async () => {
    belt = await openBelt();
    belt.openTicket(12, { agent_id: 5 });
    belt.platform.state.turn.message.body = 'it also happens on the second floor';
  });
  afterEach(() => belt.close());
  const sent = (path: RegExp): readonly Record<string, unknown>[] =>
    belt.platform.calls('POST', path).map(({ body }) => body);
  const goOn = (...args: string[]) => belt.works('continue-ticket', '--ticket-id', '12', ...args);

  it('brings the message of the turn to the ticket and ends the turn', async () => {
    const printed = await goOn();
    expect(sent(/user-response$/)).to.deep.equal([
      {
        response: 'it also happens on the second floor',
        ...{ responder_name: 'Ana', responder_email: null, resume_agent: true },
      },
    ]);
    expect(printed).to.include({
      ...{ mode: 'ticket-update', ticket_id: 12, continued_ticket: true, cancelled: false },
      ...{ reply: 'I added that to ticket #12.', contact_update: null, assignment_update: null, status_update: null },
    });
    expect(belt.result()).to.deep.equal({ mode: 'ticket-update', reply: 'I added that to ticket #12.', ticket_id: 12 });
    expect(belt.platform.state.tickets.get(12)?.status).to.equal('in_progress');
  });

  it('takes other words, another person and another reply, also from files', async () => {
    await belt.write('m.txt', 'the third floor too');
    await belt.write('r.txt', 'Noted, thank you.');
    const people = ['--requester-name', 'Bea', '--requester-email', 'bea@example.org'];
    await goOn('--message-file', 'm.txt', '--reply-file', 'r.txt', '--no-resume-agent', ...people);
    expect(sent(/user-response$/)[0]).to.deep.equal({
      ...{ response: 'the third floor too', responder_name: 'Bea', responder_email: 'bea@example.org' },
      resume_agent: false,
    });
    expect(belt.result()['reply']).to.equal('Noted, thank you.');
  });

  it('reaches tickets of this conversation only, and says which they are', async () => {
    belt.openTicket(14);
    belt.platform.state.tickets.set(99, { id: 99, title: 'of others', status: 'new' });
    const { error, next } = await belt.fails('continue-ticket', '--ticket-id', '99', '--status', 'cancelled');
    expect(error).to.equal('Ticket #99 is not one of this conversation.');
    expect(next).to.equal('Use one of #12, #14, or create-ticket for a new matter.');
    expect(belt.platform.state.tickets.get(99)?.status).to.equal('new');
    belt.platform.state.turn.tickets.length = 0;
    expect((await belt.fails('continue-ticket', '--ticket-id', '12')).next).to.equal(
      'This conversation has no ticket yet: use create-ticket, or answer.',
    );
    expect(sent(/user-response$/)).to.have.length(0);
  });

  it('cancels when the person takes it back in so many words, and stops the agent', async () => {
    const printed = await goOn('--message', 'please cancel my ticket, it works again');
    expect(printed).to.include({ cancelled: true, reply: 'Ticket #12 is cancelled.' });
    expect(sent(/user-response$/)[0]).to.include({ resume_agent: false });
    expect(sent(/\/status$/)).to.deep.equal([
      { status: 'cancelled', reason: 'please cancel my ticket, it works again' },
    ]);
    expect(sent(/agents\/5\/stop$/)).to.deep.equal([{ reason: 'ticket 12 was cancelled by its requester' }]);
    expect(printed['agent_stop']).to.deep.include({ done: true });
  });

  it('does not cancel for a message that only has the word in it', async () => {
    for (const message of ['do not cancel it, it still happens', 'how do I cancel a meeting in the new system?']) {
      expect(await goOn('--message', message), message).to.include({ cancelled: false });
    }
    expect(sent(/\/status$/)).to.have.length(0);
    expect(sent(/stop$/)).to.have.length(0);
  });

  it('does not cancel over a status that the caller names', async () => {
    await goOn('--message', 'cancel my ticket', '--status', 'in_progress');
    expect(sent(/\/status$/)).to.deep.equal([{ status: 'in_progress', reason: 'cancel my ticket' }]);
  });

  it('cancels in both spellings, and lets the agent go on when it is told to', async () => {
    for (const status of ['cancelled', 'canceled']) {
      expect(await goOn('--status', status, '--no-stop-agent-on-cancel')).to.include({ cancelled: true });
    }
    expect(sent(/\/status$/).map((body) => body['status'])).to.deep.equal(['cancelled']);
    expect(sent(/stop$/)).to.have.length(0);
  });

  it('has nobody to stop when no agent works the ticket, and says when one cannot be stopped', async () => {
    belt.openTicket(13);
    expect(await belt.works('continue-ticket', '--ticket-id', '13', '--status', 'cancelled')).to.include({
      agent_stop: null,
    });
    expect(sent(/stop$/)).to.have.length(0);
    belt.platform.refuse(/\/stop$/, 409, 'Agent 5 has ended.');
    const printed = await goOn('--status', 'cancelled');
    expect(printed['agent_stop']).to.deep.equal({
      done: false,
      reason: 'POST /api/agents/5/stop was refused: Agent 5 has ended.',
    });
    expect(printed).to.include({ cancelled: true });
  });

  it('sets another status with its reason, and closes it at the provider when that is wanted', async () => {
    const printed = await goOn('--status', 'resolved', '--reason', 'It works again.', '--close-provider');
    expect(sent(/\/status$/)).to.deep.equal([{ status: 'resolved', reason: 'It works again.', close_provider: true }]);
    expect(printed).to.include({ reply: 'I added that to ticket #12. Its status is now resolved.', cancelled: false });
    expect((await belt.fails('continue-ticket', '--ticket-id', '12', '--status', 'done')).error).to.match(
      /^--status: /,
    );
  });

  it('moves the ticket to groups by their names or short names, to an assignee, a tier and a priority', async () => {
    await goOn(
      ...['--assignment-group', 'soc', '--owning-group', 'Identity & Access', '--assignee', 'bo'],
      ...['--escalation-tier', 'L2', '--priority', '1', '--reason', 'Stolen laptop.'],
    );
    expect(sent(/assignment$/)).to.deep.equal([
      {
        ...{ assignee_team: 'Security Operations', owning_group: 'Identity & Access', assignee: 'bo' },
        ...{ escalation_tier: 'L2', priority: 'P1', reason: 'Stolen laptop.' },
      },
    ]);
    const wrong = await belt.fails('continue-ticket', '--ticket-id', '12', '--assignment-group', 'Wizards');
    expect(wrong.error).to.equal('There is no group "Wizards".');
  });

  it('reads a priority with and without its letter, and no other', async () => {
    for (const [given, stored] of [
      ['P2', 'P2'],
      ['p3', 'P3'],
      ['4', 'P4'],
    ] as const) {
      await goOn('--priority', given);
      expect(sent(/assignment$/).at(-1)).to.deep.equal({
        priority: stored,
        reason: belt.platform.state.turn.message.body,
      });
    }
    expect((await belt.fails('continue-ticket', '--ticket-id', '12', '--priority', '5')).error).to.equal(
      '--priority: is P1 to P4.',
    );
  });

  it('gives the message as the reason of a move, but not all of a long one', async () => {
    await goOn('--message', 'x'.repeat(600), '--assignee', 'bo');
    expect(String(sent(/assignment$/)[0]?.['reason'])).to.have.length(500);
  });

  it('says that new contacts were not taken when the platform refuses them, and goes on', async () => {
    belt.platform.refuse(/contacts$/, 403, 'A turn may not change contacts.');
    const printed = await goOn('--requester-name-override', 'Bea', '--affected-user-email', 'caio@example.org');
    expect(printed['contact_update']).to.deep.include({ done: false });
    expect(JSON.stringify(printed['contact_update'])).to.include('A turn may not change contacts.');
    expect(belt.result()).to.include({ mode: 'ticket-update' });
    const [asked] = belt.platform.refused;
    expect(asked?.body).to.deep.equal({ requester_name: 'Bea', affected_user_email: 'caio@example.org' });
  });

  it('done twice in one turn reaches the ticket once', async () => {
    await goOn();
    await goOn();
    expect(sent(/user-response$/)).to.have.length(1);
  });

  it('ends no turn when the platform refuses the response', async () => {
    belt.platform.refuse(/user-response$/, 409, 'Ticket 12 is closed.');
    const { error, next } = await belt.fails('continue-ticket', '--ticket-id', '12');
    expect(error).to.equal('POST /api/tickets/12/user-response was refused: Ticket 12 is closed.');
    expect(next).to.include('Look at the current state first');
    expect(belt.platform.state.results).to.deep.equal([]);
  });
});
