type HeaderOf = (name: string) => string | undefined;

/** Host and port of the Origin; undefined for none, and for what is none. */
function hostOf(url: string | undefined | null): string | undefined {
  return url && URL.canParse(url) ? new URL(url).host : undefined;
}

/**
 * Whether a page of another site made a browser send this request, and our cookie or a proxy's with it. Only a request
 * from our own pages may change things (SameSite=Lax stops most of it before). Programs send neither header. `publicUrl`
 * is how people reach us where a proxy asks us under another name.
 */
export function comesFromElsewhere(header: HeaderOf, publicUrl: string | null): boolean {
  const site = header('sec-fetch-site');
  if (site) return site !== 'same-origin' && site !== 'none';
  const origin = header('origin');
  if (!origin) return false;
  const host = hostOf(origin);
  return host === undefined || (host !== header('host') && host !== hostOf(publicUrl));
}

/**
 * Only a path of ours may follow a sign-in: a link from elsewhere must not lead through it to another site. Nothing but
 * visible ASCII, because browsers drop tabs and line ends, after which "/<tab>/elsewhere" is another site's address.
 */
export function safeNext(next: string): string {
  return /^\/(?!\/|api\/|login)[\x21-\x5b\x5d-\x7e]*$/.test(next) ? next : '/';
}
