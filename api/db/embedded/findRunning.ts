import { access, constants, realpath } from 'node:fs/promises';
import path from 'node:path';
import {
  isRunning,
  placesIn,
  readKeptPort,
  readKeptSecret,
  readPidFile,
  stagingRootsOf,
} from '../../../config/datadir/index.js';
import type { Secret } from '../../../config/secret.js';
import { ownerUrl, reach } from './serverDatabase.js';

export type RunningPostgres =
  | { readonly kind: 'running'; readonly ownerUrl: Secret }
  | { readonly kind: 'starting' }
  | { readonly kind: 'not_running' }
  /** The directory is somebody else's. */
  | { readonly kind: 'not_readable' };

async function clustersOf(directory: string): Promise<string[]> {
  const folders = (await stagingRootsOf(directory)).map((root) => path.join(root, 'postgres'));
  const found = await Promise.all(folders.map((folder) => realpath(folder).catch(() => undefined)));
  return found.flatMap((folder) => (folder === undefined ? [] : [path.join(folder, 'cluster')]));
}

/**
 * The embedded server that an Opsroom runs for this data directory, for a program beside it: nothing is made, started,
 * adopted or stopped. A server counts only when it serves this directory's own cluster: the record in a copied directory
 * names the server of its original.
 */
export async function findRunningPostgres(directory: string): Promise<RunningPostgres> {
  const data = placesIn(directory);
  try {
    await access(data.secrets, constants.R_OK | constants.X_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { kind: code === 'EACCES' || code === 'EPERM' ? 'not_readable' : 'not_running' };
  }
  const server = await readPidFile(data, 'postgres');
  if (!server || !(await isRunning(server)) || !(await clustersOf(data.path)).includes(server.identity))
    return { kind: 'not_running' };
  const port = await readKeptPort(data, 'postgres');
  const superuserPassword = await readKeptSecret(data, 'postgres-superuser');
  const ownerPassword = await readKeptSecret(data, 'postgres-owner');
  if (port === undefined || !superuserPassword || !ownerPassword) return { kind: 'starting' };
  const address = { port, superuserPassword, ownerPassword };
  const reachable = await reach(address, server.identity);
  if (reachable.kind === 'ours') return { kind: 'running', ownerUrl: ownerUrl(address) };
  return { kind: reachable.kind === 'starting' ? 'starting' : 'not_running' };
}
