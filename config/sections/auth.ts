import { z } from 'zod';
import { duration, secret } from '../fields.js';

export const authSection = z
  .strictObject({
    mode: z
      .enum(['enforce', 'audit-only', 'disabled'])
      .default('enforce')
      .describe('"audit-only" and "disabled" exist for tests, and only start in environment "test" on loopback.'),
    service_token: secret()
      .optional()
      .describe('Token of services that call the API; at least 16 characters. When not set, one is made once.'),
    proxy_secret: secret()
      .optional()
      .describe(
        'What a proxy in front proves itself with (X-Dashboard-Auth-Secret) that says who calls (X-Auth-Request-User); at least 16 characters. When not set, no such header is believed.',
      ),
    session_ttl: duration(300, 30 * 86_400)
      .prefault('1h')
      .describe('How long a sign-in lasts without a request.'),
    lockout_attempts: z
      .int()
      .min(3)
      .max(100)
      .default(5)
      .describe('Failed sign-ins in a row after which an account is locked for a while.'),
    lockout: duration(10, 86_400).prefault('15m').describe('How long that lock lasts.'),
    cookie_secure: z
      .enum(['auto', 'always', 'never'])
      .default('auto')
      .describe('The Secure mark of the session cookie; "auto" sets it when server.public_url is https.'),
  })
  .describe('Signing in.');
