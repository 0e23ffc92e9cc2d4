import type { Logger } from 'pino';
import type { Config, Secret } from '../../config/index.js';
import { completeCredentials, type DataDirectory } from '../../config/datadir/index.js';
import {
  bootstrapHomeserver,
  bringIn,
  ensureIntakeRoom,
  signInBot,
  startLocalHomeserver,
  type LocalHomeserver,
  type Session,
  type StartHomeserver,
} from '../homeserver/index.js';

/** Everything that the bot and the web client need to know of Matrix. */
export type Homeserver = {
  readonly kind: 'ready';
  readonly url: string;
  /** As people's own programs reach it. */
  readonly publicUrl: string;
  readonly serverName: string;
  readonly botUserId: string;
  readonly botAccessToken: Secret;
  readonly roomId: string;
  readonly roomAlias: string;
  readonly matrixIds: ReadonlyMap<string, string>;
  readonly local: LocalHomeserver | undefined;
};
/** `sentence`: why not, and what to set. `again`: it may come by itself. */
export type NoHomeserver = { readonly kind: 'none'; readonly sentence: string; readonly again: boolean };

export type OpenHomeserver = {
  readonly config: Config;
  readonly data: DataDirectory;
  readonly log: Logger;
  readonly progress: (line: string) => void;
  readonly passwords: ReadonlyMap<string, Secret>;
  /** What tests want otherwise of the local one. */
  readonly local?: Partial<StartHomeserver>;
};

/** The operator's homeserver, or a local one that is installed, started and furnished with people and a room. */
export async function openHomeserver(parts: OpenHomeserver): Promise<Homeserver | NoHomeserver> {
  const { config } = parts;
  const opened = config.matrix.homeserver_url === undefined ? await openLocal(parts) : await openGiven(parts);
  if (opened.kind === 'none') return opened;
  const { publicUrl, serverName, roomId, roomAlias, matrixIds } = opened;
  await completeCredentials(parts.data, {
    matrix: { homeserver_url: publicUrl, server_name: serverName, room_id: roomId, room_alias: roomAlias },
    people: Object.fromEntries(
      [...parts.passwords].map(([name, password]) => {
        const userId = matrixIds.get(name);
        const roles = config.people[name]?.roles ?? [];
        return [name, { ...(userId === undefined ? {} : { user_id: userId }), username: name, password, roles }];
      }),
    ),
  });
  return opened;
}

async function openLocal(parts: OpenHomeserver): Promise<Homeserver | NoHomeserver> {
  const { config, data, log, progress, passwords } = parts;
  const { matrix, people } = config;
  const started = await startLocalHomeserver({
    ...{ data, logger: log, progress, host: matrix.host, serverName: matrix.server_name },
    ...(matrix.public_url === undefined ? {} : { publicBaseUrl: matrix.public_url }),
    ...parts.local,
  });
  if (started.kind === 'unavailable') return { kind: 'none', sentence: started.sentence, again: false };
  try {
    progress('Setting up people and the room …');
    const made = await bootstrapHomeserver({
      ...{ homeserver: started, data, logger: log, botUser: matrix.bot_user, roomAlias: matrix.room_alias },
      people: [...passwords].map(([name, password]) => ({
        ...{ name, password },
        displayName: people[name]?.display_name ?? name,
        moderator: people[name]?.roles.includes('platform-admin') ?? false,
      })),
    });
    const { botUserId, botAccessToken, roomId, roomAlias } = made;
    return {
      ...{ kind: 'ready', url: started.url, publicUrl: matrix.public_url ?? started.url, local: started },
      ...{ serverName: started.serverName, botUserId, botAccessToken, roomId, roomAlias },
      matrixIds: new Map(made.people.map(({ name, userId }) => [name, people[name]?.matrix_id ?? userId])),
    };
  } catch (error) {
    await started.stop();
    throw error;
  }
}

async function openGiven({ config, data, log }: OpenHomeserver): Promise<Homeserver | NoHomeserver> {
  const { matrix, people } = config;
  const url = matrix.homeserver_url ?? '';
  try {
    const session = await signInBot({
      ...{ homeserverUrl: url, user: matrix.bot_user, data, logger: log },
      ...(matrix.bot_password === undefined ? {} : { password: matrix.bot_password }),
      ...(matrix.access_token === undefined ? {} : { accessToken: matrix.access_token }),
    });
    const serverName = session.userId.slice(session.userId.indexOf(':') + 1);
    const named = matrix.room_alias;
    const roomAlias = named.includes(':') ? named : `${named}:${serverName}`;
    const known = Object.entries(people).flatMap(([name, { matrix_id: userId, roles }]) =>
      userId === undefined ? [] : [{ name, userId, moderator: roles.includes('platform-admin') }],
    );
    const roomId = await ensureIntakeRoom({ url, bot: session, alias: roomAlias, people: known });
    await invite({ url, bot: session, roomId, people: known, log });
    return {
      ...{ kind: 'ready', url, publicUrl: matrix.public_url ?? url, serverName, roomId, roomAlias, local: undefined },
      ...{ botUserId: session.userId, botAccessToken: session.accessToken },
      matrixIds: new Map(known.map(({ name, userId }) => [name, userId])),
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { kind: 'none', sentence: `Matrix is not available: ${reason}`, again: true };
  }
}

/** Who is in the configuration with a Matrix account is in the room, or is asked to come. In a room of somebody else's the bot may not be allowed to. */
async function invite(room: {
  readonly url: string;
  readonly bot: Session;
  readonly roomId: string;
  readonly people: readonly { readonly userId: string }[];
  readonly log: Logger;
}): Promise<void> {
  const { url, bot, roomId, people, log } = room;
  for (const { userId } of people) {
    try {
      await bringIn(url, { bot, roomId, people: [{ userId }], logger: log });
    } catch (error) {
      log.warn({ userId, room: roomId, reason: error instanceof Error ? error.message : String(error) }, 'not invited');
    }
  }
}
