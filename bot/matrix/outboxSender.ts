import type { Logger } from 'pino';
import {
  claimOutboxRows,
  dropOutbox,
  markSent,
  outboxIsOpen,
  retryOutbox,
  type OutboxRow,
} from '../../api/rooms/index.js';
import { asFailure, MatrixFailure } from './matrixFailure.js';
import { backOff, pause, type Waker } from './pause.js';
import { sendRow, type SendOutcome, type SendParts } from './sendRow.js';

/** Rows in flight at once. Each is one request; more would only queue up inside the homeserver. */
const mostInFlight = 8;
/** Milliseconds between looks while something waits (an edit for its time, a retry), and while nothing does. */
const lookWhenOpen = 150;
const lookWhenIdle = 2_000;
/** Tries of a row whose rendering fails: a fault of ours, which holds up its room. With the pauses about a minute. */
const mostRenderTries = 8;

/** Postgres: the event id is already that of another row. */
const isUniqueViolation = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === '23505';

export type SenderParts = SendParts & {
  epoch: number;
  log: Logger;
  signal: AbortSignal;
  waker: Waker;
  /** A row was given up: for whoever has to find another way to say it. */
  onDead: (row: OutboxRow, reason: string) => void;
};

/**
 * Sends what is in the outbox until the signal is aborted; several rooms at once, each strictly in order. Everything that it
 * does is bound to the epoch: a sender whose account was taken over claims nothing and records nothing.
 */
export async function runSender(parts: SenderParts): Promise<void> {
  const { db, userId: account, epoch, log, signal, waker } = parts;
  const inFlight = new Set<Promise<void>>();
  let quietUntil = 0;

  /** A fact about a row must get into Postgres, or the row is sent again: so not given up while we hold the account. */
  const record = async (work: () => Promise<unknown>): Promise<void> => {
    for (let tries = 1; ; tries += 1) {
      try {
        await work();
        return;
      } catch (error) {
        if (isUniqueViolation(error) || signal.aborted) throw error;
        log.warn({ reason: asFailure(error).message }, 'the outbox could not be written');
        await pause(backOff(tries, 100, 5_000), signal);
      }
    }
  };
  const bury = async (row: OutboxRow, reason: string): Promise<void> => {
    await record(() => dropOutbox(db, row, { status: 'dead', reason }));
    log.error({ outbox: row.id, room: row.roomId, kind: row.kind, reason }, 'a message became a dead letter');
    parts.onDead(row, reason);
  };
  const retry = async (row: OutboxRow, failure: MatrixFailure): Promise<void> => {
    let next: 'again' | 'dead' | undefined;
    await record(async () => {
      next = await retryOutbox(db, row, failure);
    });
    const news = { outbox: row.id, room: row.roomId, attempts: row.attempts, reason: failure.message };
    if (next === 'dead') {
      log.error({ ...news, kind: row.kind }, 'a message became a dead letter');
      parts.onDead(row, failure.message);
    } else log.warn(news, 'a message was not sent; trying again');
  };
  const settle = async (row: OutboxRow, result: SendOutcome): Promise<void> => {
    switch (result.outcome) {
      case 'sent':
        await record(() => markSent(db, row, result.eventId));
        return;
      case 'drop':
        await record(() => dropOutbox(db, row, { status: 'dropped', reason: result.reason }));
        log.info({ outbox: row.id, reason: result.reason }, 'a message is not needed any more');
        return;
      case 'dead':
        await bury(row, result.reason);
        return;
      case 'lost':
        return;
    }
  };
  const deliver = async (row: OutboxRow): Promise<void> => {
    try {
      await settle(row, await sendRow(parts, row));
    } catch (error) {
      if (signal.aborted) return;
      if (isUniqueViolation(error)) {
        await bury(
          row,
          'the homeserver answered with the event of another message: its memory is older than our database',
        );
        return;
      }
      const failure = asFailure(error);
      if (failure.kind === 'rate_limited') quietUntil = Date.now() + (failure.retryAfterMs ?? 1_000);
      if (!(error instanceof MatrixFailure) && row.attempts >= mostRenderTries) await bury(row, failure.message);
      else await retry(row, failure);
    }
  };

  while (!signal.aborted) {
    let wait = 0;
    try {
      const limit = Date.now() < quietUntil ? 0 : mostInFlight - inFlight.size;
      const rows = limit === 0 ? [] : await claimOutboxRows(db, { account, epoch, limit });
      for (const row of rows) {
        const sending = deliver(row)
          .catch((error: unknown) => {
            log.error({ outbox: row.id, reason: asFailure(error).message }, 'an outbox row was left as it is');
          })
          .finally(() => {
            inFlight.delete(sending);
            waker.wake();
          });
        inFlight.add(sending);
      }
      if (rows.length === 0) wait = (await outboxIsOpen(db)) ? lookWhenOpen : lookWhenIdle;
    } catch (error) {
      log.warn({ reason: asFailure(error).message }, 'the outbox could not be read');
      wait = lookWhenIdle;
    }
    if (wait > 0) await waker.wait(wait, signal);
  }
  await Promise.allSettled(inFlight);
}
