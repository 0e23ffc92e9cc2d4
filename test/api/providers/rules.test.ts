import { expect } from 'chai';
import fc from 'fast-check';
import { afterFailure } from '../../../api/providers/afterFailure.js';
import { chooseProvider, preference } from '../../../api/providers/chooseProvider.js';
import { describedFor, withoutOurBlocks } from '../../../api/providers/contactBlock.js';
import { effectiveStatus, localStatusOf } from '../../../api/providers/effectiveStatus.js';
import { externalUrl, type Located } from '../../../api/providers/externalUrl.js';
import { htmlToText, textToHtml } from '../../../api/providers/htmlText.js';
import { mergeField, mergeFields } from '../../../api/providers/mergeFields.js';
import type { Failure, Outgoing } from '../../../api/providers/port.js';
import { isEcho, ownEntryIn, referenceIn } from '../../../api/providers/reference.js';
import { redact } from '../../../api/providers/send.js';
import { priorityOf, weightOf } from '../../../api/providers/itop/fields.js';
import { shifted } from '../../../api/providers/itop/changes.js';
import { Secret } from '../../../config/index.js';

const nobody = { name: null, email: null };
const outgoing = (more: Partial<Outgoing> = {}): Outgoing => ({
  ...{
    ticketId: 12,
    reference: 'opsroom-0a1b2c3d-12-deadbeef',
    ticketClass: 'Incident',
    title: 'Disk',
    description: 'It is full.',
  },
  ...{
    priority: 'P2',
    team: null,
    createdBy: 'ana',
    openedBy: nobody,
    requester: nobody,
    affectedUser: nobody,
    attachments: [],
  },
  ...more,
});

describe('where a new ticket is kept', () => {
  const both = ['itop', 'jira'];
  const wanted = (provider: string | null, sync: boolean | null = null, ref: string | null = null) => ({
    provider,
    sync,
    ref,
  });

  it('is here, when the request says local, whatever is configured', () => {
    for (const said of ['local', ' LOCAL ']) expect(chooseProvider(wanted(said, true), both)).to.equal('local');
  });
  it('is what the request names, when that is configured, else the first that is', () => {
    expect(chooseProvider(wanted('jira'), both)).to.equal('jira');
    expect(chooseProvider(wanted('servicenow'), both)).to.equal('itop');
    expect(chooseProvider(wanted('nonsense'), both)).to.equal('itop');
    expect(chooseProvider(wanted(null), both)).to.equal('itop');
    expect(chooseProvider(wanted('itop', true), [])).to.equal('local');
  });
  it('27.21: is here alone when the request says sync_provider false, also with a configured provider that it names', () => {
    expect(chooseProvider(wanted(null, false), both)).to.equal('local');
    expect(chooseProvider(wanted('itop', false), both)).to.equal('local');
  });
  it('stays where it is, when the request says under which name it is there', () => {
    expect(chooseProvider(wanted('itop', false, '77'), [])).to.equal('itop');
  });
  it('follows the default of the operator, then the active one, then the order of the contract', () => {
    expect(preference({})).to.deep.equal(['itop', 'servicenow', 'jira', 'generic-webhook', 'local']);
    expect(preference({ default: 'jira', active: 'generic-webhook' }).slice(0, 3)).to.deep.equal([
      'jira',
      'generic-webhook',
      'itop',
    ]);
    expect(preference({ default: 'local', active: 'itop' }))
      .to.have.length(5)
      .and.to.satisfy((all: string[]) => all.at(-1) === 'local');
  });
});

