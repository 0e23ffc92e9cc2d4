import { expect } from 'chai';
import type { Ticket } from '../../../api/tickets/index.js';
import { ticketCard, type TicketFacts } from '../../../bot/cards/index.js';
import { readable, spread } from './readable.js';
import { agent, bo, dee, ticketFacts } from './samples.js';

describe('the card of a ticket', () => {
  const bodyOf = (of: Partial<Ticket>, more: Partial<TicketFacts> = {}): string =>
    ticketCard(ticketFacts(of, more)).body;
  const lineOf = (name: string, body: string): string | undefined =>
    body
      .split('\n')
      .find((line) => line.startsWith(`• ${name}: `))
      ?.slice(`• ${name}: `.length);

  it('says what it is, who works it, what happens next and what one can do', () => {
    const card = ticketCard(ticketFacts({}, { agent: agent() }));
    expect(card.msgtype).to.equal('m.text');
    expect(card.mentions).to.deep.equal([]);
    expect(card.body).to.equal(readable`
      #12 VPN of the Porto office is down
      In progress · Network Operations · P2

      • Worked by: agent 26 (builtin, no model): it follows an approved workflow
      • Next: agent 26 works on it and writes here.
      • For: Ana

      !take 12 to work it yourself, !status 12 for all of it.
    `);
    expect(spread(card.formatted_body)).to.equal(readable`
      <p>
      <strong>#12 VPN of the Porto office is down</strong>
      <br>
      <strong>In progress</strong> · Network Operations · P2</p>
      <ul>
      <li>
      <strong>Worked by:</strong> agent 26 (builtin, no model): it follows an approved workflow</li>
      <li>
      <strong>Next:</strong> agent 26 works on it and writes here.</li>
      <li>
      <strong>For:</strong> Ana</li>
      </ul>
      <p>
      <code>!take 12</code> to work it yourself, <code>!status 12</code> for all of it.</p>
    `);
  });

  it('calls the people of the group who are here when it waits for one of them', () => {
    const waits = { waiting_for: 'a person of Network Operations', worked_by: 'person' };
    const card = ticketCard(ticketFacts(waits, { agent: agent({ live: false }), groupHere: [bo, dee] }));
    expect(card.mentions).to.deep.equal(['@bo:example.org', '@dee:example.org']);
    expect(card.body).to.equal(readable`
      #12 VPN of the Porto office is down
      In progress · Network Operations · P2

      • Worked by: nobody yet, waiting for a person of Network Operations (Bo and Dee)
      • Next: a person of Network Operations takes it.
      • For: Ana

      !take 12 to work it yourself, !status 12 for all of it.
    `);
    expect(card.formatted_body).to.include(
      '(<a href="https://matrix.to/#/@bo:example.org">Bo</a> and <a href="https://matrix.to/#/@dee:example.org">Dee</a>)',
    );
  });

  it('calls nobody of the group while it waits for somebody else', () => {
    for (const status of ['pending_approval', 'awaiting_user_response', 'awaiting_access', 'resolved']) {
      const facts = ticketFacts({ status, waiting_for: 'something' }, { groupHere: [bo] });
      expect(ticketCard(facts).mentions, status).to.deep.equal([]);
    }
    const taken = ticketFacts({ waiting_for: 'x', assignee: 'Cy', assignee_person_id: 4 }, { groupHere: [bo] });
    expect(ticketCard(taken).mentions).to.deep.equal([]);
  });

  it('names a person who works it', () => {
    const body = bodyOf(
      { assignee: 'Cy', assignee_person_id: 4, worked_by: 'person' },
      { agent: agent({ live: false }) },
    );
    expect(lineOf('Worked by', body)).to.equal('person: Cy');
    expect(lineOf('Next', body)).to.equal('Cy works on it and writes here.');
  });

  it('names the model of an agent, and says that it is not isolated', () => {
    const claude = agent({ harness: 'claude-code', model: 'claude-sonnet' });
    const body = bodyOf({}, { agent: claude, unisolated: true });
    expect(lineOf('Worked by', body)).to.equal('agent 26 (claude-code, model claude-sonnet)');
    expect(lineOf('Isolation', body)).to.match(/^none works on this machine/);
    expect(lineOf('Isolation', bodyOf({}, { agent: agent({ live: false }), unisolated: true }))).to.equal(undefined);
  });

  it('says in one sentence what happens next, whatever the status is', () => {
    const next = (of: Partial<Ticket>): string | undefined => lineOf('Next', bodyOf(of));
    const said = {
      new: next({ status: 'new' }),
      pending_approval: next({ status: 'pending_approval', waiting_for: 'a decision on change 7' }),
      awaiting_user_response: next({ status: 'awaiting_user_response' }),
      awaiting_access: next({ status: 'awaiting_access' }),
      escalated_tto: next({ status: 'escalated_tto' }),
      resolved: next({ status: 'resolved' }),
      helped: next({ status: 'resolved', helped: true }),
      not_helped: next({ status: 'resolved', helped: false }),
      cancelled: next({ status: 'cancelled' }),
    };
    expect(said).to.deep.equal({
      new: 'Network Operations looks at it and writes here.',
      pending_approval: 'nothing runs before a decision on change 7; the card for it is in this thread.',
      awaiting_user_response: 'Ana answers the question in this thread, then it goes on.',
      awaiting_access: 'it goes on when the access is granted.',
      escalated_tto: 'Network Operations looks at it and writes here.',
      resolved: 'Ana says whether it helped.',
      helped: 'nothing more.',
      not_helped: 'Ana writes here what is still wrong, and it goes on.',
      cancelled: 'nothing more; write here if it is still needed.',
    });
    expect(bodyOf({ status: 'escalated_tto' })).to.include('escalated tto · Network Operations');
  });

  it('leads to the output instead of printing it in one line', () => {
    const resolution =
      'Disk usage of vm (change 1):\n```\nFilesystem  Size\n/dev/vda    252G\n```\nNothing was deleted.';
    const card = (text: string): string | undefined =>
      lineOf('Resolution', bodyOf({ status: 'resolved', resolution: text }));
    expect(card(resolution)).to.equal('Disk usage of vm (change 1): see this thread.');
    expect(card(resolution.replace(':\n```', '.\n~~~'))).to.equal('Disk usage of vm (change 1).');
  });

  it('shows how it ended and whether it helped, and offers no more to take it', () => {
    const ended = { status: 'resolved', helped: false, resolution: `Restarted.\n${'Details. '.repeat(60)}` };
    const body = bodyOf(ended, { agent: agent({ live: false }) });
    expect(lineOf('Resolution', body)).to.match(/^Restarted\. Details\..{200,}…$/);
    expect(lineOf('Helped', body)).to.equal('❌ no, says Ana');
    expect(body).to.match(/\n!status 12 shows all of it\.$/);
    expect(body).to.not.include('!take');
    expect(lineOf('Helped', bodyOf({ ...ended, helped: true }))).to.equal('✅ yes, says Ana');
  });

  it('shows what people wrote as text, on one line, turned by nothing', () => {
    const title = '<b>x</b>\n@room [a](javascript:x)\u202E';
    const card = ticketCard(ticketFacts({ title, requester_name: null }, { requester: null }));
    expect(card.body.split('\n')[0]).to.equal('#12 <b>x</b> @room [a](javascript:x)');
    expect(card.formatted_body).to.match(/^<p><strong>#12 &lt;b&gt;x&lt;\/b&gt; @room \[a\]\(javascript:x\)<\/strong>/);
    expect(card.mentions).to.deep.equal([]);
    expect(lineOf('For', card.body)).to.equal('the requester');
  });

  it('makes a pill of a name and an id that want to be more than that', () => {
    const evil = { name: '"><script>\n', matrixId: '@a/b"<:x.org' };
    const waits = ticketFacts({ waiting_for: 'a person' }, { groupHere: [evil] });
    expect(ticketCard(waits).formatted_body).to.include(
      '<a href="https://matrix.to/#/@a%2Fb%22%3C:x.org">&quot;&gt;&lt;script&gt;</a>',
    );
  });
});
