import { createHash } from 'node:crypto';

const style = `
      body { max-width: 40rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; }
      h1 { font-size: 1.4rem; }
      code { overflow-wrap: anywhere; }
    `;

/**
 * Shown at /chat while Opsroom knows no homeserver. Nothing has to be loaded for it, because it must work when nothing
 * else does, and it tries again by itself: on a first start the homeserver is there a minute later.
 */
export const pageWithoutHomeserver = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta http-equiv="refresh" content="10" />
    <title>Opsroom chat: no homeserver</title>
    <style>${style}</style>
  </head>
  <body>
    <h1>The chat has no homeserver yet</h1>
    <p>This page is a Matrix client, and Opsroom has not been told which homeserver to use.</p>
    <ul>
      <li>Opsroom may still be starting its own homeserver: then this page becomes the chat within a minute.</li>
      <li>Otherwise set <code>MATRIX_HOMESERVER_URL</code> to the address of one, such as
        <code>https://matrix.example.org</code>, and start Opsroom again.</li>
    </ul>
    <p>Any other Matrix client, such as Element, can be used with the same homeserver.</p>
  </body>
</html>
`;

/** Its one style sheet by its hash, and nothing else. */
export const policyWithoutHomeserver = `default-src 'none'; style-src 'sha256-${createHash('sha256')
  .update(style)
  .digest('base64')}'; frame-ancestors 'none'`;
