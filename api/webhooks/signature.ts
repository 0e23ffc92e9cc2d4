import { createHmac, randomBytes } from 'node:crypto';

const prefix = 'whsec_';

/** 256 random bits, in the form of the Standard Webhooks specification: libraries that verify take it as it is. */
export function newSecret(): string {
  return prefix + randomBytes(32).toString('base64');
}

/**
 * HMAC-SHA256 over `id.timestamp.body` (standardwebhooks.com): the timestamp is in it, so that what somebody recorded cannot
 * be sent again later. `timestamp` is in seconds.
 */
export function signatureOf(secret: string, id: string, timestamp: number, body: string): string {
  const key = Buffer.from(secret.slice(prefix.length), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}
