import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright-core';

/** One message of the open room as it is read on screen. */
export interface ChatLine {
  /** Undefined until the homeserver has accepted it. */
  readonly eventId: string | undefined;
  /** Without time, quoted reply and reactions; every run of white space is one space. */
  readonly text: string;
  /** The reactions below it, as they are shown. */
  readonly chips: readonly { readonly key: string; readonly count: number; readonly mine: boolean }[];
}

/** How long a wait lasts unless told otherwise, in milliseconds: a slow machine, never a person. */
export const patience = 20_000;

/** Emoji are written with or without this; clients and bots differ, so it never counts here. */
export const withoutVariant = (key: string): string => key.replaceAll('\uFE0F', '');

/** The messages of the open room from top to bottom. */
export async function chatLines(page: Page): Promise<ChatLine[]> {
  const lines = await page.locator('.Timeline_message:not(.ReplyPreviewView *)').evaluateAll((messages) =>
    messages.map((message) => {
      const body = message.querySelector(':scope > .Timeline_messageBody');
      const kept = [...(body?.childNodes ?? [])].filter(
        (node) => node instanceof Text || (node instanceof Element && !node.matches('time, .ReplyPreviewView')),
      );
      const shown = kept.map((node) => {
        if (!(node instanceof HTMLElement)) return node.textContent ?? '';
        return getComputedStyle(node).display.startsWith('inline') ? node.innerText : ` ${node.innerText} `;
      });
      const buttons = [...message.querySelectorAll(':scope > .Timeline_messageReactions button')];
      const id = message.getAttribute('data-event-id');
      return {
        id: id?.startsWith('$') && !message.classList.contains('unsent') ? id : null,
        text: shown.join('').replace(/\s+/g, ' ').trim(),
        chips: buttons.map((button) => ({
          label: (button.textContent ?? '').trim(),
          mine: button.classList.contains('active') && !button.classList.contains('pending'),
        })),
      };
    }),
  );
  return lines.map(({ id, text, chips }) => ({
    eventId: id ?? undefined,
    text,
    chips: chips.map(({ label, mine }) => {
      const end = label.lastIndexOf(' ');
      return { key: withoutVariant(label.slice(0, end)), count: Number(label.slice(end + 1)), mine };
    }),
  }));
}

/**
 * The last message that `wanted` accepts, waiting for it. Throws after `timeout` milliseconds with what was on screen
 * instead, because "timed out" alone explains nothing.
 */
export async function waitForLine(
  page: Page,
  what: string,
  wanted: (line: ChatLine) => boolean,
  timeout: number = patience,
): Promise<ChatLine> {
  const deadline = Date.now() + timeout;
  for (;;) {
    const lines = await chatLines(page);
    const found = lines.findLast(wanted);
    if (found) return found;
    if (Date.now() > deadline) {
      const seen = lines.map(({ text, chips }) => `  ${text} ${chips.map(({ key }) => key).join(' ')}`).join('\n');
      throw new Error(`The chat did not show ${what} within ${timeout} ms. It showed:\n${seen}`);
    }
    await pause(50);
  }
}
