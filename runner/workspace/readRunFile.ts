import { constants } from 'node:fs';
import { open, readlink, realpath } from 'node:fs/promises';
import path from 'node:path';
import type { Workspace } from './prepareWorkspace.js';

export type RunFile =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  | { readonly kind: 'missing' | 'not_a_file' | 'outside' }
  | { readonly kind: 'too_large'; readonly size: number };

/**
 * Reads a file that a run left in its home or work directory, at most `limit` bytes. The run may have put a link there
 * that leads to the platform's own files: what counts is the opened file, which has to lie inside and belong to the run.
 */
export async function readRunFile(
  { root, identity }: Pick<Workspace, 'root' | 'identity'>,
  file: string,
  limit: number,
): Promise<RunFile> {
  const handle = await open(
    path.resolve(root, file),
    constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
  ).catch((error: unknown) => {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (['ENOENT', 'ENOTDIR'].includes(code)) return 'missing' as const;
    if (['ELOOP', 'EMLINK', 'ENXIO', 'EACCES'].includes(code)) return 'not_a_file' as const;
    throw error;
  });
  if (typeof handle === 'string') return { kind: handle };
  try {
    const info = await handle.stat();
    if (!info.isFile()) return { kind: 'not_a_file' };
    const opened = await readlink(`/proc/self/fd/${handle.fd}`).catch(() => realpath(path.resolve(root, file)));
    const inside = opened.startsWith((await realpath(root)) + path.sep);
    if (!inside || (identity.kind === 'uid' && info.uid !== identity.uid)) return { kind: 'outside' };
    if (info.size > limit) return { kind: 'too_large', size: info.size };
    const buffer = Buffer.alloc(limit);
    const { bytesRead } = await handle.read(buffer, 0, limit, 0);
    return { kind: 'read', bytes: buffer.subarray(0, bytesRead) };
  } finally {
    await handle.close();
  }
}
