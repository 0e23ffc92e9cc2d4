import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { openDataDirectory, type DataDirectory } from '../../../config/datadir/index.js';

export type TemporaryData = { data: DataDirectory; remove: () => Promise<void> };

/** A data directory of its own that `remove` takes away, with its staging root outside of it where we are root. */
export async function temporaryData(parent = '/tmp'): Promise<TemporaryData> {
  const folder = await mkdtemp(path.join(parent, 'opsroom-test-data-'));
  const data = await openDataDirectory(path.join(folder, 'data'));
  return {
    data,
    async remove() {
      await rm(data.stagingRoot, { recursive: true, force: true });
      await rm(folder, { recursive: true, force: true });
    },
  };
}
