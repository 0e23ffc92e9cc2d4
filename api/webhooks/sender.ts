import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { recordEvent } from '../audit/index.js';
import { transaction, wakeUps, type Database, type Listener } from '../db/index.js';
import type { AddressRules } from './addressRules.js';
import { secondsUntilRetry } from './backOff.js';
import { fanOut } from './fanOut.js';
import { post, type Posted } from './post.js';
import { signatureOf } from './signature.js';
import { claimDelivery, type Claimed } from './sql/claimDelivery.js';
import { finishDelivery, returnDelivery } from './sql/finishDelivery.js';

/** Deliveries that one process has under way at a time. */
const atATime = 8;
/** Milliseconds after which it is looked without a hint; a retry is due at its own time, and is found at the next look. */
const lookEvery = 2_000;
/** Milliseconds between two rounds, however much happens. */
const shortestPause = 200;

export type SenderParts = {
  readonly db: Database;
  readonly listener: Listener;
  readonly log: Logger;
  readonly rules: AddressRules;
};

export type Sender = { stop(): Promise<void> };

function headersOf({ delivery_id: id, secret, body, event }: Claimed, timestamp: number): Record<string, string> {
  return {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    'user-agent': 'opsroom-webhook',
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatureOf(secret, id, timestamp, body),
    'x-opsroom-event': event,
  };
}

async function settle({ db, log }: SenderParts, claimed: Claimed, posted: Posted): Promise<void> {
  const status = posted.kind === 'answered' ? posted.status : null;
  if (status !== null && status >= 200 && status < 300) {
    await finishDelivery(db, claimed, { status, error: null }, 'delivered');
    return;
  }
  const error = posted.kind === 'failed' ? posted.error : `The receiver answered with status ${posted.status}.`;
  const next = secondsUntilRetry(claimed.tries) ?? 'dead';
  await transaction(db, async (q) => {
    if (!(await finishDelivery(q, claimed, { status, error }, next)) || next !== 'dead') return;
    await recordEvent(q, {
      category: 'webhook',
      level: 'error',
      actor: 'system',
      action: 'webhook_delivery_dead',
      target: `webhook_${claimed.webhook_id}`,
      details: { delivery: claimed.id, event: claimed.event, tries: claimed.tries, error },
    });
    log.warn({ webhook: claimed.webhook_id, delivery: claimed.id, error }, 'a webhook delivery was given up');
  });
}

async function deliver(parts: SenderParts, claimed: Claimed, stopped: AbortSignal): Promise<void> {
  const headers = headersOf(claimed, Math.floor(Date.now() / 1_000));
  const posted = await post(claimed.url, headers, claimed.body, parts.rules, stopped);
  if (posted.kind === 'failed' && stopped.aborted) await returnDelivery(parts.db, claimed);
  else await settle(parts, claimed, posted);
}

/** Delivers until nothing is due any more. */
async function work(parts: SenderParts, owner: string, first: Claimed, stopped: AbortSignal): Promise<void> {
  for (let claimed: Claimed | undefined = first; claimed;) {
    await deliver(parts, claimed, stopped);
    claimed = stopped.aborted ? undefined : await claimDelivery(parts.db, owner);
  }
}

/**
 * Tells webhooks what happened, until `stop`. Any number of processes may do it. Every delivery is made at least once: a
 * process that dies between the answer and its note of it leaves one that is sent again, under the same id.
 */
export function startSender(parts: SenderParts): Sender {
  const stopped = new AbortController();
  const owner = randomUUID();
  const underWay = new Set<Promise<void>>();
  const hints = wakeUps(parts.listener, 'events', stopped.signal);
  const waits = (error: unknown): void => {
    parts.log.warn({ reason: error instanceof Error ? error.message : String(error) }, 'webhooks wait');
  };
  const round = async (): Promise<boolean> => {
    const heard = await fanOut(parts.db);
    while (underWay.size < atATime && !stopped.signal.aborted) {
      const claimed = await claimDelivery(parts.db, owner);
      if (!claimed) break;
      // What fails here has a lease that runs out: somebody sends it again.
      const one: Promise<void> = work(parts, owner, claimed, stopped.signal)
        .catch(waits)
        .finally(() => underWay.delete(one));
      underWay.add(one);
    }
    return heard;
  };
  const rounds = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      let heard = false;
      try {
        heard = await round();
      } catch (error) {
        waits(error);
      }
      // Without anybody to tell, hints are nobody's business.
      await hints.next(lookEvery, heard ? shortestPause : lookEvery);
    }
    await Promise.all(underWay);
  };
  const running = rounds();
  return {
    async stop() {
      stopped.abort();
      hints.stop();
      await running;
    },
  };
}
