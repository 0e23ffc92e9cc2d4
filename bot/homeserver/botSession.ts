import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from 'pino';
import { z } from 'zod';
import { withStartLock, writeAtomically, type DataDirectory } from '../../config/datadir/index.js';
import { Secret } from '../../config/secret.js';
import { signIn, whoami, type Session } from './accounts.js';
import { saidBy } from './request.js';

export type SignInBot = {
  homeserverUrl: string;
  /** Matrix id or its local part. */
  user: string;
  password?: Secret;
  accessToken?: Secret;
  data: DataDirectory;
  logger: Logger;
  /** What the kept session belongs to; the URL's origin by default, as a token must never be sent to another server. */
  homeserver?: string;
};

const keptSession = z.object({
  homeserver: z.string(),
  user_id: z.string(),
  device_id: z.string(),
  access_token: z.string(),
});

/** What a device of ours is called in the account's list of sessions. */
const deviceName = 'Opsroom';

/**
 * The bot's session: with a token that one, else the kept one, else a sign-in with the password, once, which is kept in
 * `secrets/matrix-session` (token, device and later the keys of encryption are one unit). Throws with the setting to change.
 */
export async function signInBot(options: SignInBot): Promise<Session> {
  const { homeserverUrl, user, accessToken, data } = options;
  if (accessToken) return sessionOfToken(homeserverUrl, user, accessToken);
  // Transaction ids count per session: with two of them, what a killed replica has sent would be sent again by the next.
  return withStartLock(data, 'matrix-session', () => keptOrNewSession(options));
}

async function keptOrNewSession(options: SignInBot): Promise<Session> {
  const { homeserverUrl, user, password, data, logger } = options;
  const homeserver = options.homeserver ?? new URL(homeserverUrl).origin;
  const file = path.join(data.secrets, 'matrix-session');
  const kept = await readSession(file, homeserver, user);
  if (kept) {
    const answer = await whoami(homeserverUrl, kept.accessToken);
    if (answer.kind === 'ok' && answer.value.userId === kept.userId) return kept;
    if (answer.kind === 'unreachable' || (answer.kind === 'refused' && answer.status !== 401)) {
      throw new Error(
        `The homeserver ${homeserverUrl} cannot be used: ${saidBy(answer)}. Check MATRIX_HOMESERVER_URL.`,
      );
    }
    logger.warn({ user }, 'the session of the bot has been ended on the homeserver: it signs in again');
  }
  if (!password) {
    throw new Error(`The bot ${user} cannot sign in: set MATRIX_BOT_PASSWORD or MATRIX_ACCESS_TOKEN.`);
  }
  const answer = await signIn(homeserverUrl, { user, password, device: deviceName });
  if (answer.kind === 'refused' && answer.errcode === 'M_FORBIDDEN') {
    throw new Error(
      `The homeserver ${homeserverUrl} refuses the name or password of the bot ${user}: check MATRIX_BOT_USER and MATRIX_BOT_PASSWORD.`,
    );
  }
  if (answer.kind !== 'ok') {
    throw new Error(
      `The bot ${user} cannot sign in at ${homeserverUrl}: ${saidBy(answer)}. Check MATRIX_HOMESERVER_URL.`,
    );
  }
  const { userId, deviceId, accessToken: token } = answer.value;
  const text = { homeserver, user_id: userId, device_id: deviceId, access_token: token.reveal() };
  await writeAtomically(file, `${JSON.stringify(text)}\n`);
  return answer.value;
}

async function sessionOfToken(homeserverUrl: string, user: string, accessToken: Secret): Promise<Session> {
  const answer = await whoami(homeserverUrl, accessToken);
  if (answer.kind === 'refused' && answer.status === 401) {
    throw new Error(
      `The homeserver ${homeserverUrl} refuses MATRIX_ACCESS_TOKEN: make a new one, or set MATRIX_BOT_PASSWORD instead.`,
    );
  }
  if (answer.kind !== 'ok') {
    throw new Error(`The homeserver ${homeserverUrl} cannot be used: ${saidBy(answer)}. Check MATRIX_HOMESERVER_URL.`);
  }
  const { userId, deviceId } = answer.value;
  if (!isSameUser(userId, user)) {
    throw new Error(`MATRIX_ACCESS_TOKEN belongs to ${userId}, but MATRIX_BOT_USER says ${user}: correct one of them.`);
  }
  if (deviceId === undefined) {
    throw new Error('MATRIX_ACCESS_TOKEN belongs to no device: use one from a password sign-in of the bot.');
  }
  return { userId, deviceId, accessToken };
}

async function readSession(file: string, homeserver: string, user: string): Promise<Session | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = keptSession.safeParse(json);
  if (!parsed.success || parsed.data.homeserver !== homeserver || !isSameUser(parsed.data.user_id, user))
    return undefined;
  const { user_id: userId, device_id: deviceId, access_token } = parsed.data;
  return { userId, deviceId, accessToken: new Secret(access_token) };
}

/** `opsbot` and `@opsbot` mean the account of that name on whatever server it is; a full id means itself. */
function isSameUser(userId: string, wanted: string): boolean {
  const sigil = wanted.startsWith('@') ? wanted : `@${wanted}`;
  return sigil.includes(':') ? userId === sigil : userId.split(':')[0] === sigil;
}
