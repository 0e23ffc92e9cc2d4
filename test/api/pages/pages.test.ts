import Koa from 'koa';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import fc from 'fast-check';
import { safeNext } from '../../../api/access/index.js';
import { pages } from '../../../api/pages/index.js';
import { loginPage } from '../../../api/pages/loginPage.js';
import { escapeHtml, plainPage } from '../../../api/pages/page.js';

const known = [
  '/',
  '/login',
  '/docs',
  '/docs/show.js',
  '/docs/show.css',
  '/docs/swagger-ui.css',
  '/docs/swagger-ui-bundle.js',
];

describe('the pages', () => {
  let origin: string;
  let close: () => void;
  before(async () => {
    const app = new Koa();
    app.use(pages());
    app.use((context) => {
      context.body = 'the rest';
    });
    const server = app.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    close = () => {
      server.close();
      server.closeAllConnections();
    };
  });
  after(() => {
    close();
  });

  it('are these, each with a type, a policy without anything unsafe and a time to be kept', async () => {
    for (const page of known) {
      const answer = await fetch(origin + page);
      expect(answer.status, page).to.equal(200);
      expect(answer.headers.get('content-type'), page).to.match(/^text\/(html|css|javascript); charset=utf-8$/);
      const policy = answer.headers.get('content-security-policy') ?? '';
      expect(policy, page)
        .to.match(/^default-src 'none'; /)
        .and.contain("frame-ancestors 'none'")
        .and.contain("base-uri 'none'");
      expect(policy, page).to.not.match(/unsafe|\*|https?:/);
      expect(answer.headers.get('cache-control'), page).to.equal(
        page.includes('swagger') ? 'public, max-age=3600' : 'no-cache',
      );
      await answer.arrayBuffer();
    }
  });

  it('leave every other address to what comes after', async () => {
    for (const page of [
      '/login/',
      '/Login',
      '/docs/',
      '/index.html',
      '/docs/x',
      '/api/tickets',
      '/chat',
      '//',
      '/docs/..%2f',
    ])
      expect(await (await fetch(origin + page)).text(), page).to.equal('the rest');
  });

  it('can be read and not written', async () => {
    for (const page of known)
      for (const method of ['POST', 'PUT', 'DELETE']) {
        const answer = await fetch(origin + page, { method });
        expect([answer.status, answer.headers.get('allow')], `${method} ${page}`).to.deep.equal([405, 'GET, HEAD']);
        expect(((await answer.json()) as { error: string }).error).to.equal('method_not_allowed');
      }
    expect((await fetch(`${origin}/login`, { method: 'HEAD' })).status).to.equal(200);
  });

  it('have their one style by its hash, so that nothing else can be slipped in', async () => {
    const answer = await fetch(origin);
    const style = /<style>([\s\S]*?)<\/style>/.exec(await answer.text())?.[1] ?? '';
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(style));
    expect(answer.headers.get('content-security-policy')).to.contain(
      `'sha256-${Buffer.from(digest).toString('base64')}'`,
    );
  });
});

describe('where a sign-in leads', () => {
  it('is always a path of ours, whatever a link says', () => {
    const nasty = fc.constantFrom(
      '/',
      '\\',
      '//',
      'https:',
      'evil.example',
      '@',
      '\t',
      '\n',
      '%2f',
      '..',
      ':',
      'login',
      'api/',
      '?',
      '#',
      ' ',
      'ö',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(nasty, fc.string({ maxLength: 3 })), { maxLength: 6 }), (parts) => {
        const next = safeNext(parts.join(''));
        const url = new URL(next, 'https://ops.example.org');
        expect(url.origin).to.equal('https://ops.example.org');
        expect(next).to.match(/^\/(?!\/|api\/|login)/);
      }),
      { numRuns: 500 },
    );
  });

  it('is where somebody wanted to go, with its query', () => {
    for (const next of ['/', '/docs', '/docs?x=1&y=%20#top', '/chat/', '/apis', '/a//b'])
      expect(safeNext(next)).to.equal(next);
    for (const next of ['', 'docs', '/login', '/login?x', '/api/tickets', '/ü', '/a b', '/a\\b'])
      expect(safeNext(next), next).to.equal('/');
  });
});

describe('the sign-in page', () => {
  const shown = (query: Record<string, string>): string => String(loginPage(new URLSearchParams(query)).body);

  it('posts name, password and where to go to the API, without a script', () => {
    const page = shown({ next: '/docs?a=1&b="2"' });
    expect(page).to.contain('<form method="post" action="/api/auth/login">').and.not.contain('<script');
    for (const field of ['name="username"', 'name="password" type="password"', 'autocomplete="current-password"'])
      expect(page).to.contain(field);
    expect(page).to.contain('name="next" value="/docs?a=1&amp;b=&quot;2&quot;"');
  });

  it('tells of a failure or of the end of a sign-in, and of nothing else', () => {
    expect(shown({ error: '<b>' }))
      .to.contain('role="alert"')
      .and.not.contain('<b>');
    expect(shown({ logged_out: '1' }))
      .to.contain('You are signed out.')
      .and.not.contain('role="alert"');
    expect(shown({})).to.not.match(/role="(alert|status)"/);
    expect(shown({ error: '1', logged_out: '1' })).to.not.contain('You are signed out.');
  });

  it('cannot be broken by any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        const escaped = escapeHtml(text);
        expect(escaped).to.not.match(/[<>"']|&(?!(amp|lt|gt|quot|#39);)/);
        expect(String(plainPage(text, '').body)).to.contain(`<title>${escaped}</title>`);
        expect(shown({ next: `/${text}` }).match(/<input/g)).to.have.length(3);
      }),
    );
  });
});
