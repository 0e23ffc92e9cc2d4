import { openPool, type Database } from '../../../api/db/index.js';
import { onePostgres } from './onePostgres.js';

export const account = '@opsbot:localhost';
export const room = '!ops:localhost';

/** A fresh database for each test, with the account taken at epoch 1. */
export function roomsBench(): { db: Database } {
  const bench = {} as { db: Database };
  before(async function () {
    this.timeout(30_000);
    await onePostgres();
  });
  beforeEach(async () => {
    bench.db = openPool(await (await onePostgres()).freshDatabase(), () => undefined);
    await bench.db.query(
      `insert into matrix_accounts (user_id, epoch, holder, lease_until) values ($1, 1, 'test', clock_timestamp() + interval '1 hour')`,
      [account],
    );
  });
  afterEach(() => bench.db.end());
  return bench;
}
