import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from './page.js';

/** Swagger UI runs its own script and asks this server for the document; its pictures are in its style sheet. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

// Relative, so that it also holds behind a proxy that serves us below a prefix.
const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Opsroom API</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="docs/swagger-ui.css" />
    <link rel="stylesheet" href="docs/show.css" />
  </head>
  <body>
    <nav><a href="./">Start page</a></nav>
    <div id="api"></div>
    <script src="docs/swagger-ui-bundle.js"></script>
    <script src="docs/show.js"></script>
  </body>
</html>
`;

// Without validatorUrl the page would send our document to a service on the internet.
const script = `SwaggerUIBundle({ url: 'openapi.json', dom_id: '#api', deepLinking: true, validatorUrl: null });
`;

// Swagger UI draws a frame of its own: the page has no margin, and on a phone little air.
const style = `body { margin: 0; }
nav { max-width: 1460px; margin: 0 auto; padding: 16px 20px 0; font: 16px system-ui, sans-serif; }
nav a { color: #0b6b8a; }
.swagger-ui .info { margin: 24px 0; }
.swagger-ui .scheme-container { margin: 0 0 16px; padding: 16px 0; box-shadow: none; }
`;

const html = 'text/html; charset=utf-8';
const javascript = 'text/javascript; charset=utf-8';
/** The package changes with a new version of Opsroom alone. */
const anHour = 'public, max-age=3600';

/** The documentation and the files that it loads, which are these and no others. */
export function docsPages(): ReadonlyMap<string, () => Promise<Page>> {
  const require = createRequire(import.meta.url);
  const fromPackage = (name: string, type: string) => async (): Promise<Page> => ({
    type,
    body: await readFile(require.resolve(`swagger-ui-dist/${name}`)),
    policy,
    cache: anHour,
  });
  return new Map<string, () => Promise<Page>>([
    ['/docs', () => Promise.resolve({ type: html, body: page, policy })],
    ['/docs/show.js', () => Promise.resolve({ type: javascript, body: script, policy })],
    ['/docs/show.css', () => Promise.resolve({ type: 'text/css; charset=utf-8', body: style, policy })],
    ['/docs/swagger-ui.css', fromPackage('swagger-ui.css', 'text/css; charset=utf-8')],
    ['/docs/swagger-ui-bundle.js', fromPackage('swagger-ui-bundle.js', javascript)],
  ]);
}
