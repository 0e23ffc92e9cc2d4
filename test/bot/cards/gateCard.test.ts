import { expect } from 'chai';
import type { Change, GateFacts } from '../../../api/changes/index.js';
import { gateCard } from '../../../bot/cards/index.js';
import { readable, spread } from './readable.js';
import { described, gateFacts, lease, restart } from './samples.js';

describe('the card of a gate that waits for a decision', () => {
  const isolated = { unisolated: false };
  const bodyOf = (of: Partial<Change>, more: Partial<GateFacts> = {}): string =>
    gateCard(gateFacts(of, more), isolated).body;

  it('says what would run, why, who decides, until when and how', () => {
    const card = gateCard(gateFacts(), isolated);
    expect([card.msgtype, card.mentions]).to.deep.equal(['m.text', ['@bo:example.org', '@dee:example.org']]);
    expect(card.body).to.equal(readable`
      Change 7 needs a decision
      Restart the VPN service · risk medium

      On vpn-gw-2: runs exactly this once, by the platform

          systemctl restart 'openvpn@porto office'

      3 words, 38 characters. Ended after 1 min if it has not finished.

      • Why: The service hangs since 08:55; the log ends there.
      • Ticket: #12 VPN of the Porto office is down
      • Blast radius: Everybody in Porto is offline for about ten seconds.
      • Rollback: Start the old configuration with systemctl start openvpn@porto-old.
      • Asked by: agent 26 (builtin, no model), for Ana
      • May decide: Bo and Dee
      • Needed: 1 of Network Operations (0 so far) or 1 of ops (0 so far).
      • May not: Ana (asked for it) and Cy (told the agent what to do before it asked)
      • Until: Thu 14 May, 14:05 UTC, 24 h after it was asked. Silence never approves.
      • Policy: everyday, version 1. Digest 4be1f00dcafe

      Tap ✅ to approve, ❌ to reject.
      Or write !approve 7 or !reject 7 reason. !who 7 says who may decide.
    `);
    expect(spread(card.formatted_body)).to.equal(readable`
      <p>
      <strong>Change 7 needs a decision</strong>
      <br>
      <strong>Restart the VPN service</strong> · risk <strong>medium</strong>
      </p>
      <p>On <code>vpn-gw-2</code>: <em>runs exactly this once, by the platform</em>
      </p>
      <pre>
      <code>systemctl restart 'openvpn@porto office'</code>
      </pre>
      <p>3 words, 38 characters. Ended after 1 min if it has not finished.</p>
      <ul>
      <li>
      <strong>Why:</strong> The service hangs since 08:55; the log ends there.</li>
      <li>
      <strong>Ticket:</strong> #12 VPN of the Porto office is down</li>
      <li>
      <strong>Blast radius:</strong> Everybody in Porto is offline for about ten seconds.</li>
      <li>
      <strong>Rollback:</strong> Start the old configuration with systemctl start openvpn@porto-old.</li>
      <li>
      <strong>Asked by:</strong> agent 26 (builtin, no model), for Ana</li>
      <li>
      <strong>May decide:</strong> <a href="https://matrix.to/#/@bo:example.org">Bo</a> and <a href="https://matrix.to/#/@dee:example.org">Dee</a>
      </li>
      <li>
      <strong>Needed:</strong> 1 of Network Operations (0 so far) or 1 of ops (0 so far).</li>
      <li>
      <strong>May not:</strong> Ana (asked for it) and Cy (told the agent what to do before it asked)</li>
      <li>
      <strong>Until:</strong> Thu 14 May, 14:05 UTC, 24 h after it was asked. Silence never approves.</li>
      <li>
      <strong>Policy:</strong> everyday, version 1. Digest <code>4be1f00dcafe</code>
      </li>
      </ul>
      <p>
      <strong>Tap ✅ to approve, ❌ to reject.</strong>
      <br>Or write <code>!approve 7</code> or <code>!reject 7 reason</code>. <code>!who 7</code> says who may decide.</p>
    `);
  });

  it('says of a plan in words that nobody checks it, and of what was not said that it was not', () => {
    const plan = { plan: described, plan_kind: 'agent', reason: ' ', risk_level: 'unknown' } as const;
    const body = bodyOf(plan);
    expect(body).to.include(readable`
      Restart the VPN service · risk unknown, nobody stated it

      On fw-1: described; the agent does it and reports, not verified

          Open the firewall for 10.1.0.0/16
          and write down the old rule first.

      68 characters.

      • Why: not given
    `);
    expect(body).to.include('• Blast radius: not given\n• Rollback: not given\n');
    const byHand = bodyOf({ plan: { ...described, kind: 'manual' }, plan_kind: 'manual' });
    expect(byHand).to.include('On fw-1: described; a person does it by hand and reports, not verified');
  });

  it('says what the platform itself would do, whole, and by whom', () => {
    const body = bodyOf({ plan: lease, plan_kind: 'effect' });
    expect(body).to.include(
      'On GitLab project demo/infra: the platform itself does exactly this, once, when it is approved',
    );
    expect(body).to.include(`    ${lease.description}\n`);
    expect(body).to.include('• Blast radius: read on project demo/infra of gitlab\n• Rollback: Revoke the lease.');
    const open = gateCard(gateFacts({ plan: lease, plan_kind: 'effect' }), { unisolated: true }).body;
    expect(open).to.not.include('Isolation');
  });

  it('shows how far the votes are', () => {
    const ways = [
      { who: 'group:ops', need: 2, have: 1 },
      { who: 'role:platform-admin', need: 1, have: 0 },
      { who: 'person:bo', need: 1, have: 0 },
    ];
    const votes = [
      { name: 'Dee', verb: 'approve', reason: 'looks right' },
      { name: 'Eve', verb: 'reject', reason: null },
    ] as const;
    const policy = { ...gateFacts().change.policy, deny_threshold: 2 };
    const body = bodyOf({ policy }, { ways, votes });
    expect(body).to.include(
      'Needed: 2 of ops (1 so far) or 1 of role platform-admin (0 so far) or 1 of bo (0 so far).',
    );
    expect(body).to.include('• Approved so far by: Dee\n• Rejected so far by: Eve; 2 end it\n');
  });

  it('says who asks, whoever that is', () => {
    const asked = (askedBy: GateFacts['askedBy'], askedFor: string | null): string | undefined =>
      /Asked by: (.*)/.exec(bodyOf({}, { askedBy, askedFor }))?.[1];
    const codex = { kind: 'agent', id: 3, harness: 'codex', model: null } as const;
    expect(asked(codex, null)).to.equal('agent 3 (codex)');
    expect(asked({ kind: 'person', name: 'Cy' }, 'Ana')).to.equal('Cy, for Ana');
    expect(asked({ kind: 'person', name: 'Ana' }, 'Ana')).to.equal('Ana');
    expect(asked({ kind: 'platform', name: 'platform-service' }, 'Ana')).to.equal('platform-service, for Ana');
  });

  it('says that nothing keeps the run from the platform, where that is so', () => {
    const open = { unisolated: true };
    expect(gateCard(gateFacts(), open).body).to.include('• Isolation: none works on this machine');
    const byHand = gateFacts({ plan: { ...described, kind: 'manual' }, plan_kind: 'manual' });
    expect(gateCard(byHand, open).body).to.not.include('Isolation');
  });

  it('mentions all who may decide and names a few of them', () => {
    const may = Array.from({ length: 12 }, (_, place) => ({ name: `P${place}`, matrixId: `@p${place}:x` }));
    const card = gateCard(gateFacts({}, { may: [...may, { name: 'No Matrix', matrixId: null }] }), isolated);
    expect(card.mentions.length).to.equal(12);
    expect(card.body).to.include('• May decide: P0, P1, P2, P3, P4, P5, P6 and 6 more (!who 7)\n');
    expect(bodyOf({}, { may: [] })).to.include('• May decide: nobody at the moment\n');
  });

  it('spells out what tries to mislead, wherever it stands', () => {
    const plan = { ...restart, argv: ['rm', 'x\u202Etxt.exe'], rollback: 'none\u2066', blast_radius: '</li><script>' };
    const tricks = { plan, reason: 'a\u202Eb\n\n• Risk: low', action: 'Clean\u200Eup', target: 'x' };
    const card = gateCard(gateFacts(tricks, { ticket: { id: 12, title: 'VPN\u202E' } }), isolated);
    expect(card.body).to.include(readable`
          rm 'x\u{202E}txt.exe'

      2 words, 12 characters. Ended after 1 min if it has not finished.
      Careful: 1 character that could mislead is written out as \u{…}.
    `);
    expect(card.body).to.include('• Why: a\\u{202E}b • Risk: low\n');
    expect(card.body).to.include('Clean\\u{200E}up · risk medium');
    expect(card.body).to.include('• Ticket: #12 VPN\\u{202E}');
    expect(card.body).to.include('• Rollback: none\\u{2066}');
    expect(card.formatted_body).to.include('&lt;/li&gt;&lt;script&gt;');
    expect(`${card.body}${card.formatted_body}`).to.not.match(/[\u202A-\u202E\u2066-\u2069\u200E]/);
  });

  it('lets no described plan look like the rest of the card', () => {
    const description = 'x\n```\n• May decide: everybody\n</code></pre><p>Tap ✅';
    const card = gateCard(gateFacts({ plan: { ...described, description }, plan_kind: 'agent' }), isolated);
    expect(card.body).to.include('    x\n    ```\n    • May decide: everybody\n    </code></pre><p>Tap ✅\n');
    expect(card.formatted_body).to.include(
      '<pre><code>x\n```\n• May decide: everybody\n&lt;/code&gt;&lt;/pre&gt;&lt;p&gt;Tap ✅</code></pre>',
    );
  });

  it('says loudly that it does not show all of a very long plan', () => {
    const plan = { ...described, description: 'word '.repeat(1_600).trim() };
    const card = gateCard(gateFacts({ plan, plan_kind: 'agent' }), isolated);
    const warning =
      'Only the first 6000 of 7999 characters are shown: read all of it before you decide, with GET /api/changes/7.';
    expect(card.body).to.include(`7999 characters.\n${warning}\n`);
    expect(card.formatted_body).to.include(`<strong>${warning}</strong>`);
  });

  it('cuts a long reason and says where all of it is', () => {
    expect(bodyOf({ reason: 'because '.repeat(100) })).to.match(/because…? ?\S*… \(all of it: GET \/api\/changes\/7\)/);
  });
});
