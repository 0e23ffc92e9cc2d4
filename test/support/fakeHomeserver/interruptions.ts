import type { IncomingMessage, ServerResponse } from 'node:http';

/** What goes wrong with a request. `after`: the request is carried out, and only its answer is lost or replaced. */
export type Fault =
  | { kind: 'answer'; status: number; body: string; headers?: Record<string, string>; after?: boolean }
  | { kind: 'drop'; after?: boolean }
  | { kind: 'hang' };

type Order = { matches: (method: string, path: string) => boolean; fault: Fault; left: number };

export type Interruptions = {
  /** The next `times` requests that match fail so. Returns how many are still to come. */
  plan: (method: string, path: RegExp, fault: Fault, times?: number) => () => number;
  take: (method: string, path: string) => Fault | undefined;
};

export function makeInterruptions(): Interruptions {
  const orders: Order[] = [];
  return {
    plan(method, path, fault, times = 1) {
      const order: Order = { matches: (asked, at) => asked === method && path.test(at), fault, left: times };
      orders.push(order);
      return () => order.left;
    },
    take(method, path) {
      const order = orders.find((candidate) => candidate.left > 0 && candidate.matches(method, path));
      if (order) order.left -= 1;
      return order?.fault;
    },
  };
}

export const rateLimited = (retryAfterMs: number): Fault => ({
  kind: 'answer',
  status: 429,
  body: JSON.stringify({ errcode: 'M_LIMIT_EXCEEDED', error: 'Too many requests', retry_after_ms: retryAfterMs }),
});

export const badGateway: Fault = {
  kind: 'answer',
  status: 502,
  body: '<html><body><h1>502 Bad Gateway</h1></body></html>',
  headers: { 'Content-Type': 'text/html' },
};

export const nullBody: Fault = { kind: 'answer', status: 200, body: 'null' };

export const refused = (status: number, errcode: string): Fault => ({
  kind: 'answer',
  status,
  body: JSON.stringify({ errcode, error: 'no' }),
});

/** Does to an answer what the fault says; true when nothing else may be sent. */
export function commit(fault: Fault, request: IncomingMessage, response: ServerResponse): void {
  if (fault.kind === 'hang') return;
  if (fault.kind === 'drop') {
    request.socket.destroy();
    return;
  }
  response.writeHead(fault.status, { 'Content-Type': 'application/json', ...fault.headers });
  response.end(fault.body);
}
