import type { Contact, Outcome } from '../port.js';
import type { CallItop, ItopSettings } from './client.js';
import { find } from './look.js';

export type Parties = { readonly orgId: number; readonly callerId: number | null; readonly teamId: number | null };

type Person = { readonly id: number; readonly orgId: number | null };

const numberIn = (value: unknown): number | null => (/^[1-9]\d{0,15}$/.test(String(value)) ? Number(value) : null);

/** The one person who has this address or this name; of two with the same name it is neither. */
async function personOf(
  call: CallItop,
  { name, email }: Contact,
  signal: AbortSignal,
): Promise<Outcome<Person | null>> {
  const ways = [...(email === null ? [] : [{ email }]), ...(name === null ? [] : [{ friendlyname: name }])];
  for (const way of ways) {
    const found = await find(call, 'Person', way, 'id, org_id', signal, 2);
    if (found.kind !== 'done') return found;
    const [person, another] = found.value;
    if (person && !another)
      return { kind: 'done', value: { id: Number(person.key), orgId: numberIn(person.fields['org_id']) } };
  }
  return { kind: 'done', value: null };
}

async function organisation(
  call: CallItop,
  { orgId }: ItopSettings,
  person: Person | null,
  signal: AbortSignal,
): Promise<Outcome<number>> {
  const known = orgId ?? person?.orgId ?? null;
  if (known !== null) return { kind: 'done', value: known };
  for (const key of [1, 'SELECT Organization']) {
    const found = await find(call, 'Organization', key, 'id', signal, 1);
    if (found.kind !== 'done') return found;
    const first = numberIn(found.value[0]?.key);
    if (first !== null) return { kind: 'done', value: first };
  }
  return { kind: 'refused', message: 'iTop has no organisation that we may see. Set ITOP_DEFAULT_ORG_ID.' };
}

/** The team of that very name; made only where the operator says so, because it is the customer's ITSM (27.43). */
export async function teamOf(
  call: CallItop,
  settings: ItopSettings,
  name: string | null,
  orgId: number | null,
  signal: AbortSignal,
): Promise<Outcome<number | null>> {
  if (name !== null) {
    const found = await find(call, 'Team', { name }, 'id', signal, 1);
    if (found.kind !== 'done') return found;
    const id = numberIn(found.value[0]?.key);
    if (id !== null) return { kind: 'done', value: id };
    if (settings.createTeams && orgId !== null) {
      const made = await call(
        {
          operation: 'core/create',
          class: 'Team',
          comment: 'Opsroom',
          output_fields: 'id',
          fields: { name, org_id: orgId },
        },
        signal,
      );
      if (made.kind !== 'done') return made;
      return { kind: 'done', value: numberIn(made.objects[0]?.key) };
    }
  }
  return { kind: 'done', value: settings.teamId };
}

/**
 * Who a new ticket is of and for. The caller is the requester, when iTop knows exactly one such person, or the configured
 * one. Nobody else: a ticket in the name of whoever comes first would be told to that person.
 */
export async function partiesOf(
  call: CallItop,
  settings: ItopSettings,
  ticket: { readonly requester: Contact; readonly team: string | null; readonly needsCaller: boolean },
  signal: AbortSignal,
): Promise<Outcome<Parties>> {
  const person = await personOf(call, ticket.requester, signal);
  if (person.kind !== 'done') return person;
  const callerId = person.value?.id ?? settings.callerId;
  if (ticket.needsCaller && callerId === null) {
    const message = 'iTop knows no person with the name or address of the requester. Set ITOP_DEFAULT_CALLER_ID.';
    return { kind: 'refused', message };
  }
  const org = await organisation(call, settings, person.value, signal);
  if (org.kind !== 'done') return org;
  const team = await teamOf(call, settings, ticket.team, org.value, signal);
  if (team.kind !== 'done') return team;
  return { kind: 'done', value: { orgId: org.value, callerId, teamId: team.value } };
}
