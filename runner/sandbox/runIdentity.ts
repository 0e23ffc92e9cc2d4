import type { Isolation } from './isolation.js';
import { claimUid, uidLocks } from './runUid.js';

/** Who a run is for the system. `release` after its last process ended: the uid may then belong to another run. */
export type RunIdentity =
  | { readonly kind: 'uid'; readonly uid: number; release(): Promise<void> }
  /** `directory` is the run's own: its sandbox alone has it as a mount, which tells its processes from all others. */
  | { readonly kind: 'bubblewrap'; readonly directory: string; release(): Promise<void> }
  | { readonly kind: 'none'; release(): Promise<void> };

/**
 * An identity for one run whose files lie in `directory` (absolute). With `uid`, one that nobody else on this machine
 * has; the directory is named in its lock, so that whoever finds the lock of a dead platform can close it.
 */
export async function prepareRun(isolation: Isolation, directory: string, locks = uidLocks): Promise<RunIdentity> {
  if (isolation.kind === 'uid') return { kind: 'uid', ...(await claimUid(directory, locks)) };
  const release = (): Promise<void> => Promise.resolve();
  return isolation.kind === 'bubblewrap' ? { kind: 'bubblewrap', directory, release } : { kind: 'none', release };
}
