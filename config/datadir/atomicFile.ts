import { randomBytes } from 'node:crypto';
import { link, open, rename, rm } from 'node:fs/promises';

/**
 * Writes a file (0600) so that a reader sees the old or the new text, never a part, also after a power cut.
 * With `replace: false` an existing file stays as it is.
 */
export async function writeAtomically(file: string, text: string, { replace = true } = {}): Promise<void> {
  const draft = `${file}.${randomBytes(4).toString('hex')}.tmp`;
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    if (replace) await rename(draft, file);
    else
      await link(draft, file).catch((error: unknown) => {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      });
  } finally {
    await rm(draft, { force: true });
  }
}
