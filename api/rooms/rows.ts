/** What the Matrix side keeps, as the rest of the house sees it. */

/** An event as the sync loop hands it over: already checked for shape, redactions normalised into `content.redacts`. */
export type IncomingEvent = {
  eventId: string;
  roomId: string;
  sender: string;
  type: string;
  stateKey?: string;
  content: Record<string, unknown>;
  originServerTs: number;
  /** Closed a gap or is older than the replay horizon: may be read, never acted on as a vote or a command. */
  backfilled: boolean;
};

export type InboxEvent = {
  id: number;
  eventId: string;
  roomId: string;
  sender: string;
  type: string;
  stateKey: string | null;
  content: Record<string, unknown>;
  originServerTs: number;
  backfilled: boolean;
  status: 'new' | 'done' | 'parked' | 'failed';
  /** Raised by every claim; finishing, parking and retrying need the current one. */
  attempts: number;
  receivedAt: Date;
};

export type Membership = 'join' | 'invite' | 'leave' | 'ban';

/** What one sync said about a room. `encrypted` is absent when nothing was said about it. */
export type RoomSeen = {
  roomId: string;
  membership: Membership;
  name?: string;
  encrypted?: boolean;
  /** The invitation called it a direct conversation. */
  direct?: boolean;
};

export type MemberSeen = { roomId: string; userId: string; membership: string; displayName: string | null };

export type RoomPurpose = 'intake' | 'approvals' | 'audit' | 'direct' | 'other';

export type Room = {
  id: number;
  roomId: string;
  purpose: RoomPurpose;
  name: string | null;
  membership: Membership;
  /** Null: unknown, and unknown means: do not send. True never goes back. */
  encrypted: boolean | null;
  encryptionNoticeAt: Date | null;
};

export type Member = { userId: string; displayName: string | null };

export type ThreadKind = 'ticket' | 'gate' | 'incident' | 'chat';
export type Thread = { id: number; kind: ThreadKind; roomId: string; rootEventId: string };

/** Something to be said in a room; how it reads is decided when it is sent. */
export type Intent = {
  roomId: string;
  /** A row of `threads`; null or absent: the top level of the room. */
  threadId?: number | null;
  kind: string;
  payload?: object;
  /** Rows with one key are one message: the first that is sent is the original, later ones are edits of it. */
  coalesceKey?: string;
  /** Said once, ever. */
  onceKey?: string;
  ticketId?: number;
  changeId?: number;
  turnId?: number;
  noteId?: number;
};

/** An event as it goes to the homeserver; frozen at the first attempt, because a repeated transaction id gives the first event. */
export type Rendered = {
  type: string;
  content: Record<string, unknown>;
  /** The event that this one replaces (an edit) or removes (a redaction). */
  edits?: string;
  redacts?: string;
};

export type OutboxRow = {
  id: number;
  roomId: string;
  threadId: number | null;
  kind: string;
  payload: Record<string, unknown>;
  coalesceKey: string | null;
  onceKey: string | null;
  ticketId: number | null;
  changeId: number | null;
  turnId: number | null;
  noteId: number | null;
  status: 'pending' | 'sending' | 'sent' | 'dead' | 'dropped';
  rendered: Rendered | null;
  /** When it was rendered: no attempt to send it can be older. */
  frozenAt: Date | null;
  /** The holder of the account that rendered it and may have sent it. */
  frozenBy: number | null;
  attempts: number;
  epoch: number | null;
  eventId: string | null;
  lastError: string | null;
  createdAt: Date;
  sentAt: Date | null;
};

/** Why a send failed, in the words of the edge that tried it. */
export type DeliveryFailure = {
  kind: 'rate_limited' | 'refused' | 'unreachable' | 'server';
  status?: number;
  retryAfterMs?: number;
  message: string;
};
