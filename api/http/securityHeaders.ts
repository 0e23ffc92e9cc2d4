import type { Middleware } from 'koa';

/** A year, as contract 1.7 has it. Only behind https: on plain http a browser ignores it, and a proxy may have its own. */
const strictTransport = 'max-age=31536000; includeSubDomains';

/** Contract 1.7 on every answer. A page that needs more sets its own policy afterwards. */
export function securityHeaders({ https }: { readonly https: boolean }): Middleware {
  return async (context, next) => {
    context.set({
      'X-Content-Type-Options': 'nosniff',
      'X-Frame-Options': 'DENY',
      'Referrer-Policy': 'no-referrer',
      'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
      'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
      // Answers are about one caller; a shared cache must not keep them.
      'Cache-Control': 'no-store',
      ...(https ? { 'Strict-Transport-Security': strictTransport } : {}),
    });
    await next();
  };
}
