import { ok } from '../../http/answer.js';
import { defineRoute, type Route } from '../../http/route.js';
import { meAnswer } from '../contract.js';
import { authArea } from './refusals.js';

/** Contract 4; the fields beside `identity` and `roles` are ours. */
export function me(): Route {
  return defineRoute({
    method: 'get',
    path: '/api/access/me',
    area: authArea,
    summary: 'Who the caller is and what the caller may do.',
    access: { kind: 'signed-in', permission: 'ui:read', agents: 'never' },
    answers: { 200: { description: 'The caller', schema: meAnswer } },
    handle: ({ caller }) =>
      Promise.resolve(
        ok({
          identity: {
            username: caller.name,
            email: caller.email,
            provider: caller.auth?.provider ?? 'local',
            auth_mode: caller.auth?.mode ?? 'disabled',
            auth_strength: caller.auth?.strength ?? 'disabled-admin',
            authenticated: true,
          },
          type: caller.type,
          username: caller.name,
          display_name: caller.displayName,
          email: caller.email,
          roles: caller.roles,
          capabilities: caller.capabilities,
          groups: caller.view.groups,
          max_classification: caller.view.maxClassification,
        }),
      ),
  });
}
