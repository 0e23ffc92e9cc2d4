import { createHash } from 'node:crypto';

/** For what needs no rights at all: text, images, style sheets, scripts (a page's own policy rules the scripts that it loads). */
export const textPolicy = "default-src 'none'; frame-ancestors 'none'";

/**
 * The page may run its own scripts and talk to itself and its homeserver, nothing else. Style attributes are allowed
 * because Hydrogen sizes images with them; encryption needs WebAssembly; pictures become blobs before they are shown.
 * Throws TypeError when `homeserver` is not a URL: a bad setting must not loosen the policy.
 */
export function pagePolicy(homeserver: string): string {
  const { origin } = new URL(homeserver);
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "style-src-attr 'unsafe-inline'",
    `connect-src 'self' ${origin}`,
    `img-src 'self' blob: data: ${origin}`,
    `media-src blob: ${origin}`,
    "font-src 'self'",
    "worker-src 'self'",
    "frame-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/**
 * The service worker repeats what the page was allowed to ask for, so the page's policy is the one that counts. A
 * browser keeps this header for as long as the worker's text is the same: a homeserver named here would still be the
 * only one allowed after the setting has changed.
 */
export const workerPolicy = "default-src 'none'; connect-src http: https:";

/** Hydrogen's frame for downloads has one inline script: exactly that text may run, framed only by the chat itself. */
export function sandboxPolicy(html: Buffer): string {
  const script = /<script[^>]*>([\s\S]*?)<\/script>/.exec(html.toString('utf8'))?.[1] ?? '';
  const hash = createHash('sha256').update(script).digest('base64');
  return `default-src 'none'; script-src 'sha256-${hash}'; frame-ancestors 'self'`;
}
