import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { writeAtomically } from './atomicFile.js';
import type { DataDirectory } from './dataDirectory.js';

const processIdentity = z.object({ pid: z.number().int().positive(), startTime: z.string() });

/**
 * What `run/<name>.json` says about a server that we started. `identity` is the cluster or data path that it serves: a
 * copied data directory brings a pid file along that names somebody else's server. `version` is what it was started
 * with (program and settings); `starter` is the Opsroom process that stops it, as long as that one lives.
 */
const childRecord = processIdentity.extend({
  identity: z.string(),
  version: z.string(),
  starter: processIdentity,
});

export type ChildRecord = z.infer<typeof childRecord>;

function pidFileOf(data: Pick<DataDirectory, 'path'>, name: string): string {
  return path.join(data.path, 'run', `${name}.json`);
}

/** The record; undefined where there is none. A damaged one counts as none: the server then shows by its own lock. */
export async function readPidFile(data: Pick<DataDirectory, 'path'>, name: string): Promise<ChildRecord | undefined> {
  try {
    return childRecord.parse(JSON.parse(await readFile(pidFileOf(data, name), 'utf8')));
  } catch {
    return undefined;
  }
}

export async function writePidFile(
  data: Pick<DataDirectory, 'path'>,
  name: string,
  record: ChildRecord,
): Promise<void> {
  await writeAtomically(pidFileOf(data, name), `${JSON.stringify(record)}\n`);
}

export async function removePidFile(data: Pick<DataDirectory, 'path'>, name: string): Promise<void> {
  await rm(pidFileOf(data, name), { force: true });
}
