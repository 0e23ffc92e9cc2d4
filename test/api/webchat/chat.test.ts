import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import {
  messageTexts,
  openRoom,
  sendMessage,
  signIntoChat,
  tapReaction,
  waitForText,
} from '../../support/browser/chat.js';
import { needsBrowser, openBrowser } from '../../support/browser/openBrowser.js';
import { watchPage, type Watched } from '../../support/browser/watchPage.js';
import { serveChat } from './serveChat.js';
import type { ServedChat } from './serveChat.js';
import { installTimeout, startTestSynapse } from '../../support/synapse.js';
import type { TestSynapse } from '../../support/synapse.js';
import { newPerson } from './person.js';
import type { Person } from './person.js';

interface Content {
  readonly msgtype: string;
  readonly body: string;
  readonly format?: string;
  readonly formatted_body?: string;
}
const html = (formatted: string, body: string): Content => ({
  msgtype: 'm.notice',
  body,
  format: 'org.matrix.custom.html',
  formatted_body: formatted,
});
const replacing = (target: string, content: Content): Record<string, unknown> => ({
  ...content,
  body: `* ${content.body}`,
  ...(content.formatted_body !== undefined && { formatted_body: `* ${content.formatted_body}` }),
  'm.new_content': content,
  'm.relates_to': { rel_type: 'm.replace', event_id: target },
});
const text = (body: string): Content => ({ msgtype: 'm.text', body });

/** Runs in the page: a browser with an emoji font, as far as the chat can tell. */
const drawEmojiApart = (): void => {
  CanvasRenderingContext2D.prototype.fillText = function (drawn: string): void {
    this.fillRect(0, 0, (drawn.codePointAt(0) ?? 0) % 31, 8);
  };
};
/** Runs in the page: a browser that has the same empty box for every emoji. */
const drawEmojiAlike = (): void => {
  CanvasRenderingContext2D.prototype.fillText = function (): void {
    this.fillRect(0, 0, 8, 8);
  };
};

