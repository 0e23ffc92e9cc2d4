import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Secret } from '../../../config/secret.js';

/** Seconds that a person may take at the provider: a password that has to be looked up, a second factor. */
export const flowSeconds = 600;
export const flowCookie = 'opsroom_oidc';
export const flowPath = '/api/auth/oidc';

const flow = z.object({
  state: z.string(),
  nonce: z.string(),
  /** PKCE (RFC 7636): proves at the end that it is the one who began. */
  verifier: z.string(),
  /** Where the browser goes on afterwards. */
  next: z.string(),
  /** The person who links an account; null for a sign-in. */
  link: z.number().nullable(),
  /** Milliseconds since 1970. */
  until: z.number(),
});
/** What has to be known again when the provider sends the browser back; it is kept by the browser, which cannot read it. */
export type Flow = z.output<typeof flow>;

const ivLength = 12;
const tagLength = 16;

/** The same in every process of an installation, because all have its service token; another after that was changed. */
function keyFrom(secret: Secret): Buffer {
  return Buffer.from(hkdfSync('sha256', secret.reveal(), '', 'opsroom sign-in through a provider', 32));
}

export function sealFlow(secret: Secret, value: Flow): string {
  const iv = randomBytes(ivLength);
  const cipher = createCipheriv('aes-256-gcm', keyFrom(secret), iv);
  const sealed = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** The flow that this browser began; undefined for one that is too old, changed, of another installation, or none at all. */
export function openFlow(secret: Secret, cookie: string | undefined, now: number): Flow | undefined {
  const bytes = Buffer.from(cookie ?? '', 'base64url');
  if (bytes.length <= ivLength + tagLength) return undefined;
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyFrom(secret), bytes.subarray(0, ivLength), {
      authTagLength: tagLength,
    });
    decipher.setAuthTag(bytes.subarray(ivLength, ivLength + tagLength));
    const opened = Buffer.concat([decipher.update(bytes.subarray(ivLength + tagLength)), decipher.final()]);
    const read = flow.safeParse(JSON.parse(opened.toString('utf8')));
    return read.success && read.data.until > now ? read.data : undefined;
  } catch {
    return undefined;
  }
}
