import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { bubblewrapArguments, setprivArguments } from './isolatedCommand.js';

/** How children are kept apart from the platform on this machine, with the sentence for the start table. */
export type Isolation = { readonly kind: 'uid' | 'bubblewrap' | 'none'; readonly sentence: string };

/** Milliseconds that one attempt may take; a machine too busy for it is treated as one where it does not work. */
const attemptLimit = 10_000;

/** A uid that no run gets, to try with: it only ever runs `true` and `test`. */
export const trialUid = 65_000;

const run = promisify(execFile);

/** Tries what works here, by doing it. Never throws: what fails is why the next one is taken. */
export async function detectIsolation(): Promise<Isolation> {
  if (process.platform !== 'linux') {
    return none(`no isolation is known for ${process.platform}`);
  }
  const root = process.getuid?.() === 0;
  const asUid = root ? await works('setpriv', [...setprivArguments(trialUid), 'true']) : 'it needs root';
  if (asUid === true) {
    return { kind: 'uid', sentence: 'Every run has a user id of its own, no groups and no capabilities (setpriv).' };
  }
  const bubble = await works('bwrap', [...bubblewrapArguments({ writable: [], readable: [], hidden: [] }), 'true']);
  if (bubble === true) {
    const sentence = 'Every run is in a sandbox of its own that shows it nothing but its work directory (bubblewrap).';
    return { kind: 'bubblewrap', sentence };
  }
  return none(`setpriv: ${asUid}; bubblewrap: ${bubble}`);
}

function none(why: string): Isolation {
  const fix = 'start as root, or install bubblewrap and allow user namespaces';
  return { kind: 'none', sentence: `Runs cannot be isolated (${why}): ${fix}.` };
}

async function works(command: string, args: readonly string[]): Promise<true | string> {
  try {
    await run(command, args, { timeout: attemptLimit, env: { PATH: process.env['PATH'] ?? '' } });
    return true;
  } catch (error) {
    const { code, stderr } = error as NodeJS.ErrnoException & { stderr?: string };
    if (code === 'ENOENT') return 'not installed';
    return stderr?.trim().split('\n')[0] ?? 'does not work here';
  }
}

/** For questions to a program, such as its version: a user without rights, and no run. */
export const asTrialUser = {
  uid: trialUid,
  command: (command: readonly string[]): string[] => ['setpriv', ...setprivArguments(trialUid), ...command],
};
