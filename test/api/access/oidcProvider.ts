import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the package offers, as far as it is used here; it ships no types. */
type Grant = { addOIDCScope(scope: string): void; save(): Promise<unknown> };
type Oidc = { client: { clientId: string }; session: { accountId: string }; provider: RunningProvider };
type RunningProvider = {
  callback(): RequestListener;
  Grant: new (of: { clientId: string; accountId: string }) => Grant;
};
type Package = { Provider: new (issuer: string, configuration: Record<string, unknown>) => RunningProvider };

export type Account = Readonly<Record<string, unknown>>;

export type TestProvider = {
  readonly issuer: string;
  readonly clientSecret: string;
  /** The people at the provider, by their subject; changed while it runs. */
  readonly accounts: Map<string, Account>;
  /** Begins to answer, for a client that is at this address. */
  serve(clientUrl: string): Promise<void>;
  stop(): Promise<void>;
};

const scopes = 'openid profile email';

/** The package warns of its runtime and of its development keys, which is what a test wants. */
async function quietly<T>(work: () => T | Promise<T>): Promise<T> {
  const { warn, info } = console;
  console.warn = console.info = () => undefined;
  try {
    return await work();
  } finally {
    Object.assign(console, { warn, info });
  }
}

/** A real OpenID provider on loopback (npm oidc-provider, certified), which insists on PKCE and on the client's secret. */
export async function startTestProvider(): Promise<TestProvider> {
  let handle: RequestListener | undefined;
  const server: Server = createServer((request, response) => {
    if (handle) handle(request, response);
    else response.writeHead(503).end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clientSecret = 'the secret of the client at the provider';
  const accounts = new Map<string, Account>();
  return {
    ...{ issuer, clientSecret, accounts },
    async serve(clientUrl) {
      const name = 'oidc-provider';
      const { Provider } = await quietly(async () => (await import(name)) as Package);
      const provider = await quietly(
        () =>
          new Provider(issuer, {
            clients: [
              {
                client_id: 'opsroom',
                client_secret: clientSecret,
                redirect_uris: [`${clientUrl}/api/auth/oidc/callback`],
                grant_types: ['authorization_code'],
                response_types: ['code'],
              },
            ],
            claims: {
              openid: ['sub'],
              profile: ['name', 'preferred_username', 'groups'],
              email: ['email', 'email_verified'],
            },
            cookies: { keys: ['of a test'] },
            ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 600, IdToken: 600, AuthorizationCode: 60 },
            pkce: { required: () => true },
            findAccount: (_context: unknown, accountId: string) =>
              accounts.has(accountId)
                ? { accountId, claims: () => ({ sub: accountId, ...accounts.get(accountId) }) }
                : undefined,
            // Nobody is asked whether the client may know them: that is between the person and the provider.
            loadExistingGrant: async ({ oidc }: { oidc: Oidc }) => {
              const { client, session } = oidc;
              const grant = new oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId });
              grant.addOIDCScope(scopes);
              await grant.save();
              return grant;
            },
          }),
      );
      handle = provider.callback();
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

export type Page = { readonly url: URL; readonly status: number; readonly text: string };

type Cookie = { readonly name: string; readonly value: string; readonly path: string };

/** A browser as far as a sign-in needs one: it keeps cookies by their paths and follows redirections. */
export class Browser {
  private cookies: Cookie[] = [];
  /** Every address that it was sent to, the newest last. */
  readonly visited: URL[] = [];

  cookie(name: string): string | undefined {
    return this.cookies.find((one) => one.name === name)?.value;
  }
  setCookie(name: string, value: string, path = '/'): void {
    this.cookies = this.cookies.filter((one) => one.name !== name || one.path !== path);
    if (value !== '') this.cookies.push({ name, value, path });
  }
  /** Goes there and on to wherever it is sent, but not to what begins with `before`. */
  async go(address: string | URL, form?: Record<string, string>, before?: string): Promise<Page> {
    let url = new URL(address);
    let sent = form;
    for (let turn = 0; turn < 15; turn += 1) {
      if (before !== undefined && url.href.startsWith(before)) return { url, status: 0, text: '' };
      this.visited.push(url);
      const path = url.pathname;
      const cookie = this.cookies
        .filter((one) => path.startsWith(one.path))
        .map(({ name, value }) => `${name}=${value}`)
        .join('; ');
      const answer = await fetch(url, {
        ...{ method: sent ? 'POST' : 'GET', redirect: 'manual' },
        headers: { accept: 'text/html', ...(cookie !== '' && { cookie }) },
        ...(sent && { body: new URLSearchParams(sent) }),
      });
      for (const line of answer.headers.getSetCookie()) this.keep(line);
      const text = await answer.text();
      const location = answer.headers.get('location');
      if (location === null) return { url, status: answer.status, text };
      url = new URL(location, url);
      sent = undefined;
    }
    throw new Error(`sent round in circles: ${this.visited.map(String).join(' ')}`);
  }
  private keep(line: string): void {
    const [pair = '', ...attributes] = line.split(/;\s*/);
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    const path = attributes.find((one) => /^path=/i.test(one))?.slice(5) ?? '/';
    const gone = attributes.some((one) => /^max-age=0$/i.test(one) || /^expires=Thu, 01 Jan 1970/i.test(one));
    this.setCookie(name, gone ? '' : value, path);
  }

  /** Signs in at the provider as the account, where the page is its form; goes on as `go` does. */
  async signInThere(page: Page, account: string, before?: string): Promise<Page> {
    if (!page.text.includes('name="login"'))
      throw new Error(`no form of the provider at ${page.url.href}: ${page.text}`);
    return this.go(page.url, { prompt: 'login', login: account, password: 'any' }, before);
  }
}
