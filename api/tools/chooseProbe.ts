/** How a tool is asked whether it is there. */
export type Probe =
  | { readonly kind: 'http'; readonly urls: readonly string[]; readonly timeout: number }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly timeout: number }
  /** Nothing is asked; the sentence says what is missing. */
  | { readonly kind: 'none'; readonly why: string };

export type Asked = { readonly type: string; readonly host: string | null; readonly port: number | null };

/** Milliseconds (contract 20.3). A mail server answers at once or is not well. */
const httpPatience = 5_000;
const tcpPatience = 3_000;
const mailPatience = 2_000;

type Scheme = 'http' | 'https';
/** Web interfaces: the path that is asked for, and the scheme that is tried first. */
const webTypes = new Map<string, { readonly path: string; readonly first: Scheme }>([
  ['email-ui', { path: '/webmail/', first: 'http' }],
  ['chat-ui', { path: '/', first: 'http' }],
  ['siem-ui', { path: '/', first: 'https' }],
  ['iam', { path: '/', first: 'https' }],
  ['soc-platform', { path: '/', first: 'http' }],
  ['vcs', { path: '/', first: 'http' }],
  ['search', { path: '/', first: 'http' }],
]);

/**
 * Contract 20.3, apart from one thing: a tool without a port is not called healthy because nothing was asked. Web
 * interfaces have a port by their scheme; for everything else it has to be configured.
 */
export function chooseProbe({ type, host, port }: Asked): Probe {
  if (host === null) return { kind: 'none', why: 'No host is configured.' };
  const web = webTypes.get(type);
  if (web) {
    const name = host.includes(':') ? `[${host}]` : host;
    const at = port === null ? '' : `:${port}`;
    const schemes: readonly Scheme[] = web.first === 'http' ? ['http', 'https'] : ['https', 'http'];
    return {
      kind: 'http',
      urls: schemes.map((scheme) => `${scheme}://${name}${at}${web.path}`),
      timeout: httpPatience,
    };
  }
  if (port === null) return { kind: 'none', why: 'No port is configured.' };
  return { kind: 'tcp', host, port, timeout: type === 'email' ? mailPatience : tcpPatience };
}
