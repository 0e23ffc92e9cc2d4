import path from 'node:path';
import type { Page } from 'playwright-core';

/** Set to a folder, pictures are written there; otherwise none is made. */
const folder = process.env['OPSROOM_TEST_PICTURES'];

/** A picture of the page at a width and a height of the window in pixels, as `<name>-<width>.png`; `from` scrolls the room to its beginning. */
export async function picture(
  page: Page,
  name: string,
  [width, height]: readonly [number, number],
  from: 'beginning' | 'end' = 'end',
): Promise<void> {
  if (folder === undefined || folder === '') return;
  const before = page.viewportSize();
  await page.setViewportSize({ width, height });
  await page.evaluate(() => document.fonts.ready);
  // No pointer over a message, which would colour it; and the room scrolls to its end a moment after its size changed.
  await page.mouse.move(0, 0);
  await page.waitForTimeout(500);
  if (from === 'beginning') {
    await page.locator('.Timeline_scroller').evaluate((room) => {
      room.scrollTop = 0;
    });
    await page.waitForTimeout(200);
  }
  await page.screenshot({ path: path.join(folder, `${name}-${width}.png`), animations: 'disabled', caret: 'hide' });
  if (before) await page.setViewportSize(before);
}
