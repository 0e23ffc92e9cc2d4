import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { openOutputLog, tailLimit } from '../../../runner/supervise/outputLog.js';

describe('the log of a run', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp('/var/tmp/opsroom-log-');
    file = path.join(folder, 'run.log');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('has stdout as it is, stderr marked, and the remarks of the platform', async () => {
    const log = openOutputLog(file);
    log.remark('starting task 9');
    log.line('{"type":"text"}', 'stdout');
    log.line('', 'stdout');
    log.line('warning: old', 'stderr');
    log.close();
    const text = '[runner] starting task 9\n{"type":"text"}\n\n[stderr] warning: old\n';
    expect(await readFile(file, 'utf8')).to.equal(text);
    expect(log.tail()).to.equal(text);
    expect((await stat(file)).mode & 0o777).to.equal(0o600);
  });

  it('goes on behind what an earlier attempt wrote', async () => {
    await writeFile(file, 'earlier\n');
    const log = openOutputLog(file);
    log.line('later', 'stdout');
    log.close();
    expect(await readFile(file, 'utf8')).to.equal('earlier\nlater\n');
  });

  it('is cut once at its limit, in bytes, and a remark still gets in', async () => {
    const log = openOutputLog(file, 10);
    for (const line of ['12345', 'ä€😀 more', 'never']) log.line(line, 'stdout');
    log.remark('ended: exit code 0');
    log.close();
    const bytes = await readFile(file);
    expect(bytes.subarray(0, 10)).to.deep.equal(Buffer.from('12345\nä€😀').subarray(0, 10));
    expect(bytes.subarray(10).toString('utf8')).to.equal(
      '\n[runner] The output is longer than 10 bytes: the log was cut here.\n[runner] ended: exit code 0\n',
    );
    expect(log.tail()).to.include('never');
  });

  it('is not cut by a line that just fits', async () => {
    const log = openOutputLog(file, 6);
    log.line('12345', 'stdout');
    log.close();
    expect(await readFile(file, 'utf8')).to.equal('12345\n');
  });

  it('shows the last characters whatever came before: many short lines, or one enormous', () => {
    const log = openOutputLog(file, 100);
    let all = '';
    for (let at = 0; at < 9000; at += 1) {
      log.line(`line ${at}`, 'stdout');
      all += `line ${at}\n`;
    }
    expect(log.tail()).to.equal(all.slice(-tailLimit));
    log.line('x'.repeat(5 * tailLimit), 'stderr');
    expect(log.tail()).to.equal(`${'x'.repeat(tailLimit - 1)}\n`);
    log.line('last', 'stdout');
    expect(log.tail()).to.have.length(tailLimit);
    expect(log.tail().endsWith('x\nlast\n')).to.equal(true);
    log.close();
  });

  it('shows neither in the file nor in its tail what is secret in the run', async () => {
    const log = openOutputLog(file, undefined, ['tok-1', 'sk-$&-2']);
    log.line('OPSROOM_RUN_TOKEN=tok-1 and again tok-1', 'stdout');
    log.line('key sk-$&-2, not sk-2', 'stderr');
    log.close();
    const text = 'OPSROOM_RUN_TOKEN=[redacted] and again [redacted]\n[stderr] key [redacted], not sk-2\n';
    expect(await readFile(file, 'utf8')).to.equal(text);
    expect(log.tail()).to.equal(text);
  });
});
