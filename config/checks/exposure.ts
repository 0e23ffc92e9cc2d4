import { isLoopback } from '../loopback.js';
import type { Check } from './findings.js';

/** Passwords and tokens that go over a network in clear text, and cookies that browsers will not send back. */
export const trafficIsProtected: Check = {
  reads: ['server', 'auth'],
  run({ config: { server, auth } }) {
    const https = server.public_url?.startsWith('https:') === true;
    return {
      problems: [],
      warnings: [
        ...(isLoopback(server.host) || https
          ? []
          : [
              `The API listens on ${server.host} without HTTPS: passwords and tokens cross the network in clear text. Put a TLS proxy in front and set OPSROOM_PUBLIC_URL to its https:// address.`,
            ]),
        ...(auth.cookie_secure === 'always' && !https
          ? ['auth.cookie_secure is "always" and server.public_url is not https: browsers will not keep a sign-in.']
          : []),
      ],
    };
  },
};

/** The embedded PostgreSQL belongs to one installation folder; processes that share work need one database. */
export const sharedWorkHasADatabase: Check = {
  reads: ['server', 'database'],
  run({ config: { server, database } }) {
    const partial = server.roles.length < 3 && database.url === undefined;
    return {
      problems: [],
      warnings: partial
        ? [
            `This process does only ${server.roles.join(' and ')}, on the embedded PostgreSQL. Set DATABASE_URL, the same for all, when other processes do the rest.`,
          ]
        : [],
    };
  },
};
