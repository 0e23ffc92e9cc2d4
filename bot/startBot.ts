import type { Logger } from 'pino';
import type { People } from '../api/access/index.js';
import type { Database, Listener } from '../api/db/index.js';
import { registerRoom, say, type OutboxRow } from '../api/rooms/index.js';
import type { Config, Secret } from '../config/index.js';
import { workInbox } from './inbox/workInbox.js';
import { mayInvite, openMatrix, type MatrixHealth } from './matrix/index.js';
import { renderer } from './render.js';
import { showTyping } from './typing.js';

export type BotParts = {
  readonly config: Config;
  readonly db: Database;
  readonly listener: Listener;
  readonly log: Logger;
  readonly people: People;
  readonly homeserverUrl: string;
  readonly userId: string;
  readonly accessToken: Secret;
  /** The room in which every message is a request. */
  readonly intakeRoomId: string;
  /** By which people reach the API, for links. */
  readonly publicUrl: string;
};

export type Bot = { readonly health: () => MatrixHealth; stop(): Promise<void> };

/** A card that cannot be delivered must not leave people waiting for it: the next best place is told. */
async function tellOfDeadLetter(db: Database, row: OutboxRow, reason: string, intakeRoomId: string): Promise<void> {
  if (row.kind !== 'gate_card' || row.changeId === null || row.roomId === intakeRoomId) return;
  const text = `The card of change ${row.changeId} could not be shown in its room (${reason}). \`!who ${row.changeId}\` tells who may decide it.`;
  await say(db, {
    roomId: intakeRoomId,
    kind: 'reply',
    payload: { text },
    onceKey: `dead:${row.id}`,
    changeId: row.changeId,
  });
}

/** The Matrix front door: hears, speaks and shows that it does, while this process speaks for the account. */
export async function startBot(parts: BotParts): Promise<Bot> {
  const { config, db, listener, log, people, userId } = parts;
  await registerRoom(db, { roomId: parts.intakeRoomId, purpose: 'intake' });
  const rule = { users: new Set(config.matrix.invite_users), servers: new Set(config.matrix.invite_servers) };
  const matrix = openMatrix({
    ...{ db, listener, log, userId, homeserverUrl: parts.homeserverUrl, accessToken: parts.accessToken },
    render: renderer({
      db,
      botUserId: userId,
      publicUrl: parts.publicUrl,
      maxBodyChars: config.chat.max_body_chars,
    }),
    mayInvite: async (inviter, roomId) =>
      mayInvite(rule, inviter, roomId) || (await people.byMatrixId(db, inviter, 'matrix-message')) !== undefined,
    replayHorizonMs: config.matrix.replay_horizon * 1000,
    onDead: (row, reason) => {
      tellOfDeadLetter(db, row, reason, parts.intakeRoomId).catch((error: unknown) => {
        log.error({ err: error, outbox: row.id }, 'a dead letter could not be told of');
      });
    },
  });
  const typing = showTyping({ db, listener, matrix, seconds: config.chat.typing, log });
  const inbox = workInbox({
    ...{ db, people, log, listener, botUserId: userId },
    joinQuestion: config.chat.join_question,
    horizonMs: config.matrix.replay_horizon * 1000,
    waiting: (roomId) => {
      typing.waiting(roomId);
    },
    mayWork: () => matrix.isHolder(),
  });
  return {
    health: () => matrix.health(),
    async stop() {
      await inbox.stop();
      await typing.stop();
      await matrix.stop();
    },
  };
}
