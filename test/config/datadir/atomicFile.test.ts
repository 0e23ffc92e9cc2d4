import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import fc from 'fast-check';
import { writeAtomically } from '../../../config/datadir/index.js';

const writer = fileURLToPath(new URL('../../../config/datadir/atomicFile.js', import.meta.url));

describe('a file that is written whole or not at all', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp('/tmp/opsroom-test-atomic-');
    file = path.join(folder, 'file.json');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('holds any text as it was given, for its owner only, and leaves no draft', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 500 }), async (text) => {
        await writeAtomically(file, text);
        expect(await readFile(file, 'utf8')).to.equal(text);
      }),
      { numRuns: 25 },
    );
    expect((await stat(file)).mode & 0o777).to.equal(0o600);
    expect(await readdir(folder)).to.deep.equal(['file.json']);
  });

  it('is closed to others again when it is replaced, however wide it was', async () => {
    await writeFile(file, 'old');
    await chmod(file, 0o666);
    await writeAtomically(file, 'new');
    expect((await stat(file)).mode & 0o777).to.equal(0o600);
  });

  it('is one of the texts whole, while many write and somebody reads', async () => {
    const texts = Array.from({ length: 8 }, (_, index) => String(index).repeat(100_000));
    await writeAtomically(file, texts[0] ?? '');
    const state = { writing: true };
    const reads = (async (): Promise<number> => {
      let count = 0;
      for (; state.writing; count += 1) expect(texts.includes(await readFile(file, 'utf8'))).to.equal(true);
      return count;
    })();
    await Promise.all(texts.map((text) => writeAtomically(file, text)));
    state.writing = false;
    expect(await reads).to.be.greaterThan(0);
    expect(await readdir(folder)).to.deep.equal(['file.json']);
  });

  it('is the old or the new text after its writer was killed at any moment', async () => {
    const script = `
      const { writeAtomically } = await import(${JSON.stringify(writer)});
      console.log('up');
      for (let turn = 0; ; turn += 1) await writeAtomically(${JSON.stringify(file)}, String(turn % 10).repeat(200_000));`;
    for (let round = 0; round < 4; round += 1) {
      const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(child.stdout, 'data');
      await new Promise((resolve) => setTimeout(resolve, 20 + round * 13));
      child.kill('SIGKILL');
      await once(child, 'exit');
      const text = await readFile(file, 'utf8').catch(() => '');
      if (text !== '') expect(text).to.match(/^(\d)\1{199999}$/);
    }
    await writeAtomically(file, 'after the crashes');
    expect(await readFile(file, 'utf8')).to.equal('after the crashes');
  }).timeout(30_000);

  it('is never replaced when it must not be, whoever is first of many', async () => {
    await Promise.all(['a', 'b', 'c', 'd', 'e'].map((text) => writeAtomically(file, text, { replace: false })));
    const first = await readFile(file, 'utf8');
    expect(first).to.be.oneOf(['a', 'b', 'c', 'd', 'e']);
    await writeAtomically(file, 'later', { replace: false });
    expect(await readFile(file, 'utf8')).to.equal(first);
    expect(await readdir(folder)).to.deep.equal(['file.json']);
  });

  it('replaces a link by a file, and leaves what the link led to', async () => {
    const elsewhere = path.join(folder, 'elsewhere');
    await writeFile(elsewhere, 'not ours');
    await symlink(elsewhere, file);
    await writeAtomically(file, 'ours');
    expect([await readFile(elsewhere, 'utf8'), await readFile(file, 'utf8')]).to.deep.equal(['not ours', 'ours']);
  });

  it('fails where it cannot be, and takes its draft away', async () => {
    const codeOf = async (work: Promise<void>): Promise<unknown> =>
      work.then(
        () => 'it worked',
        (error: unknown) => (error as NodeJS.ErrnoException).code,
      );
    expect(await codeOf(writeAtomically(path.join(folder, 'none', 'file'), 'x'))).to.equal('ENOENT');
    await mkdir(file);
    expect(await codeOf(writeAtomically(file, 'x'))).to.equal('EISDIR');
    expect(await readdir(folder)).to.deep.equal(['file.json']);
  });
});
