import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { HarnessEvent, Launch } from '../../../runner/harness/index.js';
import { detectIsolation, type Isolation } from '../../../runner/sandbox/index.js';
import { supervise, type RunEnd, type Supervision } from '../../../runner/supervise/index.js';
import {
  prepareWorkspace,
  retireWorkspace,
  stageChildPrograms,
  writeRunFiles,
  type ChildPrograms,
  type Workspace,
} from '../../../runner/workspace/index.js';

export type Ran = { end: RunEnd; events: HarnessEvent[]; tail: string; workspace: Workspace };

export type RunStand = {
  readonly root: string;
  readonly dataDirectory: string;
  readonly stagingRoot: string;
  readonly isolation: Isolation;
  readonly programs: ChildPrograms;
  prepare(task?: string): Promise<Workspace>;
  run(launch: Launch, workspace: Workspace, options?: Partial<Supervision>): Promise<Ran>;
  /** A launch of a shell command, as a harness without a harness. */
  shell(command: string): Launch;
  end(): Promise<void>;
};

/** What the platform has around a run: a data directory (0700) with secrets in it, a staging root, children's programs. */
export async function makeRunStand(isolation?: Isolation): Promise<RunStand> {
  const root = await mkdtemp('/var/tmp/opsroom-stand-');
  await chmod(root, 0o711);
  const dataDirectory = path.join(root, 'data');
  const asRoot = process.getuid?.() === 0;
  const stagingRoot = asRoot ? path.join(root, 'staging') : dataDirectory;
  const bundled = path.join(root, 'bundled');
  for (const folder of [dataDirectory, bundled]) await mkdir(folder, { mode: 0o700 });
  if (asRoot) await mkdir(stagingRoot, { mode: 0o711 });
  await writeFile(path.join(dataDirectory, 'credentials.json'), '{"people":{"bo":{"password":"sesame"}}}', {
    mode: 0o600,
  });
  await writeFile(
    path.join(bundled, 'ops_chat_tool.mjs'),
    'console.log(JSON.stringify({ args: process.argv.slice(2), run: process.env.OPSROOM_RUN_TOKEN }));\n',
  );
  await writeFile(path.join(bundled, 'builtin.mjs'), builtinLike);
  const found = isolation ?? (await detectIsolation());
  const programs = await stageChildPrograms({ isolation: found, stagingRoot, bundled });
  const prepared = new Set<Workspace>();
  let next = 0;
  const stand: RunStand = {
    ...{ root, dataDirectory, stagingRoot, isolation: found, programs },
    prepare: async (task = 'Say hello.') => {
      const run = { kind: 'turn', id: ++next, attempt: 1 } as const;
      const workspace = await prepareWorkspace(run, { stagingRoot, dataDirectory, isolation: found, programs });
      await writeRunFiles(workspace, workspace.work, { 'TASK.md': task });
      prepared.add(workspace);
      return workspace;
    },
    run: async (launch, workspace, options = {}) => {
      const events: HarnessEvent[] = [];
      let tail = '';
      const end = await supervise({
        ...{ launch, workspace, env: process.env, timeoutMs: 60_000, stallMs: 0 },
        ...{ hidden: [dataDirectory, process.env['HOME'] ?? '/root'], signal: new AbortController().signal },
        toolbelt: { OPSROOM_API_URL: 'http://127.0.0.1:9', OPSROOM_RUN_TOKEN: 'run-token-of-this-run' },
        onEvent: (event) => events.push(event),
        onOutputTail: (text) => {
          tail = text;
        },
        ...options,
      });
      return { end, events, tail, workspace };
    },
    shell: (command) => ({
      ...{ command: '/bin/sh', args: ['-c', command], env: {}, files: {}, readable: [] },
      parseEvents: (line, stream) => (stream === 'stdout' ? [{ type: 'text', text: line }] : []),
    }),
    end: async () => {
      for (const workspace of prepared) await retireWorkspace(workspace, 'finished');
      await rm(root, { recursive: true, force: true });
    },
  };
  return stand;
}

/** Text of all `text` events, a line each. */
export function textOf(events: readonly HarnessEvent[]): string {
  return events.flatMap((event) => (event.type === 'text' ? [event.text] : [])).join('\n');
}

const builtinLike = `
import { readFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
const task = readFileSync('TASK.md', 'utf8').trim();
console.log(JSON.stringify({ type: 'tool_use', name: 'ops_chat_tool', summary: 'answer' }));
const result = execFileSync('./ops_chat_tool', ['answer', '--reply', task], { encoding: 'utf8' });
console.log(JSON.stringify({ type: 'result', text: result.trim() }));
`;
