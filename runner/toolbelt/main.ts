/** The `ops_chat_tool` of contract 23.6: one command a call, JSON on standard output, exit status 1 when it did not work. */
import process from 'node:process';
import { runTool } from './runTool.js';
import { tools } from './toolTable.js';

const { exitCode, printed } = await runTool(tools, process.argv.slice(2), process.env, process.cwd());
process.stdout.write(`${JSON.stringify(printed, null, 2)}\n`);
process.exitCode = exitCode;
