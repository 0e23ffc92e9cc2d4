import type { Logger } from 'pino';
import type { MatrixHttp } from './http.js';
import { asFailure } from './matrixFailure.js';
import { backOff, pause } from './pause.js';
import { readSync, type Invite } from './readSync.js';

/** Milliseconds between tries to join; joining a federated room can fail for minutes. */
const firstPause = 500;
const longestPause = 60_000;
const mostTries = 20;

/** Said when the bot does not stay; shown by clients as the reason of the leave. */
const refusal = 'This bot joins only rooms that people of its installation invite it to.';

/** The server part of a Matrix id; user ids have one in every room version. */
export const serverOf = (userId: string): string => userId.slice(userId.indexOf(':') + 1);

export type InviteRule = { users: ReadonlySet<string>; servers: ReadonlySet<string>; rooms?: ReadonlySet<string> };

/** Who may bring the bot into a room. Nobody, where nothing is named. */
export const mayInvite = (rule: InviteRule, inviter: string, roomId: string): boolean =>
  rule.users.has(inviter) || rule.servers.has(serverOf(inviter)) || rule.rooms?.has(roomId) === true;

export type InviteDesk = {
  received: (invites: readonly Invite[]) => void;
  /** Asks the homeserver for every open invitation: those that came before a crash are in no later sync. */
  askForOpen: () => Promise<void>;
  settled: () => Promise<void>;
};

/** `allowed` decides by the inviter's id; joins are tried again until they succeed or the homeserver refuses. */
export function openInviteDesk(parts: {
  http: MatrixHttp;
  userId: string;
  log: Logger;
  signal: AbortSignal;
  allowed: (inviter: string, roomId: string) => boolean | Promise<boolean>;
}): InviteDesk {
  const { http, userId, log, signal, allowed } = parts;
  const underway = new Map<string, Promise<void>>();

  const answer = async ({ roomId, inviter }: Invite): Promise<void> => {
    const room = `/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}`;
    for (let tries = 1; !signal.aborted; tries += 1) {
      try {
        if (await allowed(inviter, roomId)) {
          await http.request('POST', `${room}/join`, { body: {} });
          log.info({ room: roomId, inviter }, 'joined a room');
        } else {
          await http.request('POST', `${room}/leave`, { body: { reason: refusal } });
          log.warn({ room: roomId, inviter }, 'refused an invitation: the inviter is on no list');
        }
        return;
      } catch (error) {
        const failure = asFailure(error);
        if (failure.kind === 'refused' || tries === mostTries) {
          log.warn({ room: roomId, inviter, reason: failure.message }, 'gave an invitation up');
          return;
        }
        await pause(Math.max(failure.retryAfterMs ?? 0, backOff(tries, firstPause, longestPause)), signal);
      }
    }
  };
  const received: InviteDesk['received'] = (invites) => {
    for (const invite of invites) {
      if (underway.has(invite.roomId)) continue;
      underway.set(
        invite.roomId,
        answer(invite).finally(() => underway.delete(invite.roomId)),
      );
    }
  };
  const onlyInvites = JSON.stringify({
    presence: { types: [] },
    account_data: { types: [] },
    room: {
      timeline: { limit: 1, types: [] },
      state: { types: [] },
      ephemeral: { types: [] },
      account_data: { types: [] },
    },
  });
  return {
    received,
    async askForOpen() {
      const raw = await http.request('GET', '/_matrix/client/v3/sync', {
        query: { timeout: '0', set_presence: 'offline', filter: onlyInvites },
      });
      received(readSync(userId, raw).invites);
    },
    async settled() {
      await Promise.allSettled(underway.values());
    },
  };
}
