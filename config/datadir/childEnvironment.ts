/** What any program needs to find its files, its language and the time zone; nothing that could be a secret. */
const ordinary = ['PATH', 'HOME', 'USER', 'LOGNAME', 'LANG', 'LC_ALL', 'LC_CTYPE', 'TZ', 'TMPDIR'];

/** What a program needs to reach the network through a company's proxy and certificate authority. */
const network = [
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'],
  ...['SSL_CERT_FILE', 'SSL_CERT_DIR', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE'],
];

type Allowed = { network?: boolean; prefixes?: readonly string[] };

/** An environment for a child built from an allow-list: the platform's tokens and keys never reach it. */
export function childEnvironment(env: NodeJS.ProcessEnv, allowed: Allowed = {}): NodeJS.ProcessEnv {
  const names = new Set([...ordinary, ...(allowed.network ? network : [])]);
  const prefixes = allowed.prefixes ?? [];
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => names.has(name) || prefixes.some((prefix) => name.startsWith(prefix))),
  );
}
