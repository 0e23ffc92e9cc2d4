/** A platform without root, as a process of its own: tries the trespasses from inside a bubblewrap run and prints what it saw. */
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { detectIsolation } from '../../../runner/sandbox/index.js';
import { makeRunStand, textOf } from '../supervise/runStand.js';
import { trespassCommand, trespasses } from './trespass.js';

const stand = await makeRunStand();
const other = await stand.prepare('The task of somebody else.');
const workspace = await stand.prepare();
const sleeper = spawn('/bin/sleep', ['30'], { env: { SECRET_OF_ANOTHER: 'yes' } });
const home = process.env['HOME'] ?? '/nonexistent';
const all = trespasses({
  dataDirectory: stand.dataDirectory,
  otherRun: other.root,
  platform: process.pid,
  home,
  program: stand.programs.toolbelt,
});
const facts =
  'grep -E "^(NoNewPrivs|CapEff)" /proc/self/status; ps ax 2>/dev/null | grep -c sleep; ./ops_chat_tool hello; echo written > mine';
const { end, events, tail } = await stand.run(stand.shell(`${trespassCommand(all)}\n${facts}`), workspace);
const lost = await stand.run(stand.shell('setsid sleep 300 & setsid sleep 300 & sleep 300'), await stand.prepare(), {
  timeoutMs: 500,
  graceMs: 300,
});
console.log(
  JSON.stringify({ isolation: (await detectIsolation()).kind, end, text: textOf(events), tail, lost: lost.end }),
);
sleeper.kill();
await once(sleeper, 'exit');
await stand.end();
