import { percentile, type Figure } from '../percentiles.js';
import { startServer, type Asked, type Server } from './client.js';
import { seedTickets } from './seed.js';
import { startTestPostgres } from '../../support/postgres.js';

type Progress = (line: string) => void;
/** Each call anew, so that every round asks for another row. */
type Question = { readonly name: string; readonly asks: () => Asked };

const get = (path: string): Asked => ({ method: 'GET', path });
const ms = (value: number): string => value.toFixed(1);

/** Asks both in turns, so that whatever else the machine does meets both alike. */
async function inTurns(
  rounds: number,
  one: () => Promise<number>,
  other: () => Promise<number>,
): Promise<[number[], number[]]> {
  for (let round = 0; round < 30; round += 1) {
    await one();
    await other();
  }
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    times[0].push(await one());
    times[1].push(await other());
  }
  return times;
}

/** Requests in a second with sixteen clients that wait for nothing. */
async function rate(server: Server, asks: () => Asked): Promise<number> {
  const seconds = 2;
  const until = performance.now() + seconds * 1_000;
  let count = 0;
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      while (performance.now() < until) {
        await server.ask(asks());
        count += 1;
      }
    }),
  );
  return count / seconds;
}

const idsOf = async (server: Server): Promise<number[]> => {
  const { tickets } = JSON.parse(await server.read(get('/api/tickets?limit=100'))) as { tickets: { id: number }[] };
  return tickets.map(({ id }) => id);
};

function oneOf(ids: readonly number[]): () => number {
  let turn = 0;
  return () => ids[(turn += 1) % ids.length] ?? 0;
}

/** Ours over Koa and pg alone, on the same database, with the same sign-in. */
async function measureRatios(ours: Server, bare: Server, progress: Progress): Promise<Figure[]> {
  const id = oneOf(await idsOf(ours));
  let count = 0;
  const body = (): object => ({
    title: `Disk of host ${(count += 1)} is full`,
    description: 'The builds fail since eight.',
    priority: 'P3',
    owning_group: 'Infrastructure Operations',
    auto_assign: false,
  });
  const questions: Question[] = [
    { name: 'a ticket by id', asks: () => get(`/api/tickets/${id()}`) },
    { name: 'a page of tickets', asks: () => get('/api/tickets') },
    { name: 'the context of a ticket', asks: () => get(`/api/tickets/${id()}/context`) },
    { name: 'a new ticket', asks: () => ({ method: 'POST', path: '/api/tickets', body: body() }) },
    {
      name: 'a note',
      asks: () => ({
        method: 'POST',
        path: `/api/tickets/${id()}/notes`,
        body: { body: 'Looked at it.', visibility: 'internal' },
      }),
    },
  ];
  const figures: Figure[] = [];
  for (const { name, asks } of questions) {
    const [own, theirs] = await inTurns(
      300,
      () => ours.ask(asks()),
      () => bare.ask(asks()),
    );
    const [p50, barely] = [percentile(own, 0.5), percentile(theirs, 0.5)];
    const [fast, faster] = [await rate(ours, asks), await rate(bare, asks)];
    const detail = `${ms(p50)} ms / ${ms(barely)} ms; ${fast.toFixed(0)} / ${faster.toFixed(0)} requests a second`;
    figures.push({
      name: `${name}: ours over bare Koa and pg`,
      unit: '×',
      limit: 1.5,
      value: p50 / barely,
      of: 'p50',
      sample: own,
      detail,
    });
    progress(`  ${name}: ${detail}`);
  }
  return figures;
}

