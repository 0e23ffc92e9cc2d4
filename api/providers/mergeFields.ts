/** Fields that both sides know. */
export const sharedFields = [
  'title',
  'description',
  'priority',
  'assignee',
  'assignee_team',
  'requester_name',
  'requester_email',
] as const;
export type SharedField = (typeof sharedFields)[number];
export type FieldValues = Readonly<Record<SharedField, string | null>>;

export type Owner =
  /** Who changed it last wins; when both did, the provider. */
  | 'provider'
  /** Who changed it last wins; when both did, we. */
  | 'local'
  /** What a conversation wrote stays, unless the provider says more. */
  | 'longer'
  /** Never taken over: the person of the conversation is who wrote in it. */
  | 'ours';

/** Which side a field belongs to (contract 25.1); of a ticket from a conversation the words and people are ours. */
export const owners: Readonly<Record<'ticket' | 'conversation', Readonly<Record<SharedField, Owner>>>> = {
  ticket: {
    title: 'provider',
    description: 'provider',
    priority: 'provider',
    assignee: 'provider',
    assignee_team: 'local',
    requester_name: 'provider',
    requester_email: 'provider',
  },
  conversation: {
    title: 'provider',
    description: 'longer',
    priority: 'provider',
    assignee: 'provider',
    assignee_team: 'local',
    requester_name: 'ours',
    requester_email: 'ours',
  },
};

/** The team that everything lands in where no other was found; it says nothing about who works the ticket. */
const nobodysTeam = 'Security Team';

const same = (one: string | null, other: string | null): boolean =>
  (one ?? '').replaceAll(/\s+/g, ' ').trim() === (other ?? '').replaceAll(/\s+/g, ' ').trim();

/**
 * The value of one field after a look at the provider. `seen` is what the provider said at the look before, undefined at the
 * first: what it has not changed since is no news, and an edit of ours that it has not heard of yet stays.
 */
export function mergeField(
  field: SharedField,
  kind: 'ticket' | 'conversation',
  {
    local,
    remote,
    seen,
  }: { readonly local: string | null; readonly remote: string | null; readonly seen: string | null | undefined },
): string | null {
  const owner = owners[kind][field];
  if (owner === 'ours') return local;
  if (same(local, remote)) return local;
  // A provider that leaves a field empty knows less and not better.
  if (remote === null || remote.trim() === '')
    return seen === undefined || same(seen, remote) ? local : cleared(field, local);
  const unrouted = field === 'assignee_team' && remote === nobodysTeam;
  if (unrouted && (local !== null || kind === 'conversation')) return local;
  if (owner === 'longer' && (local ?? '').length >= remote.length) return local;
  if (seen === undefined) return owner === 'local' && local !== null ? local : remote;
  if (same(seen, remote)) return local;
  const weChanged = !same(seen, local);
  return weChanged && owner === 'local' ? local : remote;
}

/** What a provider may take away: who works it. A title or a requester is never taken away by an empty field. */
function cleared(field: SharedField, local: string | null): string | null {
  return field === 'assignee' ? null : local;
}

export function mergeFields(
  kind: 'ticket' | 'conversation',
  local: FieldValues,
  remote: FieldValues,
  seen: Partial<FieldValues> | undefined,
): FieldValues {
  const entries = sharedFields.map((field) => [
    field,
    mergeField(field, kind, { local: local[field], remote: remote[field], seen: seen?.[field] }),
  ]);
  return Object.fromEntries(entries) as FieldValues;
}
