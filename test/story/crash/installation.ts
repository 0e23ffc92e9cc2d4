import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { stringify } from 'yaml';
import { openDataDirectory } from '../../../config/datadir/index.js';
import { startTestPostgres } from '../../support/postgres.js';
import { startTestSynapse } from '../../support/synapse.js';
import { startReplica, type Replica } from './replica.js';

export const names = ['ana', 'bo', 'cy'] as const;
export type Name = (typeof names)[number];

/** A person without a client: only what they say. */
export type Voice = {
  write(body: string): Promise<string>;
  react(eventId: string, key: string): Promise<string>;
};

/** An installation as an operator has it: their own PostgreSQL and homeserver, a configuration, and any number of processes. */
export type Installation = {
  readonly databaseUrl: string;
  readonly homeserver: string;
  readonly roomId: string;
  readonly bot: string;
  readonly people: Readonly<Record<Name, Voice>>;
  readonly passwords: Readonly<Record<Name, string>>;
  start(): Promise<Replica>;
  remove(): Promise<void>;
};

async function asUser(
  url: string,
  token: string,
  body: object,
  method: 'POST' | 'PUT' = 'POST',
): Promise<Readonly<Record<string, unknown>>> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const answer = await fetch(url, { method, headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Readonly<Record<string, unknown>>;
}

function voiceOf(client: string, token: string, roomId: string): Voice {
  const send = async (type: string, content: object): Promise<string> => {
    const url = `${client}/rooms/${encodeURIComponent(roomId)}/send/${type}/${randomUUID()}`;
    return String((await asUser(url, token, content, 'PUT'))['event_id']);
  };
  return {
    write: (body) => send('m.room.message', { msgtype: 'm.text', body, 'm.mentions': {} }),
    react: (event, key) => send('m.reaction', { 'm.relates_to': { rel_type: 'm.annotation', event_id: event, key } }),
  };
}

/** People write faster here than anybody's thumbs. */
const noLimit = { rc_message: { per_second: 1_000, burst_count: 10_000 }, bcrypt_rounds: 4 };

export async function makeInstallation(): Promise<Installation> {
  const folder = await mkdtemp('/tmp/opsroom-test-replicas-');
  const directory = path.join(folder, 'data');
  const [postgres, synapse] = await Promise.all([startTestPostgres(), startTestSynapse({ overrides: noLimit })]);
  const databaseUrl = (await postgres.freshDatabase({ migrated: false })).reveal();
  const [ana, bo, cy, opsbot] = await Promise.all([
    synapse.createUser('ana'),
    synapse.createUser('bo'),
    synapse.createUser('cy'),
    synapse.createUser('opsbot'),
  ]);
  const client = `${synapse.url}/_matrix/client/v3`;
  const room = { room_alias_name: 'ops', preset: 'private_chat', invite: [bo.userId, cy.userId, opsbot.userId] };
  const roomId = String((await asUser(`${client}/createRoom`, ana.accessToken, room))['room_id']);
  for (const { accessToken } of [bo, cy]) await asUser(`${client}/join/${encodeURIComponent(roomId)}`, accessToken, {});
  const passwords = { ana: ana.password, bo: bo.password, cy: cy.password };
  const approver = { roles: ['approver', 'agent-operator'], groups: ['ops', 'Infrastructure Operations'] };
  const configuration = {
    database: { url: databaseUrl },
    matrix: { homeserver_url: synapse.url, bot_user: 'opsbot', bot_password: opsbot.password },
    people: {
      ana: { display_name: 'Ana', roles: ['requester'], matrix_id: ana.userId, password: ana.password },
      bo: { display_name: 'Bo', ...approver, matrix_id: bo.userId, password: bo.password },
      cy: { display_name: 'Cy', ...approver, matrix_id: cy.userId, password: cy.password },
    },
    runner: { lease: '5s' },
    // Every message is a matter of its own here, also right after a question.
    chat: { join_question: '0s' },
  };
  const file = path.join(folder, 'opsroom.yaml');
  await writeFile(file, stringify(configuration), { mode: 0o600 });
  const people = {
    ana: voiceOf(client, ana.accessToken, roomId),
    bo: voiceOf(client, bo.accessToken, roomId),
    cy: voiceOf(client, cy.accessToken, roomId),
  };
  return {
    ...{ databaseUrl, homeserver: synapse.url, roomId, bot: opsbot.userId, people, passwords },
    start: () => startReplica(directory, { OPSROOM_CONFIG: file }),
    async remove() {
      await Promise.all([postgres.stop(), synapse.stop()]);
      const { stagingRoot } = await openDataDirectory(directory);
      await rm(stagingRoot, { recursive: true, force: true });
      await rm(folder, { recursive: true, force: true });
    },
  };
}
