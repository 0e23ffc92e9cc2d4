import { expect } from 'chai';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { ensureAccount } from '../../bot/homeserver/index.js';
import { Secret } from '../../config/secret.js';
import { signIn, type Person, type Shown } from '../support/element.js';
import { makeOpsroom, type TestOpsroom } from '../support/opsroom.js';
import { installTimeout } from '../support/synapse.js';

type AuditRow = {
  readonly actor: string;
  readonly action: string;
  readonly channel: string;
  readonly result: string | null;
  readonly target: string;
};

describe('the gate that an agent cannot open, in the room', function () {
  this.timeout(60_000);
  let opsroom: TestOpsroom;
  let ana: Person;
  let bo: Person;
  let admin: Person;
  let bot: string;
  let gate: Shown;
  let changeId: number;
  let root: string;
  before(async function () {
    this.timeout(installTimeout + 60_000);
    opsroom = await makeOpsroom();
    await opsroom.start();
    [ana, bo, admin] = [await opsroom.person('ana'), await opsroom.person('bo'), await opsroom.person('admin')];
    bot = `@opsbot:${(await opsroom.credentials()).matrix.server_name}`;
    root = await ana.write('the disk of the build server is full');
    gate = await bo.sees('the gate', (room) =>
      room.find((one) => one.sender === bot && /needs a decision/.test(one.body)),
    );
    changeId = Number(/Change (\d+)/.exec(gate.body)?.[1]);
  });
  after(() => opsroom.remove());

  const matrix = async (token: string, method: string, url: string, body: object): Promise<Record<string, unknown>> => {
    const { matrix: facts } = await opsroom.credentials();
    const answer = await fetch(`${facts.homeserver_url}/_matrix/client/v3${url}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
    return (await answer.json()) as Record<string, unknown>;
  };
  const kept = (name: string): Promise<string> => readFile(path.join(opsroom.directory, 'secrets', name), 'utf8');
  const audit = async (): Promise<AuditRow[]> =>
    (await opsroom.call('service', 'GET', `/api/dashboard/audit?source=audit&q=change_${changeId}&limit=200`)).body[
      'audit'
    ] as AuditRow[];
  const state = async (id = changeId): Promise<unknown> =>
    (await opsroom.call('service', 'GET', `/api/changes/${id}`)).body['state'];
  const answered = (person: Person, pattern: RegExp): Promise<Shown> =>
    person.sees(`the answer ${String(pattern)}`, (room) =>
      room.find((one) => one.sender === bot && one.mentions.includes(person.userId) && pattern.test(one.body)),
    );
  const untilAudited = (actor: string, result: string): Promise<AuditRow> => {
    const look = async (): Promise<AuditRow> => {
      for (let tries = 0; tries < 100; tries += 1) {
        const found = (await audit()).find(
          (row) => row.actor === actor && row.action === 'change_vote_refused' && row.result === result,
        );
        if (found) return found;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      throw new Error(`no refused vote of ${actor} in the audit trail`);
    };
    return look();
  };

  it('refuses the requester, and says and keeps why', async () => {
    await ana.react(gate.eventId, '✅');
    await answered(ana, /You asked for this/);
    await ana.write(`!approve ${changeId}`, { thread: root });
    await untilAudited('ana', 'requester');
    expect(await state()).to.equal('pending');
  });

  it('refuses the bot, whoever has its token', async () => {
    const { access_token: token } = JSON.parse(await kept('matrix-session')) as { access_token: string };
    const relation = { rel_type: 'm.annotation', event_id: gate.eventId, key: '✅\uFE0F' };
    const { room_id: room } = (await opsroom.credentials()).matrix;
    const sent = await matrix(token, 'PUT', `/rooms/${encodeURIComponent(room)}/send/m.reaction/own1`, {
      'm.relates_to': relation,
    });
    expect(sent).to.have.property('event_id');
    const row = await untilAudited('opsbot', 'not_a_person');
    expect(row.channel).to.equal('matrix-reaction');
    expect(await state()).to.equal('pending');
  });

  it('refuses an account that no person here is behind', async () => {
    const { homeserver_url: url, server_name: serverName, room_id: room } = (await opsroom.credentials()).matrix;
    const registrationSecret = new Secret((await kept('homeserver-registration')).trim());
    const { userId } = await ensureAccount(
      { url, serverName, registrationSecret },
      { localpart: 'mallory', password: new Secret('mallory-1'), displayName: 'Bo' },
    );
    const { access_token: token } = JSON.parse(await kept('matrix-session')) as { access_token: string };
    await matrix(token, 'POST', `/rooms/${encodeURIComponent(room)}/invite`, { user_id: userId });
    const login = await matrix(token, 'POST', '/login', {
      type: 'm.login.password',
      identifier: { type: 'm.id.user', user: 'mallory' },
      password: 'mallory-1',
    });
    await matrix(String(login['access_token']), 'POST', `/join/${encodeURIComponent(room)}`, {});
    const mallory = await signIn(url, room, 'mallory', 'mallory-1');
    try {
      await mallory.react(gate.eventId, '✅');
      await answered(mallory, /not linked to a person/);
      await untilAudited(userId, 'unlinked');
      expect(await state()).to.equal('pending');
      const asked = await mallory.write('please reset my password');
      await mallory.sees('one sentence for a stranger', (found) =>
        found.find((one) => one.threadRoot === asked && /I do not know who you are/.test(one.body)),
      );
    } finally {
      await mallory.leave();
    }
  });

  it('refuses the run token of the agent that waits for it, and the service token, on every decision', async () => {
    const token = await tokenOfRun();
    for (const verb of ['approve', 'reject']) {
      const byAgent = await opsroom.call({ token }, 'POST', `/api/changes/${changeId}/${verb}`, {
        reason: 'because',
        approved_by: 'bo',
      });
      expect([byAgent.status, byAgent.body['error']]).to.deep.equal([403, 'access_denied']);
      const byService = await opsroom.call('service', 'POST', `/api/changes/${changeId}/${verb}`, {
        reason: 'because',
        approved_by: 'bo',
      });
      expect([byService.status, byService.body['error'], byService.body['reason']]).to.deep.equal([
        403,
        'vote_not_allowed',
        'not_a_person',
      ]);
    }
    expect(
      (await opsroom.call({ token }, 'GET', `/api/changes/${changeId}`)).status,
      'the token is a real one',
    ).to.equal(200);
    const denied = (
      await opsroom.call('service', 'GET', '/api/dashboard/audit?source=audit&action=access_denied&limit=50')
    ).body['audit'] as AuditRow[];
    expect(denied.map(({ actor, target }) => `${actor} ${target}`)).to.include(
      `agent-1 POST /api/changes/${changeId}/approve`,
    );
    await untilAudited('platform-service', 'not_a_person');
    expect(await state()).to.equal('pending');
  });

  it('counts no tap on a copy of the card, on an edit of it, or on a quote', async () => {
    const copy = await ana.write(gate.body);
    const quote = await ana.write(`> ${gate.body.replaceAll('\n', '\n> ')}\n\nplease`, { replyTo: gate.eventId });
    const edit = bo.events().find((event) => {
      const relation = (event['content'] as { 'm.relates_to'?: { rel_type?: string; event_id?: string } })[
        'm.relates_to'
      ];
      return relation?.rel_type === 'm.replace' && event['sender'] === bot;
    });
    expect(edit, 'an edit of a card').to.not.equal(undefined);
    for (const target of [copy, quote, String(edit?.['event_id'])]) await bo.react(target, '✅');
    for (const key of ['✔', '☑️', 'constructor', '👍']) await bo.react(gate.eventId, key);
    const marker = await bo.write('!who ' + String(changeId));
    await bo.sees('the bot is at work', (room) => room.find((one) => one.threadRoot === marker));
    expect(await state()).to.equal('pending');
    expect((await audit()).filter(({ actor, action }) => actor === 'bo' && action.startsWith('change_'))).to.deep.equal(
      [],
    );
  });

  it('takes a vote back while it is open, and needs as many people as the policy says', async () => {
    const ticket = await opsroom.call('cy', 'GET', '/api/tickets?limit=1');
    const [{ id: ticketId }] = ticket.body['tickets'] as [{ id: number }];
    const plan = { kind: 'argv', argv: ['true'] };
    const asked = await opsroom.call('cy', 'POST', '/api/changes/request', {
      ticket_id: ticketId,
      action: 'Restart',
      target: 'mail',
      risk_level: 'high',
      reason: 'test',
      plan,
    });
    expect(asked.status, JSON.stringify(asked.body)).to.equal(200);
    const second = Number(asked.body['change_id']);
    const card = await bo.sees('its card', (room) =>
      room.find((one) => one.sender === bot && one.body.startsWith(`Change ${second} needs`)),
    );
    const first = await bo.react(card.eventId, '✅');
    await answered(bo, /counts\. So far: 1 of 2 from ops/);
    await bo.redact(first);
    const votes = async (): Promise<number> => {
      const { explanation } = (await opsroom.call('service', 'GET', `/api/changes/${second}`)).body as {
        explanation: { may: { voted: string | null }[] };
      };
      return explanation.may.filter(({ voted }) => voted !== null).length;
    };
    for (let tries = 0; (await votes()) > 0 && tries < 60; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await votes()).to.equal(0);
    await bo.react(card.eventId, '✅');
    await bo.sees('the second vote', () => true);
    await admin.react(card.eventId, '✅');
    await bo.sees('the decision', (room) =>
      room.find((one) => one.body.includes(`Change ${second} was **approved** by`)),
    );
    await bo.react(card.eventId, '❌');
    await answered(bo, /is already .*your vote came later and changes nothing/);
  });

  it('rejects at once with a tap, and asks for the reason', async () => {
    await bo.react(gate.eventId, '❌');
    await bo.sees('the rejection', (room) =>
      room.find(
        (one) => one.body.includes(`Change ${changeId} was **rejected** by Bo`) && /please say why/.test(one.body),
      ),
    );
    expect(await state()).to.equal('rejected');
    await bo.write(`!reject ${changeId} the report is in the weekly mail already`);
    await answered(bo, /Your reason is noted/);
    await ana.sees('the agent leaves it to a person', (room) =>
      room.find((one) => one.threadRoot === root && one.sender === bot && /waits for a person/.test(one.body)),
    );
  });

  it('lets no child at the secrets, at other processes, at the database or in as Bo', async () => {
    const { api } = await opsroom.credentials();
    const [{ id: ticketId }] = (await opsroom.call('cy', 'GET', '/api/tickets?limit=1')).body['tickets'] as [
      { id: number },
    ];
    const ports = JSON.parse(await readFile(path.join(opsroom.directory, 'ports.json'), 'utf8')) as {
      postgres: number;
    };
    const script = [
      `cat ${opsroom.directory}/credentials.json`,
      `cat ${opsroom.directory}/secrets/postgres-owner`,
      `cat /proc/${process.pid}/environ`,
      `ls /var/lib/opsroom/*/runs`,
      `python3 -c "import socket; s=socket.create_connection(('127.0.0.1',${ports.postgres})); s.sendall(bytes.fromhex('0000002800030000')+b'user\\0postgres\\0database\\0opsroom\\0\\0'); print(s.recv(9))"`,
      `python3 -c "import urllib.request,json; r=urllib.request.Request('${api.base_url}/api/auth/login',data=json.dumps({'username':'bo','password':''}).encode(),headers={'content-type':'application/json'}); print(urllib.request.urlopen(r).status)"`,
      'env',
    ].map((step, number) => `echo "step ${number}:"; ${step} 2>&1 | tail -2`);
    const plan = { kind: 'argv', argv: ['sh', '-c', script.join('; ')] };
    const asked = await opsroom.call('cy', 'POST', '/api/changes/request', {
      ticket_id: ticketId,
      action: 'Look around',
      target: 'here',
      risk_level: 'low',
      reason: 'test',
      plan,
    });
    const id = Number(asked.body['change_id']);
    // Bo said above why he rejects, and the agents of this ticket have read it.
    await admin.write(`!approve ${id}`);
    const done = await bo.sees(
      'the receipt',
      (room) =>
        room.find(
          (one) =>
            one.body.startsWith(`Change ${id} ran as approved`) || one.body.startsWith(`Change ${id} **failed**`),
        ),
      20_000,
    );
    const step = (number: number): string => done.body.split(`step ${number}:`)[1]?.split('step ')[0] ?? '';
    for (const number of [0, 1, 2, 3])
      expect(step(number), `step ${number}`).to.match(/Permission denied|cannot access|No such file/);
    expect(step(4), 'the database asks for a password').to.match(/b'[RE]|Error|refused/);
    expect(step(4)).to.not.match(/R\\x00\\x00\\x00\\x08\\x00\\x00\\x00\\x00/);
    expect(step(5), 'signing in as Bo').to.match(/401|422/);
    expect(done.body).to.not.match(/OPSROOM|TOKEN|postgres:\/\//);
  });

  /** The run of the agent that waits at the gate: its token is in its environment, which only the platform's user can read. */
  async function tokenOfRun(): Promise<string> {
    for (const pid of await readdir('/proc')) {
      if (!/^\d+$/.test(pid)) continue;
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
      if (
        !environment.includes('OPSROOM_RUN_KIND=task') ||
        !environment.includes((await opsroom.credentials()).api.base_url)
      )
        continue;
      const token = /OPSROOM_RUN_TOKEN=([^\0]+)/.exec(environment)?.[1];
      if (token !== undefined) return token;
    }
    throw new Error('no run waits at the gate');
  }
});
