import { expect } from 'chai';
import { installTimeout } from '../support/synapse.js';
import { discrepancies } from './crash/compare.js';
import { asksForQuickPlan, countPlans, type CountedPlans } from './crash/countedPlans.js';
import { makeInstallation, type Installation, type Name } from './crash/installation.js';
import { killAlone } from './crash/killing.js';
import { watchDatabase, type Watch } from './crash/moments.js';
import type { Replica } from './crash/replica.js';
import { settled } from './crash/settled.js';
import { openTimeline } from './crash/timeline.js';

type Written = { readonly by: Name; readonly words: string };

const total = 200;
const smallTalk = ['hello', 'good morning', 'thanks', 'hey', 'how are you'];

/** What people write in a busy hour: small talk, requests, vague complaints, what needs leave, and commands most of all. */
function busyHour(): Written[] {
  return Array.from({ length: total }, (_, index): Written => {
    const by = (['ana', 'bo', 'cy'] as const)[Math.floor(index / 2) % 3] ?? 'ana';
    switch (index % 25) {
      case 2:
        return { by: 'ana', words: asksForQuickPlan };
      case 7:
        return { by, words: 'my thing is broken' };
      case 12:
      case 17:
        return { by, words: `the VPN of office ${index} drops every few minutes` };
      default:
        return { by, words: index % 3 === 0 ? (smallTalk[index % smallTalk.length] ?? '') : '!mine' };
    }
  });
}

describe('two replicas of everything on one database', function () {
  this.timeout(240_000);
  let installation: Installation;
  let replicas: [Replica, Replica];
  let watch: Watch;
  let plans: CountedPlans;
  before(async function () {
    this.timeout(installTimeout + 60_000);
    installation = await makeInstallation();
    replicas = await Promise.all([installation.start(), installation.start()]);
    watch = await watchDatabase(installation.databaseUrl);
    plans = await countPlans(watch);
  });
  after(async () => {
    for (const { process } of replicas ?? []) process.kill('SIGKILL');
    await watch?.close();
    await installation?.remove();
    await plans?.remove();
  });

  /** The process that speaks for the bot's account. */
  const holder = async (): Promise<number | undefined> => {
    const [account] = await watch.rows<{ holder: string | null }>(
      'select holder from matrix_accounts where lease_until > clock_timestamp()',
    );
    return account?.holder ? Number(account.holder.split(' ')[1]) : undefined;
  };
  /** Taps on every card as it comes, while somebody else decides the same over the API. */
  const decideAll = async (count: number, votesOverRest: (changeId: number) => Promise<void>): Promise<void> => {
    const decided = new Set<number>();
    while (decided.size < count) {
      const cards = await watch.rows<{ id: number; event: string }>(
        `select c.id::integer, o.event_id as event from changes c join outbox o on o.change_id = c.id and o.kind = 'gate_card' and o.status = 'sent'
           and not o.rendered -> 'event' ? 'edits' where c.id <> all($1)`,
        [[...decided]],
      );
      for (const { id, event } of cards) {
        decided.add(id);
        await Promise.all([installation.people.bo.react(event, '✅'), votesOverRest(id)]);
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const asCy = async (url: string, method: string, path: string, token?: string, body: object = {}) => {
    const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
    const answer = await fetch(`${url}${path}`, { method, headers, body: JSON.stringify(body) });
    return (await answer.json()) as Readonly<Record<string, unknown>>;
  };

  it(`double no turn, message or execution in ${total} messages, though one is killed in the middle`, async () => {
    const { people, passwords } = installation;
    const pid = await watch.until('a holder of the account', holder);
    const [first, second] = replicas;
    const [speaking, standby] = first.process.pid === pid ? [first, second] : [second, first];
    expect(speaking.process.pid).to.equal(pid);
    const { token } = await asCy(standby.url, 'POST', '/api/auth/login', undefined, {
      username: 'cy',
      password: passwords.cy,
    });
    const hour = busyHour();
    const gates = hour.filter(({ words }) => words === asksForQuickPlan).length;
    const conversations = hour.filter(({ words }) => !words.startsWith('!')).length;
    const deciding = decideAll(gates, async (id) => {
      if (id % 2 === 0) await asCy(standby.url, 'POST', `/api/changes/${id}/approve`, String(token));
    });
    const writing = Promise.all(
      (['ana', 'bo', 'cy'] as const).map(async (name) => {
        for (const { by, words } of hour) if (by === name) await people[name].write(words);
      }),
    );
    await watch.until(
      'the middle',
      async () => {
        const [done] = await watch.rows<{ count: number }>(
          `select count(*)::integer from ops_chat_turns where status = 'completed'`,
        );
        return (done?.count ?? 0) >= conversations / 3;
      },
      60_000,
    );
    const killed = Date.now();
    await killAlone(speaking.process);
    await watch.until('the other to speak for the account', async () => (await holder()) === standby.process.pid);
    expect(Date.now() - killed, 'milliseconds until the other spoke').to.be.lessThan(20_000);
    await writing;
    await deciding;
    await settled(watch, 90_000);

    const room = { user: 'ana', password: passwords.ana };
    const timeline = await (await openTimeline(installation.homeserver, installation.roomId, room)).read();
    expect(await discrepancies(watch, { timeline, bot: installation.bot, plans })).to.deep.equal([]);
    const [turns] = await watch.rows(
      `select count(*)::integer as turns, count(distinct message_id)::integer as messages from ops_chat_turns where status = 'completed'`,
    );
    expect(turns).to.deep.equal({ turns: conversations, messages: conversations });
    const [changes] = await watch.rows('select count(*)::integer from changes where decided_at is not null');
    expect(changes).to.deep.equal({ count: gates });
    const hands = await watch.rows(
      `select distinct details ->> 'runner' from event_log where action like 'chat_agent_turn_%_harness_started'`,
    );
    expect(hands, 'runners that worked turns').to.have.length(2);
    expect(await standby.stop(), 'the exit code of the other').to.equal(0);
  });
});
