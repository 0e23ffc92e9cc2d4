import type { ChildHandle } from '../sandbox/index.js';

/** Waits until the child runs, or says why it could not be started. */
export async function spawnFailure(child: ChildHandle): Promise<string | undefined> {
  return new Promise((resolve) => {
    child.once('spawn', () => {
      resolve(undefined);
    });
    child.on('error', (error) => {
      resolve(error.message);
    });
  });
}
