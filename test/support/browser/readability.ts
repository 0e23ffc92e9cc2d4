import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** Whether a page can be read: by a narrow screen, and by people who do not see it as we do. */

/** Shown elements that reach over the right edge of the window, except where they are scrolled on purpose. */
export function overTheEdge(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const scrolled = (element: Element): boolean => {
      for (let above = element.parentElement; above; above = above.parentElement)
        if (['auto', 'scroll', 'hidden'].includes(getComputedStyle(above).overflowX) && above !== document.body)
          return above.getBoundingClientRect().right <= window.innerWidth + 1;
      return false;
    };
    const wide = [...document.querySelectorAll('body *')].filter((element) => {
      const { right, width, height } = element.getBoundingClientRect();
      return width > 0 && height > 0 && right > window.innerWidth + 1 && !scrolled(element);
    });
    const whole = document.documentElement.scrollWidth > window.innerWidth ? ['the page itself'] : [];
    return [...whole, ...wide.map((element) => `${element.tagName.toLowerCase()}.${element.className}`)];
  });
}

/** What axe finds serious or critical, one line for each element. */
export async function seriousViolations(page: Page): Promise<string[]> {
  // Evaluated, not added as a script: the policy of the page allows no script but its own.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    (window as unknown as { axe: typeof axe }).axe.run(document, { resultTypes: ['violations'] }),
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
}
