import type { Middleware } from 'koa';
import { webchatFiles } from './chatFiles.js';
import type { WebchatOptions } from './chatFiles.js';

export type { WebchatOptions } from './chatFiles.js';

/**
 * Serves the Matrix web client at /chat, and leaves every other address to what comes after it. It needs no sign-in of
 * its own: nothing that it serves is secret, and the homeserver asks for the password. Mount it before anything that
 * sets a Content-Security-Policy for all answers, because its own is bound to the homeserver.
 */
export function webchat(options: WebchatOptions): Middleware {
  const files = webchatFiles(options);
  return async (context, next) => {
    // Koa leaves the path percent-encoded, which the file table relies on.
    const file = await files.match(context.path);
    if (!file) {
      await next();
      return;
    }
    context.set(file.headers);
    if (context.method !== 'GET' && context.method !== 'HEAD') {
      context.set('Allow', 'GET, HEAD');
      context.set('Cache-Control', 'no-store');
      context.status = 405;
      context.type = 'text/plain; charset=utf-8';
      context.body = 'The chat can only be read here.\n';
      return;
    }
    context.status = file.status;
    context.type = file.type;
    context.body = file.body;
  };
}
