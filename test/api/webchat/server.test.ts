import { request } from 'node:http';
import { expect } from 'chai';
import { serveChat } from './serveChat.js';
import type { ServedChat } from './serveChat.js';

const homeserver = 'http://127.0.0.1:8008';

/** As it stands on the wire: fetch would tidy the path up before it sends it. */
async function raw(origin: string, path: string): Promise<{ status: number; body: string }> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path }, (answer) => {
      let body = '';
      answer.on('data', (part: Buffer) => (body += part.toString()));
      answer.on('end', () => {
        resolve({ status: answer.statusCode ?? 0, body });
      });
    });
    sent.on('error', reject).end();
  });
}

describe('The web chat behind Koa', () => {
  let chat: ServedChat;
  before(async () => {
    chat = await serveChat({ homeserverUrl: () => homeserver });
  });
  after(() => chat?.close());

  it('answers below /chat and hands every other address on', async () => {
    const page = await fetch(`${chat.origin}/chat`);
    expect([page.status, page.url]).to.deep.equal([200, chat.url]);
    expect(await page.text()).to.contain('<title>Opsroom chat</title>');
    for (const path of ['/', '/chats', '/api/chat/'])
      expect(await (await fetch(chat.origin + path)).text()).to.equal('the rest of Opsroom');
  });

  it('ignores a query', async () => {
    expect((await fetch(`${chat.url}config.json?version=1`)).status).to.equal(200);
  });

  it('sends type, policy and length, and to HEAD the same without a body', async () => {
    const shown = await fetch(chat.url);
    const text = await shown.text();
    const head = await fetch(chat.url, { method: 'HEAD' });
    for (const answer of [shown, head]) {
      expect(answer.headers.get('content-type')).to.equal('text/html; charset=utf-8');
      expect(answer.headers.get('content-security-policy')).to.contain(`connect-src 'self' ${homeserver};`);
      expect(answer.headers.get('content-length')).to.equal(String(Buffer.byteLength(text)));
      expect(answer.headers.get('x-content-type-options')).to.equal('nosniff');
    }
    expect(await head.text()).to.equal('');
  });

  it('takes no writing', async () => {
    const answer = await fetch(`${chat.url}config.json`, { method: 'POST', body: '{}' });
    expect([answer.status, answer.headers.get('allow')]).to.deep.equal([405, 'GET, HEAD']);
  });

  it('gives nothing from outside its folder, however the path is written', async () => {
    for (const path of [
      '/chat/../package.json',
      '/chat/assets/../../package.json',
      '/chat/assets/%2e%2e%2findex.html',
      '/chat/assets/..%5cindex.html',
      '/chat/%2e%2e/%2e%2e/etc/passwd',
      '/chat//etc/passwd',
    ]) {
      const { status, body } = await raw(chat.origin, path);
      expect([status, body], path).to.deep.equal([404, 'There is no such file in the chat.\n']);
    }
  });
});
