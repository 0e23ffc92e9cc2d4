/** `npm run bench`: the figures of the product on this machine, in one run, written to test/bench/RESULTS.md. */
import { writeFile } from 'node:fs/promises';
import { arch, cpus, platform, release, totalmem } from 'node:os';
import path from 'node:path';
import { repositoryRoot } from '../house/sourceFiles.js';
import { makeOpsroom } from '../support/opsroom.js';
import { measureApi } from './api/measure.js';
import { measureDeciding, measureHearing, measureTelling } from './conversation.js';
import { measureIdle } from './idle.js';
import { percentile, type Figure } from './percentiles.js';

const progress = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

function row({ name, unit, limit, value, of, sample, detail }: Figure): string {
  const spread =
    detail ??
    (sample.length > 1
      ? `${percentile(sample, 0.5).toFixed(1)} / ${percentile(sample, 0.95).toFixed(1)} / ${Math.max(...sample).toFixed(1)}`
      : '');
  const met = value < limit ? 'yes' : '**no**';
  return `| ${name} | ${of} < ${limit} ${unit} | ${value.toFixed(unit === '×' ? 2 : 1)} | ${spread} | ${sample.length} | ${met} |`;
}

function report(figures: readonly Figure[]): string {
  const [cpu] = cpus();
  return [
    '# Figures',
    '',
    'Written by `npm run bench`: the whole product in one process with its own PostgreSQL and Synapse, people at Element’s own SDK, the built-in harness.',
    'One message at a time, half a second after what belonged to the one before was seen. Milliseconds are seen from the person’s client; the time to a decision runs from the insertion of the event in the database to the commit of all that follows from the vote.',
    'The API stands in a process of its own on a PostgreSQL that waits for the disk; where two servers or sizes are compared, they are asked in turns.',
    '',
    `Machine: ${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ${(totalmem() / 2 ** 30).toFixed(0)} GB, ${platform()} ${release()} ${arch()}, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}.`,
    '',
    '| figure | asked | measured | p50 / p95 / max | sample | met |',
    '| --- | --- | --- | --- | --- | --- |',
    ...figures.map(row),
    '',
  ].join('\n');
}

/** The whole product, with people who talk to it. */
async function measureConversation(): Promise<Figure[]> {
  const opsroom = await makeOpsroom({ asProcess: true });
  try {
    progress('Starting Opsroom …');
    await opsroom.start();
    const bot = `@opsbot:${(await opsroom.credentials()).matrix.server_name}`;
    const [ana, bo] = [await opsroom.person('ana'), await opsroom.person('bo')];
    progress('Idle for half a minute …');
    const idle = await measureIdle(opsroom.process()?.pid ?? 0);
    progress('Messages …');
    const hearing = await measureHearing(ana, bot, progress);
    const root = await ana.write('the VPN of the Lisbon office drops every few minutes');
    const card = await ana.sees('a ticket', (room) =>
      room.find((one) => one.threadRoot === root && one.sender === bot && /^#\d+ /.test(one.body)),
    );
    const ticketId = Number(/#(\d+)/.exec(card.body)?.[1]);
    progress('Notes …');
    const telling = await measureTelling(opsroom, ana, ticketId);
    progress('Decisions …');
    return [hearing, telling, ...(await measureDeciding(opsroom, bo, bot, ticketId, progress)), ...idle];
  } finally {
    await opsroom.remove();
  }
}

const conversation = await measureConversation();
progress('The API, on a PostgreSQL of its own …');
const text = report([...conversation, ...(await measureApi(progress))]);
await writeFile(path.join(repositoryRoot(), 'test', 'bench', 'RESULTS.md'), text);
progress(text);
process.exit(0);
