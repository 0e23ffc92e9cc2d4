import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { Secret } from '../../config/secret.js';
import { Secret as SecretValue } from '../../config/secret.js';
import { expectOk, request, type Answer } from './request.js';

export type Session = { userId: string; deviceId: string; accessToken: Secret };

export type NewAccount = { localpart: string; password: Secret; displayName: string; admin?: boolean };

const nonceAnswer = z.object({ nonce: z.string() });
const loginAnswer = z.object({ user_id: z.string(), device_id: z.string(), access_token: z.string() });
const whoamiAnswer = z.object({ user_id: z.string(), device_id: z.string().optional() });
const nothing = z.object({});

/**
 * Makes the account through Synapse's shared-secret registration; one that exists stays as it is. No device is made.
 * Source: Synapse admin API, "Register users".
 */
export async function ensureAccount(
  homeserver: { url: string; serverName: string; registrationSecret: Secret },
  account: NewAccount,
): Promise<{ userId: string; created: boolean }> {
  const userId = `@${account.localpart}:${homeserver.serverName}`;
  // Asked first, since a registration costs Synapse a password hash even when the name is taken.
  const profile = await request(
    homeserver.url,
    { method: 'GET', path: `/_matrix/client/v3/profile/${encodeURIComponent(userId)}` },
    nothing,
  );
  if (profile.kind === 'ok') return { userId, created: false };
  const path = '/_synapse/admin/v1/register';
  const { nonce } = expectOk(
    await request(homeserver.url, { method: 'GET', path }, nonceAnswer),
    `Making the account ${userId}`,
  );
  const kind = account.admin ? 'admin' : 'notadmin';
  const mac = createHmac('sha1', homeserver.registrationSecret.reveal())
    .update([nonce, account.localpart, account.password.reveal(), kind].join('\0'))
    .digest('hex');
  const body = {
    nonce,
    mac,
    username: account.localpart,
    password: account.password.reveal(),
    displayname: account.displayName,
    admin: account.admin ?? false,
    inhibit_login: true,
  };
  const made = await request(homeserver.url, { method: 'POST', path, body }, nothing);
  if (made.kind === 'refused' && made.errcode === 'M_USER_IN_USE') return { userId, created: false };
  expectOk(made, `Making the account ${userId}`);
  return { userId, created: true };
}

/** Signs in with a password. `deviceId` signs in to that device again instead of making a new one. */
export async function signIn(
  homeserverUrl: string,
  { user, password, device, deviceId }: { user: string; password: Secret; device: string; deviceId?: string },
): Promise<Answer<Session>> {
  const body = {
    type: 'm.login.password',
    identifier: { type: 'm.id.user', user },
    password: password.reveal(),
    initial_device_display_name: device,
    ...(deviceId === undefined ? {} : { device_id: deviceId }),
  };
  const answer = await request(homeserverUrl, { method: 'POST', path: '/_matrix/client/v3/login', body }, loginAnswer);
  if (answer.kind !== 'ok') return answer;
  const { user_id: userId, device_id, access_token } = answer.value;
  return { kind: 'ok', value: { userId, deviceId: device_id, accessToken: new SecretValue(access_token) } };
}

/** Ends the session and its device. A failure leaves an idle device behind, which harms nobody. */
export async function signOut(homeserverUrl: string, token: Secret): Promise<void> {
  await request(homeserverUrl, { method: 'POST', path: '/_matrix/client/v3/logout', token, body: {} }, nothing);
}

/** Whose token it is, and of which device (none for a token of an application service). */
export async function whoami(
  homeserverUrl: string,
  token: Secret,
): Promise<Answer<{ userId: string; deviceId?: string }>> {
  const answer = await request(
    homeserverUrl,
    { method: 'GET', path: '/_matrix/client/v3/account/whoami', token },
    whoamiAnswer,
  );
  if (answer.kind !== 'ok') return answer;
  const { user_id: userId, device_id: deviceId } = answer.value;
  return { kind: 'ok', value: { userId, ...(deviceId === undefined ? {} : { deviceId }) } };
}
