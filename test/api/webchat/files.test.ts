import { expect } from 'chai';
import { webchatFiles } from '../../../api/webchat/chatFiles.js';
import type { WebchatFile } from '../../../api/webchat/chatFiles.js';

const homeserver = 'https://matrix.example.org:8448';
const files = webchatFiles({ homeserverUrl: () => homeserver, hint: () => 'Sign in as ana.' });

const get = async (pathname: string): Promise<WebchatFile> => {
  const file = await files.match(pathname);
  if (!file) throw new Error(`${pathname} is not of the chat`);
  return file;
};
const policy = (file: WebchatFile, directive: string): string | undefined =>
  file.headers['Content-Security-Policy']?.split('; ').find((one) => one.startsWith(`${directive} `));

describe('The files of the web chat', () => {
  it('leaves other addresses to others', async () => {
    for (const pathname of ['/', '/chats', '/api/chat', '/chat.html'])
      expect(await files.match(pathname)).to.equal(undefined);
  });

  it('sends /chat to /chat/, also behind a prefix', async () => {
    const { status, headers } = await get('/chat');
    expect(status).to.equal(308);
    expect(new URL(headers['Location'] ?? '', 'https://ops.example.org/opsroom/chat').pathname).to.equal(
      '/opsroom/chat/',
    );
  });

  it('serves the page fresh, with every file that it names kept for ever', async () => {
    const page = await get('/chat/');
    expect(page.status).to.equal(200);
    expect(page.headers['Cache-Control']).to.equal('no-cache');
    const names = [...page.body.toString().matchAll(/(?:href|src)="(assets\/[^"]+)"/g)].map((match) => match[1] ?? '');
    expect(names).to.have.length(4);
    for (const name of names) {
      const file = await get(`/chat/${name}`);
      expect(file.status, name).to.equal(200);
      expect(file.type, name).to.match(/^text\/(css|javascript)/);
      expect(file.headers['Cache-Control']).to.contain('immutable');
    }
  });

  it('serves every picture that the style sheets name, and no font', async () => {
    const page = (await get('/chat/')).body.toString();
    for (const [, sheet] of page.matchAll(/href="(assets\/[^"]+\.css)"/g)) {
      const css = (await get(`/chat/${sheet}`)).body.toString();
      for (const [, name] of css.matchAll(/url\(["']?\.\/([^"')]+)/g)) {
        const file = await get(`/chat/assets/${name}`);
        expect([file.status, file.type], name).to.deep.equal([200, 'image/svg+xml']);
      }
      expect(css).not.to.match(/\.woff/);
    }
  });

  it('lets the page run only its own scripts and talk only to itself and the homeserver', async () => {
    const page = await get('/chat/index.html');
    expect(policy(page, 'default-src')).to.equal("default-src 'none'");
    expect(policy(page, 'script-src')).to.equal("script-src 'self' 'wasm-unsafe-eval'");
    expect(policy(page, 'connect-src')).to.equal(`connect-src 'self' ${homeserver}`);
    expect(policy(page, 'frame-ancestors')).to.equal("frame-ancestors 'none'");
    expect(page.body.toString()).not.to.match(/<script(?![^>]*\ssrc=)/);
  });

  it('allows the inline script of the download frame by its hash alone', async () => {
    const page = (await get('/chat/')).body.toString();
    const script = (await get(`/chat/${/src="(assets\/[^"]+)"/.exec(page)?.[1]}`)).body.toString();
    const frame = await get(`/chat/${/assets\/download-sandbox-\w+\.html/.exec(script)?.[0]}`);
    expect(frame.status).to.equal(200);
    expect(policy(frame, 'script-src')).to.match(/^script-src 'sha256-[A-Za-z0-9+/]{43}='$/);
    expect(policy(frame, 'frame-ancestors')).to.equal("frame-ancestors 'self'");
  });

  it('asks for the homeserver at every request', async () => {
    const setting: { current?: string } = {};
    const changing = webchatFiles({ homeserverUrl: () => setting.current });
    expect((await changing.match('/chat/config.json'))?.status).to.equal(503);
    setting.current = 'http://127.0.0.1:8008';
    expect(JSON.parse(String((await changing.match('/chat/config.json'))?.body))).to.deep.equal({
      defaultHomeServer: setting.current,
    });
    expect(JSON.parse(String((await get('/chat/config.json')).body))).to.deep.equal({
      defaultHomeServer: homeserver,
      hint: 'Sign in as ana.',
    });
  });

  it('says what to set when there is no homeserver', async () => {
    const page = await webchatFiles({ homeserverUrl: () => undefined }).match('/chat/');
    expect(page?.status).to.equal(503);
    expect(page?.body).to.contain('MATRIX_HOMESERVER_URL');
    expect(page && policy(page, 'style-src')).to.match(/^style-src 'sha256-[A-Za-z0-9+/]{43}='$/);
  });

  it('serves nothing from outside its folder', async () => {
    const attempts = [
      '../index.html',
      '..%2findex.html',
      '%2e%2e/index.html',
      '..\\index.html',
      '.built',
      '',
      'a/../../index.html',
      'a\0.js',
      '/etc/passwd',
    ];
    for (const attempt of attempts) expect((await get(`/chat/assets/${attempt}`)).status, attempt).to.equal(404);
    for (const attempt of ['../package.json', 'assets', '.built', 'index.html/', '../../etc/passwd'])
      expect((await get(`/chat/${attempt}`)).status, attempt).to.equal(404);
  });

  it('names the authors of what it serves and their licences', async () => {
    const { status, type, body } = await get('/chat/LICENSE.txt');
    expect([status, type]).to.deep.equal([200, 'text/plain; charset=utf-8']);
    for (const text of [
      'hydrogen-view-sdk 0.3.1',
      '@matrix-org/olm',
      'Apache License',
      'END OF TERMS AND CONDITIONS',
      'MIT',
    ])
      expect(body.toString()).to.contain(text);
  });
});
