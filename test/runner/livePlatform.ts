import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import pino from 'pino';
import type { DataDirectory } from '../../config/datadir/index.js';
import { Secret } from '../../config/index.js';
import { configSchema, type Config } from '../../config/schema.js';
import { startRunner, type Runner, type RunnerParts } from '../../runner/index.js';
import { numberIn, startTestApi, type Fields, type TestApi, type TestPerson } from '../support/api.js';

export type Row = Readonly<Record<string, unknown>>;

/** The real API on a database of its own, with people and workflows in it, and runners as a test wants them. */
export type LivePlatform = {
  readonly api: TestApi;
  /** Where other users may pass, and where `data` lies. */
  readonly folder: string;
  readonly data: DataDirectory;
  readonly databaseUrl: Secret;
  /** What the runners logged. */
  readonly logged: Row[];
  config(sections?: { readonly runner?: object; readonly chat?: object; readonly models?: object }): Config;
  run(config?: Config, more?: Partial<RunnerParts>): Promise<Runner>;
  rows(sql: string, params?: unknown[]): Promise<Row[]>;
  row(sql: string, params?: unknown[]): Promise<Row>;
  /** A message of Ana over REST; the id of its turn. */
  say(message: string): Promise<number>;
  /** The turn, once it has ended. */
  turnEnded(id: number): Promise<Row>;
  ask(who: TestPerson | 'service', method: string, at: string, body?: unknown): Promise<Fields>;
  /** A ticket with a plan that Bo has approved; the id of the change. */
  approvedPlan(argv: readonly string[], timeout?: number): Promise<number>;
  /** The change with its execution, once it has ended. */
  changeEnded(id: number, within?: number): Promise<Row>;
  stop(): Promise<void>;
};

/** Looks until it is there. Fails with what was looked for. */
export async function until<T>(what: string, look: () => Promise<T | undefined>, within = 20_000): Promise<T> {
  const end = Date.now() + within;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`not within ${within} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function makeFolders(): Promise<Pick<LivePlatform, 'folder' | 'data'>> {
  const folder = await mkdtemp('/var/tmp/opsroom-live-');
  await chmod(folder, 0o711);
  const data = path.join(folder, 'data');
  const stagingRoot = process.getuid?.() === 0 ? path.join(folder, 'staging') : data;
  await mkdir(data, { mode: 0o700 });
  if (stagingRoot !== data) await mkdir(stagingRoot, { mode: 0o711 });
  await writeFile(path.join(data, 'credentials.json'), '{"people":{"bo":{"password":"sesame"}}}', { mode: 0o600 });
  return { folder, data: { path: data, instanceId: '0123456789ab', stagingRoot, secrets: path.join(data, 'secrets') } };
}

export async function startLivePlatform(): Promise<LivePlatform> {
  const { folder, data } = await makeFolders();
  const server = { data_dir: data.path };
  const api = await startTestApi({ config: { server }, api: { runLogs: path.join(data.path, 'logs', 'runs') } });
  const { db, listener } = api;
  const databaseUrl = new Secret(db.options.connectionString ?? '');
  const logged: Row[] = [];
  const log = pino({ level: 'info' }, { write: (text: string) => void logged.push(JSON.parse(text) as Row) });
  const runners = new Set<Runner>();
  const config: LivePlatform['config'] = ({ runner, ...sections } = {}) =>
    configSchema.parse({ runner: { harness: 'builtin', lease: '5s', ...runner }, ...sections });
  const rows: LivePlatform['rows'] = async (sql, params = []) => (await db.query<Row>(sql, params)).rows;
  const row: LivePlatform['row'] = async (sql, params) => {
    const [found] = await rows(sql, params);
    if (!found) throw new Error(`no row: ${sql}`);
    return found;
  };
  const ask: LivePlatform['ask'] = async (who, method, at, body) => {
    const answer = await api.call(who, method, at, body, { prefer: 'respond-async' });
    if (answer.status > 299) throw new Error(`${method} ${at}: ${answer.status} ${answer.text}`);
    return answer.body;
  };
  return {
    ...{ api, folder, data, databaseUrl, logged, config, rows, row, ask },
    run: async (chosen = config(), more = {}) => {
      const runner = await startRunner({
        ...{ config: chosen, db, databaseUrl, listener, log, data, secretFiles: [], apiUrl: api.url, version: '0.1.0' },
        env: { PATH: process.env['PATH'], HOME: path.join(folder, 'nobody') },
        ...more,
      });
      runners.add(runner);
      return runner;
    },
    say: async (message) => numberIn(await ask('ana', 'POST', '/api/ops-chat/message', { message }), 'turn_id'),
    turnEnded: (id) =>
      until(`the end of turn ${id}`, async () => {
        const found = await row('select * from ops_chat_turns where id = $1', [id]);
        return ['queued', 'running'].includes(String(found['status'])) ? undefined : found;
      }),
    approvedPlan: async (argv, timeout = 30) => {
      const words = { title: 'A plan', description: 'to run', owning_group: 'Infrastructure Operations' };
      const ticket = await ask('service', 'POST', '/api/tickets', { ...words, auto_assign: false });
      const change = await ask('service', 'POST', '/api/changes/request', {
        ...{ ticket_id: ticket['id'], action: 'Run it', target: 'this host', risk_level: 'low' },
        plan: { kind: 'argv', argv, timeout },
      });
      const id = numberIn(change, 'change_id');
      await ask('bo', 'POST', `/api/changes/${id}/approve`, {});
      return id;
    },
    changeEnded: (id, within) =>
      until(
        `the end of change ${id}`,
        async () => {
          const found = await row(
            `select c.state, c.result, c.ticket_id, e.state as execution, e.exit_code, e.signal, e.output, e.output_sha256
             from changes c left join executions e on e.change_id = c.id where c.id = $1`,
            [id],
          );
          return ['pending', 'approved', 'executing'].includes(String(found['state'])) ? undefined : found;
        },
        within,
      ),
    stop: async () => {
      for (const runner of runners) await runner.stop();
      await api.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
