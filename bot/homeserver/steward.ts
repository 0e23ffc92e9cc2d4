import { z } from 'zod';
import { keptSecret, type DataDirectory } from '../../config/datadir/index.js';
import type { Secret } from '../../config/secret.js';
import { ensureAccount, signIn, signOut } from './accounts.js';
import { expectOk, request } from './request.js';

const overrideAnswer = z.object({ messages_per_second: z.number().optional(), burst_count: z.number().optional() });

/**
 * Lifts the homeserver's rate limit for the bot. Only an administrator may, and the bot must not be one: its token lives
 * in the process that reads strangers' messages. So a hidden account does it, which is in no room and has no device but
 * for this moment; it is no new power, as whoever holds the registration secret can make administrators at will.
 */
export async function liftRateLimit(
  homeserver: { url: string; serverName: string; registrationSecret: Secret },
  data: DataDirectory,
  userId: string,
): Promise<void> {
  const password = await keptSecret(data, 'homeserver-steward');
  const account = { localpart: 'opsroom-steward', displayName: 'Opsroom (homeserver)', password, admin: true };
  const steward = await ensureAccount(homeserver, account);
  const session = expectOk(
    await signIn(homeserver.url, { user: steward.userId, password, device: 'Opsroom, start' }),
    'Signing in as administrator of the local homeserver',
  );
  const path = `/_synapse/admin/v1/users/${encodeURIComponent(userId)}/override_ratelimit`;
  // Zero is "no limit" there.
  const body = { messages_per_second: 0, burst_count: 0 };
  const call = { method: 'POST' as const, path, body, token: session.accessToken };
  const answer = await request(homeserver.url, call, overrideAnswer);
  await signOut(homeserver.url, session.accessToken);
  expectOk(answer, 'Lifting the rate limit of the bot');
}
