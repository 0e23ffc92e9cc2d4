import type { ContentStore } from '../../api/attachments/index.js';
import type { TurnFile } from '../../api/chat/index.js';
import type { IntakeFile } from '../workspace/index.js';

/**
 * The name under which a run finds a file: a number of ours first, so that none takes another's place, and of the sender's
 * name what is a name everywhere (contract 23.3).
 */
function nameOf(file: TurnFile, index: number): string {
  return `${index + 1}-${file.filename.replaceAll(/[^A-Za-z0-9._ -]/g, '_').slice(-180)}`;
}

/** Undefined when it cannot be read: the message is answered without it. */
async function bytesOf(store: ContentStore, { sha256, size_bytes: size }: TurnFile): Promise<Uint8Array | undefined> {
  if (sha256 === null || size === null) return undefined;
  try {
    const stream = await store.read(sha256, size);
    if (!stream) return undefined;
    const parts: Uint8Array[] = [];
    for await (const part of stream) parts.push(part);
    return Buffer.concat(parts);
  } catch {
    return undefined;
  }
}

export type TurnFiles = {
  readonly listed: readonly IntakeFile[];
  /** By path below the work directory. */
  readonly contents: Readonly<Record<string, string | Uint8Array>>;
};

/**
 * Contract 23.4: the files of a turn as its run finds them, in attachments/ with a manifest. What is only named elsewhere,
 * or is missing here, is listed without a path: a turn about it can still be worked.
 */
export async function turnFiles(store: ContentStore, files: readonly TurnFile[]): Promise<TurnFiles> {
  const listed: IntakeFile[] = [];
  const contents: Record<string, string | Uint8Array> = {};
  for (const [index, file] of files.entries()) {
    const bytes = file.stored ? await bytesOf(store, file) : undefined;
    const path = bytes && `attachments/${nameOf(file, index)}`;
    if (bytes !== undefined && path !== undefined) contents[path] = bytes;
    listed.push({
      ...{ name: file.filename, type: file.content_type, size: file.size_bytes },
      ...(path === undefined ? { elsewhere: file.storage_ref } : { path }),
    });
  }
  if (files.length === 0) return { listed, contents };
  const manifest = files.map((file, index) => ({ ...file, path: listed[index]?.path ?? null }));
  return { listed, contents: { ...contents, 'attachments/manifest.json': `${JSON.stringify(manifest, null, 2)}\n` } };
}
