import { expect } from 'chai';
import type { Change, GateFacts } from '../../../api/changes/index.js';
import { gateCard } from '../../../bot/cards/index.js';
import { readable, spread } from './readable.js';
import { approvedFacts, described, gateFacts, lease } from './samples.js';

describe('the card of a gate after the decision', () => {
  const cardOf = (facts: GateFacts): { body: string; formatted_body: string; mentions: string[] } =>
    gateCard(facts, { unisolated: false });
  /** The heading and what is said under it, without what every card repeats. */
  const saidOf = (facts: GateFacts): string =>
    cardOf(facts).body.split('\n\nIt is about this')[0]?.replace('\nRestart the VPN service\n', '') ?? '';
  const ran = { state: 'succeeded', exitCode: 0, signal: null, durationMs: 1_240 };

  it('still says what it was about, and calls nobody', () => {
    const card = cardOf(approvedFacts());
    expect(card.mentions).to.deep.equal([]);
    expect(card.body).to.equal(readable`
      Change 7 is approved
      Restart the VPN service

      • Approved by: Bo at Wed 13 May, 14:20 UTC.
      • Next: the platform runs it once, until Wed 13 May, 14:35 UTC.

      It is about this, on vpn-gw-2:

          systemctl restart 'openvpn@porto office'

      • Ticket: #12 VPN of the Porto office is down
      • Asked by: agent 26 (builtin, no model), for Ana
      • Digest: 4be1f00dcafe
    `);
    expect(spread(card.formatted_body)).to.equal(readable`
      <p>
      <strong>Change 7 is approved</strong>
      <br>
      <strong>Restart the VPN service</strong>
      </p>
      <ul>
      <li>
      <strong>Approved by:</strong> Bo at Wed 13 May, 14:20 UTC.</li>
      <li>
      <strong>Next:</strong> the platform runs it once, until Wed 13 May, 14:35 UTC.</li>
      </ul>
      <p>It is about this, on <code>vpn-gw-2</code>:</p>
      <pre>
      <code>systemctl restart 'openvpn@porto office'</code>
      </pre>
      <ul>
      <li>
      <strong>Ticket:</strong> #12 VPN of the Porto office is down</li>
      <li>
      <strong>Asked by:</strong> agent 26 (builtin, no model), for Ana</li>
      <li>
      <strong>Digest:</strong> <code>4be1f00dcafe</code>
      </li>
      </ul>
    `);
  });

  it('names everybody who approved, with what they said', () => {
    const votes = [
      { name: 'Bo', verb: 'approve', reason: 'Checked.' },
      { name: 'Dee', verb: 'approve', reason: null },
    ] as const;
    const work = { plan: described, plan_kind: 'agent' } as const;
    expect(saidOf(approvedFacts(work, { votes }))).to.equal(readable`
      Change 7 is approved
      • Approved by: Bo and Dee at Wed 13 May, 14:20 UTC. Bo: Checked.
      • Next: agent 26 does it and reports, until Wed 13 May, 14:35 UTC.
    `);
    expect(saidOf(approvedFacts({ ...work, plan_kind: 'manual' }))).to.include('• Next: a person does it and reports');
  });

  it('says that it runs', () => {
    expect(saidOf(approvedFacts({ state: 'executing' }))).to.equal(readable`
      Change 7 is running
      • Approved by: Bo at Wed 13 May, 14:20 UTC.
      • Next: the result is written here.
    `);
  });

  it('says that the platform ran it and saw how it ended', () => {
    const done = { state: 'completed', result_kind: 'verified', completed_by: 'executor' } as const;
    expect(saidOf(approvedFacts(done, { execution: ran }))).to.equal(readable`
      Change 7 ran as approved, verified
      • Approved by: Bo at Wed 13 May, 14:20 UTC.
      • Result: exit code 0, after 1.2 s.
    `);
  });

  it('says what came of an act of the platform itself', () => {
    const act = { plan: lease, plan_kind: 'effect' } as const;
    const result = 'Lease 5 was granted to agent 26 until 2026-05-14T14:20:00.000Z.';
    const done = { ...act, state: 'completed', result_kind: 'verified', completed_by: 'system', result } as const;
    expect(saidOf(approvedFacts(done))).to.equal(readable`
      Change 7 ran as approved, verified
      • Approved by: Bo at Wed 13 May, 14:20 UTC.
      • Result: ${result}
    `);
    const why = 'agent 26 has ended, so nothing was granted';
    const failed = { ...act, state: 'failed', state_reason: why, result: why } as const;
    expect(saidOf(approvedFacts(failed))).to.equal(readable`
      Change 7 failed
      • Approved by: Bo at Wed 13 May, 14:20 UTC.
      • Result: ${why}
    `);
  });

  it('says who reports described work, and never that it is done', () => {
    const result = 'Rule 14 is in place.';
    const work = { state: 'completed', result_kind: 'reported', plan: described, plan_kind: 'agent', result } as const;
    expect(saidOf(approvedFacts(work, { completedBy: 'agent-26' }))).to.equal(readable`
      Change 7 is reported by agent 26
      • Approved by: Bo at Wed 13 May, 14:20 UTC.
      • Their words, not verified: Rule 14 is in place.
    `);
    const byHand = cardOf(approvedFacts({ ...work, plan_kind: 'manual' }, { completedBy: 'Cy' })).body;
    expect(byHand).to.match(/^Change 7 is reported by Cy\n/);
    expect(byHand).to.not.match(/\bdone\b|completed|verified by/);
  });

  it('says who rejected it and why, or that the reason is still to come', () => {
    const decided_at = new Date('2026-05-13T14:20:00Z');
    const no = {
      state: 'rejected',
      decided_at,
      state_reason: 'denied',
      rejected_reason: 'No reason given yet',
    } as const;
    const vote = (reason: string | null): GateFacts['votes'] => [{ name: 'Bo', verb: 'reject', reason }];
    expect(saidOf(gateFacts(no, { votes: vote('Not during office hours.') }))).to.equal(readable`
      Change 7 was rejected
      • Rejected by: Bo at Wed 13 May, 14:20 UTC
      • Reason: Not during office hours.
      • Nothing was run.
    `);
    expect(saidOf(gateFacts(no, { votes: vote(null) }))).to.include('• Reason: none given yet');
    expect(saidOf(gateFacts(no, { votes: vote(null), laterReason: 'Too risky.' }))).to.include('• Reason: Too risky.');
    const few = { ...no, state_reason: 'quorum_unreachable' } as const;
    expect(saidOf(gateFacts(few, { votes: vote('no') }))).to.include('• Without them too few people are left');
  });

  it('says that nobody decided it in time', () => {
    expect(saidOf(gateFacts({ state: 'expired' }))).to.equal(readable`
      Change 7 expired
      • It was not decided by Thu 14 May, 14:05 UTC, so it is not approved. Nothing was run.
    `);
  });

  it('says that it was taken back, or replaced', () => {
    expect(saidOf(gateFacts({ state: 'withdrawn' }))).to.equal(readable`
      Change 7 was withdrawn
      • Whoever asked took it back. Nothing was run.
    `);
    expect(saidOf(gateFacts({ state: 'superseded' }, { supersededBy: 9 }))).to.equal(readable`
      Change 7 was replaced
      • Change 9 takes its place. Nothing was run.
    `);
  });

  it('says why an approved plan was not run', () => {
    const state_reason = 'the stored plan is not the one that was approved.';
    expect(saidOf(approvedFacts({ state: 'drifted', state_reason }))).to.equal(readable`
      Change 7 was not run
      • Approved by: Bo at Wed 13 May, 14:20 UTC.
      • Why not: the stored plan is not the one that was approved.
    `);
    expect(saidOf(approvedFacts({ state: 'execution_expired' }))).to.equal(readable`
      Change 7 was approved and not carried out
      • Approved by: Bo at Wed 13 May, 14:20 UTC.
      • Why not: it was not carried out in time; it needs a new gate.
    `);
  });

  it('says that it failed', () => {
    const execution = { ...ran, state: 'failed', exitCode: 3 };
    const failed = { state: 'failed', result: 'exit code 3 after 0.4 s.' } as const;
    expect(saidOf(approvedFacts(failed, { execution }))).to.equal(readable`
      Change 7 failed
      • Approved by: Bo at Wed 13 May, 14:20 UTC.
      • Result: exit code 3 after 0.4 s.
    `);
    const killed = { ...execution, exitCode: null, signal: 'SIGKILL' };
    expect(saidOf(approvedFacts({ state: 'failed' }, { execution: killed }))).to.include(
      '• Result: ended by SIGKILL, after 1.2 s',
    );
  });

  it('says that nobody knows how it ended', () => {
    const execution = { ...ran, state: 'unknown', exitCode: null, durationMs: null };
    expect(saidOf(approvedFacts({ state: 'failed' }, { execution }))).to.equal(readable`
      Change 7: the outcome is unknown
      • Approved by: Bo at Wed 13 May, 14:20 UTC.
      • The runner was lost while it ran. It may have run and is not run again: a person has to look.
    `);
  });

  it('says in every later state when only a test approved it', () => {
    const states: Change['state'][] = ['approved', 'executing', 'completed', 'failed', 'drifted', 'execution_expired'];
    for (const state of states) {
      const facts = approvedFacts(
        { state, auto_approved: true, result_kind: 'verified' },
        { votes: [], execution: ran },
      );
      const { body, formatted_body: html } = cardOf(facts);
      expect(body, state).to.include('• TEST, no person decided.');
      expect(html, state).to.include('<strong>TEST, no person decided.</strong>');
      expect(body, state).to.not.include('Approved by');
    }
  });

  it('spells out what tries to mislead in words that came after the plan', () => {
    const votes = [{ name: 'Bo\u202E', verb: 'approve', reason: '<b>\u202Eok' }] as const;
    const { body, formatted_body: html } = cardOf(approvedFacts({}, { votes }));
    expect(body).to.include('• Approved by: Bo\\u{202E} at Wed 13 May, 14:20 UTC. Bo\\u{202E}: <b>\\u{202E}ok');
    expect(html).to.include('&lt;b&gt;\\u{202E}ok');
  });

  it('keeps a long plan short, because it is history', () => {
    const plan = { ...described, description: 'word '.repeat(400) };
    const { body } = cardOf(gateFacts({ state: 'expired', plan, plan_kind: 'agent' }));
    expect(body.length).to.be.below(1_000);
    expect(body).to.match(/word…\n|wor…\n|word …\n/);
  });
});
