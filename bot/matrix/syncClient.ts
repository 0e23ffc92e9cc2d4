import { LogService, MatrixClient } from 'matrix-bot-sdk';
import type { Logger } from 'pino';
import type { Secret } from '../../config/secret.js';
import type { Database } from '../../api/db/index.js';
import { commitSync, committedToken, joinedRooms, knownEvents } from '../../api/rooms/index.js';
import { fillGap } from './fillGap.js';
import type { HealthDesk } from './homeserverHealth.js';
import type { MatrixHttp } from './http.js';
import { asFailure, MatrixFailure } from './matrixFailure.js';
import { backOff, isAborted, pause } from './pause.js';
import { readSync, type Invite, type SyncAnswer } from './readSync.js';
import { syncFilter } from './syncFilter.js';
import { toCommit } from './toCommit.js';
import { isFields, type RoomEvent } from './wire.js';

/** Milliseconds that the homeserver may keep a sync waiting for news, and that we wait beyond it. */
const longPoll = 30_000;
const grace = 15_000;
/** Milliseconds for the very first sync of an account, which a large homeserver computes for minutes. */
const firstSync = 600_000;
/** Milliseconds between tries after a failure. Short: while we wait, people wait. */
const firstPause = 250;
const longestPause = 8_000;
/** Tries to commit one batch before it is given up and asked for anew. */
const commitTries = 5;

export type SyncParts = {
  homeserverUrl: string;
  accessToken: Secret;
  userId: string;
  epoch: number;
  db: Database;
  http: MatrixHttp;
  health: HealthDesk;
  log: Logger;
  signal: AbortSignal;
  /** Milliseconds: what is older when it arrives is not acted on. */
  replayHorizonMs: number;
  /** After the commit, with the invitations that it brought. */
  onInvites: (invites: readonly Invite[]) => void;
  /** Another process holds the account. */
  onFenced: () => void;
};

/** The SDK logs whole responses, with tokens in them, to the console. What there is to say is said by us. */
const silent = { info() {}, warn() {}, error() {}, debug() {}, trace() {} };

/**
 * The SDK's client with the parts replaced that lose events or leak: requests (three kinds of errors, tokens in logs, no way
 * to end a long poll), `doSync` (the token is ours, from Postgres), `processSync` (commits before it returns) and the loop
 * (the SDK's keeps a promise for every sync since the start and sleeps 5 to 15 s after each failure).
 */
export class SyncClient extends MatrixClient {
  readonly #parts: SyncParts;
  #asked: string | null = null;
  #first = true;

  constructor(parts: SyncParts) {
    LogService.setLogger(silent);
    super(parts.homeserverUrl, parts.accessToken.reveal());
    this.#parts = parts;
  }

  /** Ends when the signal is aborted. */
  async sync(): Promise<void> {
    await this.startSync();
  }

  override async doRequest(
    method: string,
    endpoint: string,
    query: Record<string, unknown> | null = null,
    body: unknown = null,
    timeoutMs = 60_000,
  ): Promise<unknown> {
    const parameters = Object.entries(query ?? {}).map(([key, value]): [string, string] => [key, String(value)]);
    return this.#parts.http.request(method, endpoint, {
      query: Object.fromEntries(parameters),
      timeoutMs,
      ...(body !== null && { body }),
    });
  }

  protected override async startSync(): Promise<void> {
    const { signal, log } = this.#parts;
    let failures = 0;
    while (!signal.aborted) {
      try {
        await this.processSync(await this.doSync());
        failures = 0;
      } catch (error) {
        if (isAborted(signal)) return;
        failures += 1;
        const failure = asFailure(error);
        const ms = Math.max(backOff(failures, firstPause, longestPause), failure.retryAfterMs ?? 0);
        log.warn({ reason: failure.message, kind: failure.kind, again_in_ms: ms }, 'the sync failed');
        await pause(ms, signal);
      }
    }
  }

  protected override async doSync(): Promise<unknown> {
    const { db, userId, http, health, signal } = this.#parts;
    const since = await committedToken(db, userId);
    this.#asked = since;
    try {
      const answer = await http.request('GET', '/_matrix/client/v3/sync', {
        query: {
          filter: syncFilter,
          set_presence: 'offline',
          // The first answer comes at once, so that it is known soon whether the homeserver takes the token.
          timeout: String(this.#first ? 0 : longPoll),
          ...(since !== null && { since }),
        },
        timeoutMs: since === null ? firstSync : longPoll + grace,
      });
      // Null and the like are answers of something else in front of the homeserver.
      if (!isFields(answer)) throw new MatrixFailure('server', 'a sync answer that is none');
      health.answered();
      this.#first = false;
      return answer;
    } catch (error) {
      if (!signal.aborted) health.failed(asFailure(error));
      throw error;
    }
  }

  protected override async processSync(raw: unknown): Promise<void> {
    const { db, userId, epoch, log, signal, health, replayHorizonMs, onInvites, onFenced } = this.#parts;
    const since = this.#asked;
    const answer = readSync(userId, raw);
    const gaps = await this.#gaps(answer, since);
    const batch = toCommit(userId, answer, gaps, Date.now() - replayHorizonMs);
    for (let tries = 1; ; tries += 1) {
      try {
        const done = await commitSync(db, { account: userId, epoch, since, nextBatch: answer.nextBatch, ...batch });
        if (done.outcome === 'fenced') onFenced();
        if (done.outcome !== 'committed') return;
        break;
      } catch (error) {
        // Nothing is lost by giving up: the next sync starts from the token that is in Postgres.
        if (tries === commitTries || signal.aborted) throw error;
        log.warn({ reason: asFailure(error).message, tries }, 'a sync batch was not committed');
        await pause(backOff(tries, firstPause, longestPause), signal);
      }
    }
    health.synced();
    if (answer.invites.length > 0) onInvites(answer.invites);
  }

  /** What limited timelines left out, of rooms that the bot was in at the last commit. */
  async #gaps(answer: SyncAnswer, since: string | null): Promise<Map<string, RoomEvent[]>> {
    const { db, http, log } = this.#parts;
    const limited = answer.rooms.filter((room) => room.membership === 'join' && room.limited);
    const gaps = new Map<string, RoomEvent[]>();
    if (since === null || limited.length === 0) return gaps;
    const wasIn = await joinedRooms(
      db,
      limited.map(({ roomId }) => roomId),
    );
    for (const { roomId, prevBatch } of limited) {
      if (prevBatch === undefined || !wasIn.has(roomId)) continue;
      const filled = await fillGap(http, { roomId, from: prevBatch, since }, (eventIds) => knownEvents(db, eventIds));
      gaps.set(roomId, filled.events);
      const news = { room: roomId, events: filled.events.length };
      if (filled.complete) log.info(news, 'a gap in a timeline was closed');
      else log.warn(news, 'a gap in a timeline could not be closed to its end');
    }
    return gaps;
  }
}
