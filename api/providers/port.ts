import type { ProviderName } from '../../config/sections/providers.js';

/** A ticket of ours as a provider has to hear of it. */
export type Outgoing = {
  readonly ticketId: number;
  /** Stands in what is made there (reference.ts). */
  readonly reference: string;
  readonly ticketClass: string;
  readonly title: string;
  readonly description: string;
  readonly priority: string | null;
  readonly team: string | null;
  readonly createdBy: string;
  readonly openedBy: Contact;
  readonly requester: Contact;
  readonly affectedUser: Contact;
  /** Lines about files that everybody at the ticket may know of. */
  readonly attachments: readonly string[];
};
export type Contact = { readonly name: string | null; readonly email: string | null };

/** Which ticket it is there. */
export type Place = { readonly ticketClass: string; readonly ref: string };
export type Placed = Place & { readonly url: string | null; readonly payload: Readonly<Record<string, unknown>> };

export type Closing = { readonly status: string; readonly reason: string };
/** Text for everybody at the ticket; `stamp` stands at its beginning (reference.ts). */
export type OutgoingNote = { readonly stamp: string; readonly text: string };
export type FieldChange = { readonly priority?: string | null; readonly team?: string | null };

/** One entry of a log there. */
export type LogEntry = {
  readonly field: string;
  readonly date: string;
  readonly author: string;
  readonly text: string;
  readonly audience: 'internal' | 'user';
  /** The words of who the ticket is for; people of the desk write into the same log. */
  readonly byRequester: boolean;
};

/** A ticket as it is there, in our words; statuses stay the provider's. */
export type Incoming = Place & {
  readonly title: string;
  readonly description: string;
  readonly status: string;
  readonly priority: string | null;
  readonly impact: number | null;
  readonly urgency: number | null;
  readonly assignee: string | null;
  readonly team: string | null;
  readonly requester: Contact;
  readonly solution: string | null;
  readonly url: string | null;
  readonly log: readonly LogEntry[];
  /** The provider's own object, for whoever has to look. */
  readonly payload: Readonly<Record<string, unknown>>;
};

/** What has changed: which ticket, and when, in the provider's own time. */
export type Changed = { readonly ref: string; readonly changedAt: string };
export type Inbound = {
  /** Seconds between two looks; null where only a person asks for one. */
  readonly every: number | null;
  /** A `changedAt` before which nothing new is listed any more once this one was; what was read there may be forgotten. */
  readonly settledBefore: (cursor: string) => string | undefined;
};

export type Failure =
  /** No answer: nobody knows whether it was done. */
  | { readonly kind: 'unreachable'; readonly message: string }
  /** An answer that says nothing about the request, such as 502 or a page of HTML. */
  | { readonly kind: 'broken'; readonly message: string }
  | { readonly kind: 'rate_limited'; readonly message: string; readonly retryAfterMs: number | null }
  /** The account may not; for the operator to mend, and no fault of the ticket. */
  | { readonly kind: 'unauthorised'; readonly message: string }
  /** It understood, and says no; asking again would be told the same. */
  | { readonly kind: 'refused'; readonly message: string };

export type Outcome<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'not_there' }
  | { readonly kind: 'not_supported' }
  | Failure;

export type Pushed = 'create' | 'update' | 'note' | 'attachment' | 'close';

/** A provider of tickets: the one port that the rest knows. Each call ends by itself within seconds. */
export type Provider = {
  readonly name: ProviderName;
  readonly label: string;
  readonly ticketClasses: readonly string[];
  readonly configured: boolean;
  /** What it can be told; anything else is never asked of it. */
  readonly takes: readonly Pushed[];
  /** How changes there are taken in; null where they are not. */
  readonly inbound: Inbound | null;
  /** `again`: an earlier try may have succeeded, so it looks for its reference first. */
  create(ticket: Outgoing, again: boolean, signal: AbortSignal): Promise<Outcome<Placed>>;
  update(place: Place, change: FieldChange, signal: AbortSignal): Promise<Outcome<null>>;
  addNote(place: Place, note: OutgoingNote, again: boolean, signal: AbortSignal): Promise<Outcome<null>>;
  /** The word that it has there now. */
  close(place: Place, closing: Closing, signal: AbortSignal): Promise<Outcome<string>>;
  /** Oldest change first. The cursor is a `changedAt` of an earlier answer; null at the very first look. */
  changesSince(ticketClass: string, cursor: string | null, signal: AbortSignal): Promise<Outcome<readonly Changed[]>>;
  /** Those of these that are there. */
  fetch(ticketClass: string, refs: readonly string[], signal: AbortSignal): Promise<Outcome<readonly Incoming[]>>;
};

export function isFailure<T>(outcome: Outcome<T>): outcome is Failure {
  return outcome.kind !== 'done' && outcome.kind !== 'not_there' && outcome.kind !== 'not_supported';
}

/** What a provider that only takes new tickets answers to everything else. */
export const onlyCreates = {
  takes: ['create'],
  inbound: null,
  update: () => Promise.resolve({ kind: 'not_supported' }),
  addNote: () => Promise.resolve({ kind: 'not_supported' }),
  close: () => Promise.resolve({ kind: 'not_supported' }),
  changesSince: () => Promise.resolve({ kind: 'not_supported' }),
  fetch: () => Promise.resolve({ kind: 'not_supported' }),
} as const satisfies Partial<Provider>;
