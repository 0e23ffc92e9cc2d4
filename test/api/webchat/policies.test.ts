import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { webchatFiles, type WebchatFiles } from '../../../api/webchat/chatFiles.js';
import { pagePolicy, sandboxPolicy, textPolicy, workerPolicy } from '../../../api/webchat/policy.js';

const directives = (policy: string): Map<string, string> =>
  new Map(policy.split('; ').map((one) => [one.slice(0, one.indexOf(' ')), one.slice(one.indexOf(' ') + 1)]));

describe('what the chat page may do', () => {
  it('is bound to the origin of its homeserver, whatever path the address has', () => {
    for (const [address, origin] of [
      ['https://matrix.example.org', 'https://matrix.example.org'],
      ['https://matrix.example.org/', 'https://matrix.example.org'],
      ['https://matrix.example.org:443/_matrix?x=1#y', 'https://matrix.example.org'],
      ['http://127.0.0.1:8008', 'http://127.0.0.1:8008'],
      ['http://[::1]:8008', 'http://[::1]:8008'],
      ['https://user:pass@matrix.example.org', 'https://matrix.example.org'],
      ['https://MATRIX.example.org', 'https://matrix.example.org'],
    ] as const) {
      const policy = directives(pagePolicy(address));
      expect(policy.get('connect-src'), address).to.equal(`'self' ${origin}`);
      expect(policy.get('media-src')).to.equal(`blob: ${origin}`);
      expect(policy.get('img-src')).to.equal(`'self' blob: data: ${origin}`);
    }
  });

  it('cannot be widened by what an address says, and is none without an address', () => {
    for (const address of [
      'https://x.example; script-src *',
      'https://x.example\r\nX-Evil: 1',
      "https://x.example'unsafe-inline'",
    ]) {
      let policy = '';
      try {
        policy = pagePolicy(address);
      } catch (error) {
        expect(error).to.be.instanceOf(TypeError);
        continue;
      }
      expect(policy, address).to.not.match(/[\r\n]/);
      expect(directives(policy).get('script-src'), address).to.equal("'self' 'wasm-unsafe-eval'");
      expect(policy.match(/script-src/g)).to.have.length(1);
    }
    for (const address of ['', 'matrix.example.org', '//x'])
      expect(() => pagePolicy(address), address).to.throw(TypeError);
  });

  it('never includes scripts of others, inline scripts, plug-ins, frames of others or a base', () => {
    const policy = directives(pagePolicy('https://matrix.example.org'));
    expect(policy.get('default-src')).to.equal("'none'");
    for (const name of ['worker-src', 'frame-src', 'form-action', 'style-src', 'font-src'])
      expect(policy.get(name), name).to.equal("'self'");
    for (const name of ['base-uri', 'frame-ancestors']) expect(policy.get(name), name).to.equal("'none'");
    expect(policy.get('script-src')).to.not.contain('inline').and.not.contain('http');
    expect(policy.has('object-src')).to.equal(false);
  });

  it('in the frame for downloads is the one script that stands in it', () => {
    const script = 'onmessage = (event) => save(event.data);\n';
    const hash = createHash('sha256').update(script).digest('base64');
    expect(sandboxPolicy(Buffer.from(`<script type="module">${script}</script><script>evil()</script>`))).to.equal(
      `default-src 'none'; script-src 'sha256-${hash}'; frame-ancestors 'self'`,
    );
    const nothing = createHash('sha256').update('').digest('base64');
    expect(sandboxPolicy(Buffer.from('no script'))).to.contain(`'sha256-${nothing}'`);
  });
});

describe('a folder of chat files', () => {
  let folder: string;
  let files: WebchatFiles;
  before(async () => {
    folder = await mkdtemp('/tmp/opsroom-test-webchat-');
    await mkdir(path.join(folder, 'assets', 'inner'), { recursive: true });
    for (const [name, text] of [
      ['index.html', '<html></html>'],
      ['sw.js', 'self.x = 1'],
      ['assets/app.js', 'x'],
      ['assets/app.css', 'x'],
      ['assets/olm.wasm', 'x'],
      ['assets/odd.bin', 'x'],
      ['assets/inner/deep.js', 'x'],
      ['assets/.hidden', 'secret'],
      ['secret.txt', 'secret'],
    ] as const)
      await writeFile(path.join(folder, name), text);
    files = webchatFiles({ homeserverUrl: () => 'https://m.example', directory: folder });
  });
  after(() => rm(folder, { recursive: true, force: true }));
  const got = async (name: string): Promise<[number | undefined, string | undefined]> => {
    const file = await files.match(`/chat/${name}`);
    return [file?.status, file?.type];
  };

  it('has its types by their endings, and what it does not know as bytes', async () => {
    expect(await got('assets/app.js')).to.deep.equal([200, 'text/javascript; charset=utf-8']);
    expect(await got('assets/app.css')).to.deep.equal([200, 'text/css; charset=utf-8']);
    expect(await got('assets/olm.wasm')).to.deep.equal([200, 'application/wasm']);
    expect(await got('assets/odd.bin')).to.deep.equal([200, 'application/octet-stream']);
  });

  it('shows no hidden file, no folder, no file of a folder in it and none that was not meant to be shown', async () => {
    for (const name of [
      'assets/.hidden',
      'assets/inner',
      'assets/inner/deep.js',
      'assets/',
      'assets',
      'secret.txt',
      'assets/app.js/',
      'assets/app%2ejs',
    ])
      expect((await got(name))[0], name).to.equal(404);
  });

  it('gives the worker a policy that does not name a homeserver, because browsers keep it', async () => {
    const worker = await files.match('/chat/sw.js');
    expect(worker?.headers['Content-Security-Policy']).to.equal(workerPolicy);
    expect(worker?.headers['Cache-Control']).to.equal('no-cache');
    expect(workerPolicy).to.not.contain('m.example');
  });

  it('answers what is missing without the page’s rights and without keeping it', async () => {
    const missing = await files.match('/chat/assets/gone.js');
    expect([missing?.status, missing?.type]).to.deep.equal([404, 'text/plain; charset=utf-8']);
    expect(missing?.headers['Content-Security-Policy']).to.equal(textPolicy);
    expect(missing?.headers['Cache-Control']).to.equal('no-cache');
  });

  it('is broken, and not empty, when a file of it cannot be read', async () => {
    await symlink(path.join(folder, 'assets', 'loop.js'), path.join(folder, 'assets', 'loop.js'));
    const failed = await files
      .match('/chat/assets/loop.js')
      .catch((error: unknown) => (error as NodeJS.ErrnoException).code);
    expect(failed).to.equal('ELOOP');
  });

  it('tells of the homeserver and the hint that hold at the moment', async () => {
    let hint: string | undefined = 'Sign in as "ana" <b>';
    const told = webchatFiles({ homeserverUrl: () => undefined, hint: () => hint, directory: folder });
    const config = async (): Promise<[number | undefined, unknown]> => {
      const file = await told.match('/chat/config.json');
      return [file?.status, JSON.parse(String(file?.body))];
    };
    expect(await config()).to.deep.equal([503, { hint: 'Sign in as "ana" <b>' }]);
    hint = undefined;
    expect(await config()).to.deep.equal([503, {}]);
  });
});
