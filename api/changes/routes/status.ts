import type { Listener } from '../../db/index.js';
import { ok } from '../../http/answer.js';
import { idParams } from '../../http/fields.js';
import { defineRoute, type Route } from '../../http/route.js';
import { statusQuery } from '../contract.js';
import { getChange, shownStatus } from '../readChange.js';
import { changeStatusShape } from '../shapes.js';
import { area, noChange, type ChangeRoutes } from './parts.js';

/** Resolves at the next hint about changes, after `ms`, or when the client hangs up, whichever comes first. */
function nextNews(listener: Listener, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      off();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    const off = listener.on('changes', done);
    signal.addEventListener('abort', done);
  });
}

/** Milliseconds between two looks when no hint comes. */
const lookEvery = 2_000;

export function status({ db, listener }: ChangeRoutes): Route {
  return defineRoute({
    method: 'get',
    path: '/api/changes/{id}/status',
    area,
    summary:
      'The state of a change. With wait (seconds) the answer comes when it is another than "since", or after that time.',
    access: { kind: 'signed-in', permission: 'changes:read', agents: 'task' },
    params: idParams,
    query: statusQuery,
    answers: { 200: { description: 'The state', schema: changeStatusShape } },
    async handle({ params, query, caller, signal }) {
      const until = Date.now() + query.wait * 1000;
      for (;;) {
        const change = await getChange(db, params.id, caller);
        if (!change) return noChange;
        const left = until - Date.now();
        if (change.state !== query.since || left <= 0 || signal.aborted) return ok(shownStatus(change));
        await nextNews(listener, Math.min(left, lookEvery), signal);
      }
    },
  });
}
