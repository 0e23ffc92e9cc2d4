import type { Queryable } from '../db/index.js';
import type { Caller } from '../http/caller.js';
import { obstacleTo, type Doing, type Obstacle } from './mayChange.js';
import { capabilitiesOf, hasAdministrator } from './sql/capabilities.js';
import type { PersonRecord } from './sql/readPeople.js';

/** Why a person stays as they are, with the person, whom the answer names. */
export type Refused = { readonly kind: 'refused'; readonly obstacle: Obstacle; readonly person: PersonRecord };
export type Missing = { readonly kind: 'missing' };

/** Rolls the transaction back: what was tried would leave nobody who may everything. */
class NobodyLeft extends Error {}

/** The result of a change, or its refusal where it would have taken the last administrator; then nothing of it happened. */
export async function keepingAnAdministrator<T>(
  person: () => PersonRecord | undefined,
  work: Promise<T>,
): Promise<T | Refused> {
  try {
    return await work;
  } catch (error) {
    const last = person();
    if (!(error instanceof NobodyLeft) || !last) throw error;
    return { kind: 'refused', obstacle: 'last_admin', person: last };
  }
}

/** The last step of a change of somebody who could do everything before it. */
export async function leaveAnAdministrator(q: Queryable, before: readonly string[]): Promise<void> {
  if (before.includes('*') && !(await hasAdministrator(q))) throw new NobodyLeft();
}

/** Whether the file speaks for the person now: whom it names no more it has switched off, and left to operators. */
export function isConfigured({ source, enabled, switched_off_at: switchedOff }: PersonRecord): boolean {
  return source === 'configuration' && (enabled || switchedOff !== null);
}

/** What may not be done to the person by this caller, and what the person may as they are; `after` is what they would. */
export async function obstacleAt(
  q: Queryable,
  doing: Doing,
  caller: Caller,
  person: PersonRecord,
  after?: readonly string[],
): Promise<{ readonly obstacle: Obstacle | undefined; readonly before: readonly string[] }> {
  const before = await capabilitiesOf(q, person.id);
  const changed = {
    id: person.id,
    configured: isConfigured(person),
    before,
    after: after ?? before,
    groups: person.groups,
  };
  const acting = { personId: caller.personId, capabilities: caller.capabilities, groups: caller.view.groups };
  return { obstacle: obstacleTo(doing, acting, changed), before };
}
