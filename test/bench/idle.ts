import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Figure } from './percentiles.js';

/** Seconds that an idle product is watched. */
const watched = 30;
/** Linux counts processor time in hundredths of a second for every program. */
const ticksPerSecond = 100;

function processorSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

function residentMegabytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

/** Processor and memory of the Node process while nobody asks for anything. */
export async function measureIdle(pid: number): Promise<Figure[]> {
  await sleep(3_000);
  const before = processorSeconds(pid);
  await sleep(watched * 1000);
  const share = ((processorSeconds(pid) - before) / watched) * 100;
  const rss = residentMegabytes(pid);
  return [
    {
      name: 'idle CPU of the Node process',
      unit: '% of one core',
      limit: 2,
      value: share,
      of: 'mean',
      sample: [share],
    },
    { name: 'RSS of the Node process', unit: 'MB', limit: 200, value: rss, of: 'once', sample: [rss] },
  ];
}
