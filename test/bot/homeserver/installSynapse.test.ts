import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import pino from 'pino';
import { startLocalHomeserver, type StartHomeserver } from '../../../bot/homeserver/index.js';
import type { DataDirectory } from '../../../config/datadir/index.js';
import { temporaryData } from '../../config/datadir/temporaryData.js';

describe('installing the homeserver', () => {
  let data: DataDirectory;
  let remove: () => Promise<void>;
  let folder: string;
  const said: string[] = [];
  beforeEach(async () => {
    ({ data, remove } = await temporaryData());
    folder = await mkdtemp('/tmp/opsroom-test-python-');
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
    await remove();
  });

  async function sentence(options: Partial<StartHomeserver>): Promise<string> {
    const answer = await startLocalHomeserver({
      data,
      logger: pino({ level: 'silent' }),
      progress: (line) => said.push(line),
      host: '127.0.0.1',
      ...options,
    });
    if (answer.kind === 'running') await answer.stop();
    return answer.kind === 'unavailable' ? answer.sentence : 'it runs';
  }

  /** A program that answers to the probe like an interpreter of that version. */
  async function interpreter(minor: number, whole: boolean): Promise<string> {
    const file = path.join(folder, `python3.${minor}`);
    await writeFile(file, `#!/bin/sh\necho '{"major":3,"minor":${minor},"whole":${String(whole)}}'\n`);
    await chmod(file, 0o755);
    return file;
  }

  it('says what to install, or to set, without Python', async () => {
    expect(await sentence({ pythons: [path.join(folder, 'nothing')] })).to.match(
      /no Python 3 was found.*apt install python3 python3-venv.*MATRIX_HOMESERVER_URL/,
    );
  });

  it('says so when Python is too old', async () => {
    expect(await sentence({ pythons: [await interpreter(9, true)] })).to.match(/3\.9 is too old.*3\.10 or newer/);
  });

  it('says so when the venv module is missing', async () => {
    expect(await sentence({ pythons: [await interpreter(9, true), await interpreter(12, false)] })).to.match(
      /cannot make virtual environments.*python3\.12-venv/,
    );
  });

  it('says so, and shows its steps, when the package index cannot be reached', async () => {
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('PIP_')));
    expect(await sentence({ env: { ...env, PIP_INDEX_URL: 'http://127.0.0.1:9/simple' } })).to.match(
      /package index cannot be reached.*PIP_INDEX_URL.*MATRIX_HOMESERVER_URL/,
    );
    expect(said.join('\n')).to.match(/matrix-synapse 1\.163\.0\): making a Python environment … \d+ s/);
  });
});
