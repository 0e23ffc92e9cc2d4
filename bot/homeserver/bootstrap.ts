import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from 'pino';
import { z } from 'zod';
import { keptSecret, writeAtomically, type DataDirectory } from '../../config/datadir/index.js';
import type { Secret } from '../../config/secret.js';
import { ensureAccount } from './accounts.js';
import { signInBot } from './botSession.js';
import { homeserverFolder } from './configuration.js';
import { bringIn, ensureIntakeRoom } from './intakeRoom.js';
import type { LocalHomeserver } from './startSynapse.js';
import { liftRateLimit } from './steward.js';

export type PersonToBring = {
  /** Name to sign in with, the local part of the Matrix id. */
  name: string;
  displayName: string;
  password: Secret;
  /** May invite, remove and pin in the room. Given when the room is made. */
  moderator?: boolean;
};

export type Bootstrap = {
  homeserver: Pick<LocalHomeserver, 'url' | 'serverName' | 'registrationSecret'>;
  data: DataDirectory;
  logger: Logger;
  people: readonly PersonToBring[];
  /** Local part or Matrix id; `opsbot` by default. */
  botUser?: string;
  botDisplayName?: string;
  /** With or without server; `#ops` by default. */
  roomAlias?: string;
};

export type Bootstrapped = {
  botUserId: string;
  botAccessToken: Secret;
  botDeviceId: string;
  roomId: string;
  roomAlias: string;
  people: { name: string; userId: string; password: Secret; created: boolean }[];
};

/** What needs no second look at the next start. Losing it costs one more administrator's sign-in. */
const stateFile = z.object({ room_id: z.string().optional(), rate_limit_lifted_for: z.string().optional() });

/**
 * Brings the local homeserver to where a newcomer can write to the bot: accounts, the bot's session, the room and
 * everybody in it. Changes nothing that is there already and heals what is missing. Throws with what failed.
 */
export async function bootstrapHomeserver(options: Bootstrap): Promise<Bootstrapped> {
  const { homeserver, data, logger } = options;
  const botName = localpartOf(options.botUser ?? 'opsbot');
  const roomAlias = `${(options.roomAlias ?? '#ops').split(':')[0] ?? '#ops'}:${homeserver.serverName}`;
  const botPassword = await keptSecret(data, 'matrix-bot-password');
  const bot = { localpart: botName, displayName: options.botDisplayName ?? 'Opsroom', password: botPassword };
  const [{ userId: botUserId }, ...people] = await Promise.all([
    ensureAccount(homeserver, bot),
    ...options.people.map(async ({ name, displayName, password, moderator = false }) => {
      const { userId, created } = await ensureAccount(homeserver, { localpart: name, displayName, password });
      return { name, userId, password, created, moderator };
    }),
  ]);
  const session = await signInBot({
    homeserverUrl: homeserver.url,
    user: botUserId,
    password: botPassword,
    data,
    logger,
    // Its port may move; it stays the same server.
    homeserver: `local:${homeserver.serverName}`,
  });
  const file = path.join(homeserverFolder(data), 'bootstrap.json');
  const state = await readState(file);
  if (state.rate_limit_lifted_for !== botUserId) await liftRateLimit(homeserver, data, botUserId);
  const roomId = await ensureIntakeRoom({
    url: homeserver.url,
    bot: session,
    alias: roomAlias,
    people,
    ...(state.room_id === undefined ? {} : { formerRoomId: state.room_id }),
  });
  if (state.room_id !== roomId || state.rate_limit_lifted_for !== botUserId) {
    await writeAtomically(file, `${JSON.stringify({ room_id: roomId, rate_limit_lifted_for: botUserId })}\n`);
  }
  const joined = await bringIn(homeserver.url, { bot: session, roomId, people, logger });
  if (joined.length > 0) logger.info({ roomId, joined }, 'people are in the room');
  return {
    botUserId,
    botAccessToken: session.accessToken,
    botDeviceId: session.deviceId,
    roomId,
    roomAlias,
    people: people.map(({ name, userId, password, created }) => ({ name, userId, password, created })),
  };
}

async function readState(file: string): Promise<z.infer<typeof stateFile>> {
  try {
    return stateFile.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return {};
  }
}

function localpartOf(user: string): string {
  return user.replace(/^@/, '').split(':')[0] ?? user;
}
