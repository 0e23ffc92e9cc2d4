import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { ReceivedFile } from '../http/route.js';

/** Contents of files under the data directory, each once, named by its SHA-256: `ab/ab12…`. Nobody but us reads them. */
export type ContentStore = {
  readonly folder: string;
  /**
   * Takes the bytes in, beside the contents, until `keep` or `discard`. Throws what the source throws, when the client hangs
   * up; nothing is left behind then.
   */
  receive(source: AsyncIterable<Uint8Array>, max: number): Promise<ReceivedFile | 'too_large'>;
  /** Undefined when it is not there, or not whole. */
  read(sha256: string, size: number): Promise<AsyncIterable<Uint8Array> | undefined>;
};

export const directoryMode = 0o700;
const fileMode = 0o600;

export const contentFolder = (dataDirectory: string): string => path.join(dataDirectory, 'attachments');
export const arrivals = (folder: string): string => path.join(folder, 'arriving');
export const placeOf = (folder: string, sha256: string): string => path.join(folder, sha256.slice(0, 2), sha256);

/** What was renamed is in its directory only when that is written too; a row must not name what a power cut takes away. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function writeAll(handle: FileHandle, source: AsyncIterable<Uint8Array>, max: number) {
  const hash = createHash('sha256');
  let size = 0;
  for await (const part of source) {
    size += part.length;
    if (size > max) return undefined;
    hash.update(part);
    await handle.appendFile(part);
  }
  await handle.sync();
  return { sha256: hash.digest('hex'), size };
}

/** Opened when somebody begins to read, so that an answer without a body (HEAD) leaves nothing open. */
async function* bytesAt(file: string): AsyncGenerator<Uint8Array> {
  yield* createReadStream(file) as AsyncIterable<Uint8Array>;
}

export function openContentStore(folder: string): ContentStore {
  const kept = async (arrived: string, sha256: string): Promise<void> => {
    const place = placeOf(folder, sha256);
    await mkdir(path.dirname(place), { recursive: true, mode: directoryMode });
    // Over one that is there already: it is the same, and is as new as this one for the sweep.
    await rename(arrived, place);
    await syncDirectory(path.dirname(place));
  };
  return {
    folder,
    async receive(source, max) {
      await mkdir(arrivals(folder), { recursive: true, mode: directoryMode });
      const arrived = path.join(arrivals(folder), randomUUID());
      const handle = await open(arrived, 'wx', fileMode);
      let written: { sha256: string; size: number } | undefined;
      try {
        written = await writeAll(handle, source, max);
      } finally {
        await handle.close();
        if (written === undefined) await rm(arrived, { force: true });
      }
      if (written === undefined) return 'too_large';
      const { sha256, size } = written;
      let isKept = false;
      return {
        sha256,
        size,
        async keep() {
          if (isKept) return;
          await kept(arrived, sha256);
          isKept = true;
        },
        discard: () => rm(arrived, { force: true }),
      };
    },
    async read(sha256, size) {
      const place = placeOf(folder, sha256);
      const found = await stat(place).catch(() => undefined);
      return found?.isFile() === true && found.size === size ? bytesAt(place) : undefined;
    },
  };
}
