/**
 * The whole product through a browser: everything that a newcomer needs between the start and a solved ticket.
 *
 * The pictures in docs/ are made by this test, and only when it is told where to: build, then run it with
 * `OPSROOM_TEST_PICTURES=docs npx mocha dist/test/story/chat.test.js`.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { openRoom, sendMessage, signIntoChat, tapReaction, waitForText } from '../support/browser/chat.js';
import { chatLines, waitForLine, type ChatLine } from '../support/browser/chatLines.js';
import { needsBrowser, openBrowser } from '../support/browser/openBrowser.js';
import { picture } from '../support/browser/pictures.js';
import { overTheEdge, seriousViolations } from '../support/browser/readability.js';
import { watchPage, type Watched } from '../support/browser/watchPage.js';
import { makeOpsroom, type Credentials, type TestOpsroom } from '../support/opsroom.js';
import { installTimeout } from '../support/synapse.js';

const disk = 'disk is nearly full on the build host, builds fail since 8, can someone check?';
const [wide, phone] = [
  { width: 1440, height: 900 },
  { width: 360, height: 740 },
];

describe('the chat in a browser, from the start table to a solved ticket', function () {
  this.timeout(60_000);
  let opsroom: TestOpsroom;
  let credentials: Credentials;
  let chatUrl: string;
  let browser: Browser;
  let ana: Page;
  let bo: Page;
  const watched: Watched[] = [];

  /** A person at a device of their own. */
  const device = async (): Promise<Page> => {
    const page = await (await browser.newContext({ viewport: wide, colorScheme: 'light' })).newPage();
    watched.push(watchPage(page, [credentials.api.base_url, credentials.matrix.homeserver_url]));
    return page;
  };
  const signIn = (page: Page, username: string): Promise<void> =>
    signIntoChat(page, { url: chatUrl, username, password: credentials.people[username]?.password ?? '' });
  const onAPhone = async <T>(page: Page, look: () => Promise<T>): Promise<T> => {
    await page.setViewportSize(phone);
    const seen = await look();
    await page.setViewportSize(wide);
    return seen;
  };
  const readsWell = async (page: Page): Promise<void> => {
    expect(await onAPhone(page, () => overTheEdge(page)), 'over the edge of a phone').to.deep.equal([]);
    expect(await seriousViolations(page), 'what axe finds').to.deep.equal([]);
  };
  const cardOf = (ticketId: number) => (line: ChatLine) => line.text.startsWith(`#${ticketId} `);

  before(async function () {
    needsBrowser(this);
    this.timeout(installTimeout + 60_000);
    opsroom = await makeOpsroom();
    await opsroom.start();
    credentials = await opsroom.credentials();
    browser = await openBrowser();
    [ana, bo] = [await device(), await device()];
  });
  after(async () => {
    await browser?.close();
    await opsroom?.remove();
  });

  it('tells a newcomer at the address of the start table who may sign in and where the passwords are', async () => {
    chatUrl = /^ +Chat +(\S+)$/m.exec(opsroom.printed())?.[1] ?? 'not printed';
    await ana.goto(chatUrl);
    const hint = await ana.locator('.signInHint').innerText();
    expect(hint).to.include('ana (requester); bo, cy (approver, agent-operator); admin (platform-admin).');
    const file = /Passwords: (\S+)/.exec(hint)?.[1] ?? 'not named';
    expect(file).to.equal(path.join(opsroom.directory, 'credentials.json'));
    const { people } = JSON.parse(await readFile(file, 'utf8')) as Credentials;
    expect(people['ana']?.password).to.match(/^\S{12,}$/);
    await readsWell(ana);
    await picture(ana, 'sign-in', [360, 640]);
  });

  it('brings them into the only room, which says what to do there', async () => {
    await Promise.all([signIn(ana, 'ana'), signIn(bo, 'bo')]);
    await openRoom(ana, 'Operations');
    expect(await ana.locator('.firstWords').innerText()).to.match(/what is wrong or what you need, in your own words/);
    expect(await ana.locator('.AnnouncementView').count(), 'how the room came to be').to.equal(0);
    expect(await onAPhone(ana, () => overTheEdge(ana))).to.deep.equal([]);
  });

  let ticketId: number;
  it('hears a sentence and shows a card that lives', async () => {
    const sentence = await sendMessage(ana, disk);
    await waitForLine(
      ana,
      'the 👀 below the sentence',
      ({ eventId, chips }) => eventId === sentence && chips.some(({ key }) => key === '👀'),
    );
    const card = await waitForText(ana, /^#\d+ Disk is nearly full on the build host/);
    ticketId = Number(/^#(\d+)/.exec(card.text)?.[1]);
    await waitForText(ana, /No model was used/);
    await waitForLine(
      ana,
      'the card as it waits for the approval',
      ({ eventId, text }) => eventId === card.eventId && /Waiting for an approval/.test(text),
    );
    expect(await ana.locator('.firstWords').isVisible()).to.equal(false);
  });

  let gate: ChatLine;
  let changeId: number;
  it('shows Bo a gate with all of what would run, and what to tap', async () => {
    gate = await waitForText(bo, /^Change \d+ needs a decision/);
    changeId = Number(/^Change (\d+)/.exec(gate.text)?.[1]);
    for (const part of ['df -hP', 'risk low', 'for Ana', 'May not: Ana', 'Tap ✅ to approve, ❌ to reject'])
      expect(gate.text).to.include(part);
    await waitForLine(
      bo,
      'the two signs to tap',
      ({ eventId, chips }) => eventId === gate.eventId && chips.map(({ key }) => key).join() === '✅,❌',
    );
    const plan = bo.locator(`.Timeline_message[data-event-id="${gate.eventId}"] pre`);
    const { hidden, wraps } = await onAPhone(bo, () =>
      plan.evaluate((pre) => ({
        hidden: pre.scrollWidth > pre.clientWidth || pre.scrollHeight > pre.clientHeight,
        wraps: `${getComputedStyle(pre).whiteSpace} ${getComputedStyle(pre).maxHeight}`,
      })),
    );
    expect([hidden, wraps], 'the plan behind an edge').to.deep.equal([false, 'pre-wrap none']);
    expect(await onAPhone(bo, () => overTheEdge(bo))).to.deep.equal([]);
    for (const { width } of [wide, phone]) {
      await picture(bo, 'gate', [width, 980]);
      await picture(ana, 'chat', [width, 740], 'beginning');
    }
  });

  it('lets Bo open it with one tap, and tells everybody how it ended', async () => {
    await tapReaction(bo, `Change ${changeId} needs a decision`, '✅');
    for (const page of [ana, bo]) {
      await waitForText(page, new RegExp(`Change ${changeId} was approved by Bo`));
      const result = await waitForText(page, /ran as approved: exit code 0/);
      expect(result.text).to.include('Mounted on');
      const decided = await waitForLine(
        page,
        'the decision on the card',
        ({ eventId, text }) => eventId === gate.eventId && /Approved by: Bo/.test(text),
      );
      expect(decided.chips).to.deep.equal([{ key: '✅', count: 1, mine: page === bo }]);
    }
  });

  it('asks Ana whether it helped, and closes with her tap', async () => {
    await waitForText(ana, /Did it help\?/);
    await readsWell(ana);
    await tapReaction(ana, 'Did it help?', '✅');
    await waitForText(ana, /stays closed/);
    await waitForLine(ana, 'her word on the card', (line) => cardOf(ticketId)(line) && /Helped: ✅/.test(line.text));
  });

  it('showed every edit in place, and each sentence once', async () => {
    for (const page of [ana, bo]) {
      const lines = await chatLines(page);
      expect(lines.filter(({ text }) => text.startsWith('*'))).to.deep.equal([]);
      expect(lines.filter(cardOf(ticketId))).to.have.length(1);
      expect(lines.filter(({ eventId }) => eventId === gate.eventId)).to.have.length(1);
      expect(new Set(lines.map(({ text }) => text)).size, 'different lines').to.equal(lines.length);
    }
  });

  it('asked nobody but the API and the homeserver, and complained about nothing', () => {
    expect(watched).to.have.length(2);
    for (const { foreign, complaints } of watched)
      expect({ foreign, complaints }).to.deep.equal({ foreign: [], complaints: [] });
  });
});
