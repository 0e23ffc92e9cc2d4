import type { Route } from '../../http/route.js';
import { complete } from './complete.js';
import { decision } from './decide.js';
import type { ChangeRoutes } from './parts.js';
import { explain, get, list, pending, stats } from './reads.js';
import { request } from './request.js';
import { status } from './status.js';
import { withdraw } from './withdraw.js';

export type { ChangeRoutes } from './parts.js';

/** Contract 10 with GATES.md. */
export function changeRoutes(options: ChangeRoutes): Route[] {
  return [
    request(options),
    list(options),
    pending(options),
    stats(options),
    get(options),
    status(options),
    explain(options),
    decision(options, 'approve'),
    decision(options, 'reject'),
    withdraw(options),
    complete(options),
  ];
}
