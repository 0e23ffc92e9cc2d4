import type { Context } from 'koa';
import type { Queryable } from '../db/index.js';
import type { Caller } from '../http/caller.js';
import type { Identified } from '../http/serve.js';
import { systemActor } from './principals.js';
import { everything } from './serviceCaller.js';

/** Contract 2.2: who calls where nobody has to say so. */
const localAdmin = 'local-admin';

/** What no mode forgives: an agent whose run is over, and a page of another site that uses somebody's cookie. */
const alwaysRefused = new Set(['run_token_not_current', 'cross_site_request']);

/**
 * The modes `disabled` and `audit-only` of tests (the configuration keeps them on loopback): a request that cannot say
 * who it is may do everything, as a principal of type system, which never votes.
 */
export function withoutSignIn(
  q: Queryable,
  identify: (context: Context) => Promise<Identified>,
): (context: Context) => Promise<Identified> {
  return async (context) => {
    const identified = await identify(context);
    if (identified.kind === 'caller' || alwaysRefused.has(identified.reason)) return identified;
    const caller: Caller = {
      ...(await systemActor(q, 'system', 'rest')),
      name: localAdmin,
      displayName: localAdmin,
      capabilities: ['*'],
      view: everything,
      roles: ['platform-admin'],
      email: null,
      submittedBy: null,
      run: null,
      sessionId: null,
      auth: { mode: 'disabled', provider: 'local', strength: 'disabled-admin' },
    };
    return { kind: 'caller', caller };
  };
}