/** A million tickets over a thousand. */
async function measureScale(many: Server, few: Server, progress: Progress): Promise<Figure[]> {
  const [ofMany, ofFew] = [oneOf(await idsOf(many)), oneOf(await idsOf(few))];
  const group = oneOf(Array.from({ length: 200 }, (_, at) => at));
  const same = (path: () => string): [() => Asked, () => Asked] => [() => get(path()), () => get(path())];
  const questions: [string, () => Asked, () => Asked][] = [
    ['the list', ...same(() => '/api/tickets')],
    ['filtered by status', ...same(() => '/api/tickets?status=new')],
    ['filtered by group', ...same(() => `/api/tickets?owning_group=${encodeURIComponent(`Group ${group()}`)}`)],
    ['sorted by priority', ...same(() => '/api/tickets?sort_by=priority')],
    ['sorted by status', ...same(() => '/api/tickets?sort_by=status&sort_dir=asc')],
    ['words in the list', ...same(() => '/api/tickets?q=c4ca4238')],
    ['the search', ...same(() => '/api/search/global?q=c4ca4238a0b923820dcc509a6f75849b')],
    ['the context', () => get(`/api/tickets/${ofMany()}/context`), () => get(`/api/tickets/${ofFew()}/context`)],
    ['the figures of the dashboard', ...same(() => '/api/dashboard/stats')],
    ['the audit', ...same(() => '/api/dashboard/audit?limit=50')],
  ];
  const figures: Figure[] = [];
  for (const [name, much, little] of questions) {
    const [slow, fast] = await inTurns(
      100,
      () => many.ask(much()),
      () => few.ask(little()),
    );
    const [p95, least] = [percentile(slow, 0.95), percentile(fast, 0.95)];
    const detail = `${ms(p95)} ms / ${ms(least)} ms`;
    figures.push({
      name: `${name}: of 1,000,000 tickets over 1,000`,
      unit: '×',
      limit: 2,
      value: p95 / least,
      of: 'p95',
      sample: slow,
      detail,
    });
    progress(`  ${name}: ${detail}`);
  }
  return figures;
}

/** Two hundred clients who read, look through, and write notes for a minute. */
async function measureCrowd(server: Server, seconds: number, progress: Progress): Promise<Figure[]> {
  const id = oneOf(await idsOf(server));
  const mix: (() => Asked)[] = [
    () => get(`/api/tickets/${id()}`),
    () => get('/api/tickets?status=new&limit=20'),
    () => get(`/api/tickets/${id()}/context`),
    () => ({
      method: 'POST',
      path: `/api/tickets/${id()}/notes`,
      body: { body: 'Still looking.', visibility: 'internal' },
    }),
  ];
  const crowd = async (ms: number): Promise<number> => {
    const until = performance.now() + ms;
    let done = 0;
    await Promise.all(
      Array.from({ length: 200 }, async (_, at) => {
        for (let turn = at; performance.now() < until; turn += 1) {
          const asked = mix[turn % mix.length];
          if (asked) await server.ask(asked());
          done += 1;
        }
      }),
    );
    return done;
  };
  // What a crowd costs once, such as two hundred connections, is no growth.
  await crowd(5_000);
  const before = await server.rss();
  progress(`  200 clients for ${seconds} s …`);
  const done = await crowd(seconds * 1_000);
  const growth = (await server.rss()) - before;
  const detail = `${before.toFixed(0)} MB before; ${(done / seconds).toFixed(0)} requests a second, each answered with 200`;
  return [
    {
      name: 'growth of RSS under 200 clients for a minute',
      unit: 'MB',
      limit: 50,
      value: growth,
      of: 'once',
      sample: [growth],
      detail,
    },
  ];
}

/** The figures of the API, with a PostgreSQL that really writes. */
export async function measureApi(
  progress: Progress,
  size = { many: 1_000_000, few: 1_000, seconds: 60 },
): Promise<Figure[]> {
  const postgres = await startTestPostgres({ durable: true });
  const servers: Server[] = [];
  const serve = async (...given: Parameters<typeof startServer>): Promise<Server> => {
    const server = await startServer(...given);
    servers.push(server);
    return server;
  };
  try {
    const [small, large] = [await postgres.freshDatabase(), await postgres.freshDatabase()];
    const few = await serve('ours', small);
    const many = await serve('ours', large);
    await seedTickets(small, size.few, progress);
    await seedTickets(large, size.many, progress);
    const scale = await measureScale(many, few, progress);
    const bare = await serve('bare', small, few.token);
    return [
      ...(await measureRatios(few, bare, progress)),
      ...scale,
      ...(await measureCrowd(few, size.seconds, progress)),
    ];
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
    await postgres.stop();
  }
}
