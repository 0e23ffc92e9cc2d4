import * as client from 'openid-client';
import { isLoopback } from '../../../config/loopback.js';
import type { Config } from '../../../config/schema.js';
import type { Flow } from './flowCookie.js';
import type { Claims } from './readClaims.js';

/** Seconds for one answer of the provider; the person waits for it with an empty page. */
const patience = 10;

export type OidcClient = Pick<Config['oidc'], 'client_secret' | 'scopes'> & {
  readonly issuer: string;
  readonly clientId: string;
};

export type Asked = { readonly redirectUri: string } & Pick<Flow, 'state' | 'nonce' | 'verifier'>;

export type Told =
  | { readonly kind: 'told'; readonly issuer: string; readonly subject: string; readonly claims: Claims }
  /** The person said no there, or the provider refuses them; its word for it (RFC 6749, 4.1.2.1). */
  | { readonly kind: 'denied'; readonly why: string }
  | { readonly kind: 'unavailable' }
  /** What came is not the answer to what was asked, or not of the provider. */
  | { readonly kind: 'not_believed'; readonly why: string };

export type Provider = {
  /** Where the browser goes; throws when the provider cannot be reached. */
  authorizationUrl(asked: Asked): Promise<URL>;
  /** Exchanges the code of the query and checks everything that came (OpenID Connect Core 3.1.2.7, 3.1.3.7). */
  answer(asked: Asked, query: Readonly<Record<string, string>>): Promise<Told>;
};

export function newFlow(): Pick<Flow, 'state' | 'nonce' | 'verifier'> {
  return {
    state: client.randomState(),
    nonce: client.randomNonce(),
    verifier: client.randomPKCECodeVerifier(),
  };
}

/** The secret where the provider wants it; a provider that does not say wants it in the header (RFC 8414). */
function bySecret(secret: string): client.ClientAuth {
  const [post, basic] = [client.ClientSecretPost(secret), client.ClientSecretBasic(secret)];
  return (server, ...rest) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    (methods.includes('client_secret_basic') ? basic : post)(server, ...rest);
  };
}

/** For a provider on this machine. The library marks it as deprecated only to make it stand out, so it is named by its name. */
const plainHttp = Reflect.get(client, 'allowInsecureRequests');

/** Why an answer was not taken, in one word of the library or of the provider; never what it contained. */
function wordOf(error: unknown): string {
  if (error instanceof client.ResponseBodyError) return error.error;
  if (error instanceof client.ClientError) return error.code ?? 'client_error';
  return 'unreadable';
}

function isUnavailable(error: unknown): boolean {
  if (error instanceof client.ResponseBodyError) return error.status >= 500;
  const timedOut = error instanceof client.ClientError && error.code === 'OAUTH_TIMEOUT';
  // What `fetch` throws when there is no connection.
  return timedOut || (error instanceof TypeError && !('code' in error && error.code === 'ERR_INVALID_ARG_TYPE'));
}

/** One provider; its description is read at the first sign-in, so that a start does not wait for it, and kept. */
export function openProvider({ issuer, clientId, client_secret: secret, scopes }: OidcClient): Provider {
  const url = new URL(issuer);
  let known: client.Configuration | undefined;
  const configuration = async (): Promise<client.Configuration> => {
    if (known) return known;
    const proof = secret === undefined ? client.None() : bySecret(secret.reveal());
    const execute = [
      // An ID token counts by its signature too, not only by the connection that it came through.
      client.enableNonRepudiationChecks,
      ...(isLoopback(url.hostname) ? [plainHttp] : []),
    ];
    known = await client.discovery(url, clientId, undefined, proof, { execute, timeout: patience });
    return known;
  };
  return {
    async authorizationUrl({ redirectUri, state, nonce, verifier }) {
      return client.buildAuthorizationUrl(await configuration(), {
        redirect_uri: redirectUri,
        scope: scopes.join(' '),
        state,
        nonce,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      });
    },
    async answer({ redirectUri, state, nonce, verifier }, query) {
      try {
        const config = await configuration();
        const came = new URL(redirectUri);
        for (const [name, value] of Object.entries(query)) came.searchParams.set(name, value);
        const tokens = await client.authorizationCodeGrant(config, came, {
          ...{ pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true },
        });
        const claims = tokens.claims();
        if (!claims) return { kind: 'not_believed', why: 'no_id_token' };
        // Many providers tell names and groups at the userinfo endpoint alone.
        const more =
          config.serverMetadata().userinfo_endpoint === undefined
            ? {}
            : await client.fetchUserInfo(config, tokens.access_token, claims.sub);
        return { kind: 'told', issuer: claims.iss, subject: claims.sub, claims: { ...more, ...claims } };
      } catch (error) {
        if (error instanceof client.AuthorizationResponseError) return { kind: 'denied', why: error.error };
        return isUnavailable(error) ? { kind: 'unavailable' } : { kind: 'not_believed', why: wordOf(error) };
      }
    },
  };
}
