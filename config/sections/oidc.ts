import { z } from 'zod';
import { secret, text } from '../fields.js';

/** To the letter, a last slash included: it is compared with what the provider says of itself. */
function issuer() {
  return z
    .string()
    .refine((value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol))
    .meta({ expects: 'the https:// URL that the provider calls its issuer' });
}

export const oidcSection = z
  .strictObject({
    issuer: issuer()
      .optional()
      .describe(
        'Issuer of the OpenID provider, such as https://id.example.org/realms/ops. When not set: no such sign-in.',
      ),
    client_id: text().optional().describe('Name of Opsroom at the provider.'),
    client_secret: secret().optional().describe('Its secret there. When not set, PKCE alone protects the flow.'),
    label: text().default('single sign-on').describe('What the button of the sign-in page says after "Sign in with".'),
    scopes: z.array(text()).default(['openid', 'profile', 'email']).describe('Scopes that are asked for.'),
    new_people: z
      .enum(['link', 'create'])
      .default('link')
      .describe(
        'Somebody who is not linked yet: "link" refuses them until they link their account while signed in, or an administrator gives their person provider "oidc" and the subject as provider_ref; "create" adds them.',
      ),
    username_claim: text().default('preferred_username').describe('Claim that names a new person.'),
    groups_claim: text()
      .default('groups')
      .describe('Claim with the groups of the person; with dots for one inside another, such as realm_access.roles.'),
    roles: z
      .record(text(), z.array(text()))
      .default({})
      .describe('Roles by group of that claim, for people that were added by a sign-in; taken away with the group.'),
    default_roles: z.array(text()).default(['requester']).describe('Roles of everybody who was added by a sign-in.'),
    allowed_domains: z
      .array(text())
      .default([])
      .describe('Only people with a verified e-mail address in one of these domains. When empty: all.'),
    allowed_groups: z.array(text()).default([]).describe('Only people in one of these groups. When empty: all.'),
  })
  .describe('Signing in through an OpenID Connect provider such as Keycloak.');
