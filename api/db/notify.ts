import pg from 'pg';
import type { Logger } from 'pino';
import type { Secret } from '../../config/secret.js';
import type { Queryable } from './pool.js';

/** What may have changed. A hint only: whoever waits for work also looks by itself every few seconds. */
export const topics = ['inbox', 'outbox', 'turns', 'tasks', 'changes', 'executions', 'stops', 'events'] as const;
export type Topic = (typeof topics)[number];

const channel = 'opsroom';

/** Tells every listening process when the transaction of `q` commits; Postgres itself drops repeats within one transaction. */
export async function notify(q: Queryable, topic: Topic): Promise<void> {
  await q.query(`select ${notifying(topic)}`);
}

/** The same as an expression, for a statement that tells of its own rows and saves the round trip. */
export function notifying(topic: Topic): string {
  return `pg_notify('${channel}', '${topic}')`;
}

export type Listener = {
  /** Calls `wake` after each hint for the topic; hints that arrive in one turn of the loop are one call. */
  on(topic: Topic, wake: () => void): () => void;
  stop(): Promise<void>;
};

/** Milliseconds before the first and the last retry of a lost connection; polling bridges the gap meanwhile. */
const firstRetry = 100;
const lastRetry = 5_000;

/** One dedicated connection: `listen` on a pooled one would be lost when the pool gives it to somebody else. */
export function openListener(url: Secret, log: Logger): Listener {
  const wakes = new Map<Topic, Set<() => void>>(topics.map((topic) => [topic, new Set()]));
  const waiting = new Set<Topic>();
  let client: pg.Client | undefined;
  let retry: NodeJS.Timeout | undefined;
  let stopped = false;

  const call = (hinted: readonly Topic[]): void => {
    for (const topic of hinted) for (const wake of wakes.get(topic) ?? []) wake();
  };
  const heard = (topic: Topic): void => {
    if (waiting.size === 0) {
      setImmediate(() => {
        const hinted = [...waiting];
        waiting.clear();
        call(hinted);
      });
    }
    waiting.add(topic);
  };
  const connect = async (delay: number): Promise<void> => {
    const fresh = new pg.Client({
      connectionString: url.reveal(),
      application_name: 'opsroom-listen',
      keepAlive: true,
    });
    const lost = (error?: Error): void => {
      if (client !== fresh) return;
      client = undefined;
      void fresh.end().catch(() => undefined);
      if (stopped) return;
      log.warn({ reason: error?.message }, 'the connection for hints was lost; polling goes on');
      retry = setTimeout(() => void connect(Math.min(delay * 2, lastRetry)), delay);
    };
    client = fresh;
    fresh.on('error', lost);
    fresh.on('end', () => {
      lost();
    });
    fresh.on('notification', ({ payload }) => {
      const topic = topics.find((known) => known === payload);
      if (topic) heard(topic);
    });
    try {
      await fresh.connect();
      await fresh.query(`listen ${channel}`);
      // What was said while nobody listened is looked for once.
      call(topics);
    } catch (error) {
      lost(error instanceof Error ? error : undefined);
    }
  };
  void connect(firstRetry);
  return {
    on(topic, wake) {
      wakes.get(topic)?.add(wake);
      return () => wakes.get(topic)?.delete(wake);
    },
    async stop() {
      stopped = true;
      clearTimeout(retry);
      const open = client;
      client = undefined;
      await open?.end().catch(() => undefined);
    },
  };
}
