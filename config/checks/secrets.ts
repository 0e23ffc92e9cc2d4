import { shapeOf, type Problem } from '../configError.js';
import type { Secret } from '../secret.js';
import type { Check } from './findings.js';

/** Characters. A service token opens everything, and nobody types it. */
const shortestServiceToken = 16;
/** Characters. A person types it, and sign-in locks after a few failures. */
const shortestPassword = 8;

/** What is wrong with secrets, told without telling them. */
export const secretsAreUsable: Check = {
  reads: ['auth', 'people', 'database'],
  run({ config, where }) {
    const tooShort = (path: readonly string[], value: Secret | undefined, least: number): Problem[] =>
      value === undefined || value.reveal().length >= least
        ? []
        : [
            {
              key: path.join('.'),
              where: where(path),
              says: `is too short: ${shapeOf(value.reveal())}.`,
              fix: `take at least ${least} random characters, or remove it: one is made at the first start.`,
            },
          ];
    const url = config.database.url?.reveal();
    const wrongUrl =
      url === undefined || (URL.canParse(url) && /^postgres(ql)?:$/.test(new URL(url).protocol))
        ? []
        : [
            {
              key: 'database.url',
              where: where(['database', 'url']),
              says: `is no PostgreSQL address: ${shapeOf(url)}.`,
              fix: 'write postgres://user:password@host:5432/database (special characters of the password as %XX), or remove it for the embedded PostgreSQL.',
            },
          ];
    return {
      problems: [
        ...tooShort(['auth', 'service_token'], config.auth.service_token, shortestServiceToken),
        ...tooShort(['auth', 'proxy_secret'], config.auth.proxy_secret, shortestServiceToken),
        ...Object.entries(config.people).flatMap(([name, { password }]) =>
          tooShort(['people', name, 'password'], password, shortestPassword),
        ),
        ...wrongUrl,
      ],
      warnings: [],
    };
  },
};
