import type { AccessGrant, Plan } from '../changes/index.js';
import { defaultReference, inferLease, longestLifetime, standardLifetime, type Wanted } from '../leases/index.js';
import type { RequestAccess } from './contract.js';

/** The lease that is asked for: the one that was named, else the one that the words mean; null where there is none. */
export type AskedLease = {
  readonly wanted: Wanted;
  readonly credentialRef: string | null;
  readonly expiresAt: Date | null;
  readonly inferred: boolean;
};

/** Contract 9.3 and 5.7. One that names no system names nothing. */
export function leaseOf({ lease_request: named, resource, permission, account_ref }: RequestAccess): AskedLease | null {
  if (named !== null && named.system !== null) {
    const { system, resource_type, resource_id, action, credential_ref, expires_at } = named;
    return {
      wanted: {
        system,
        resource_type: resource_type ?? 'resource',
        resource_id: resource_id ?? '*',
        action: action ?? 'read',
      },
      credentialRef: credential_ref,
      expiresAt: expires_at,
      inferred: false,
    };
  }
  const wanted = inferLease({ resource, permission, accountRef: account_ref });
  return wanted && { wanted, credentialRef: null, expiresAt: null, inferred: true };
}

export function grantOf(agentId: number, lease: AskedLease): AccessGrant {
  return {
    agent_id: agentId,
    ...lease.wanted,
    credential_ref: lease.credentialRef ?? defaultReference(agentId, lease.wanted),
    expires_at: lease.expiresAt?.toISOString() ?? null,
    lifetime: standardLifetime,
  };
}

function inHours(seconds: number): string {
  return seconds % 86_400 === 0 && seconds > 86_400
    ? `${seconds / 86_400} days`
    : `${Math.round(seconds / 3_600)} hours`;
}

function whole({ resource_type: type, resource_id: id, system }: Wanted): string {
  return id === '*' ? `every ${type} of ${system}` : `${type} ${id} of ${system}`;
}

/** The four parts that a lease is compared by, each in quotes: no part can pass for another one or for the sentence around it. */
function fieldsOf({ system, resource_type: type, resource_id: id, action }: Wanted): string {
  return Object.entries({ system, type, id, action })
    .map(([name, value]) => `${name} ${JSON.stringify(value)}`)
    .join(', ');
}

/** Characters of a target, as long as a change's may be. */
const longestTarget = 255;

/**
 * What people are asked to approve, whole. With an agent and a lease the platform grants exactly that when they do (GATES.md,
 * `access_grant`); everything else a person does in the other system, and reports it with evidence.
 */
export function planOfRequest(asked: RequestAccess, group: string, grant: AccessGrant | null): Plan {
  // Not through the middle of a character that takes two places: no database keeps half of one.
  const target = asked.resource.slice(0, longestTarget).replace(/[\uD800-\uDBFF]$/, '');
  const account = asked.account_ref === null ? '' : ` Account: ${asked.account_ref}.`;
  const words = `Asked for: ${asked.permission} on ${asked.resource}.${account}`;
  if (!grant) {
    const description = `${words}\nA person of ${group} gives this access in that system and reports it with evidence.`;
    return {
      kind: 'manual',
      description,
      target,
      rollback: 'Take the access away again.',
      blast_radius: asked.resource,
    };
  }
  const end =
    grant.expires_at === null
      ? `for ${inHours(grant.lifetime)} from the decision`
      : `until ${grant.expires_at}, at most ${inHours(longestLifetime)}`;
  return {
    kind: 'effect',
    effect: 'access_grant',
    description: [
      `Grant agent ${grant.agent_id} a lease to ${grant.action} ${whole(grant)}, ${end}.`,
      `Lease: ${fieldsOf(grant)}.`,
      `Credential: ${grant.credential_ref}, by name; its value is never shown.`,
      words,
    ].join('\n'),
    grant,
    target,
    rollback: 'Revoke the lease. It ends with its agent in any case.',
    blast_radius: `${grant.action} on ${whole(grant)}`,
  };
}
