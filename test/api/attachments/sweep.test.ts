import { createHash } from 'node:crypto';
import { mkdir, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { contentFolder, openContentStore, sweepContents } from '../../../api/attachments/index.js';
import { arrivals, placeOf } from '../../../api/attachments/contentStore.js';
import { holdContent } from '../../../api/attachments/sweepContents.js';
import { transaction } from '../../../api/db/index.js';
import { startTestApi, textIn, type TestApi } from '../../support/api.js';
import { fileTicket } from '../../support/runs.js';
import { officePeople } from '../tickets/officePeople.js';
import { fetchContent, sendFile } from './uploads.js';

const hashOf = (content: string): string => createHash('sha256').update(content).digest('hex');
/** Later than any file of this test has to be left alone. */
const later = (): number => Date.now() + 2 * 3_600_000;

describe('what a crash leaves of an upload', () => {
  let api: TestApi;
  let id: number;
  let folder: string;
  before(async () => {
    api = await startTestApi({ config: officePeople });
    folder = contentFolder(api.config.server.data_dir);
    id = await fileTicket(api, 'ana', { owning_group: 'Cloud Operations' });
  });
  after(() => api?.stop());

  const put = async (content: string): Promise<string> => {
    const place = placeOf(folder, hashOf(content));
    await mkdir(path.dirname(place), { recursive: true });
    await writeFile(place, content);
    return place;
  };
  const isThere = (file: string): Promise<boolean> =>
    stat(file).then(
      () => true,
      () => false,
    );

  it('is nothing where nobody ever uploaded', async () => {
    expect(await sweepContents(api.db, path.join(folder, 'nowhere'), later())).to.equal(0);
  });

  it('is swept after an hour: a content that no row names, and a file that did not arrive whole', async () => {
    const orphan = await put('an orphan');
    const half = path.join(arrivals(folder), 'half');
    await mkdir(arrivals(folder), { recursive: true });
    await writeFile(half, 'ha');
    const stranger = path.join(folder, 'README');
    await writeFile(stranger, 'not ours');
    expect(await sweepContents(api.db, folder)).to.equal(0);
    expect(await sweepContents(api.db, folder, later())).to.equal(2);
    expect([await isThere(orphan), await isThere(half), await isThere(stranger)]).to.deep.equal([false, false, true]);
    expect(await sweepContents(api.db, folder, later())).to.equal(0);
  });

  it('is never what a row names, however old it is', async () => {
    const { body } = await sendFile(api, id, '?filename=kept.txt', 'kept for ever');
    const place = placeOf(folder, hashOf('kept for ever'));
    await utimes(place, 0, 0);
    expect(await sweepContents(api.db, folder, later())).to.equal(0);
    expect((await fetchContent(api, body['content_url'])).bytes.toString()).to.equal('kept for ever');
  });

  it('is not what is named only as kept elsewhere', async () => {
    const orphan = await put('named, not stored');
    await api.call('bo', 'POST', `/api/tickets/${id}/attachments`, {
      filename: 'x',
      sha256: hashOf('named, not stored'),
    });
    expect(await sweepContents(api.db, folder, later())).to.equal(1);
    expect(await isThere(orphan)).to.equal(false);
  });

  it('is left alone while an upload of the same content is about to name it', async () => {
    const content = 'racing with the sweep';
    const sha256 = hashOf(content);
    const orphan = await put(content);
    let swept: Promise<number> | undefined;
    await transaction(api.db, async (q) => {
      await holdContent(q, sha256);
      swept = sweepContents(api.db, folder, later());
      await q.query(
        `insert into ticket_attachments (ticket_id, filename, sha256, size_bytes, stored) values ($1, 'x', $2, $3, true)`,
        [id, sha256, content.length],
      );
      // It waits for this transaction, which names what it has just found without a name.
      await q.query('select pg_sleep(0.05)');
    });
    expect(await swept).to.equal(0);
    expect(await isThere(orphan)).to.equal(true);
  });

  it('never takes the content from under uploads that come while it sweeps', async () => {
    const contents = Array.from({ length: 4 }, (_, n) => `busy ${n}`);
    for (const content of contents) await put(content);
    const uploads = Array.from({ length: 24 }, (_, n) =>
      sendFile(api, id, `?filename=${n}.txt`, contents[n % 4] ?? ''),
    );
    const sweeps = Array.from({ length: 6 }, () => sweepContents(api.db, folder, later()));
    const answers = await Promise.all(uploads);
    await Promise.all(sweeps);
    for (const [n, { body }] of answers.entries())
      expect((await fetchContent(api, textIn(body, 'content_url'))).bytes.toString()).to.equal(contents[n % 4]);
  });

  it('is nothing when the row could not be written: the answer is a fault, and the content goes with the next sweep', async () => {
    const store = openContentStore(folder);
    const source = (async function* () {
      yield await Promise.resolve(Buffer.from('half done'));
      throw new Error('the client hung up');
    })();
    const failed = await store.receive(source, 100).catch(String);
    expect(failed).to.contain('the client hung up');
    const file = await store.receive(
      (async function* () {
        yield await Promise.resolve(Buffer.from('whole'));
      })(),
      100,
    );
    if (file === 'too_large') throw new Error('5 bytes are not too many');
    await file.keep();
    await file.keep();
    await file.discard();
    expect(await isThere(placeOf(folder, hashOf('whole')))).to.equal(true);
    expect(await sweepContents(api.db, folder, later())).to.equal(1);
  });
});