describe('the address of a ticket at its provider', () => {
  const addresses = {
    itop: 'https://itop.example',
    servicenow: 'https://s.example',
    serviceNowRequestTable: 'sc_request',
    jira: 'https://j.example',
  };
  const at = (more: Partial<Located>): Located => ({
    ...{
      provider: 'itop',
      provider_ref: '7',
      provider_class: 'Incident',
      provider_url: null,
      itop_ref: '7',
      itop_class: 'Incident',
    },
    ...more,
  });
  it('is the one that the provider said', () => {
    expect(externalUrl(at({ provider_url: 'https://x.example/7' }), addresses)).to.equal('https://x.example/7');
  });
  it('is made of the reference otherwise, as each provider has it', () => {
    expect(externalUrl(at({}), addresses)).to.equal(
      'https://itop.example/pages/UI.php?operation=details&class=Incident&id=7',
    );
    expect(externalUrl(at({ provider: null }), addresses)).to.contain('https://itop.example/');
    expect(externalUrl(at({ provider: 'jira', provider_ref: 'OPS-3' }), addresses)).to.equal(
      'https://j.example/browse/OPS-3',
    );
    expect(externalUrl(at({ provider: 'servicenow', provider_ref: 'INC7' }), addresses)).to.equal(
      'https://s.example/nav_to.do?uri=incident_list.do?sysparm_query=number=INC7',
    );
  });
  it('is none for a ticket that is only here, or whose provider has no address', () => {
    expect(externalUrl(at({ provider_ref: 'LOCAL-20260101-1' }), addresses)).to.equal(null);
    expect(externalUrl(at({ provider: 'local', provider_ref: 'x' }), addresses)).to.equal(null);
    expect(externalUrl(at({}), { ...addresses, itop: null })).to.equal(null);
  });
  it('is never one that runs in the browser of whoever follows it', () => {
    for (const url of ['javascript:alert(1)', 'data:text/html,x', 'no address'])
      expect(externalUrl(at({ provider_url: url, provider: 'local' }), addresses)).to.equal(null);
    expect(externalUrl(at({ provider_ref: '7&class=User"><script>' }), addresses)).to.not.match(/["<>]/);
  });
});

describe('the description that a provider gets', () => {
  it('begins with who it is about, and ends with our reference', () => {
    const text = describedFor(
      outgoing({
        openedBy: { name: 'Bo', email: null },
        requester: { name: 'Ana', email: 'ana@example.org' },
        attachments: ['log.txt (3 bytes)'],
      }),
    );
    expect(text).to.equal(
      'Ticket contact context\nOpened by: Bo\nRequester: Ana <ana@example.org>\n\nIt is full.\n\nFiles\nlog.txt (3 bytes)\n\n[opsroom-0a1b2c3d-12-deadbeef]',
    );
    expect(referenceIn(text)).to.equal('opsroom-0a1b2c3d-12-deadbeef');
  });
  it('is the description here again, without what we put around it, also after it went through HTML', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc
            .stringMatching(/^[a-z <>&"']{1,20}$/)
            .map((s) => s.trim())
            .filter((s) => s !== ''),
          { minLength: 1, maxLength: 4 },
        ),
        (paragraphs) => {
          const description = paragraphs.join('\n\n');
          const ticket = outgoing({ description, requester: { name: 'Ana', email: null } });
          const back = withoutOurBlocks(htmlToText(textToHtml(describedFor(ticket))), ticket.reference);
          expect(back.replaceAll(/\s+/g, ' ')).to.equal(description.replaceAll(/\s+/g, ' '));
        },
      ),
    );
  });
  it('keeps what somebody added there', () => {
    const there = `${describedFor(outgoing({ requester: { name: 'Ana', email: null } }))}\n\nAlso the other disk.`;
    expect(withoutOurBlocks(there, outgoing().reference)).to.equal('It is full.\n\nAlso the other disk.');
  });
});

describe('HTML and text', () => {
  it('show the same: no mark-up of a writer becomes mark-up there', () => {
    expect(textToHtml('<script>alert(1)</script>\nb & c\n\nd')).to.equal(
      '<p>&lt;script&gt;alert(1)&lt;/script&gt;<br />b &amp; c</p><p>d</p>',
    );
    expect(htmlToText('<p>a<br/>b</p><p>c &amp; &lt;d&gt;&nbsp;e</p>')).to.equal('a\nb\n\nc & <d> e');
  });
  it('leave out what is no text', () => {
    expect(htmlToText('<p>a</p><script>steal()</script><style>p{}</style><img src=x onerror=y>')).to.equal('a');
    expect(htmlToText('just text, 3 < 4')).to.contain('just text');
  });
});

