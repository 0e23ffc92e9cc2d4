import { startEmbeddedPostgres } from '../../api/db/embedded/index.js';
import type { Config, Secret } from '../../config/index.js';
import type { DataDirectory } from '../../config/datadir/index.js';
import type { Logger } from 'pino';

export type Postgres = {
  readonly url: Secret;
  /** Resolves with a sentence when the server that we started has ended by itself. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
};

/** The operator's PostgreSQL, or an embedded one. */
export async function openDatabase(
  { database }: Config,
  start: { data: DataDirectory; log: Logger; progress: (line: string) => void },
): Promise<Postgres> {
  const { data, log: logger, progress } = start;
  if (database.url !== undefined)
    return { url: database.url, ended: new Promise(() => undefined), stop: () => Promise.resolve() };
  const embedded = await startEmbeddedPostgres({ data, logger, progress });
  let stopping = false;
  return {
    url: embedded.ownerUrl,
    ended: new Promise((resolve) => {
      embedded.onExit(() => {
        if (!stopping) resolve('The embedded PostgreSQL ended by itself; logs/postgres.log says why.');
      });
    }),
    stop: () => {
      stopping = true;
      return embedded.stop();
    },
  };
}
