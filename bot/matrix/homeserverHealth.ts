import type { Logger } from 'pino';
import type { HomeserverState } from '../../api/rooms/index.js';
import type { MatrixHttp } from './http.js';
import { asFailure, type MatrixFailure } from './matrixFailure.js';
import { isAborted, pause } from './pause.js';

/** Milliseconds between two looks and for the answer to one: a homeserver that hangs is noticed within ten seconds. */
const probeEvery = 4_000;
const probeTimeout = 4_000;

export type MatrixHealth = {
  /** Whether this process is the one that speaks for the account. */
  holder: boolean;
  connected: boolean;
  /** How long it has been so. */
  since: Date;
  lastSyncAt: Date | null;
  failure?: string;
};

export type HealthDesk = {
  answered: () => void;
  failed: (failure: MatrixFailure) => void;
  synced: () => void;
  held: (holder: boolean) => void;
  state: () => MatrixHealth;
  /** Asks for the versions again and again: a pending long poll says nothing about the server behind it. */
  probe: (http: MatrixHttp, signal: AbortSignal) => Promise<void>;
};

/** `record` is called at each change, to write it where other processes look. */
export function openHealth(log: Logger, record: (state: HomeserverState) => Promise<void>): HealthDesk {
  let health: MatrixHealth = { holder: false, connected: false, since: new Date(), lastSyncAt: null };
  const become = (connected: boolean, failure?: string): void => {
    const changed = health.connected !== connected || (!connected && health.failure !== failure);
    if (!changed) return;
    const since = health.connected === connected ? health.since : new Date();
    const { holder, lastSyncAt } = health;
    health = { holder, lastSyncAt, connected, since, ...(failure !== undefined && { failure }) };
    if (connected) log.info('the homeserver answers');
    else log.warn({ reason: failure }, 'the homeserver does not answer');
    const state = { connected, changedAt: since.toISOString(), ...(failure !== undefined && { failure }) };
    void record(state).catch((error: unknown) => {
      log.warn({ reason: asFailure(error).message }, 'the state of the homeserver was not written down');
    });
  };
  const desk: HealthDesk = {
    answered: () => {
      become(true);
    },
    failed: (failure) => {
      // A rate limit or a refusal is an answer, unless it refuses the account itself.
      const answers = failure.kind === 'rate_limited' || (failure.kind === 'refused' && failure.status !== 401);
      become(answers, answers ? undefined : failure.message);
    },
    synced: () => {
      health = { ...health, lastSyncAt: new Date() };
    },
    held: (holder) => {
      const { lastSyncAt } = health;
      health = { holder, connected: false, since: new Date(), lastSyncAt };
      if (!holder) health.failure = 'another process, or none, speaks for the account';
    },
    state: () => ({ ...health }),
    async probe(http, signal) {
      while (!signal.aborted) {
        await pause(probeEvery, signal);
        if (isAborted(signal)) return;
        try {
          await http.request('GET', '/_matrix/client/versions', { timeoutMs: probeTimeout });
          // A token that is no longer good is not found out by this request: the sync has the say about that.
          if (health.failure?.startsWith('401') !== true) desk.answered();
        } catch (error) {
          // At a stop every request fails, which says nothing about the homeserver.
          if (!isAborted(signal)) desk.failed(asFailure(error));
        }
      }
    },
  };
  return desk;
}