describe('the status of a ticket that its provider has too', () => {
  const status = (local: string | null, provider: string, more: { seen?: string; activeAgent?: boolean } = {}) =>
    effectiveStatus({ local, provider, activeAgent: false, ...more });

  it('is the provider’s, for a new one, in a word that the table has', () => {
    expect(['new', 'assigned', 'pending', 'escalated_tto', 'resolved'].map((word) => status(null, word))).to.deep.equal(
      ['new', 'assigned', 'pending', 'escalated_tto', 'resolved'],
    );
    expect(
      ['waiting_for_approval', 'plannedscheduled', 'monitored', 'Something Else'].map(localStatusOf),
    ).to.deep.equal(['pending_approval', 'assigned', 'implemented', 'in_progress']);
  });
  it('stays, when it is finished here and not there', () => {
    for (const local of ['resolved', 'closed', 'closed/resolved', 'implemented', 'rejected', 'cancelled', 'canceled'])
      expect(status(local, 'assigned'), local).to.equal(null);
  });
  it('stays, when it waits for somebody here, until it is finished there', () => {
    for (const local of ['awaiting_user_response', 'awaiting_access', 'pending_approval', 'blocked']) {
      expect(status(local, 'assigned'), local).to.equal(null);
      expect(status(local, 'closed'), local).to.equal('closed');
    }
  });
  it('is in progress while an agent works, unless it is finished there', () => {
    expect(status('in_progress', 'new', { activeAgent: true })).to.equal(null);
    expect(status('assigned', 'new', { activeAgent: true })).to.equal('in_progress');
    expect(status('in_progress', 'resolved', { activeAgent: true })).to.equal('resolved');
  });
  it('is not taken back by what the provider said before', () => {
    expect(status('in_progress', 'assigned', { seen: 'assigned' })).to.equal(null);
    expect(status('in_progress', 'pending', { seen: 'assigned' })).to.equal('pending');
  });
  it('goes on from resolved to closed, and never from closed back to resolved', () => {
    expect(status('resolved', 'closed')).to.equal('closed');
    expect(status('closed', 'resolved')).to.equal(null);
    expect(status('rejected', 'resolved')).to.equal(null);
  });
  it('is open again, when somebody opened it again there', () => {
    expect(status('resolved', 'assigned', { seen: 'resolved' })).to.equal('assigned');
  });
});

describe('a field that both sides have', () => {
  const merge = (
    field: Parameters<typeof mergeField>[0],
    local: string | null,
    remote: string | null,
    seen?: string | null,
    kind: 'ticket' | 'conversation' = 'ticket',
  ) => mergeField(field, kind, { local, remote, seen });

  it('is taken over from the side that changed it', () => {
    expect(merge('priority', 'P3', 'P1', 'P3')).to.equal('P1');
    expect(merge('priority', 'P1', 'P3', 'P3')).to.equal('P1');
    expect(merge('title', 'Disk', 'Disk of web-1', 'Disk')).to.equal('Disk of web-1');
  });
  it('belongs to its owner, when both changed it', () => {
    expect(merge('priority', 'P1', 'P2', 'P3')).to.equal('P2');
    expect(merge('assignee_team', 'Cloud', 'Network', 'Desk')).to.equal('Cloud');
  });
  it('is not emptied by a provider that knows less', () => {
    expect(merge('title', 'Disk', '', 'Disk')).to.equal('Disk');
    expect(merge('requester_name', 'Ana', null, 'Ana')).to.equal('Ana');
    expect(merge('assignee', 'Bo', null, 'Bo')).to.equal(null);
    expect(merge('assignee', 'Bo', null, undefined)).to.equal('Bo');
  });
  it('of a conversation keeps its longer words, its person, and its team', () => {
    expect(merge('description', 'long words of a chat', 'short', undefined, 'conversation')).to.equal(
      'long words of a chat',
    );
    expect(merge('description', 'short', 'many more words', undefined, 'conversation')).to.equal('many more words');
    expect(merge('requester_name', 'Ana', 'Service Desk', 'Somebody', 'conversation')).to.equal('Ana');
    expect(merge('requester_email', null, 'desk@example.org', null, 'conversation')).to.equal(null);
    expect(merge('assignee_team', 'Cloud', 'Security Team', 'Cloud')).to.equal('Cloud');
  });
  it('comes to rest: what was merged is not merged again', () => {
    const word = fc.option(fc.constantFrom('a', 'b', 'c', ''), { nil: null });
    const values = fc.record({
      title: word,
      description: word,
      priority: word,
      assignee: word,
      assignee_team: word,
      requester_name: word,
      requester_email: word,
    });
    fc.assert(
      fc.property(
        values,
        values,
        values,
        fc.constantFrom('ticket' as const, 'conversation' as const),
        (local, remote, seen, kind) => {
          const once = mergeFields(kind, local, remote, seen);
          expect(mergeFields(kind, once, remote, remote)).to.deep.equal(once);
        },
      ),
    );
  });
});

