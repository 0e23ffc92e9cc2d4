import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import type { Person } from '../../support/element.js';
import { makeOpsroom, type TestOpsroom } from '../../support/opsroom.js';
import { discrepancies } from './compare.js';
import { countPlans, type CountedPlans } from './countedPlans.js';
import { watchDatabase, type Watch } from './moments.js';
import { settled } from './settled.js';
import { openTimeline, type Timeline } from './timeline.js';

/** A gate whose card is in the room, with what can be tapped on it. */
export type Gate = { readonly changeId: number; readonly ticketId: number; readonly card: string };

/** The whole product in a process that can be killed, its people, and everything that shows what became of it. */
export type Stand = {
  readonly opsroom: TestOpsroom;
  readonly ana: Person;
  readonly bo: Person;
  /** The bot's Matrix id. */
  readonly bot: string;
  readonly timeline: Timeline;
  readonly plans: CountedPlans;
  readonly watch: () => Watch;
  kill(
    how: (child: NonNullable<ReturnType<TestOpsroom['process']>>, directory: string) => Promise<void>,
  ): Promise<void>;
  startAgain(): Promise<void>;
  /** Asks for something that ends at a gate. */
  gateOf(request: string): Promise<Gate>;
  /** Waits until everything is at rest, and compares the database with the homeserver's own timeline. */
  nothingLostNorTwice(): Promise<void>;
  remove(): Promise<void>;
};

/** The shortest lease that the configuration takes: a dead runner's work is taken up again after it. */
const configuration = 'runner: { lease: 5s }\n';

/** The embedded database as its owner reaches it. */
async function ownerUrl(directory: string): Promise<string> {
  const ports = JSON.parse(await readFile(path.join(directory, 'ports.json'), 'utf8')) as { postgres: number };
  const password = (await readFile(path.join(directory, 'secrets', 'postgres-owner'), 'utf8')).trim();
  return `postgres://opsroom:${password}@127.0.0.1:${ports.postgres}/opsroom`;
}

export async function makeStand(): Promise<Stand> {
  const opsroom = await makeOpsroom({ asProcess: true });
  try {
    return await furnish(opsroom);
  } catch (error) {
    await opsroom.remove();
    throw error;
  }
}

async function furnish(opsroom: TestOpsroom): Promise<Stand> {
  const env = { OPSROOM_CONFIG: `${opsroom.directory}.yaml` };
  await writeFile(env.OPSROOM_CONFIG, configuration);
  await opsroom.start(env);
  let watch = await watchDatabase(await ownerUrl(opsroom.directory));
  const plans = await countPlans(watch);
  const [ana, bo] = (await Promise.all(['ana', 'bo'].map((name) => opsroom.person(name)))) as [Person, Person];
  const { matrix, people } = await opsroom.credentials();
  const account = { user: 'ana', password: people['ana']?.password ?? '' };
  const timeline = await openTimeline(matrix.homeserver_url, matrix.room_id, account);
  const bot = `@opsbot:${matrix.server_name}`;
  return {
    ...{ opsroom, ana, bo, bot, timeline, plans },
    watch: () => watch,
    async kill(how) {
      const child = opsroom.process();
      if (!child) throw new Error('Opsroom does not run');
      await how(child, opsroom.directory);
      // What was held is let go; where the server lives, it ends the statement of the dead process as it likes.
      await watch.close();
    },
    async startAgain() {
      await opsroom.start(env);
      watch = await watchDatabase(await ownerUrl(opsroom.directory));
    },
    async gateOf(request) {
      const root = await ana.write(request);
      return watch.until('the gate', async () => {
        const [gate] = await watch.rows<Gate>(
          `select c.id::integer as "changeId", c.ticket_id::integer as "ticketId", card.event_id as card from changes c
           join tickets t on t.id = c.ticket_id join threads th on th.id = t.thread_id
           join outbox card on card.change_id = c.id and card.kind = 'gate_card' and card.status = 'sent'
           where th.root_event_id = $1 and 2 = (select count(*) from outbox seed
             where seed.change_id = c.id and seed.kind = 'reaction' and seed.status = 'sent')`,
          [root],
        );
        return gate;
      });
    },
    async nothingLostNorTwice() {
      await settled(watch);
      const truth = { timeline: await timeline.read(), bot, plans };
      expect(await discrepancies(watch, truth)).to.deep.equal([]);
    },
    async remove() {
      await watch.close();
      await opsroom.remove();
      await plans.remove();
    },
  };
}
