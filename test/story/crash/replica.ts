import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { baseEnv } from '../../support/opsroom.js';

const program = fileURLToPath(new URL('../../support/opsroomProgram.js', import.meta.url));

export type Replica = {
  readonly process: ChildProcess;
  /** Where its API is. */
  readonly url: string;
  /** Stops it as a service manager does, and gives its exit code. */
  stop(): Promise<number | null>;
};

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** One of several processes of an installation: they share the data directory, the database and the homeserver. */
export async function startReplica(directory: string, env: Record<string, string>): Promise<Replica> {
  const port = await freePort();
  const child = spawn(process.execPath, ['--enable-source-maps', program], {
    env: baseEnv(directory, { ...env, OPSROOM_PORT: String(port) }),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  let printed = '';
  const runs = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString('utf8');
      if (printed.includes('Ctrl-C stops')) resolve();
    });
  });
  const [code] = await Promise.race([runs.then(() => [undefined]), ended]);
  if (code !== undefined) throw new Error(`a replica ended with ${code ?? 'a signal'}: ${printed}`);
  return {
    process: child,
    url: `http://127.0.0.1:${port}`,
    async stop() {
      child.kill('SIGTERM');
      return (await ended)[0];
    },
  };
}
