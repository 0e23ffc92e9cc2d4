import type { Classification } from '../../config/roles.js';

/** The doors through which something can be done; every audit row names one. */
export type Channel =
  | 'rest'
  | 'matrix-reaction'
  | 'matrix-command'
  | 'matrix-reply'
  | 'matrix-message'
  | 'runner'
  | 'executor'
  | 'system'
  | 'cli';

/** Who acts. Rules that matter switch on `type`, never on a name or on permissions. */
export type Actor = {
  readonly type: 'person' | 'service' | 'agent' | 'system';
  readonly principalId: number;
  /** As it is written into notes and audit rows. */
  readonly name: string;
  readonly personId: number | null;
  readonly channel: Channel;
  /** Whom the work is for, where a service or an agent acts for somebody; told by it, and never who decided. */
  readonly submittedBy?: string | null;
  /** The name that a service's body gives for whose words or act it is (tickets/claimedSpeaker.ts). */
  readonly claimed?: string;
};

export type Audience = 'internal' | 'user' | 'public';
export type Reach = 'all' | 'scoped' | 'eligible' | 'own' | 'none';

/** What lies behind the doors that the capabilities open (contract 3.5, 3.6). */
export type View = {
  readonly tickets: ReadonlySet<Reach>;
  readonly changes: ReadonlySet<Reach>;
  readonly notes: ReadonlySet<Audience>;
  readonly maxClassification: Classification;
  /** Names of the groups that the person belongs to. */
  readonly groups: readonly string[];
  /** Tickets that are visible one by one: an agent's own, those of a conversation. */
  readonly ticketIds: readonly number[];
};

/** The piece of work that a run token is good for, and for which attempt at it. */
export type Run =
  | { readonly kind: 'turn'; readonly turnId: number; readonly sessionId: number; readonly attempt: number }
  | {
      readonly kind: 'task';
      readonly taskId: number;
      readonly agentId: number;
      readonly ticketId: number | null;
      readonly attempt: number;
    };

/** How a caller over HTTP showed who it is (contract 2.2, 4): by what, who vouches for it, and how sure that is. */
export type Auth = {
  readonly mode: 'session' | 'personal-token' | 'service-token' | 'agent-session' | 'header' | 'disabled';
  readonly provider: string;
  readonly strength: string;
};

export type Caller = Actor & {
  readonly capabilities: readonly string[];
  readonly view: View;
  readonly roles: readonly string[];
  readonly displayName: string;
  readonly email: string | null;
  readonly submittedBy: string | null;
  readonly run: Run | null;
  /** The sign-in that this request used, so that it can be ended. */
  readonly sessionId: number | null;
  /** Not there for who speaks in a room. */
  readonly auth?: Auth;
};
