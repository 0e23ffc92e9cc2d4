import { expect } from 'chai';
import { choiceKeys } from '../../../api/chat/index.js';
import type { SayableNote } from '../../../api/tickets/index.js';
import { helpedQuestion, noteCard, questionCard, replyCard, statusLine, type Whole } from '../../../bot/cards/index.js';
import { readable } from './readable.js';
import { ana, bo, note, ticket } from './samples.js';

const whole: Whole = { path: '/api/tickets/12/context', publicUrl: undefined };
const pillOf = (name: string): string => `<a href="https://matrix.to/#/@${name.toLowerCase()}:example.org">${name}</a>`;

describe('a note in a room', () => {
  const cardOf = (more: Partial<SayableNote>, person: string | null = null) =>
    noteCard({ note: note(more), person, most: 300, whole });

  it('says who says it', () => {
    const card = cardOf({});
    expect(card).to.deep.equal({
      msgtype: 'm.text',
      body: 'Agent 26: The tunnel is **up** again.',
      formatted_body: '<p><strong>Agent 26:</strong> The tunnel is <strong>up</strong> again.</p>',
      mentions: [],
    });
    expect(cardOf({ author: 'cy' }, 'Cy').body).to.equal('Cy: The tunnel is **up** again.');
    expect(cardOf({ author: 'platform-service' }).body).to.match(/^platform-service: /);
  });

  it('puts the name on a line of its own where the note does not begin with a sentence', () => {
    const card = cardOf({ body: '- one\n- two' });
    expect(card.body).to.equal('Agent 26:\n- one\n- two');
    expect(card.formatted_body).to.equal('<p><strong>Agent 26:</strong></p><ul>\n<li>one</li>\n<li>two</li>\n</ul>');
  });

  it('leaves the name away where the platform itself tells what happened', () => {
    const body = 'Change 7 ran as approved: exit code 0 after 1.2 s.\n\n~~~~~~~~\nActive: running\n~~~~~~~~';
    const card = cardOf({ source: 'executor', author: 'executor', body });
    expect(card.body).to.equal(body);
    expect(card.formatted_body).to.equal(
      '<p>Change 7 ran as approved: exit code 0 after 1.2 s.</p>\n<pre><code>Active: running\n</code></pre>',
    );
    const taken = { source: 'ticket-assignment', author: 'cy', body: 'Cy works this ticket.' };
    expect(cardOf(taken, 'Cy').body).to.equal('Cy works this ticket.');
  });

  it('takes nobody else’s name by what is written in it', () => {
    const { formatted_body: html } = cardOf({ author: '**x** <b>', body: '</p><strong>Bo:</strong> yes' });
    expect(html).to.equal('<p><strong>**x** &lt;b&gt;:</strong> &lt;/p&gt;&lt;strong&gt;Bo:&lt;/strong&gt; yes</p>');
  });

  it('closes the block that it is cut in and says where the rest is', () => {
    const card = cardOf({ body: `Log:\n\`\`\`\n${'a line of the log\n'.repeat(40)}\`\`\`` });
    expect(card.body).to.match(
      /a line of the log\n```\n\n\[\d+ of 732 characters are left out here\. The whole text: GET \/api\/tickets\/12\/context\]$/,
    );
    expect(card.formatted_body).to.match(/a line of the log\n<\/code><\/pre>\n<p>\[\d+ of 732 characters/);
  });
});

describe('a reply', () => {
  const cardOf = (text: string, called: { name: string; matrixId: string }[] = []) =>
    replyCard({ text, called, most: 300, whole: undefined });
  const [calledAna, calledBo] = [
    { name: 'Ana', matrixId: '@ana:example.org' },
    { name: 'Bo', matrixId: '@bo:example.org' },
  ];

  it('is Markdown, and calls nobody by itself', () => {
    const card = cardOf('Filed as **#12**. @room @bo:example.org <b>');
    expect(card).to.deep.equal({
      msgtype: 'm.text',
      body: 'Filed as **#12**. @room @bo:example.org <b>',
      formatted_body: '<p>Filed as <strong>#12</strong>. @room @bo:example.org &lt;b&gt;</p>',
      mentions: [],
    });
  });

  it('names in front those whom it calls and does not name', () => {
    const card = cardOf('@ana:example.org, please say why.', [calledAna, calledBo]);
    expect(card.mentions).to.deep.equal(['@ana:example.org', '@bo:example.org']);
    expect(card.body).to.equal('Bo: @ana:example.org, please say why.');
    const anaPill = '<a href="https://matrix.to/#/@ana:example.org" rel="noopener noreferrer nofollow">Ana</a>';
    expect(card.formatted_body).to.equal(`<p>${pillOf('Bo')}: ${anaPill}, please say why.</p>`);
    const list = cardOf('1. one', [calledAna, calledBo]);
    expect(list.body).to.equal('Ana and Bo:\n1. one');
    expect(list.formatted_body).to.match(/^<p><a [^>]*>Ana<\/a> and <a [^>]*>Bo<\/a>:<\/p><ol>/);
  });

  it('turns no text around', () => {
    const card = cardOf('safe \u202Etxt');
    expect([card.body, card.formatted_body]).to.deep.equal(['safe txt', '<p>safe txt</p>']);
  });
});

describe('a question', () => {
  it('calls the person and shows what can be tapped', () => {
    const choices = ['Porto', 'Lisbon\n**x**', '<b>'];
    const asks = { question: 'Which *office* is it?', choices, keys: choiceKeys, asked: ana, most: 300, whole };
    const card = questionCard(asks);
    expect(card.mentions).to.deep.equal(['@ana:example.org']);
    expect(card.body).to.equal(readable`
      Ana: Which *office* is it?

      1️⃣ Porto
      2️⃣ Lisbon **x**
      3️⃣ <b>

      Tap a number, or write your answer here.
    `);
    expect(card.formatted_body).to.equal(readable`
      <p>${pillOf('Ana')}: Which <em>office</em> is it?</p>
      <p>1️⃣ Porto<br>2️⃣ Lisbon **x**<br>3️⃣ &lt;b&gt;</p>
      <p>Tap a number, or write your answer here.</p>
    `);
  });

  it('asks for words where there is nothing to tap, and of whoever is there', () => {
    const asks = { question: 'Since when?', choices: [], keys: choiceKeys, asked: null, most: 300, whole };
    expect(questionCard(asks).body).to.equal('Since when?\n\nWrite your answer here, in this thread.');
    expect(questionCard({ ...asks, asked: { name: 'Ana', matrixId: null } })).to.deep.include({
      mentions: [],
      body: 'Ana: Since when?\n\nWrite your answer here, in this thread.',
    });
  });
});

describe('the line under a long turn', () => {
  it('says how long it takes and how to stop it, and calls nobody', () => {
    expect(statusLine({ status: 'running', seconds: 89.7 })).to.deep.equal({
      msgtype: 'm.notice',
      body: 'Still working on it (1 min 30 s). !cancel stops it.',
      formatted_body: '<p>Still working on it (1 min 30 s). <code>!cancel</code> stops it.</p>',
      mentions: [],
    });
    expect(statusLine({ status: 'queued', seconds: 31.2 }).body).to.equal(
      'Still working on it (31 s). !cancel stops it.',
    );
  });

  it('says how it ended', () => {
    const said = (['completed', 'failed', 'cancelled'] as const).map(
      (status) => statusLine({ status, seconds: 125 }).body,
    );
    expect(said).to.deep.equal([
      'Answered after 2 min 5 s.',
      'Ended without an answer after 2 min 5 s.',
      'Cancelled after 2 min 5 s.',
    ]);
  });
});

describe('the question whether it helped', () => {
  it('carries the whole resolution and calls the requester', () => {
    const resolution = 'The gateway was **restarted**.\n\n- Porto\n- Gaia';
    const card = helpedQuestion({
      ticket: ticket({ status: 'closed/resolved', resolution }),
      requester: ana,
      most: 300,
      whole,
    });
    expect(card.mentions).to.deep.equal(['@ana:example.org']);
    expect(card.body).to.equal(readable`
      Ana: ticket #12 “VPN of the Porto office is down” is closed, resolved.

      The gateway was **restarted**.

      - Porto
      - Gaia

      Did it help? Tap ✅ if it did, ❌ if it did not.
    `);
    expect(card.formatted_body).to.equal(readable`
      <p>${pillOf('Ana')}: ticket #12 “VPN of the Porto office is down” is <strong>closed, resolved</strong>.</p>
      <p>The gateway was <strong>restarted</strong>.</p>
      <ul>
      <li>Porto</li>
      <li>Gaia</li>
      </ul>
      <p>Did it help? Tap ✅ if it did, ❌ if it did not.</p>
    `);
  });

  it('asks also where nobody wrote how it ended', () => {
    const card = helpedQuestion({
      ticket: ticket({ status: 'resolved' }),
      requester: { ...bo, matrixId: null },
      most: 300,
      whole,
    });
    expect(card.mentions).to.deep.equal([]);
    expect(card.body).to.equal(readable`
      Bo: ticket #12 “VPN of the Porto office is down” is resolved.

      Did it help? Tap ✅ if it did, ❌ if it did not.
    `);
  });
});
