import { expect } from 'chai';
import { makeOpsroom, type TestOpsroom } from '../support/opsroom.js';
import type { Person } from '../support/element.js';
import { installTimeout } from '../support/synapse.js';

const disk = 'disk is nearly full on the build host, builds fail since 8, can someone check?';

describe('first light, with no model anywhere', function () {
  this.timeout(60_000);
  let opsroom: TestOpsroom;
  let ana: Person;
  let bo: Person;
  let cy: Person;
  let bot: string;
  before(async function () {
    this.timeout(installTimeout + 60_000);
    opsroom = await makeOpsroom();
    await opsroom.start();
    [ana, bo, cy] = (await Promise.all(['ana', 'bo', 'cy'].map((name) => opsroom.person(name)))) as [
      Person,
      Person,
      Person,
    ];
    bot = `@opsbot:${(await opsroom.credentials()).matrix.server_name}`;
  });
  after(() => opsroom.remove());

  const inThread = (root: string) => (person: Person, pattern: RegExp, what: string, ms?: number) =>
    person.sees(
      what,
      (room) => room.find((one) => one.sender === bot && one.threadRoot === root && pattern.test(one.body)),
      ms,
    );

  it('carries a sentence to a ticket, an agent, a gate, an approval, a result and the question whether it helped', async () => {
    const root = await ana.write(disk);
    await ana.sees('the 👀', () =>
      ana.reactions().some((one) => one.target === root && one.sender === bot && one.key === '👀'),
    );
    const say = inThread(root);
    const card = await ana.sees('the first message of the thread', (room) =>
      room.find((one) => one.sender === bot && one.threadRoot === root),
    );
    expect(card.body).to.match(/#\d+ Disk is nearly full on the build host/);
    const ticketId = Number(/#(\d+)/.exec(card.body)?.[1]);
    const reply = await say(ana, /Infrastructure Operations/, 'the answer');
    expect(reply.body).to.include(`#${ticketId}`);
    await say(ana, /No model was used/, 'the sentence that no model was used');

    const gate = await say(bo, /Change \d+ needs a decision/, 'the gate');
    const changeId = Number(/Change (\d+)/.exec(gate.body)?.[1]);
    for (const part of ['df -hP', 'risk low', 'for Ana', 'May decide: Bo', 'May not: Ana', 'Until:', 'Digest'])
      expect(gate.body).to.include(part);
    expect(gate.mentions).to.include(bo.userId).and.not.include(ana.userId);
    await bo.sees(
      'the seeds',
      () => bo.reactions().filter((one) => one.target === gate.eventId && one.sender === bot).length === 2,
    );

    await ana.react(gate.eventId, '✅');
    const refused = await say(ana, /does not count/, 'why her vote does not count');
    expect(refused.body).to.match(/You asked for this, so somebody else has to decide it/);
    expect((await opsroom.call('bo', 'GET', `/api/changes/${changeId}`)).body).to.include({ state: 'pending' });

    await bo.react(gate.eventId, '✅');
    await bo.sees('the decision on the card', (room) =>
      room.some((one) => one.eventId === gate.eventId && /approved by:? Bo/i.test(one.body)),
    );
    await say(bo, /was \*\*approved\*\* by Bo/, 'the announcement');
    const result = await say(ana, /ran as approved: exit code 0/, 'the result of the plan');
    expect(result.body).to.include('Mounted on');
    const asked = await say(ana, /Did it help\?/, 'the question whether it helped');
    expect(asked.mentions).to.include(ana.userId);
    await ana.sees('the live card says so', (room) =>
      room.some((one) => one.eventId === card.eventId && /Resolved/.test(one.body)),
    );
    await ana.react(asked.eventId, '✅');
    await say(ana, /stays closed/, 'the thanks');

    const change = (await opsroom.call('bo', 'GET', `/api/changes/${changeId}`)).body;
    expect(change).to.include({
      state: 'completed',
      status: 'completed',
      result_kind: 'verified',
      approved_by: 'Bo',
      final: true,
    });
    expect(change['execution']).to.include({ exit_code: 0, state: 'succeeded' });
    const ticket = (await opsroom.call('ana', 'GET', `/api/tickets/${ticketId}`)).body;
    expect(ticket).to.include({
      status: 'resolved',
      helped: true,
      requester_name: 'Ana',
      owning_group: 'Infrastructure Operations',
    });
    const seeds = bo.events().filter((event) => event['type'] === 'm.room.redaction' && event['sender'] === bot);
    expect(seeds, 'the seeds are taken away').to.have.length(2);
  });

  it('answers a greeting and files nothing', async () => {
    const before = (await opsroom.call('service', 'GET', '/api/tickets')).body['total'];
    const root = await ana.write('hello');
    await inThread(root)(ana, /Hello! Tell me/, 'the answer');
    expect((await opsroom.call('service', 'GET', '/api/tickets')).body['total']).to.equal(before);
  });

  it('asks one question about something vague and goes on from a tap', async () => {
    const root = await ana.write('my thing is broken');
    const say = inThread(root);
    const question = await say(ana, /1️⃣/, 'the question');
    await ana.sees(
      'three choices',
      () => ana.reactions().filter((one) => one.target === question.eventId && one.sender === bot).length === 3,
    );
    await ana.react(question.eventId, '3️⃣');
    const card = await say(ana, /^#\d+ /, 'the ticket');
    expect(card.body).to.match(/My thing is broken/);
    expect(card.body).to.include('Network Operations');
    const all = ana.messages().filter((one) => one.threadRoot === root && /1️⃣/.test(one.body));
    expect(all, 'questions').to.have.length(1);
  });

  it('takes words as the answer, also on the top level', async () => {
    const root = await ana.write('it does not work');
    await inThread(root)(ana, /1️⃣/, 'the question');
    await ana.write('the printer on the second floor');
    const card = await inThread(root)(ana, /^#\d+ /, 'the ticket in the first thread');
    expect(card.body).to.include('Endpoint Support');
  });

  it('leaves to a person what no workflow covers, mentions the group, and a person works it', async () => {
    const root = await ana.write('the VPN of the Lisbon office drops every few minutes');
    const say = inThread(root);
    const card = await say(ana, /^#\d+ /, 'the card');
    const id = Number(/#(\d+)/.exec(card.body)?.[1]);
    const call = await say(bo, /waits for a person of Network Operations/, 'the call for a person');
    expect(call.mentions).to.include(bo.userId);
    const command = async (person: Person, body: string, answer: RegExp): Promise<string> => {
      const at = await person.write(body, { thread: root });
      const found = await person.sees(`the answer to ${body}`, (room) =>
        room.find(
          (one) =>
            one.sender === bot &&
            one.mentions.includes(person.userId) &&
            answer.test(one.body) &&
            one.at >= (room.find(({ eventId }) => eventId === at)?.at ?? Infinity),
        ),
      );
      return found.body;
    };
    expect(await command(bo, '!pending', /Tickets that wait/)).to.include(`#${id}`);
    await command(bo, `!take ${id}`, /yours now/);
    await command(bo, '!take', /yours already/);
    expect(await command(bo, '!mine', /Your open tickets/)).to.include(`#${id}`);
    await command(bo, `!note ${id} the tunnel flaps since the firmware update`, /Your note is/);
    await command(bo, `!assign ${id} infrastructure operations`, /is with Infrastructure Operations now/);
    await command(ana, `!resolve ${id} nothing`, /Your role does not allow/);
    expect(await command(ana, '!status', /in progress/)).to.include('Infrastructure Operations');
    await command(bo, '!note', /Write the note/);
    await command(bo, '!frobnicate', /no command !frobnicate/);
    await command(bo, '!resolve went back to the old firmware', /is resolved/);
    await say(ana, /Did it help\?/, 'the question to Ana');
    const told = ana.messages().filter((one) => one.threadRoot === root && one.sender === bot);
    expect(
      told.filter((one) => /firmware update/.test(one.body)),
      'the internal note in the room',
    ).to.have.length(0);
    expect((await opsroom.call('ana', 'GET', `/api/tickets/${id}/context`)).body['notes']).to.satisfy(
      (notes: { body: string }[]) => notes.every(({ body }) => !body.includes('tunnel flaps')),
    );
  });

  it('lets people talk to each other, and keeps what they say about a ticket with it', async () => {
    const root = await ana.write(`the VPN of the Porto office drops too`);
    const card = await inThread(root)(ana, /^#\d+ /, 'the card');
    const id = Number(/#(\d+)/.exec(card.body)?.[1]);
    await inThread(root)(ana, /waits for a person/, 'the call for a person');
    const talk = await bo.write('cy, shall we look at it after lunch?', { mentions: [cy.userId] });
    await bo.write('was this the same cable as last week?', { thread: root });
    const answer = await cy.write('yes, after lunch', { replyTo: talk });
    await ana.write('thank you both', { thread: root, mentions: [bo.userId] });
    const marker = await ana.write('hello');
    await inThread(marker)(ana, /Hello!/, 'the bot is at work');
    for (const event of [talk, answer])
      expect(ana.messages().filter((one) => one.threadRoot === event)).to.have.length(0);
    const { notes } = (await opsroom.call('bo', 'GET', `/api/tickets/${id}/context`)).body as {
      notes: { source: string; body: string; author: string }[];
    };
    expect(
      notes.filter(({ source }) => source === 'chat-comment').map(({ author, body }) => `${author}: ${body}`),
    ).to.have.members(['Bo: was this the same cable as last week?', 'Ana: thank you both']);
  });

  it('answers in Portuguese', async () => {
    const root = await ana.write('O disco do servidor de build está quase cheio, alguém pode verificar?');
    await inThread(root)(ana, /Chamado #\d+/, 'the answer in Portuguese');
  });

  it('tells in the audit trail who did what, through which door', async () => {
    const { body } = await opsroom.call('admin', 'GET', '/api/dashboard/audit?source=audit&limit=500');
    const rows = body['audit'] as {
      actor: string;
      action: string;
      channel: string;
      result: string | null;
    }[];
    const told = rows.map(
      ({ actor, action, channel, result }) => `${actor} ${action} ${channel}${result === null ? '' : ` ${result}`}`,
    );
    expect(told).to.include('ana change_vote_refused matrix-reaction requester');
    expect(told).to.include('bo change_approved matrix-reaction approved');
    expect(told.some((row) => row.startsWith('executor change_completed executor'))).to.equal(true);
    expect(told.some((row) => row.startsWith('bo ticket_taken matrix-command'))).to.equal(true);
  });
});
