import type { Page } from 'playwright-core';
import { chatLines, patience, waitForLine, withoutVariant } from './chatLines.js';
import type { ChatLine } from './chatLines.js';

/** What a person does in the web chat, for every test that goes through it. */

const composer = '.MessageComposer_input textarea';

/**
 * Opens the chat and signs in; done when the room that opens by itself can be written in (an invitation is accepted),
 * or, with several rooms, when the list of them is on screen. `url` is the address of /chat/. The page must be of a fresh
 * browser context: another person's session in the same one would be continued.
 */
export async function signIntoChat(
  page: Page,
  account: { readonly url: string; readonly username: string; readonly password: string },
): Promise<void> {
  const refused = page.locator('.PreSessionScreen .error');
  const orRefused = async (wanted: string): Promise<void> => {
    await page.locator(wanted).or(refused).first().waitFor({ timeout: patience });
    if (await refused.isVisible()) throw new Error(`The chat refused to sign in: ${await refused.innerText()}`);
  };
  await page.goto(account.url);
  await orRefused('.PasswordLoginView #username');
  await page.fill('.PasswordLoginView #username', account.username);
  await page.fill('.PasswordLoginView #password', account.password);
  await page.click('.PasswordLoginView button[type=submit]');
  await orRefused('.SessionView');
  const rooms = page.locator('.LeftPanel .RoomList a');
  await rooms.first().waitFor({ state: 'attached', timeout: patience });
  if ((await rooms.count()) === 1) await enterRoom(page);
}

/** Waits until the open room can be written in, accepting the invitation when it is one. */
async function enterRoom(page: Page): Promise<void> {
  const accept = page.locator('.InviteView button.primary:not(.destructive)');
  await page.locator(composer).or(accept).first().waitFor({ timeout: patience });
  if (await accept.isVisible()) await accept.click();
  await page.locator(composer).waitFor({ timeout: patience });
}

/** Opens a room by its name (and accepts an invitation to it) unless it is open; done when one can write in it. */
export async function openRoom(page: Page, name: string): Promise<void> {
  const heading = page.locator('.middle-header h2', { hasText: name });
  const entry = page.locator('.LeftPanel .RoomList a', { hasText: name });
  await heading.or(entry).first().waitFor({ timeout: patience });
  if (!(await heading.isVisible())) await entry.click();
  await enterRoom(page);
  await heading.waitFor({ timeout: patience });
}

/** Writes a message into the open room; done when the homeserver has it and it is on screen. Returns its event id. */
export async function sendMessage(page: Page, text: string): Promise<string> {
  const accepted = page.waitForResponse(
    (response) =>
      response.request().method() === 'PUT' && response.ok() && response.url().includes('/send/m.room.message/'),
    { timeout: patience },
  );
  await page.fill(composer, text);
  await page.press(composer, 'Enter');
  const { event_id: eventId } = (await (await accepted).json()) as { event_id: string };
  await waitForLine(page, `the message "${text}" as sent`, (line) => line.eventId === eventId);
  return eventId;
}

/** The texts of the open room from top to bottom as they are read on screen, without time, quoted reply and reactions. */
export const messageTexts = async (page: Page): Promise<string[]> => (await chatLines(page)).map(({ text }) => text);

/** Waits until a message contains `text` (as read, not as quoted in a reply), and returns the last such message. */
export const waitForText = (page: Page, text: string | RegExp, timeout?: number): Promise<ChatLine> =>
  waitForLine(
    page,
    String(text),
    (line) => (typeof text === 'string' ? line.text.includes(text) : text.test(line.text)),
    timeout,
  );

/**
 * Taps the reaction `key` below the last message that contains `messageText` and has it, waiting for both; done when
 * the homeserver has counted it as one's own. A reaction that is one's own already is left alone: a second tap would
 * take it back. The emoji variation selector (U+FE0F) does not count.
 */
export async function tapReaction(page: Page, messageText: string, key: string): Promise<void> {
  const plain = withoutVariant(key);
  const chipOf = (line: ChatLine): ChatLine['chips'][number] | undefined => line.chips.find((one) => one.key === plain);
  const line = await waitForLine(
    page,
    `the reaction ${key} below "${messageText}"`,
    (one) => one.eventId !== undefined && one.text.includes(messageText) && chipOf(one) !== undefined,
  );
  if (chipOf(line)?.mine) return;
  const loose = Array.from(plain, (character) => character.replace(/[$()*+.?[\\\]^{|}]/, '\\$&')).join('\uFE0F?');
  const message = page.locator(`.Timeline_message[data-event-id="${line.eventId ?? ''}"]:not(.ReplyPreviewView *)`);
  await message
    .locator('.Timeline_messageReactions button')
    .filter({ hasText: new RegExp(`^\\s*${loose}\\uFE0F? \\d+\\s*$`, 'u') })
    .click({ timeout: patience });
  await waitForLine(
    page,
    `one's own ${key} below "${messageText}"`,
    (one) => one.eventId === line.eventId && chipOf(one)?.mine === true,
  );
}
