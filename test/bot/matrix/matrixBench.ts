import pino from 'pino';
import { openListener, openPool, type Database, type Listener } from '../../../api/db/index.js';
import { openMatrix, type Matrix, type MatrixParts, type Render } from '../../../bot/matrix/index.js';
import { Secret } from '../../../config/secret.js';
import { onePostgres } from '../../api/rooms/onePostgres.js';

/** Waits until `look` gives something; fails with `what` after `ms`. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined | null | false> | T | undefined | null | false,
  ms = 10_000,
): Promise<T> {
  const end = Date.now() + ms;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== null && found !== false) return found;
    if (Date.now() > end) throw new Error(`not within ${ms} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** What rows of these tests say: their payload's text. */
export const renderText: Render = (row) => {
  const given = row.payload['text'];
  const text = typeof given === 'string' ? given : '';
  const mentions = Array.isArray(row.payload['mentions']) ? row.payload['mentions'].map(String) : [];
  return Promise.resolve({ msgtype: 'm.text', body: text, formatted_body: text, mentions });
};

export type Homeserver = { url: string; userId: string; token: string };

/** A Postgres, and in it a fresh database for each test with the bots that were opened on it. */
export type MatrixBench = {
  db: Database;
  listener: Listener;
  logged: string[];
  owner(statement: string): Promise<void>;
  open(homeserver: Homeserver, parts?: Partial<MatrixParts>): Matrix;
};

export function matrixBench(): MatrixBench {
  let owner: Database;
  const bots: Matrix[] = [];
  const bench = { logged: [] as string[] } as MatrixBench;
  before(async function () {
    this.timeout(30_000);
    await onePostgres();
  });
  const log = pino({ level: 'debug' }, { write: (line: string) => void bench.logged.push(line) });
  beforeEach(async () => {
    const url = await (await onePostgres()).freshDatabase();
    bench.logged.length = 0;
    bench.db = openPool(url, () => undefined);
    // The migrations' own role: triggers that break things can be made only by it.
    owner = openPool(url, () => undefined, 1);
    bench.listener = openListener(url, log);
  });
  afterEach(async () => {
    await Promise.all(bots.splice(0).map((bot) => bot.stop()));
    await bench.listener.stop();
    await Promise.all([bench.db.end(), owner.end()]);
  });
  bench.owner = async (statement) => {
    const connection = await owner.connect();
    try {
      await connection.query('reset role; set role none');
      await connection.query(statement);
    } finally {
      connection.release(true);
    }
  };
  bench.open = ({ url, userId, token }, parts = {}) => {
    const bot = openMatrix({
      ...{ homeserverUrl: url, accessToken: new Secret(token), userId, log },
      ...{ db: bench.db, listener: bench.listener, render: renderText },
      mayInvite: () => false,
      replayHorizonMs: 86_400_000,
      ...parts,
    });
    bots.push(bot);
    return bot;
  };
  return bench;
}
