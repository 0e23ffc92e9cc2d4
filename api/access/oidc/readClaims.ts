import type { Config } from '../../../config/schema.js';

export type OidcRules = Pick<
  Config['oidc'],
  'username_claim' | 'groups_claim' | 'roles' | 'default_roles' | 'allowed_domains' | 'allowed_groups' | 'new_people'
>;

export type Claims = Readonly<Record<string, unknown>>;

/** Who the provider says that this is. Issuer and subject alone identify (OpenID Connect Core 5.7); the rest describes. */
export type Described = {
  readonly issuer: string;
  readonly subject: string;
  /** A name that a person may have here, made of what the provider calls them; null when nothing of it is left. */
  readonly username: string | null;
  readonly displayName: string | null;
  /** Only when the provider has verified it. */
  readonly email: string | null;
  /** Those that everybody of the provider has, and those of the person's groups there. */
  readonly roles: readonly string[];
};

export type ClaimsRead =
  | { readonly kind: 'described'; readonly described: Described }
  | { readonly kind: 'domain_not_allowed' }
  | { readonly kind: 'group_not_allowed' };

const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value.trim().replaceAll('\u0000', '').slice(0, 200) : null;

/** A claim by its name, or by the way to it: Keycloak has its roles at `realm_access.roles`. */
function claimAt(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  return name.split('.').reduce<unknown>((value, part) => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    return (value as Record<string, unknown>)[part];
  }, claims);
}

function listOf(value: unknown): string[] {
  const items: unknown[] = Array.isArray(value) ? value : [value];
  return items.flatMap((item) => (typeof item === 'string' ? [item] : []));
}

/** `Dora.Díaz@example.org` is `dora.d-az`: what the part before the @ has of the signs that a name may have. */
function nameOf(value: string | null): string | null {
  const name = (value ?? '')
    .toLowerCase()
    .replace(/@.*$/s, '')
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z]+|[-._]+$/g, '')
    .slice(0, 63);
  return /^[a-z]/.test(name) ? name : null;
}

export function readClaims(rules: OidcRules, issuer: string, subject: string, claims: Claims): ClaimsRead {
  const verified = claims['email_verified'] === true || claims['email_verified'] === 'true';
  const told = verified ? textOf(claims['email']) : null;
  const email = told !== null && /^[^\s@]+@[^\s@]+$/.test(told) ? told : null;
  const domain = email?.split('@').at(-1)?.toLowerCase();
  const domains = rules.allowed_domains.map((one) => one.toLowerCase());
  if (domains.length > 0 && (domain === undefined || !domains.includes(domain))) return { kind: 'domain_not_allowed' };
  const groups = listOf(claimAt(claims, rules.groups_claim));
  if (rules.allowed_groups.length > 0 && !rules.allowed_groups.some((one) => groups.includes(one)))
    return { kind: 'group_not_allowed' };
  const mapped = groups.flatMap((group) => (Object.hasOwn(rules.roles, group) ? (rules.roles[group] ?? []) : []));
  return {
    kind: 'described',
    described: {
      issuer,
      subject,
      username: nameOf(textOf(claimAt(claims, rules.username_claim))),
      displayName: textOf(claims['name']),
      email,
      roles: [...new Set([...rules.default_roles, ...mapped])].sort(),
    },
  };
}
