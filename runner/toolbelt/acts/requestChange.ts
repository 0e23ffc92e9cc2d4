import type { TaskCalls } from '../platform/taskCalls.js';
import { findStandingChange } from './findChange.js';

export const risks = ['low', 'medium', 'high', 'critical'] as const;
export type RiskLevel = (typeof risks)[number];

export interface ChangeRequest {
  readonly action: string;
  readonly target: string;
  readonly reason: string;
  readonly risk: RiskLevel;
  /** What the executor runs, without a shell. Absent: the agent does the work itself after the approval and completes the change. */
  readonly argv?: readonly string[] | undefined;
  /** Seconds after which the executor stops the program. */
  readonly timeout?: number | undefined;
  /** Words that describe what the agent will do. They are shown and never run. */
  readonly command?: string | undefined;
  readonly rollback?: string | undefined;
  readonly blastRadius?: string | undefined;
}

export interface AskedChange {
  readonly change_id: number;
  readonly state: string;
  /** True: it was asked for before, by this or an earlier attempt, and was not asked for again. */
  readonly already_requested: boolean;
  readonly digest?: string | null | undefined;
  readonly expires_at?: string | null | undefined;
  readonly may_approve?: unknown;
  readonly policy?: unknown;
}

const when = <T>(name: string, value: T | undefined): Record<string, T> =>
  value === undefined ? {} : { [name]: value };

/** Asks people for leave (contract 10.2). The same change that still stands is returned instead of being asked for twice. */
export async function requestChange(calls: TaskCalls, wanted: ChangeRequest, taskId?: number): Promise<AskedChange> {
  const standing = findStandingChange((await calls.context()).change_requests, wanted, taskId);
  if (standing) {
    const state = standing.state ?? standing.status ?? 'pending';
    return { change_id: standing.id, state, already_requested: true };
  }
  const shared = { ...when('rollback', wanted.rollback), ...when('blast_radius', wanted.blastRadius) };
  const opened = await calls.requestChange({
    action: wanted.action,
    target: wanted.target,
    reason: wanted.reason,
    risk_level: wanted.risk,
    ...when('command', wanted.command),
    plan: wanted.argv
      ? { kind: 'argv', argv: wanted.argv, ...when('timeout', wanted.timeout), ...shared }
      : { kind: 'agent', description: wanted.command ?? `${wanted.action}: ${wanted.target}`, ...shared },
  });
  const { may_approve, policy } = opened;
  return {
    change_id: opened.change_id,
    state: opened.state,
    already_requested: false,
    digest: opened.digest,
    expires_at: opened.expires_at,
    may_approve,
    policy,
  };
}
