import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { z } from 'zod';
import { writeAtomically } from './atomicFile.js';
import type { DataDirectory } from './dataDirectory.js';
import { withStartLock } from './startLock.js';

/** `moved`: the kept port was taken by something else, so links that people saved point to the old one. */
export type KeptPort = { port: number; choice: 'kept' | 'chosen' | 'moved'; formerly?: number };

/** `preferred: 0`: whichever port is free will do. */
type Wish = { preferred: number; host?: string };

const portsFile = z.record(z.string(), z.number().int().min(1).max(65_535));

/** The port kept under this name, whether free or not; undefined before the first choice. */
export async function readKeptPort(data: Pick<DataDirectory, 'path'>, name: string): Promise<number | undefined> {
  return (await readPorts(data))[name];
}

/**
 * A port that is free on `host` (127.0.0.1 by default) now: the kept one, else the preferred one or the next free one
 * after it, else any that the system offers; kept in `ports.json`. The caller binds it next, so another program may still win the race: it fails then.
 */
export async function keepPort(data: DataDirectory, name: string, wish: Wish): Promise<KeptPort> {
  const host = wish.host ?? '127.0.0.1';
  return withStartLock(data, 'ports', async () => {
    const ports = await readPorts(data);
    const formerly = ports[name];
    if (formerly !== undefined && (await isFree(formerly, host))) return { port: formerly, choice: 'kept' as const };
    const others = new Set(Object.entries(ports).flatMap(([owner, port]) => (owner === name ? [] : [port])));
    const port = (await nextFree(wish.preferred, host, others)) ?? (await anyFree(host, others));
    await writeAtomically(
      path.join(data.path, 'ports.json'),
      `${JSON.stringify({ ...ports, [name]: port }, null, 2)}\n`,
    );
    return formerly === undefined ? { port, choice: 'chosen' } : { port, choice: 'moved', formerly };
  });
}

async function readPorts(data: Pick<DataDirectory, 'path'>): Promise<Record<string, number>> {
  const file = path.join(data.path, 'ports.json');
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '{}';
    throw error;
  });
  try {
    return portsFile.parse(JSON.parse(text));
  } catch (error) {
    throw new Error(
      `${file} is damaged: it maps names to ports, {"postgres":5433}. Remove it to have ports chosen anew.`,
      {
        cause: error,
      },
    );
  }
}

/** Ports after the preferred one that are tried: where they are all taken, the number tells nobody anything. */
const neighbours = 20;

async function nextFree(preferred: number, host: string, others: ReadonlySet<number>): Promise<number | undefined> {
  if (preferred === 0) return undefined;
  for (let port = preferred; port <= Math.min(preferred + neighbours, 65_535); port += 1) {
    if (!others.has(port) && (await isFree(port, host))) return port;
  }
  return undefined;
}

async function anyFree(host: string, others: ReadonlySet<number>): Promise<number> {
  for (;;) {
    const port = await probe(0, host);
    if (port !== undefined && !others.has(port)) return port;
  }
}

async function isFree(port: number, host: string): Promise<boolean> {
  return (await probe(port, host)) !== undefined;
}

async function probe(port: number, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(undefined);
      else reject(new Error(`Nothing can listen on ${host}: choose an address of this machine.`, { cause: error }));
    });
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === 'object' && address ? address.port : undefined);
      });
    });
  });
}
