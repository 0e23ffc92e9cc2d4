import { connect } from 'node:net';
import type { Probe } from './chooseProbe.js';

export type ToolStatus = 'healthy' | 'degraded' | 'down' | 'unknown';
export type CheckResult = {
  readonly status: ToolStatus;
  readonly responseTimeMs: number | null;
  readonly error: string | null;
  /** What was asked, for people who look for a cause. */
  readonly details: Readonly<Record<string, string | number>>;
};

/** The short reason of a failed connection; `fetch` keeps it in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no answer';
  if (error.name === 'TimeoutError') return 'no answer in time';
  const { cause } = error;
  const code = (cause as { code?: unknown } | undefined)?.code ?? (error as { code?: unknown }).code;
  return typeof code === 'string' ? code : error.message.slice(0, 200);
}

function reach(host: string, port: number, timeout: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    const timer = setTimeout(() => {
      socket.destroy(Object.assign(new Error('no answer'), { name: 'TimeoutError' }));
    }, timeout);
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
    socket.once('error', reject);
    socket.once('close', () => {
      clearTimeout(timer);
    });
  });
}

/** Any answer below 500 is one of something that works: a sign-in page, a redirect, even "not found" (contract 20.3). */
async function ask(url: string, timeout: number): Promise<number> {
  const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(timeout) });
  await answer.body?.cancel();
  return answer.status;
}

async function askWeb({ urls, timeout }: Extract<Probe, { kind: 'http' }>): Promise<CheckResult> {
  const failures: string[] = [];
  for (const url of urls) {
    const started = performance.now();
    try {
      const status = await ask(url, timeout);
      const responseTimeMs = Math.round(performance.now() - started);
      const details = { url, http_status: status };
      if (status < 500) return { status: 'healthy', responseTimeMs, error: null, details };
      failures.push(`${url} answered ${status}`);
    } catch (error) {
      // Also a certificate that does not hold (27.13): whoever answers there may be somebody else.
      failures.push(`${url}: ${reasonOf(error)}`);
    }
  }
  return { status: 'down', responseTimeMs: null, error: failures.join('; '), details: {} };
}

/** Asks the tool. Never throws for what the tool does. */
export async function probe(chosen: Probe): Promise<CheckResult> {
  switch (chosen.kind) {
    case 'none':
      return { status: 'unknown', responseTimeMs: null, error: chosen.why, details: {} };
    case 'http':
      return askWeb(chosen);
    case 'tcp': {
      const { host, port, timeout } = chosen;
      const started = performance.now();
      const details = { host, port };
      try {
        await reach(host, port, timeout);
        return { status: 'healthy', responseTimeMs: Math.round(performance.now() - started), error: null, details };
      } catch (error) {
        return { status: 'down', responseTimeMs: null, error: `${host}:${port}: ${reasonOf(error)}`, details };
      }
    }
  }
}
