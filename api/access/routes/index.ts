import type { Route } from '../../http/route.js';
import type { OidcParts } from '../oidc/index.js';
import { loginRoutes, type SignInParts } from './login.js';
import { matrixLinkRoutes } from './matrixLink.js';
import { me } from './me.js';
import { oidcRoutes } from './oidc.js';
import { passwordRoutes } from './passwords.js';
import { policies, type PolicyParts } from './policies.js';
import { rightsRoutes } from './rights.js';
import { serviceTokenRoutes } from './serviceTokens.js';
import { sessionRoutes } from './sessions.js';
import { tokenRoutes } from './tokens.js';
import { userRoutes } from './users.js';

export type AccessRoutes = SignInParts & PolicyParts & { readonly oidc: OidcParts | undefined };

export function accessRoutes(parts: AccessRoutes): Route[] {
  const { db, rules } = parts;
  return [
    ...loginRoutes(parts),
    ...oidcRoutes(parts),
    me(),
    ...sessionRoutes(db),
    ...tokenRoutes(db),
    ...passwordRoutes(db, rules),
    ...matrixLinkRoutes(db),
    ...userRoutes(db),
    ...rightsRoutes(db),
    ...serviceTokenRoutes(db),
    policies(parts),
  ];
}
