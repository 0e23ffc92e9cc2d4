import type { Page } from 'playwright-core';

export interface Watched {
  /** Every address that was asked for and is of none of the allowed origins. */
  readonly foreign: readonly string[];
  /** Errors on the console and errors that nobody caught. */
  readonly complaints: readonly string[];
}

/** Keeps what a page asked of others and complained about, from now on. */
export function watchPage(page: Page, allowed: readonly string[]): Watched {
  const origins = new Set(allowed.map((url) => new URL(url).origin));
  const [foreign, complaints]: [string[], string[]] = [[], []];
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (/^(https?|wss?):$/.test(url.protocol) && !origins.has(url.origin)) foreign.push(url.href);
  });
  page.on('console', (line) => {
    if (line.type() === 'error') complaints.push(line.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return { foreign, complaints };
}
