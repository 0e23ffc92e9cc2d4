import type { Logger } from 'pino';
import type { Secret } from '../../config/secret.js';
import type { Database, Listener } from '../../api/db/index.js';
import {
  freeInboxEvents,
  invitedRooms,
  recordHomeserver,
  type HomeserverState,
  type OutboxRow,
} from '../../api/rooms/index.js';
import { openInviteDesk } from './acceptInvites.js';
import type { CryptoPort } from './crypto.js';
import { holdAccount } from './holdAccount.js';
import { openHealth, type MatrixHealth } from './homeserverHealth.js';
import { matrixHttp } from './http.js';
import { asFailure, MatrixFailure } from './matrixFailure.js';
import { downloadMedia, uploadMedia, type Media } from './media.js';
import { runSender } from './outboxSender.js';
import { makeWaker, pause } from './pause.js';
import type { Render } from './sendRow.js';
import { SyncClient } from './syncClient.js';
import { tellUnreadable } from './tellUnreadable.js';
import { fieldsOf, textOf } from './wire.js';

export type MatrixParts = {
  homeserverUrl: string;
  accessToken: Secret;
  /** The bot's own Matrix id; one process at a time speaks for it. */
  userId: string;
  db: Database;
  listener: Listener;
  log: Logger;
  render: Render;
  /** Whether this user may bring the bot into that room. */
  mayInvite: (inviter: string, roomId: string) => boolean | Promise<boolean>;
  /** Milliseconds: events that are older when they arrive are stored as backfilled. */
  replayHorizonMs: number;
  crypto?: CryptoPort;
  onDead?: (row: OutboxRow, reason: string) => void;
};

/** What the rest of the bot may do with Matrix, one narrow function each. Those that ask the homeserver throw MatrixFailure. */
export type Matrix = {
  /** Ends all loops and gives the account up; what is in flight is found again by the next holder. */
  stop(): Promise<void>;
  health(): MatrixHealth;
  /** True while this process is the one that should work on the inbox. */
  isHolder(): boolean;
  typing(roomId: string, on: boolean, ms: number): Promise<void>;
  readReceipt(roomId: string, eventId: string): Promise<void>;
  downloadMedia(uri: string, limits: { maxBytes: number; timeoutMs: number }): Promise<Media>;
  uploadMedia(file: { bytes: Buffer; contentType: string; filename: string; timeoutMs: number }): Promise<string>;
  /** Joins by id or alias; returns the room's id. */
  joinRoom(room: string): Promise<string>;
};

/** Milliseconds for what is only worth something at once. */
const ephemeralTimeout = 5_000;

/** Starts to sync and to send as soon as this process holds the account; returns at once. */
export function openMatrix(parts: MatrixParts): Matrix {
  const { homeserverUrl, accessToken, userId, db, log } = parts;
  const stopping = new AbortController();
  const direct = matrixHttp(homeserverUrl, accessToken, stopping.signal);
  const waker = makeWaker();
  const unhook = parts.listener.on('outbox', () => {
    waker.wake();
  });
  let epoch: number | undefined;
  const record = async (state: HomeserverState): Promise<void> => {
    if (epoch !== undefined) await recordHomeserver(db, { userId, epoch, state });
  };
  const health = openHealth(log, record);

  const work = async (held: number, signal: AbortSignal, lose: () => void): Promise<void> => {
    epoch = held;
    health.held(true);
    const http = matrixHttp(homeserverUrl, accessToken, signal);
    const invites = openInviteDesk({ http, userId, log, signal, allowed: parts.mayInvite });
    const client = new SyncClient({
      ...{ homeserverUrl, accessToken, userId, epoch: held, db, http, health, log, signal },
      replayHorizonMs: parts.replayHorizonMs,
      onInvites: invites.received,
      onFenced: lose,
    });
    const open = async (): Promise<void> => {
      while (!signal.aborted) {
        try {
          if ((await invitedRooms(db)).length > 0) await invites.askForOpen();
          return;
        } catch (error) {
          log.warn({ reason: asFailure(error).message }, 'open invitations could not be looked up; trying again');
          await pause(ephemeralTimeout, signal);
        }
      }
    };
    try {
      await freeInboxEvents(db);
      const loops = [
        client.sync(),
        runSender({
          ...{ db, http, userId, epoch: held, log, signal, waker },
          render: parts.render,
          crypto: parts.crypto,
          onDead: parts.onDead ?? (() => undefined),
        }),
        health.probe(http, signal),
        open(),
        ...(parts.crypto ? [] : [tellUnreadable({ db, http, log, signal })]),
      ];
      // One loop that breaks ends the others: none may go on speaking for an account that is given up.
      const ended = loops.map((loop) =>
        loop.catch((error: unknown) => {
          log.error({ reason: asFailure(error).message }, 'a loop of the bot account broke; all are started again');
          lose();
        }),
      );
      await Promise.all(ended);
      await invites.settled();
    } finally {
      health.held(false);
      epoch = undefined;
    }
  };
  const hold = holdAccount({ db, userId, log }, work);
  const room = (roomId: string): string => `/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}`;

  return {
    async stop() {
      unhook();
      await hold.stop();
      stopping.abort();
    },
    health: health.state,
    isHolder: () => epoch !== undefined,
    async typing(roomId, on, ms) {
      await direct.request('PUT', `${room(roomId)}/typing/${encodeURIComponent(userId)}`, {
        body: on ? { typing: true, timeout: ms } : { typing: false },
        timeoutMs: ephemeralTimeout,
      });
    },
    async readReceipt(roomId, eventId) {
      const path = `${room(roomId)}/receipt/m.read/${encodeURIComponent(eventId)}`;
      await direct.request('POST', path, { body: {}, timeoutMs: ephemeralTimeout });
    },
    downloadMedia: (uri, limits) => downloadMedia(direct, uri, limits),
    uploadMedia: (file) => uploadMedia(direct, file),
    async joinRoom(name) {
      const path = `/_matrix/client/v3/join/${encodeURIComponent(name)}`;
      const roomId = textOf(fieldsOf(await direct.request('POST', path, { body: {} }))['room_id']);
      if (roomId === undefined) throw new MatrixFailure('server', 'a join was answered without a room');
      return roomId;
    },
  };
}
