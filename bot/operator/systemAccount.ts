import { userInfo } from 'node:os';
import type { SystemAccount } from '../../api/access/index.js';

/** The account of the operating system that this process runs as, which no variable can make up. */
export function systemAccount(env: NodeJS.ProcessEnv): SystemAccount {
  const uid = process.getuid?.();
  // Everybody can set this variable; as root it is sudo's word, or that of somebody who may write anything anyway.
  const behind = uid === 0 ? (env['SUDO_USER']?.trim() ?? '') : '';
  return { name: nameOf(uid), behind: behind === '' ? null : behind.slice(0, 100) };
}

function nameOf(uid: number | undefined): string {
  try {
    return userInfo().username;
  } catch {
    // In a container the number may have no name.
    return `uid-${uid ?? 'unknown'}`;
  }
}
