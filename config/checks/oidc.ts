import type { Problem } from '../configError.js';
import { isLoopback } from '../loopback.js';
import { didYouMean } from '../suggest.js';
import type { Check } from './findings.js';

/** A provider that is named can be used: with a client, over TLS, and for roles that exist. */
export const oidcCanWork: Check = {
  reads: ['oidc'],
  run({ config: { oidc }, roles, where }) {
    const problem = (path: readonly string[], says: string, fix: string): Problem => ({
      ...{ key: path.join('.'), where: where(path), says, fix },
    });
    const known = roles.map(({ name }) => name);
    const unknown = (path: readonly string[], names: readonly string[]): Problem[] =>
      names.flatMap((name) => {
        if (known.includes(name)) return [];
        const meant = didYouMean(name, known);
        const fix = meant === undefined ? `take one of ${known.join(', ')}.` : `did you mean "${meant}"?`;
        return [problem(path, 'names a role that is not there.', fix)];
      });
    const url = oidc.issuer === undefined ? undefined : new URL(oidc.issuer);
    const plain = url?.protocol === 'http:' && !isLoopback(url.hostname);
    return {
      problems: [
        ...(url && oidc.client_id === undefined
          ? [
              problem(
                ['oidc', 'client_id'],
                'is missing.',
                'set OIDC_CLIENT_ID to the name of Opsroom at the provider.',
              ),
            ]
          : []),
        ...(plain
          ? [
              problem(
                ['oidc', 'issuer'],
                'is plain http.',
                'use https: sign-ins would cross the network in clear text.',
              ),
            ]
          : []),
        ...(url && !oidc.scopes.includes('openid')
          ? [
              problem(
                ['oidc', 'scopes'],
                'have no "openid".',
                'add it: without it the provider tells nobody who signs in.',
              ),
            ]
          : []),
        ...unknown(['oidc', 'default_roles'], oidc.default_roles),
        ...Object.entries(oidc.roles).flatMap(([group, names]) => unknown(['oidc', 'roles', group], names)),
      ],
      warnings: [],
    };
  },
};