describe('after a failed push', () => {
  const failure = (kind: Exclude<Failure['kind'], 'rate_limited'>): Failure => ({ kind, message: 'x' });
  const at = (attempt: number, errors = 0) => ({ attempt, errors });

  it('what cannot be reached is tried for ever, ever later, and never later than in five minutes', () => {
    const pauses = [1, 2, 3, 5, 20, 10_000].map((attempt) => afterFailure(at(attempt), failure('unreachable'), 0.5));
    const waits = pauses.map((next) => (next.again ? next.afterMs : -1));
    expect(waits).to.deep.equal([1_500, 3_000, 6_000, 24_000, 225_000, 225_000]);
    expect(pauses.every((next) => next.again && next.pausesAll)).to.equal(true);
  });
  it('the pauses are spread, so that not everybody comes back at once', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (attempt, random) => {
          const next = afterFailure(at(attempt), failure('unreachable'), random);
          expect(next.again && next.afterMs).to.be.within(1_000, 300_000);
        },
      ),
    );
  });
  it('a refusal is final at once, an error of the provider’s own after twenty', () => {
    expect(afterFailure(at(1), failure('refused'), 0)).to.deep.equal({ again: false });
    expect(afterFailure(at(50, 19), failure('broken'), 0).again).to.equal(true);
    expect(afterFailure(at(50, 20), failure('broken'), 0)).to.deep.equal({ again: false });
  });
  it('a wrong password and a rate limit stop nothing but the pace', () => {
    expect(afterFailure(at(1), failure('unauthorised'), 0)).to.deep.equal({
      again: true,
      afterMs: 300_000,
      pausesAll: true,
    });
    const limited: Failure = { kind: 'rate_limited', message: 'x', retryAfterMs: 7_000 };
    expect(afterFailure(at(1), limited, 0)).to.deep.equal({ again: true, afterMs: 7_000, pausesAll: true });
    expect(afterFailure(at(1), { ...limited, retryAfterMs: 1e12 }, 0)).to.include({ afterMs: 3_600_000 });
  });
});

describe('what we wrote ourselves', () => {
  it('is known by its beginning, of this installation alone', () => {
    expect(ownEntryIn('0a1b2c3d', '[opsroom-0a1b2c3d-n45] Bo:\n\nHello')).to.deep.equal({ kind: 'note', id: 45 });
    expect(ownEntryIn('0a1b2c3d', '[opsroom-0a1b2c3d-f4] File: a')).to.deep.equal({ kind: 'file', id: 4 });
    expect(ownEntryIn('ffffffff', '[opsroom-0a1b2c3d-n45] Bo:\n\nHello')).to.equal(undefined);
    expect(ownEntryIn('0a1b2c3d', 'see [opsroom-0a1b2c3d-n45]')).to.equal(undefined);
  });
  it('is no echo when somebody answered under it', () => {
    expect(isEcho('[s] Bo:\r\n\r\nHello ', '[s] Bo:\n\nHello')).to.equal(true);
    expect(isEcho('[s] Bo:\n\nHello\n\nThanks, it works', '[s] Bo:\n\nHello')).to.equal(false);
  });
});

describe('small rules of iTop', () => {
  it('27.43: a priority is an impact and an urgency, however it is spelled, and comes back as the same', () => {
    expect(['P1', '2', ' p3 ', 'P4'].map(weightOf)).to.deep.equal([
      { impact: 1, urgency: 1 },
      { impact: 2, urgency: 2 },
      { impact: 3, urgency: 3 },
      { impact: 3, urgency: 4 },
    ]);
    expect([null, '', 'P5', 'urgent'].map(weightOf)).to.deep.equal([undefined, undefined, undefined, undefined]);
    expect(['1', '4', 2, '', 'x', null].map(priorityOf)).to.deep.equal(['P1', 'P4', 'P2', null, null, null]);
  });
  it('its times are moved without a zone', () => {
    expect(shifted('2026-03-01 00:00:30', -60)).to.equal('2026-02-28 23:59:30');
    expect(shifted("' OR 1=1", -60)).to.equal(undefined);
  });
  it('a secret that it repeats is not passed on', () => {
    expect(redact('user x, password p@ss word!', [new Secret('p@ss word!')])).to.equal('user x, password [redacted]');
    expect(redact('pwd=p%40ss%20word!', [new Secret('p@ss word!')])).to.not.contain('p%40ss');
  });
});
