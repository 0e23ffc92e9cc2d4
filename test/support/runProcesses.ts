import { readFile, readdir, readlink } from 'node:fs/promises';

export type RunProcess = { readonly pid: number; readonly env: Readonly<Record<string, string>> };

/** Every process that works in one of these run directories, with the environment that it was started with. */
export async function runProcesses(runs: string): Promise<RunProcess[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const place = await readlink(`/proc/${pid}/cwd`).catch(() => '');
      if (!place.startsWith(runs)) return [];
      const text = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
      const pairs = text.split('\0').filter((pair) => pair.includes('='));
      const env = Object.fromEntries(
        pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
      );
      return [{ pid: Number(pid), env }];
    }),
  );
  return found.flat();
}
