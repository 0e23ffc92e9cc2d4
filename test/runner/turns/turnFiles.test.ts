import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { contentFolder, openContentStore, receiveBase64 } from '../../../api/attachments/index.js';
import { placeOf } from '../../../api/attachments/contentStore.js';
import type { TurnFile } from '../../../api/chat/index.js';
import { turnFiles } from '../../../runner/turns/turnFiles.js';
import { startLivePlatform, type LivePlatform } from '../livePlatform.js';
import { standInHarness } from '../standInHarness.js';

const base64 = (content: string): string => Buffer.from(content).toString('base64');
const limits = { maxBytes: 1_000, types: ['*/*'] };

describe('the files of a turn, for its run', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp('/tmp/opsroom-turn-files-');
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const kept = async (content: string, more: Partial<TurnFile> = {}): Promise<TurnFile> => {
    const received = await receiveBase64(openContentStore(folder), limits, base64(content));
    if (received === undefined || received === 'too_large') throw new Error(`${content} was not taken in`);
    await received.keep();
    return {
      ...{ id: 1, filename: 'a.log', content_type: 'text/plain', size_bytes: received.size, sha256: received.sha256 },
      ...{ storage_ref: null, stored: true, content_url: null, ticket_id: null, attachment_id: null, ...more },
    };
  };

  it('have names that are names everywhere, and each its own', async () => {
    const names = ['manifest.json', 'a.log', 'a.log', 'ä/../$(id) `x`.sh', 'x'.repeat(300)];
    const files = await Promise.all(names.map((filename, n) => kept(`content ${n}`, { filename })));
    const { listed, contents } = await turnFiles(openContentStore(folder), files);
    const paths = listed.map((one) => one.path ?? '');
    expect(paths.slice(0, 4)).to.deep.equal([
      ...['attachments/1-manifest.json', 'attachments/2-a.log', 'attachments/3-a.log'],
      'attachments/4-__..___id_ _x_.sh',
    ]);
    for (const one of paths) expect(one).to.match(/^attachments\/\d+-[A-Za-z0-9._ -]{1,180}$/);
    expect(paths.map((one) => Buffer.from(contents[one] ?? '').toString())).to.deep.equal(
      names.map((_, n) => `content ${n}`),
    );
    expect(Object.keys(contents)).to.have.length(6);
  });

  it('that are only named, or are missing or broken here, are listed without a place', async () => {
    const store = openContentStore(folder);
    const elsewhere = await kept('x', { stored: false, storage_ref: 'mxc://example.org/x' });
    const missing = await kept('gone');
    await rm(placeOf(folder, missing.sha256 ?? ''));
    const broken = await kept('broken');
    await writeFile(placeOf(folder, broken.sha256 ?? ''), 'bro');
    const { listed, contents } = await turnFiles(store, [elsewhere, missing, broken]);
    expect(listed.map((one) => 'path' in one)).to.deep.equal([false, false, false]);
    expect(listed[0]?.elsewhere).to.equal('mxc://example.org/x');
    const manifest = JSON.parse(String(contents['attachments/manifest.json'])) as { path: unknown }[];
    expect(manifest.map((one) => one.path)).to.deep.equal([null, null, null]);
  });

  it('are nothing, and no folder, where none came', async () => {
    expect(await turnFiles(openContentStore(folder), [])).to.deep.equal({ listed: [], contents: {} });
  });
});

describe('a run whose message came with files', () => {
  let platform: LivePlatform;
  before(async () => {
    platform = await startLivePlatform();
  });
  after(() => platform?.stop());

  it('finds them beside TASK.md, as data that nobody may execute', async () => {
    const script = [
      'printf "%s|%s|%s" "$(cat attachments/1-run.sh)" "$(stat -c %a attachments/1-run.sh)" "$(grep -c 1-run.sh TASK.md)" > reply.txt',
      './ops_chat_tool answer --reply-file reply.txt',
    ].join('\n');
    const { runner, models } = await standInHarness(platform.folder, script);
    await platform.run(platform.config({ runner, models }));
    const sent = await platform.ask('ana', 'POST', '/api/ops-chat/message', {
      message: 'What is in it?',
      attachments: [{ filename: 'run.sh', content_type: 'text/x-sh', data_base64: base64('echo hi') }],
    });
    const ended = await platform.turnEnded(Number(sent['turn_id']));
    expect(ended['status']).to.equal('completed');
    const answer = await platform.row(`select body from ops_chat_messages where role = 'assistant'`);
    expect(answer['body']).to.equal('echo hi|600|1');
    expect((await stat(path.join(contentFolder(platform.data.path)))).mode & 0o777).to.equal(0o700);
  });
});
