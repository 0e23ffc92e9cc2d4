import { DEFAULT_PORT, type Config } from '../../config/index.js';
import { keepPort, type DataDirectory } from '../../config/datadir/index.js';

/** The port that the API listens on: the configured one as it is, else the one of the last start, else the usual one or the next free. */
export async function apiPort(data: DataDirectory, { host, port }: Config['server']): Promise<number> {
  if (port !== undefined && port !== 0) return port;
  const kept = await keepPort(data, port === 0 ? 'api-any' : 'api', { preferred: port ?? DEFAULT_PORT, host });
  return kept.port;
}

/** An address that this machine itself reaches, for a host to listen on. */
export function urlOf(host: string, port: number): string {
  const name = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}
