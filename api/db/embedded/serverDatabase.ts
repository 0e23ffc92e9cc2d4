import pg from 'pg';
import { Secret } from '../../../config/secret.js';
import { superuser } from './cluster.js';

/** Owner of the database and of every table; no superuser, so a hole in a query cannot become a program on this host. */
export const owner = 'opsroom';
export const database = 'opsroom';

export type ServerAddress = { port: number; superuserPassword: Secret; ownerPassword: Secret };

export type Reachable = { kind: 'ours' } | { kind: 'starting' } | { kind: 'refused'; reason: string };

/** Milliseconds for one attempt; a healthy server on loopback answers in a few. */
const connectTimeout = 3_000;

/** SQLSTATE class 28 is a refused password or role, 57P03 a server that is starting or recovering. */
const startingUp = '57P03';

export function ownerUrl({ port, ownerPassword }: ServerAddress): Secret {
  return new Secret(`postgres://${owner}:${ownerPassword.reveal()}@127.0.0.1:${port}/${database}`);
}

/** Whether the server at this address lets us in and serves this very cluster. */
export async function reach(address: ServerAddress, cluster: string): Promise<Reachable> {
  try {
    return await asSuperuser(address, async (client) => {
      const { rows } = await client.query<{ data_directory: string }>('show data_directory');
      const found = rows[0]?.data_directory;
      return found === cluster ? { kind: 'ours' } : { kind: 'refused', reason: `it serves ${found ?? 'nothing'}` };
    });
  } catch (error) {
    const { code = '', message } = error as { code?: string; message: string };
    if (code.startsWith('28')) return { kind: 'refused', reason: message };
    if (code === startingUp || code.startsWith('E') || code === '') return { kind: 'starting' };
    return { kind: 'refused', reason: message };
  }
}

/** Makes the owner's role and the database where missing, and lets the kept password hold again. */
export async function ensureDatabase(address: ServerAddress): Promise<void> {
  if (await ownerMayEnter(address)) return;
  await asSuperuser(address, async (client) => {
    // Otherwise a failing statement would stand in the log with the password in it.
    await client.query('set log_min_error_statement = panic');
    const { rowCount: roles } = await client.query('select from pg_roles where rolname = $1', [owner]);
    const password = client.escapeLiteral(address.ownerPassword.reveal());
    if (roles === 0) {
      // The migrations make the application's role; its maker has to be able to act as it.
      await client.query(`create role ${owner} login createrole password ${password}`);
      await client.query(`alter role ${owner} set createrole_self_grant = 'set, inherit'`);
    } else await client.query(`alter role ${owner} password ${password}`);
    const { rowCount: databases } = await client.query('select from pg_database where datname = $1', [database]);
    if (databases === 0) await client.query(`create database ${database} owner ${owner}`);
  });
}

async function ownerMayEnter(address: ServerAddress): Promise<boolean> {
  const client = new pg.Client({
    connectionString: ownerUrl(address).reveal(),
    connectionTimeoutMillis: connectTimeout,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function asSuperuser<T>(address: ServerAddress, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port: address.port,
    user: superuser,
    password: address.superuserPassword.reveal(),
    database: 'postgres',
    connectionTimeoutMillis: connectTimeout,
    application_name: 'opsroom-start',
  });
  // The server may end the connection between two statements; the statement then fails, which is enough.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