describe('The web chat in a browser', function () {
  // A first run installs Synapse; afterwards the whole suite takes some fifteen seconds.
  this.timeout(installTimeout);
  let synapse: TestSynapse;
  let chat: ServedChat;
  let browser: Browser;
  let page: Page;
  let bot: Person;
  let ana: Person;
  let room: string;
  let watched: Watched;

  const events = async (person: Person): Promise<Record<string, unknown>[]> => {
    const endpoint = `/_matrix/client/v3/rooms/${encodeURIComponent(room)}/messages?dir=b&limit=30`;
    return (await person.call('GET', endpoint))['chunk'] as Record<string, unknown>[];
  };
  const join = (person: Person, id: string): Promise<unknown> =>
    person.call('POST', `/_matrix/client/v3/rooms/${encodeURIComponent(id)}/join`, {});

  before(async function () {
    needsBrowser(this);
    synapse = await startTestSynapse();
    chat = await serveChat({ homeserverUrl: () => synapse.url, hint: () => 'Sign in as ana.' });
    bot = await newPerson(synapse, 'bot');
    ana = await newPerson(synapse, 'ana');
    const created = await bot.call('POST', '/_matrix/client/v3/createRoom', {
      name: 'Operations',
      invite: [ana.userId],
    });
    room = String(created['room_id']);
    await join(ana, room);
    browser = await openBrowser();
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.addInitScript(drawEmojiApart);
    watched = watchPage(page, [chat.url, synapse.url]);
  });

  after(async () => {
    await browser?.close();
    await chat?.close();
    await synapse?.stop();
  });

  it('takes a newcomer from the address to the only room with name and password', async () => {
    await page.goto(chat.url);
    expect(await page.locator('.signInHint').innerText()).to.equal('Sign in as ana.');
    expect(await page.locator('#homeserver').isVisible()).to.equal(false);
    await signIntoChat(page, { url: chat.url, username: 'ana', password: ana.password });
    await page.locator('.middle-header h2', { hasText: 'Operations' }).waitFor();
    await openRoom(page, 'Operations');
  });

  it('sends what is written', async () => {
    const id = await sendMessage(page, 'Deploy the checkout please');
    const sent = (await events(bot)).find((event) => event['event_id'] === id);
    expect(sent?.['sender']).to.equal(ana.userId);
    expect(sent?.['content']).to.deep.equal({ msgtype: 'm.text', body: 'Deploy the checkout please' });
  });

  it('changes a card in place when it is edited, with its formatting', async () => {
    const card = await bot.send(room, 'm.room.message', html('<strong>OPS-1</strong> <em>queued</em>', 'OPS-1 queued'));
    await waitForText(page, 'OPS-1 queued');
    const before = (await messageTexts(page)).length;
    await bot.send(room, 'm.room.message', replacing(card, html('<strong>OPS-1</strong> running', 'OPS-1 running')));
    await waitForText(page, 'OPS-1 running');
    await bot.send(
      room,
      'm.room.message',
      replacing(card, html('<strong>OPS-1</strong> <code>done</code>', 'OPS-1 done')),
    );
    await waitForText(page, 'OPS-1 done');
    const lines = await messageTexts(page);
    expect(lines).to.have.length(before);
    expect(lines.filter((line) => line.includes('OPS-1'))).to.deep.equal(['OPS-1 done']);
    expect(lines.filter((line) => line.startsWith('* '))).to.deep.equal([]);
    expect(await page.locator('.Timeline_messageBody', { hasText: 'OPS-1' }).locator('code').innerText()).to.equal(
      'done',
    );
  });

  it('ignores an edit by someone else', async () => {
    const card = await bot.send(room, 'm.room.message', text('Approved by nobody'));
    // The homeserver refuses such an event only when it bundles it; the event itself reaches every client.
    await ana.send(room, 'm.room.message', replacing(card, text('Approved by everybody')));
    await bot.send(room, 'm.room.message', text('after the false edit'));
    await waitForText(page, 'after the false edit');
    expect(await messageTexts(page))
      .to.include('Approved by nobody')
      .and.not.include('Approved by everybody');
  });

  it('hands a tapped reaction to the homeserver with the very same key', async () => {
    const key = '✅';
    const card = await bot.send(
      room,
      'm.room.message',
      html('Open the gate <strong>G-7</strong>?', 'Open the gate G-7?'),
    );
    for (const one of [key, '❌'])
      await bot.send(room, 'm.reaction', { 'm.relates_to': { rel_type: 'm.annotation', event_id: card, key: one } });
    await tapReaction(page, 'Open the gate G-7?', key);
    const deadline = Date.now() + 10_000;
    const mine = async (): Promise<unknown[]> =>
      (await events(bot))
        .filter((event) => event['type'] === 'm.reaction' && event['sender'] === ana.userId)
        .map((event) => (event['content'] as Record<string, unknown>)['m.relates_to']);
    while ((await mine()).length === 0 && Date.now() < deadline) await page.waitForTimeout(100);
    expect(await mine()).to.deep.equal([{ rel_type: 'm.annotation', event_id: card, key }]);
  });

  it('keeps a reply inside its thread and without a quoted copy', async () => {
    const root = await bot.send(room, 'm.room.message', text('Ticket OPS-2'));
    const relation = {
      rel_type: 'm.thread',
      event_id: root,
      is_falling_back: true,
      'm.in_reply_to': { event_id: root },
    };
    const update = await bot.send(room, 'm.room.message', { ...text('Which region?'), 'm.relates_to': relation });
    const line = page.locator('.Timeline_message:not(.disabled)', { hasText: 'Which region?' });
    await line.hover();
    await line.locator('.Timeline_messageOptions').click();
    await page.locator('.menu button', { hasText: 'Reply' }).click();
    await sendMessage(page, 'eu-west');
    const sent = (await events(bot)).find((event) => event['sender'] === ana.userId)?.['content'];
    expect(sent).to.deep.equal({
      msgtype: 'm.text',
      body: 'eu-west',
      'm.relates_to': {
        rel_type: 'm.thread',
        event_id: root,
        is_falling_back: false,
        'm.in_reply_to': { event_id: update },
      },
    });
  });

  it('shows the edited content again after a reload', async () => {
    await page.reload();
    await openRoom(page, 'Operations');
    await waitForText(page, 'OPS-1 done');
    const lines = await messageTexts(page);
    expect(lines.filter((line) => line.includes('OPS-1'))).to.deep.equal(['OPS-1 done']);
    expect(lines.filter((line) => line.startsWith('* '))).to.deep.equal([]);
  });

  it('finds the newest content of a card whose edits it never saw', async () => {
    const card = await bot.send(room, 'm.room.message', text('Progress 0 %'));
    await page.goto('about:blank');
    for (let percent = 1; percent <= 60; percent += 1)
      await bot.send(room, 'm.room.message', replacing(card, text(`Progress ${percent} %`)));
    await page.goto(chat.url);
    await openRoom(page, 'Operations');
    await waitForText(page, 'Progress 60 %');
    expect((await messageTexts(page)).filter((line) => line.includes('Progress'))).to.deep.equal(['Progress 60 %']);
  });

  it('keeps reactions in their order, so that nobody taps the wrong one', async () => {
    const question = await bot.send(room, 'm.room.message', text('Which printer?'));
    for (const key of ['1️⃣', '2️⃣', '3️⃣'])
      await bot.send(room, 'm.reaction', {
        'm.relates_to': { rel_type: 'm.annotation', event_id: question, key },
      });
    await tapReaction(page, 'Which printer?', '3️⃣');
    const { chips } = await waitForText(page, 'Which printer?');
    expect(chips.map(({ key, count, mine }) => [key[0], count, mine])).to.deep.equal([
      ['1', 1, false],
      ['2', 1, false],
      ['3', 2, true],
    ]);
    await tapReaction(page, 'Which printer?', '3️⃣');
    expect((await waitForText(page, 'Which printer?')).chips[2]?.mine, 'after tapping once more').to.equal(true);
  });

  it('fits a phone', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await bot.send(
      room,
      'm.room.message',
      html(
        `<pre><code>${'a line of output that is much longer than a phone is wide '.repeat(3)}</code></pre>` +
          `<table><tr><td>${'wide '.repeat(30)}</td><td><code>${'x'.repeat(80)}</code></td></tr></table>`,
        'output',
      ),
    );
    await waitForText(page, 'a line of output');
    const widest = await page
      .locator('.Timeline_message, .MessageComposer, .RoomHeader')
      .evaluateAll((all) => Math.max(...all.map((one) => one.getBoundingClientRect().right)));
    expect(widest).to.be.at.most(360);
    await page.fill('.MessageComposer_input textarea', 'half written');
    const send = await page.locator('.MessageComposer_input .send').boundingBox();
    expect(send && send.x + send.width)
      .to.be.a('number')
      .that.is.at.most(360);
    await sendMessage(page, 'from my phone');
  });

  it('shows a plan whole before somebody decides, and output with its columns', async () => {
    const long = `echo ${'word '.repeat(40)}\n${'one more line\n'.repeat(60)}`;
    const shown = async (words: string): Promise<string> => {
      const pre = page.locator('.Timeline_messageBody', { hasText: words }).locator('pre');
      await pre.waitFor();
      return pre.evaluate((one) => {
        const cut = [one.scrollWidth > one.clientWidth && 'sideways', one.scrollHeight > one.clientHeight && 'down'];
        return cut.filter(Boolean).join(' and ');
      });
    };
    const block = `<pre><code>${long}</code></pre>`;
    await bot.send(room, 'm.room.message', html(`<p>Change 7 needs a decision</p>${block}`, 'a gate'));
    expect(await shown('Change 7 needs a decision'), 'the plan is scrolled').to.equal('');
    await bot.send(room, 'm.room.message', html(`<p>Change 7 ran as approved</p>${block}`, 'its output'));
    expect(await shown('Change 7 ran as approved'), 'the output is scrolled').to.equal('sideways and down');
  });

  it('quotes the beginning of a thread once, until something else comes between', async () => {
    const root = await sendMessage(page, 'the lift is stuck');
    const inThread = (body: string): Promise<string> =>
      bot.send(room, 'm.room.message', {
        ...text(body),
        'm.relates_to': {
          ...{ rel_type: 'm.thread', event_id: root, is_falling_back: true },
          'm.in_reply_to': { event_id: root },
        },
      });
    const said = [await inThread('looking at the lift'), await inThread('the lift moves again')];
    await waitForText(page, 'the lift moves again');
    await sendMessage(page, 'good morning');
    said.push(await inThread('the lift was tested'));
    await waitForText(page, 'the lift was tested');
    const quotes = said.map((id) => page.locator(`[data-event-id="${id}"] .ReplyPreviewView`).first());
    await quotes[2]?.waitFor();
    expect(await Promise.all(quotes.map((quote) => quote.isVisible()))).to.deep.equal([false, false, true]);
  });

  it('says nothing of who was brought in, and says who goes by another name', async () => {
    const cleo = await newPerson(synapse, 'cleo');
    await bot.call('POST', `/_matrix/client/v3/rooms/${encodeURIComponent(room)}/invite`, { user_id: cleo.userId });
    await join(cleo, room);
    await cleo.call('PUT', `/_matrix/client/v3/profile/${cleo.userId}/displayname`, { displayname: 'Ana' });
    await page.locator('.AnnouncementView', { hasText: 'cleo changed their name to Ana' }).waitFor();
    expect(await page.locator('.AnnouncementView').allInnerTexts()).to.deep.equal(['cleo changed their name to Ana']);
  });

  it('never left the page and the homeserver, and broke no rule of its policy', () => {
    expect(watched).to.deep.equal({ foreign: [], complaints: [] });
  });

  it('opens an invitation when that is all there is, on a phone without emoji too', async () => {
    const ben = await newPerson(synapse, 'ben');
    await bot.call('POST', `/_matrix/client/v3/rooms/${encodeURIComponent(room)}/invite`, { user_id: ben.userId });
    const other = await browser.newPage({ viewport: { width: 360, height: 740 } });
    await other.addInitScript(drawEmojiAlike);
    await signIntoChat(other, { url: chat.url, username: 'ben', password: ben.password });
    await sendMessage(other, 'Ben is here');
    const gate = await bot.send(room, 'm.room.message', text('Open the gate G-8: tap ✅ or ❌, then 1️⃣'));
    /** The signs that are drawn in the message and in its chips, with the picture of each. */
    const drawn = async (wanted: Page): Promise<string[]> => {
      await waitForText(wanted, 'Open the gate G-8');
      await wanted.locator(`[data-event-id="${gate}"] .Timeline_messageReactions button`).nth(1).waitFor();
      return wanted.locator(`[data-event-id="${gate}"] .sign`).evaluateAll((all) =>
        all.map((sign) => {
          const picture = /(\w+)-\w+\.svg/.exec(getComputedStyle(sign).backgroundImage)?.[1];
          return `${sign.textContent} ${picture ?? getComputedStyle(sign, '::before').content}`;
        }),
      );
    };
    for (const key of ['✅', '❌'])
      await bot.send(room, 'm.reaction', { 'm.relates_to': { rel_type: 'm.annotation', event_id: gate, key } });
    expect(await drawn(other)).to.deep.equal(['✅ yes', '❌ no', '1️⃣ "1"', '✅ yes', '❌ no']);
    expect(await drawn(page), 'where the browser has emoji').to.deep.equal([]);
    await tapReaction(other, 'Open the gate G-8', '❌');
    await other.close();
  });

  it('says why nobody was signed in', async () => {
    const other = await browser.newPage();
    const refusal = await signIntoChat(other, { url: chat.url, username: 'ana', password: 'wrong' }).catch(String);
    expect(refusal).to.match(/refused to sign in: .*password/i);
    await other.close();
  });

  it('says so when the homeserver does not answer', async () => {
    const alone = await serveChat({ homeserverUrl: () => 'http://127.0.0.1:9' });
    const other = await browser.newPage();
    try {
      const refusal = await signIntoChat(other, { url: alone.url, username: 'ana', password: 'any' }).catch(String);
      expect(refusal).to.match(/refused to sign in: .*127\.0\.0\.1:9/);
      expect(await other.locator('.signInHint').innerText()).to.contain('cannot reach the homeserver');
    } finally {
      await other.close();
      await alone.close();
    }
  });
});
