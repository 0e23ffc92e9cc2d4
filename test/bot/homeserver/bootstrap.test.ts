import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import pino from 'pino';
import {
  bootstrapHomeserver,
  signIn,
  signInBot,
  startLocalHomeserver,
  type Bootstrapped,
  type LocalHomeserver,
  type PersonToBring,
} from '../../../bot/homeserver/index.js';
import type { DataDirectory } from '../../../config/datadir/index.js';
import { configSchema } from '../../../config/schema.js';
import { Secret } from '../../../config/secret.js';
import { openHomeserver } from '../../../bot/start/openHomeserver.js';
import { temporaryData } from '../../config/datadir/temporaryData.js';
import { installTimeout, sharedVenv, testSettings } from '../../support/synapse.js';

const logger = pino({ level: 'silent' });
const person = (name: string, moderator = false): PersonToBring => ({
  name,
  displayName: name.toUpperCase(),
  password: new Secret(`correct horse ${name}`),
  moderator,
});

describe('the first contents of the local homeserver', function () {
  this.timeout(installTimeout);
  let data: DataDirectory;
  let remove: () => Promise<void>;
  let homeserver: LocalHomeserver;
  let first: Bootstrapped;
  const people = [person('ana'), person('bo'), person('admin', true)];
  const bootstrap = (who = people): Promise<Bootstrapped> =>
    bootstrapHomeserver({ homeserver, data, logger, people: who });

  before(async () => {
    ({ data, remove } = await temporaryData());
    const started = await startLocalHomeserver({
      data,
      logger,
      progress: () => undefined,
      host: '127.0.0.1',
      venv: await sharedVenv(),
      preferredPort: 0,
      overrides: { ...testSettings, rc_message: { per_second: 1, burst_count: 10 } },
    });
    if (started.kind !== 'running') throw new Error(started.sentence);
    homeserver = started;
    first = await bootstrap();
  });
  after(async () => {
    await homeserver.stop();
    await remove();
  });

  async function get(pathOf: string, token = first.botAccessToken): Promise<unknown> {
    const response = await fetch(`${homeserver.url}${pathOf}`, {
      headers: { authorization: `Bearer ${token.reveal()}` },
    });
    return response.json();
  }
  async function send(method: string, pathOf: string, body: unknown, token = first.botAccessToken): Promise<number> {
    const headers = { authorization: `Bearer ${token.reveal()}`, 'content-type': 'application/json' };
    const response = await fetch(`${homeserver.url}${pathOf}`, { method, headers, body: JSON.stringify(body) });
    return response.status;
  }
  /** Any change of the room's state shows as another event id. */
  const stateEvents = async (): Promise<string[]> =>
    ((await get(`${room()}/state`)) as { event_id: string }[]).map((event) => event.event_id).sort();
  const room = (): string => `/_matrix/client/v3/rooms/${encodeURIComponent(first.roomId)}`;
  const alias = (): string => `/_matrix/client/v3/directory/room/${encodeURIComponent(first.roomAlias)}`;

  it('puts everybody and the bot into the room before anyone opens a client', async () => {
    expect(first).to.deep.include({ botUserId: '@opsbot:opsroom.localhost', roomAlias: '#ops:opsroom.localhost' });
    expect(first.people.map(({ userId, created }) => [userId, created])).to.deep.equal(
      ['ana', 'bo', 'admin'].map((name) => [`@${name}:opsroom.localhost`, true]),
    );
    const { joined } = (await get(`${room()}/joined_members`)) as { joined: Record<string, { display_name: string }> };
    expect(Object.keys(joined).sort()).to.deep.equal(
      ['admin', 'ana', 'bo', 'opsbot'].map((name) => `@${name}:opsroom.localhost`),
    );
    expect(joined['@ana:opsroom.localhost']?.display_name).to.equal('ANA');
    expect(joined['@opsbot:opsroom.localhost']?.display_name).to.equal('Opsroom');
  });

  it('makes the room private, readable and explained, with the administrator as a moderator', async () => {
    const state = (await get(`${room()}/state`)) as { type: string; content: Record<string, unknown> }[];
    const content = (type: string): Record<string, unknown> | undefined =>
      state.find((event) => event.type === type)?.content;
    expect(content('m.room.join_rules')).to.include({ join_rule: 'invite' });
    expect(content('m.room.name')).to.include({ name: 'Operations' });
    expect(String(content('m.room.topic')?.topic)).to.match(/Write what is wrong/);
    expect(content('m.room.encryption')).to.equal(undefined);
    expect(content('m.room.power_levels')?.users).to.include({ '@admin:opsroom.localhost': 50 });
  });

  it('lets a person in with the password and leaves no session of ours behind', async () => {
    const session = await signIn(homeserver.url, { user: 'ana', password: person('ana').password, device: 'Element' });
    if (session.kind !== 'ok') throw new Error(JSON.stringify(session));
    const { devices } = (await get('/_matrix/client/v3/devices', session.value.accessToken)) as { devices: unknown[] };
    expect(devices).to.have.length(1);
  });

  it('does not make an administrator of the bot', async () => {
    expect(await get('/_synapse/admin/v2/users')).to.include({ errcode: 'M_FORBIDDEN' });
  });

  it('lifts the rate limit for the bot and for nobody else', async () => {
    const session = await signIn(homeserver.url, { user: 'bo', password: person('bo').password, device: 'Element' });
    if (session.kind !== 'ok') throw new Error('bo cannot sign in');
    const burst = async (token: Secret): Promise<number[]> => {
      const statuses = await Promise.all(
        Array.from({ length: 30 }, (_, index) =>
          send('PUT', `${room()}/send/m.room.message/burst${index}`, { msgtype: 'm.notice', body: `${index}` }, token),
        ),
      );
      return [...new Set(statuses)].sort();
    };
    expect(await burst(first.botAccessToken)).to.deep.equal([200]);
    expect(await burst(session.value.accessToken)).to.deep.equal([200, 429]);
  });

  it('changes nothing when it runs again, and the bot keeps its device', async () => {
    const formerly = await stateEvents();
    const again = await bootstrap();
    expect(again.botDeviceId).to.equal(first.botDeviceId);
    expect(again.botAccessToken.reveal()).to.equal(first.botAccessToken.reveal());
    expect(again.roomId).to.equal(first.roomId);
    expect(again.people.map(({ created }) => created)).to.deep.equal([false, false, false]);
    expect(await stateEvents()).to.deep.equal(formerly);
    const { devices } = (await get('/_matrix/client/v3/devices')) as { devices: unknown[] };
    expect(devices).to.have.length(1);
    expect((await stat(path.join(data.secrets, 'matrix-session'))).mode & 0o777).to.equal(0o600);
  });

  it('brings in a person who was added later, and gives back a lost alias', async () => {
    expect(await send('DELETE', alias(), undefined)).to.equal(200);
    const again = await bootstrap([...people, person('dee')]);
    expect(again.roomId).to.equal(first.roomId);
    expect(again.people.at(-1)).to.include({ userId: '@dee:opsroom.localhost', created: true });
    expect(await get(alias())).to.include({ room_id: first.roomId });
    const { joined } = (await get(`${room()}/joined_members`)) as { joined: object };
    expect(joined).to.have.property('@dee:opsroom.localhost');
  });

  it('leaves out who has left, and invites who changed the password', async () => {
    const dee = person('dee');
    const session = await signIn(homeserver.url, { user: 'dee', password: dee.password, device: 'Element' });
    if (session.kind !== 'ok') throw new Error('dee cannot sign in');
    expect(await send('POST', `${room()}/leave`, {}, session.value.accessToken)).to.equal(200);
    await bootstrap([...people, dee]);
    const eve = person('eve');
    await bootstrap([eve]);
    const changed = { ...person('eve'), password: new Secret('another one') };
    await bootstrap([changed]);
    const { joined } = (await get(`${room()}/joined_members`)) as { joined: object };
    expect(joined).to.not.have.property('@dee:opsroom.localhost');
    expect(joined).to.have.property('@eve:opsroom.localhost');
  });

  it('invites the people of the configuration into the room that it makes on a homeserver of the operator', async () => {
    const own = await temporaryData();
    try {
      const person = (name: string) => ({ roles: ['requester'], matrix_id: `@${name}:opsroom.localhost` });
      const config = configSchema.parse({
        matrix: {
          homeserver_url: homeserver.url,
          access_token: first.botAccessToken.reveal(),
          room_alias: '#theirs',
        },
        people: { ana: person('ana'), bo: person('bo'), finn: { roles: ['requester'] } },
      });
      const parts = { config, data: own.data, log: logger, progress: () => undefined, passwords: new Map() };
      const opened = await openHomeserver(parts);
      if (opened.kind === 'none') throw new Error(opened.sentence);
      const members = async (): Promise<Record<string, unknown>> => {
        const path = `/_matrix/client/v3/rooms/${encodeURIComponent(opened.roomId)}/members`;
        const { chunk } = (await get(path)) as { chunk: { state_key: string; content: { membership: string } }[] };
        return Object.fromEntries(chunk.map(({ state_key: id, content }) => [id, content.membership]));
      };
      expect(await members()).to.deep.equal({
        '@opsbot:opsroom.localhost': 'join',
        '@ana:opsroom.localhost': 'invite',
        '@bo:opsroom.localhost': 'invite',
      });
      const ana = await signIn(homeserver.url, {
        user: 'ana',
        password: people[0]?.password ?? new Secret(''),
        device: 'x',
      });
      if (ana.kind !== 'ok') throw new Error('ana cannot sign in');
      const left = `/_matrix/client/v3/rooms/${encodeURIComponent(opened.roomId)}/leave`;
      expect(await send('POST', left, {}, ana.value.accessToken)).to.equal(200);
      expect(await openHomeserver(parts)).to.include({ kind: 'ready', roomId: opened.roomId });
      expect(await members(), 'who has left is not asked again').to.include({ '@ana:opsroom.localhost': 'leave' });
    } finally {
      await own.remove();
    }
  });

  it('gives replicas that start at once one session, in which transaction ids mean the same', async () => {
    const password = new Secret((await readFile(path.join(data.secrets, 'matrix-bot-password'), 'utf8')).trim());
    const file = path.join(data.secrets, 'matrix-session');
    const kept = await readFile(file, 'utf8');
    await rm(file);
    const replica = () => signInBot({ homeserverUrl: homeserver.url, user: 'opsbot', password, data, logger });
    const sessions = await Promise.all([replica(), replica(), replica()]);
    expect(new Set(sessions.map(({ deviceId }) => deviceId))).to.have.property('size', 1);
    await writeFile(file, kept, { mode: 0o600 });
  });

  it('signs the bot in anew when its session was ended, and says what is wrong otherwise', async () => {
    const password = new Secret((await readFile(path.join(data.secrets, 'matrix-bot-password'), 'utf8')).trim());
    const url = homeserver.url;
    const kept = await readFile(path.join(data.secrets, 'matrix-session'), 'utf8');
    await rm(path.join(data.secrets, 'matrix-session'));
    const remote = await signInBot({ homeserverUrl: url, user: 'opsbot', password, data, logger });
    const again = await signInBot({ homeserverUrl: url, user: first.botUserId, data, logger });
    expect(again.deviceId).to.equal(remote.deviceId);
    const byToken = await signInBot({
      homeserverUrl: url,
      user: 'opsbot',
      accessToken: remote.accessToken,
      data,
      logger,
    });
    expect(byToken).to.include({ userId: first.botUserId, deviceId: remote.deviceId });
    expect(await send('POST', '/_matrix/client/v3/logout', {}, remote.accessToken)).to.equal(200);

    const fault = (options: { user?: string; password?: Secret; accessToken?: Secret; at?: string }): Promise<string> =>
      signInBot({
        homeserverUrl: options.at ?? url,
        user: options.user ?? 'opsbot',
        ...(options.password ? { password: options.password } : {}),
        ...(options.accessToken ? { accessToken: options.accessToken } : {}),
        data,
        logger,
      }).then(
        () => 'signed in',
        (error: unknown) => String(error),
      );
    expect(await fault({})).to.match(/set MATRIX_BOT_PASSWORD or MATRIX_ACCESS_TOKEN/);
    expect(await fault({ password: new Secret('wrong') })).to.match(/refuses the name or password.*MATRIX_BOT_USER/);
    expect(await fault({ accessToken: new Secret('syt_wrong') })).to.match(/refuses MATRIX_ACCESS_TOKEN/);
    expect(await fault({ user: 'ana', accessToken: first.botAccessToken })).to.match(/belongs to @opsbot/);
    expect(await fault({ password, at: 'http://127.0.0.1:9' })).to.match(/does not answer.*MATRIX_HOMESERVER_URL/);
    const renewed = await signInBot({ homeserverUrl: url, user: 'opsbot', password, data, logger });
    expect(renewed.deviceId).to.not.equal(remote.deviceId);
    await writeFile(path.join(data.secrets, 'matrix-session'), kept, { mode: 0o600 });
  });
});
