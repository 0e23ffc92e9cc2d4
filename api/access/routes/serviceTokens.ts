import { z } from 'zod';
import { grants } from '../../../config/roles.js';
import { transaction, type Database } from '../../db/index.js';
import { forbidden, notFound, ok, problem } from '../../http/answer.js';
import { idParams, page } from '../../http/fields.js';
import { defineRoute, type Route } from '../../http/route.js';
import { newServiceTokenAnswer, serviceTokenBody, serviceTokensAnswer } from '../contract.js';
import { newToken, tokenHash } from '../credentialHash.js';
import { platformService } from '../principals.js';
import { capabilitiesOfRoles, unknownRoles } from '../sql/capabilities.js';
import { insertServiceToken, listServiceTokens, ownerOfToken, revokeToken } from '../sql/tokens.js';
import { tellAccess } from '../tellAccess.js';
import { accessArea as area, peopleOnly } from './refusals.js';

const administers = { kind: 'signed-in', permission: 'access:admin', agents: 'never' } as const;
const noToken = notFound('Token');
const everythingNeeded = 'A token that may everything is made and revoked only by who may everything.';

function create(db: Database): Route {
  return defineRoute({
    ...{ method: 'post', path: '/api/access/service-tokens', area, access: administers },
    summary: 'Make a token for a service, with the roles that it needs. It is shown this once. A service never votes.',
    body: serviceTokenBody,
    answers: { 201: { description: 'The token', schema: newServiceTokenAnswer } },
    idempotency: { none: 'A secret is not kept to be repeated.' },
    async handle({ body, caller }) {
      if (caller.type !== 'person') return peopleOnly('the right to make tokens for services');
      const { name, expires_in_days: days } = body;
      if (name === platformService)
        return problem(409, 'service_is_configured', `The token of ${name} is in credentials.json. Take another name.`);
      const roles = [...new Set(body.roles)].sort();
      const unknown = await unknownRoles(db, roles);
      if (unknown.length > 0) {
        const errors = [{ path: 'body.roles', message: `no such role: ${unknown.join(', ')}` }];
        return problem(422, 'invalid_fields', `There is no role ${unknown.join(', ')}.`, { errors });
      }
      if ((await capabilitiesOfRoles(db, roles)).includes('*') && !grants(caller.capabilities, '*'))
        return forbidden('*', everythingNeeded);
      const token = newToken('service');
      return transaction(db, async (q) => {
        const hash = tokenHash(token);
        const made = await insertServiceToken(q, { service: name, hash, days, roles, createdBy: caller.personId });
        const details = { token_id: made.id, roles, expires_at: made.expires_at.toISOString() };
        await tellAccess(q, caller, 'service_token_created', `service_${name}`, details);
        return ok({ id: made.id, name, roles, token, expires_at: made.expires_at }, 201);
      });
    },
  });
}

function list(db: Database): Route {
  return defineRoute({
    ...{ method: 'get', path: '/api/access/service-tokens', area, access: administers },
    summary: 'The tokens of services, beside the one in credentials.json, without what they are.',
    query: z.object(page(50, 200)),
    answers: { 200: { description: 'Tokens that are not revoked, by service', schema: serviceTokensAnswer } },
    async handle({ query }) {
      const { rows, total } = await listServiceTokens(db, query);
      return ok({ tokens: rows, count: rows.length, total });
    },
  });
}

function revoke(db: Database): Route {
  return defineRoute({
    ...{ method: 'delete', path: '/api/access/service-tokens/{id}', area, access: administers },
    summary: 'Revoke the token of a service: its next request fails.',
    params: idParams,
    answers: { 204: { description: 'It is revoked' } },
    async handle({ params, caller }) {
      return transaction(db, async (q) => {
        const owner = await ownerOfToken(q, params.id);
        if (!owner?.roles) return noToken;
        if ((await capabilitiesOfRoles(q, owner.roles)).includes('*') && !grants(caller.capabilities, '*'))
          return forbidden('*', everythingNeeded);
        if (!(await revokeToken(q, params.id))) return noToken;
        await tellAccess(q, caller, 'service_token_revoked', `service_${owner.name}`, { token_id: params.id });
        return { status: 204, body: undefined };
      });
    },
  });
}

export function serviceTokenRoutes(db: Database): Route[] {
  return [create(db), list(db), revoke(db)];
}
