import pg from 'pg';

/**
 * Moments in the product's work that last microseconds. Each is just before a row is written; a trigger in the test's
 * database waits there for as long as the test holds the moment, and lets everything pass when it does not.
 */
const moments = {
  /** The event is in the inbox; the message and its turn are about to be. */
  'message taken in': { table: 'ops_chat_messages', event: 'insert', when: `new.role = 'user'` },
  /** The ticket is filed, the agent is about to say so. */
  'first result of a turn': {
    table: 'ops_chat_turns',
    event: 'update',
    when: `old.result is null and new.result is not null`,
  },
  /** The agent's result is there, the turn is about to end and its answer about to be put into the outbox. */
  'turn answered': { table: 'ops_chat_messages', event: 'insert', when: `new.role = 'assistant'` },
  /** The outbox row is taken up and is about to be sent. */
  'message rendered': { table: 'outbox', event: 'update', when: 'old.rendered is null and new.rendered is not null' },
  /** The homeserver has a gate's card and has said so, our own record of it is about to be made. */
  'card recorded as sent': {
    table: 'outbox',
    event: 'update',
    when: `new.status = 'sent' and new.kind = 'gate_card' and not new.rendered -> 'event' ? 'edits'`,
  },
  /** The change is approved, and its plan about to be started. */
  'plan started': { table: 'executions', event: 'insert', when: 'true' },
} as const;
export type Moment = keyof typeof moments;

const names = Object.keys(moments) as Moment[];
/** Any number that nothing else in the database uses for advisory locks of two numbers. */
const family = 740_001;
/** Milliseconds between two looks. */
const lookEvery = 15;

/** The database of the product as its owner: what stands in it, and moments that can be held. */
export type Watch = {
  rows<T extends pg.QueryResultRow>(sql: string, params?: readonly unknown[]): Promise<T[]>;
  /** Waits until `look` gives something. */
  until<T>(what: string, look: () => Promise<T | undefined | false>, ms?: number): Promise<T>;
  /** From now on the product stops at this moment. */
  hold(moment: Moment): Promise<void>;
  /** Waits until the product stands at a held moment. */
  reached(moment: Moment): Promise<void>;
  /** Lets everything go that is held. */
  close(): Promise<void>;
};

async function install(client: pg.Client): Promise<void> {
  await client.query(`create or replace function held_moment() returns trigger language plpgsql as $$
    begin
      perform pg_advisory_xact_lock_shared(${family}, tg_argv[0]::integer);
      return new;
    end $$`);
  for (const [index, name] of names.entries()) {
    const { table, event, when } = moments[name];
    await client.query(`create or replace trigger held_moment_${index} before ${event} on ${table} for each row
      when (${when}) execute function held_moment(${index})`);
  }
}

export async function watchDatabase(url: string): Promise<Watch> {
  const client = new pg.Client({ connectionString: url });
  // A test that kills the server ends this connection with it.
  client.on('error', () => undefined);
  await client.connect();
  let installed: Promise<void> | undefined;
  const watch: Watch = {
    rows: async <T extends pg.QueryResultRow>(sql: string, params: readonly unknown[] = []) =>
      (await client.query<T>(sql, [...params])).rows,
    async until(what, look, ms = 40_000) {
      const until = Date.now() + ms;
      for (;;) {
        const found = await look();
        if (found !== undefined && found !== false) return found;
        if (Date.now() > until) throw new Error(`${what}: not within ${ms} ms`);
        await new Promise((resolve) => setTimeout(resolve, lookEvery));
      }
    },
    async hold(moment) {
      await (installed ??= install(client));
      await client.query('select pg_advisory_lock($1, $2)', [family, names.indexOf(moment)]);
    },
    async reached(moment) {
      await watch.until(`the moment "${moment}"`, async () => {
        const waiting = await watch.rows(
          `select from pg_locks where locktype = 'advisory' and classid = $1 and objid = $2 and not granted`,
          [family, names.indexOf(moment)],
        );
        return waiting.length > 0;
      });
    },
    close: () => client.end().catch(() => undefined),
  };
  return watch;
}
