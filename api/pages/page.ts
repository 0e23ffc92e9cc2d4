import { createHash } from 'node:crypto';

/** A page or a file of one, and what a browser may do with it. */
export type Page = {
  readonly type: string;
  readonly body: string | Buffer;
  /** Content-Security-Policy. */
  readonly policy: string;
  readonly cache?: string;
};

const style = `
      :root { background: #fff; color: #1b1d21; --link: #0b6b8a; --border: #8a8f98; --alert: #b3261e; }
      @media (prefers-color-scheme: dark) { :root { background: #16181c; color: #e8eaed; --link: #6cc5e3; --alert: #ff8a80; } }
      body { max-width: 36rem; margin: 10vh auto 2rem; padding: 0 1.25rem; font: 1rem/1.5 system-ui, sans-serif; }
      h1 { margin: 0 0 1rem; font-size: 1.6rem; }
      h2 { margin: 2rem 0 0.5rem; font-size: 1rem; }
      ul { margin: 0; padding-left: 1.2rem; }
      a { color: var(--link); }
      form { max-width: 22rem; }
      label { display: block; margin-top: 1rem; }
      input { display: block; box-sizing: border-box; width: 100%; margin-top: 0.25rem; padding: 0.6rem; border: 1px solid
        var(--border); border-radius: 6px; font: inherit; }
      button, .act { display: inline-block; margin-top: 1.5rem; padding: 0.6rem 1.5rem; border: 0; border-radius: 6px;
        background: #0b7a5b; color: #fff; font: inherit; font-weight: 600; text-decoration: none; cursor: pointer; }
      .act { margin-top: 0.5rem; }
      [role='alert'], [role='status'] { max-width: 22rem; padding-left: 0.75rem; border-left: 3px solid var(--border); }
      [role='alert'] { border-color: var(--alert); color: var(--alert); }
    `;

/** The one style sheet by its hash, forms to ourselves, and nothing else: these pages work without a script. */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

export function escapeHtml(text: string): string {
  const names: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (character) => names[character] ?? character);
}

/** A page of ours: `content` is HTML that is already escaped. */
export function plainPage(title: string, content: string): Page {
  const body = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${escapeHtml(title)}</title>
    <style>${style}</style>
  </head>
  <body>
    <main>
${content}
    </main>
  </body>
</html>
`;
  return { type: 'text/html; charset=utf-8', body, policy };
}
