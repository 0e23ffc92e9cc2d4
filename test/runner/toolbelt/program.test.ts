import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { launchers } from '../../../runner/workspace/launchers.js';
import { openBelt, type Belt } from './belt.js';
import { programFile, runProgram } from './runProgram.js';

const run = promisify(execFile);

describe('the program ops_chat_tool', () => {
  let belt: Belt;
  before(async () => {
    belt = await openBelt();
    belt.openTicket(12);
    for (const [name, text] of Object.entries(
      launchers({ node: process.execPath, toolbelt: programFile('ops_chat_tool') }),
    )) {
      await writeFile(path.join(belt.cwd, name), text);
      await chmod(path.join(belt.cwd, name), 0o755);
    }
  });
  after(() => belt.close());

  it('prints one JSON object and ends with 0; on a failure too, and ends with 1', async () => {
    const good = await runProgram('ops_chat_tool', ['list-tickets'], belt.platform.turnEnv, belt.cwd);
    expect([good.code, good.stderr]).to.deep.equal([0, '']);
    expect(JSON.parse(good.stdout)).to.have.nested.property('tickets[0].id', 12);
    const bad = await runProgram('ops_chat_tool', ['answer'], belt.platform.turnEnv, belt.cwd);
    expect([bad.code, bad.stderr]).to.deep.equal([1, '']);
    expect(JSON.parse(bad.stdout)).to.have.all.keys('error', 'next');
  });

  it('is started by its launchers with its words untouched, through sh and through Python', async () => {
    const words = `it's "quoted" $HOME \`id\` \\ ü 😀\nsecond line; touch owned`;
    for (const [command, ...before] of [
      ['./ops_chat_tool'],
      ['python3', './ops_chat_tool.py'],
      ['./ops_chat_tool.py'],
    ]) {
      const { stdout } = await run(command ?? '', [...before, 'answer', '--reply', words], {
        cwd: belt.cwd,
        env: { PATH: '/usr/bin:/bin', ...belt.platform.turnEnv },
      });
      expect(JSON.parse(stdout)).to.include({ mode: 'general', reply: words });
      expect(belt.result()).to.deep.equal({ mode: 'general', reply: words });
    }
  });

  it('passes its failure on through the launchers', async () => {
    const failed = await run('python3', ['./ops_chat_tool.py', 'ticket-status', '--ticket-id', '99'], {
      cwd: belt.cwd,
      env: { PATH: '/usr/bin:/bin', ...belt.platform.turnEnv },
    }).catch((error: unknown) => error as { code: number; stdout: string });
    expect(failed).to.include({ code: 1 });
    expect(JSON.parse(failed.stdout)).to.include({ error: 'Ticket #99 is not one of this conversation.' });
  });

  it('has launchers for a place with blanks and quotes in its path', () => {
    const text = launchers({ node: `/opt/it's here/node`, toolbelt: '/data/a "b"/tool.mjs' });
    expect(text['ops_chat_tool']).to.include(`exec '/opt/it'\\''s here/node' '/data/a "b"/tool.mjs' "$@"`);
    expect(text['ops_chat_tool.py']).to.include(`["/opt/it's here/node", "/data/a \\"b\\"/tool.mjs"]`);
  });
});
