import { expect } from 'chai';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDataDirectory } from '../../config/datadir/index.js';
import type { Person, Shown } from '../support/element.js';
import { makeHarnessPath, type HarnessPath } from '../support/harnessPath.js';
import { installedHarness, installLimit, type HarnessProgramName } from '../support/harnesses.js';
import { startScriptedModel, type ApiKind, type ScriptedModel } from '../support/models/modelServer.js';
import { operator, withoutResults, type Operator } from '../support/models/operator.js';
import { makeOpsroom, type TestOpsroom } from '../support/opsroom.js';
import { runProcesses } from '../support/runProcesses.js';
import { installTimeout } from '../support/synapse.js';
import { passOver } from '../support/passOver.js';

type Case = Operator & { readonly says: string; readonly ticket: object; readonly api: ApiKind };

/** In the order in which `auto` takes them. */
const order = ['hermes', 'claude-code', 'codex'] as const satisfies readonly HarnessProgramName[];

const cases: Readonly<Record<HarnessProgramName, Case>> = {
  hermes: {
    api: 'chat-completions',
    says: 'the VPN of the Lisbon office drops every few minutes',
    ticket: { title: 'The tunnel to Lisbon is unstable', group: 'Network Operations' },
    reply: 'The network people have it now; they look at the tunnel first.',
  },
  'claude-code': {
    api: 'anthropic-messages',
    says: 'disk is nearly full on the build host, builds fail since 8, can someone check?',
    ticket: { title: 'The disk of the build host is nearly full', group: 'Infrastructure Operations' },
    reply: 'I ask for leave to look at the disk, and tell you here what it says.',
    gate: 'waits',
  },
  codex: {
    api: 'openai-responses',
    says: 'my laptop does not see the second screen any more',
    ticket: { title: 'A second screen is not recognised', group: 'Endpoint Support' },
    reply: 'Endpoint Support looks at your screen; please leave it plugged in.',
  },
};

const statusLine = /^(Still working on it|Answered|Ended without an answer|Cancelled)\b/;

/** Milliseconds in which everybody has to see that something has gone or come back. */
const seenWithin = 10_000;

