import { setTimeout as sleep } from 'node:timers/promises';
import { isLoopback } from '../../config/index.js';
import { isAborted } from '../matrix/index.js';
import { startBot, type Bot, type BotParts } from '../startBot.js';
import { openHomeserver, type Homeserver, type NoHomeserver, type OpenHomeserver } from './openHomeserver.js';
import type { StartFacts } from './startTable.js';

type Room = 'homeserverUrl' | 'userId' | 'accessToken' | 'intakeRoomId';

export type KeptBot = {
  start(parts: Omit<BotParts, Room>): Promise<void>;
  /** What is known of Matrix at this moment. */
  homeserver(): Homeserver | undefined;
  facts(): StartFacts['homeserver'];
  stop(): Promise<void>;
};

/** What tests want otherwise. */
export type KeepBotEdges = {
  readonly open: (matrix: OpenHomeserver) => Promise<Homeserver | NoHomeserver>;
  readonly begin: (parts: BotParts) => Promise<Pick<Bot, 'stop'>>;
  /** Milliseconds until a homeserver that is gone is started, or looked for, again. */
  readonly again: number;
};

const usual: KeepBotEdges = { open: openHomeserver, begin: startBot, again: 15_000 };

/** Milliseconds in the place of `again` where it had run well: people are cut off meanwhile, and one that ends at once has not. */
const soon = 1_000;
const ranWell = 60_000;

/**
 * The bot for as long as the process lives: it starts when there is a homeserver, later when it comes later, and a local
 * homeserver that has ended by itself is started again. Where there is none for good, nothing happens here.
 */
export function keepBot(matrix: OpenHomeserver, opened: Homeserver | NoHomeserver, edges = usual): KeptBot {
  const { log, config } = matrix;
  const { again } = edges;
  const stopping = new AbortController();
  let homeserver = opened.kind === 'ready' ? opened : undefined;
  let bot: Pick<Bot, 'stop'> | undefined;
  let keeping = Promise.resolve();

  const open = async (pause: number): Promise<Homeserver | undefined> => {
    for (let next = pause; !isAborted(stopping.signal); next = again) {
      await sleep(next, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (isAborted(stopping.signal)) return undefined;
      try {
        const found = await edges.open(matrix);
        if (found.kind === 'ready') return found;
        log.warn({ reason: found.sentence }, 'there is no homeserver yet');
      } catch (error) {
        log.warn({ reason: error instanceof Error ? error.message : String(error) }, 'there is no homeserver yet');
      }
    }
    return undefined;
  };
  const ended = (current: Homeserver): Promise<void> =>
    new Promise((resolve) => {
      stopping.signal.addEventListener('abort', () => {
        resolve();
      });
      current.local?.onExit(resolve);
    });
  const keep = async (parts: Omit<BotParts, Room>): Promise<void> => {
    while (!isAborted(stopping.signal)) {
      const since = Date.now();
      if (homeserver) await ended(homeserver);
      if (isAborted(stopping.signal)) return;
      if (homeserver) log.error('the local homeserver ended by itself; it is started again');
      homeserver = (await open(homeserver && Date.now() - since > ranWell ? soon : again)) ?? homeserver;
      while (homeserver && !bot && !isAborted(stopping.signal)) bot = await beginOrWait(parts, homeserver);
    }
  };
  const begin = (parts: Omit<BotParts, Room>, at: Homeserver): Promise<Pick<Bot, 'stop'>> =>
    edges.begin({
      ...parts,
      ...{ homeserverUrl: at.url, userId: at.botUserId, accessToken: at.botAccessToken, intakeRoomId: at.roomId },
    });
  const beginOrWait = async (parts: Omit<BotParts, Room>, at: Homeserver): Promise<Pick<Bot, 'stop'> | undefined> => {
    try {
      return await begin(parts, at);
    } catch (error) {
      log.error({ err: error }, 'the bot could not begin; trying again');
      await sleep(again, undefined, { signal: stopping.signal }).catch(() => undefined);
      return undefined;
    }
  };
  return {
    async start(parts) {
      if (homeserver) bot = await begin(parts, homeserver);
      else if (opened.kind === 'none' && !opened.again) return;
      keeping = keep(parts).catch((error: unknown) => {
        log.error({ err: error }, 'the bot is no longer kept running');
      });
    },
    homeserver: () => homeserver,
    facts() {
      if (!homeserver) return { sentence: opened.kind === 'none' ? opened.sentence : 'not available' };
      const reach = homeserver.local ? (isLoopback(config.matrix.host) ? 'loopback' : 'network') : 'yours';
      return { url: homeserver.publicUrl, reach, room: homeserver.roomAlias };
    },
    async stop() {
      stopping.abort();
      await keeping;
      await bot?.stop();
      await homeserver?.local?.stop();
    },
  };
}
