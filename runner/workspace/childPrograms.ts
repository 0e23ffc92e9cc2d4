import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeReachable, type Isolation } from '../sandbox/index.js';

/** The platform's own programs as a run reaches them. */
export type ChildPrograms = {
  readonly node: string;
  readonly toolbelt: string;
  readonly builtin: string;
  /** What bubblewrap has to show. */
  readonly readable: readonly string[];
};

type Place = {
  readonly isolation: Isolation;
  readonly stagingRoot: string;
  /** Where the bundled programs are; `dist/programs` by default. */
  readonly bundled?: string;
};

/**
 * Makes our node and the bundled programs reachable for runs. The programs are copied in any case: a build replaces
 * `dist/` under the feet of whoever runs from it. To be called once at the start.
 */
export async function stageChildPrograms({ isolation, stagingRoot, bundled }: Place): Promise<ChildPrograms> {
  const from = bundled ?? fileURLToPath(new URL('../../programs', import.meta.url));
  const place = { isolation, stagingRoot };
  const copy = (name: string) =>
    makeReachable({ name, entry: path.join(from, `${name}.mjs`) }, place, { always: true });
  const [node, toolbelt, builtin] = await Promise.all([
    makeReachable({ name: 'node', entry: process.execPath }, place),
    copy('ops_chat_tool'),
    copy('builtin'),
  ]);
  const readable = [...node.readable, ...toolbelt.readable, ...builtin.readable];
  return { node: node.entry, toolbelt: toolbelt.entry, builtin: builtin.entry, readable };
}