/** What a thread does not show of a ticket that was filed, worked and resolved. Empty: nothing is missing. */
function missing({ ticket, reply, gate }: Case, name: HarnessProgramName, thread: readonly Shown[]): string[] {
  const card = thread.find(({ body }) => /^#\d+ /.test(body));
  const id = /^#(\d+)/.exec(card?.body ?? '')?.[1] ?? 'none';
  const says = (pattern: RegExp): boolean => thread.some(({ body }) => pattern.test(body));
  const { title, group } = ticket as { title: string; group: string };
  const wanted: [string, boolean][] = [
    ['the card', card !== undefined],
    ['its title', card?.body.startsWith(`#${id} ${title}`) === true],
    ['the owner group', card?.body.includes(group) === true],
    ['who works it', card?.body.includes(`${name}, model scripted`) === true],
    ['the words of the model', thread.some(({ body }) => body.includes(reply))],
    ['the note', says(new RegExp(`I look into ticket ${id}\\.`))],
    ['the resolution', says(new RegExp(`Looked into ticket ${id}${gate ? ', change \\d+ ran' : ''}\\.`))],
    ['whether it helped', says(/Did it help\?/)],
    ['the end on the card', card !== undefined && /Resolved/.test(card.body)],
  ];
  return wanted.filter(([, there]) => !there).map(([what]) => what);
}

describe('the real harnesses, from a sentence in the room to the end of its ticket', function () {
  this.timeout(90_000);
  const programs = new Map<HarnessProgramName, string>();
  const reasons = new Map<HarnessProgramName, string>();
  let opsroom: TestOpsroom;
  let model: ScriptedModel;
  let bin: HarnessPath;
  let runs: string;
  let ana: Person;
  let bo: Person;
  let bot: string;

  before(async function () {
    this.timeout(2 * installLimit + installTimeout);
    for (const name of order) {
      const found = await installedHarness(name);
      if (found.kind === 'installed') programs.set(name, found.program);
      else reasons.set(name, found.reason);
    }
    model = await startScriptedModel(() => ({ say: 'Nobody asked me.' }));
    bin = await makeHarnessPath();
    for (const [name, program] of programs) await bin.add(name, program);
    opsroom = await makeOpsroom();
    const file = path.join(path.dirname(opsroom.directory), 'opsroom.yaml');
    await writeFile(file, 'chat:\n  status_line: 5s\nrunner:\n  allow_unisolated: true\n');
    await opsroom.start({
      ...{ PATH: bin.path, AGENT_HARNESS: 'auto', AGENT_DEFAULT_MODEL: 'scripted' },
      ...{ ANTHROPIC_BASE_URL: model.url, ANTHROPIC_AUTH_TOKEN: model.key },
      ...{ OPENAI_BASE_URL: model.openaiUrl, OPENAI_API_KEY: model.key },
    });
    runs = path.join((await openDataDirectory(opsroom.directory)).stagingRoot, 'runs');
    [ana, bo] = [await opsroom.person('ana'), await opsroom.person('bo')];
    bot = `@opsbot:${(await opsroom.credentials()).matrix.server_name}`;
  });
  after(async () => {
    await opsroom.remove();
    await model.close();
    await bin.remove();
  });
  afterEach(async () => {
    // Whoever is still at the end of a ticket must not hear what the model says in the next test.
    await allEnded();
    expect(model.refused, 'what the model refused').to.deep.equal([]);
  });

  const threadOf = (root: string): Shown[] =>
    ana.messages().filter((one) => one.sender === bot && one.threadRoot === root);
  const inThread = (root: string, pattern: RegExp, what: string, ms = 30_000): Promise<Shown> =>
    ana.sees(what, () => threadOf(root).find(({ body }) => pattern.test(body)), ms);
  /** Without the line that says that it takes long, as it does on a busy machine. */
  const saidIn = (root: string): Shown[] => threadOf(root).filter(({ body }) => !statusLine.test(body));
  const tickets = async (): Promise<unknown> => (await opsroom.call('service', 'GET', '/api/tickets')).body['total'];
  const approve = async (root: string): Promise<number> => {
    const gate = await inThread(root, /needs a decision/, 'the gate');
    await bo.sees('the gate', (room) => room.some(({ eventId }) => eventId === gate.eventId));
    await bo.react(gate.eventId, '✅');
    return Number(/Change (\d+)/.exec(gate.body)?.[1]);
  };
  /** Asks until the answer is as wanted. */
  const until = async (what: string, look: () => Promise<boolean>, most = seenWithin): Promise<void> => {
    const begun = Date.now();
    while (!(await look())) {
      if (Date.now() - begun > most) throw new Error(`${what}: not within ${most} ms`);
      await sleep(100);
    }
  };
  const allEnded = (most = 30_000): Promise<void> =>
    until('the end of the last process of a run', async () => (await runProcesses(runs)).length === 0, most);
  const runnerHealth = async () => (await opsroom.call('admin', 'GET', '/api/agents/runner-health')).body;
  const matrixStatus = async () => (await opsroom.call('admin', 'GET', '/api/ops-chat/matrix/health')).body['status'];

  for (const [at, name] of order.entries()) {
    describe(name, () => {
      const is = cases[name];
      before(async function () {
        if (!programs.has(name)) {
          return passOver(this, reasons.get(name) ?? 'the program is missing');
        }
        for (const earlier of order.slice(0, at)) await bin.takeAway(earlier);
        await until(`${name} is selected`, async () => (await runnerHealth())['harness'] === name);
        expect(await runnerHealth()).to.include({ harness: name, chat_harness: name });
      });

      it('files a ticket, works it and resolves it, knowing nothing but what its tool printed', async () => {
        const asked = model.requests.length;
        model.follow(operator(is));
        const root = await ana.write(is.says);
        const changeId = is.gate ? await approve(root) : undefined;
        await ana
          .sees('a ticket that was worked to its end', () => missing(is, name, threadOf(root)).length === 0, 60_000)
          .catch((error: unknown) => {
            throw new Error(`missing: ${missing(is, name, threadOf(root)).join(', ')}`, { cause: error });
          });
        const id = Number(/^#(\d+)/.exec(threadOf(root).find(({ body }) => /^#\d+/.test(body))?.body ?? '')?.[1]);
        const ticket = (await opsroom.call('ana', 'GET', `/api/tickets/${id}`)).body;
        expect(ticket).to.include({ status: 'resolved', requester_name: 'Ana', description: is.says });
        if (changeId !== undefined) {
          const change = (await opsroom.call('bo', 'GET', `/api/changes/${changeId}`)).body;
          expect(change).to.include({ state: 'completed', result_kind: 'verified', approved_by: 'Bo' });
          expect(ticket['resolution']).to.include(`change ${changeId} ran`);
        }
        const made = model.requests.slice(asked);
        expect(new Set(made.map(({ api }) => api))).to.deep.equal(new Set([is.api]));
        // The prompt names the file and nothing of what stands in it.
        expect(made[0]?.turn.userText).to.include('TASK.md').and.not.include(is.says);
      });

      it('is tried twice and apologised for when its tool tells the model nothing', async () => {
        const [asked, before] = [model.requests.length, await tickets()];
        model.follow(withoutResults(operator(is)));
        const root = await ana.write(is.says);
        const sorry = await inThread(root, /without a result/, 'the apology', 60_000);
        const reference = /Reference: ([0-9a-f]{8})\./.exec(sorry.body)?.[1] ?? 'none';
        const log = await readFile(path.join(opsroom.directory, 'logs', 'opsroom.log'), 'utf8');
        expect(log.split('\n').some((line) => line.includes(reference) && line.includes('left no result'))).to.equal(
          true,
        );
        expect(saidIn(root).map(({ eventId }) => eventId)).to.deep.equal([sorry.eventId]);
        const all = missing(is, name, []);
        expect(missing(is, name, threadOf(root)))
          .to.deep.equal(all)
          .and.to.have.length(9);
        expect(await tickets()).to.equal(before);
        const made = model.requests.slice(asked).filter(({ side }) => !side);
        expect(made.filter(({ turn }) => turn.toolResults.length === 0)).to.have.length(2);
        expect(made.at(-1)?.turn.toolResults[0]).to.include('ended without a result of the tool');
      });

      if (name === 'claude-code') onlyClaude();

      it('is known within ten seconds to have gone', async () => {
        const next = order.slice(at + 1).find((one) => programs.has(one)) ?? 'builtin';
        await bin.takeAway(name);
        await until(`${next} instead of ${name}`, async () => (await runnerHealth())['chat_harness'] === next);
        const health = await runnerHealth();
        expect(health['harness']).to.equal(next);
        const [runner] = health['runners'] as { harnesses: { name: string; state: string; detail: string }[] }[];
        const gone = runner?.harnesses.find((one) => one.name === name);
        expect(gone?.state).to.equal('not_installed');
        expect(gone?.detail).to.match(/is not on PATH: install it/);
      });
    });
  }

  function onlyClaude(): void {
    const name = 'claude-code';
    const is = cases[name];

    it('asks for nothing and resolves nothing when its tool tells it nothing of the ticket, and a person goes on', async () => {
      const asked = model.requests.length;
      model.follow(withoutResults(operator(is), '# Work ticket'));
      const root = await ana.write(is.says);
      const given = await inThread(root, /could not finish this \(reference [0-9a-f]{8}\)/, 'the end', 60_000);
      expect(given.body).to.include('A person of Infrastructure Operations goes on with it.');
      // The card loses its agent in an edit of its own, which may come after the note.
      await ana.sees('a card without an agent', () => missing(is, name, threadOf(root)).includes('who works it'));
      expect(missing(is, name, threadOf(root))).to.deep.equal([
        ...['who works it', 'the note', 'the resolution', 'whether it helped', 'the end on the card'],
      ]);
      expect(threadOf(root).some(({ body }) => /needs a decision/.test(body))).to.equal(false);
      const made = model.requests.slice(asked).filter(({ side, turn }) => !side && turn.toolResults.length === 0);
      expect(made, 'one run of the turn and three of the task').to.have.length(4);
    });

    it('ends while people decide, and is started again with what they decided', async () => {
      model.follow(operator({ ...is, gate: 'ends' }));
      const root = await ana.write('the disk of the second build host is nearly full too');
      await inThread(root, /needs a decision/, 'the gate');
      await allEnded();
      const changeId = await approve(root);
      const asked = await inThread(root, /Did it help\?/, 'the end');
      expect(asked.body).to.include(`change ${changeId} ran`);
      const told = model.requests.at(-1)?.turn.toolResults[0];
      expect(told).to.match(new RegExp(`Change ${changeId} \\(.*\\) was approved and carried out by Bo`));
    });

    it('says in German what the model says in German', async () => {
      const before = await tickets();
      const reply = 'Samstag, 22 bis 2 Uhr. Größere „Umbauten“ kündigen wir vorher an – mit Datum & Dauer.';
      model.follow(operator({ reply }));
      const root = await ana.write('Wann ist am Wochenende das nächste Wartungsfenster?');
      const said = await ana.sees('the answer', () => saidIn(root)[0], 30_000);
      expect(said.body).to.equal(reply);
      expect(model.requests.at(-1)?.turn.toolResults[0]).to.include('das nächste Wartungsfenster?');
      expect(await tickets()).to.equal(before);
    });

    it('has one status line while it takes long, both variables of its key, and no process after !cancel', async () => {
      const asked = model.requests.length;
      let go = (): void => undefined;
      const held = new Promise<void>((resolve) => {
        go = resolve;
      });
      model.follow(async () => {
        await held;
        return { say: 'Too late.' };
      });
      try {
        const root = await ana.write('something that takes long');
        const seconds = (body: string): number => Number(/^Still working on it \((\d+) s\)/.exec(body)?.[1]);
        const line = await inThread(root, /^Still working on it/, 'the status line');
        const [child] = await runProcesses(runs);
        expect(child?.env).to.include({ ANTHROPIC_API_KEY: model.key, ANTHROPIC_AUTH_TOKEN: model.key });
        expect(child?.env).to.not.have.any.keys('OPENAI_API_KEY', 'OPSROOM_DATA_DIR', 'AGENT_HARNESS');
        const first = seconds(line.body);
        const now = (): string => threadOf(root).find(({ eventId }) => eventId === line.eventId)?.body ?? '';
        await ana.sees('its edit', () => seconds(now()) > first);
        await ana.write('!cancel', { thread: root });
        await ana.sees('its end', () => /^Cancelled after \d+ s/.test(now()));
        await allEnded(5_000);
        await inThread(root, /Stopped\. Write again/, 'the answer to !cancel');
        expect(threadOf(root)).to.have.length(2);
        // It asked once, and was not started again.
        expect(model.requests.slice(asked).filter(({ side }) => !side)).to.have.length(1);
      } finally {
        go();
      }
    });
  }

  describe('with all three gone', () => {
    it('matrix/health tells within ten seconds that Synapse hangs, that it has ended, and that it is back', async function () {
      const { pid } = JSON.parse(await readFile(path.join(opsroom.directory, 'run', 'homeserver.json'), 'utf8')) as {
        pid: number;
      };
      const becomes = (status: string, most?: number): Promise<void> =>
        until(`matrix/health ${status}`, async () => (await matrixStatus()) === status, most);
      expect(await matrixStatus()).to.equal('ok');
      process.kill(pid, 'SIGSTOP');
      try {
        await becomes('down');
      } finally {
        process.kill(pid, 'SIGCONT');
      }
      await becomes('ok');
      process.kill(pid, 'SIGKILL');
      await becomes('down');
      // It is started again after a pause.
      await becomes('ok', 60_000);
      const root = await ana.write('hello');
      await inThread(root, /Hello!/, 'an answer');
    });
  });
});
