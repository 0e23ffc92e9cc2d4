import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { startTestApi, type TestApi } from '../../support/api.js';
import { needsBrowser, openBrowser } from '../../support/browser/openBrowser.js';
import { overTheEdge, seriousViolations } from '../../support/browser/readability.js';

/** Milliseconds; reading 1.4 MB of script takes a second or two on a busy machine. */
const patience = 30_000;

describe('the pages of the API', () => {
  let api: TestApi;
  before(async () => {
    api = await startTestApi();
  });
  after(() => api?.stop());

  it('the first page leads to the chat, the documentation and the document', async () => {
    const { status, headers, text } = await api.call('nobody', 'GET', '/');
    expect([status, headers.get('content-type')]).to.deep.equal([200, 'text/html; charset=utf-8']);
    for (const link of ['/chat', '/docs', '/openapi.json']) {
      expect(text).to.contain(`href="${link}"`);
      expect((await fetch(api.url + link)).status, link).to.be.oneOf([200, 503]);
    }
  });

  it('the documentation serves its own five files and nothing else of the package', async () => {
    for (const file of [
      '/docs',
      '/docs/show.js',
      '/docs/show.css',
      '/docs/swagger-ui.css',
      '/docs/swagger-ui-bundle.js',
    ])
      expect((await api.call('nobody', 'GET', file)).status, file).to.equal(200);
    for (const file of ['/docs/package.json', '/docs/swagger-ui.js', '/docs/..%2fpackage.json', '/docs/'])
      expect((await api.call('nobody', 'GET', file)).status, file).to.equal(404);
    const { text, headers } = await api.call('nobody', 'GET', '/docs');
    expect(text)
      .to.not.match(/https?:\/\//)
      .and.not.match(/<script>/);
    expect(headers.get('content-security-policy')).to.contain("script-src 'self';").and.not.contain('unsafe');
  });

  describe('in a browser', () => {
    let browser: Browser | undefined;
    before(async function () {
      needsBrowser(this);
      browser = await openBrowser();
    });
    after(() => browser?.close());

    it('the documentation shows every operation, breaks no rule of its policy and asks nobody else', async () => {
      const page = await (await browser?.newContext())?.newPage();
      if (!page) throw new Error('no page');
      const [complaints, asked]: [string[], string[]] = [[], []];
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('request', (request) => asked.push(request.url()));
      await page.goto(`${api.url}/docs`);
      await page.locator('.opblock').first().waitFor({ timeout: patience });
      // A document this long is drawn only where it is looked at.
      const approve = 'operations-changes-postChangesByIdApprove';
      const places = new Map<string, number>();
      const scrolled = async (top: number): Promise<number> =>
        page.evaluate(async (y) => {
          window.scrollTo(0, y);
          for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
          return document.documentElement.scrollHeight;
        }, top);
      for (let [top, height] = [0, 1]; top < height; top += 500) {
        height = await scrolled(top);
        const ids = await page.locator('.opblock').evaluateAll((blocks) => blocks.map(({ id }) => id));
        for (const id of ids) places.set(id, top);
      }
      expect(places.size).to.equal(api.running.routes.length);
      await scrolled(places.get(approve) ?? 0);
      await page.locator(`#${approve}`).click();
      await page.getByText('Only people whom its policy names').first().waitFor({ timeout: patience });
      expect(complaints).to.deep.equal([]);
      const elsewhere = asked.filter((url) => !url.startsWith(api.url) && !url.startsWith('data:'));
      expect(elsewhere).to.deep.equal([]);
    });

    it('its own pages fit a phone, and axe finds nothing serious on them', async () => {
      for (const colorScheme of ['light', 'dark'] as const) {
        const page = await (
          await browser?.newContext({ colorScheme, viewport: { width: 360, height: 740 } })
        )?.newPage();
        if (!page) throw new Error('no page');
        for (const address of ['/', '/login', '/login?error=1', '/login?logged_out=1']) {
          await page.goto(api.url + address);
          expect(await overTheEdge(page), address).to.deep.equal([]);
          expect(await seriousViolations(page), `${address}, ${colorScheme}`).to.deep.equal([]);
        }
      }
    });

    it('somebody signs in on the page, without a script, and comes to where they wanted', async () => {
      const page = await (await browser?.newContext({ javaScriptEnabled: false }))?.newPage();
      if (!page) throw new Error('no page');
      await page.goto(`${api.url}/login?next=/docs`);
      await page.fill('input[name=username]', 'ana');
      await page.fill('input[name=password]', 'wrong');
      await page.click('button');
      await page.getByText('That did not work').waitFor({ timeout: patience });
      await page.fill('input[name=username]', 'ana');
      await page.fill('input[name=password]', api.passwordOf('ana'));
      await page.click('button');
      await page.waitForURL(`${api.url}/docs`, { timeout: patience });
      const [cookie] = await page.context().cookies();
      expect(cookie).to.include({ name: 'dashboard_session', httpOnly: true, sameSite: 'Lax', secure: false });
    });
  });
});
