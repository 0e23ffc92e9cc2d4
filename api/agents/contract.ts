/** Agents and their tasks: the words and shapes of contract 11 and 12. */
import { z } from 'zod';
import { harnessNames } from '../../config/sections/runner.js';
import { id, optionalText, page, text } from '../http/fields.js';

/** "Active" everywhere (contract 11.1). */
export const activeStatuses = ['spawned', 'running', 'working'] as const;

export const harnessField = z
  .string()
  .nullish()
  .transform((value) => (value === undefined || value === null || value === '' ? null : value))
  .pipe(z.enum(harnessNames, { error: () => `Unknown harness. Use one of ${harnessNames.join(', ')}` }).nullable());

export const assignBody = z.object({
  model: optionalText(100),
  harness: harnessField,
  profile_id: optionalText(80),
  prompt: optionalText(60_000),
  requested_permissions: z.array(text(100)).max(100).default([]),
});
export const assignAgentBody = assignBody.meta({
  examples: [
    { model: 'qwen/qwen3.6-27b', harness: 'hermes', profile_id: 'local-only', prompt: 'Optional override prompt' },
  ],
});
export type AssignAgent = z.output<typeof assignBody>;

export const spawnBody = assignBody.extend({ ticket_id: id(), task_type: text(50).default('ticket_resolution') });

export const promptBody = assignBody
  .extend({ prompt: text(60_000).refine((value) => value.trim() !== '', { message: 'The prompt is empty' }) })
  .meta({ examples: [{ prompt: 'Say which hosts still run the old kernel', harness: 'hermes' }] });
export type PromptBody = z.output<typeof promptBody>;

/** Contract 12.1; without a program that could work it, the group that a person has to come from, and why. */
export const started = z.union([
  z.object({
    status: z.literal('spawned'),
    agent_id: z.number(),
    task_id: z.number(),
    ticket_id: z.number(),
    model: z.string().nullable(),
    harness: z.string(),
    profile_id: z.string().nullable(),
    priority_rank: z.number(),
  }),
  z.object({
    status: z.literal('waiting_for_person'),
    ticket_id: z.number(),
    group: z.string(),
    reason: z.string(),
  }),
]);

export const listQuery = z.object({ status: optionalText(30), ticket_id: id().optional(), ...page(100, 500) });
export const taskQuery = z.object({
  status: optionalText(40),
  agent_id: id().optional(),
  ticket_id: id().optional(),
  ...page(100, 500),
});
export const logsQuery = z.object({ lines: z.coerce.number().int().min(1).max(2000).default(200) });

export const taskResultBody = z.object({
  outcome: z.enum(['done', 'blocked', 'failed']),
  summary: text(8_000).refine((value) => value.trim() !== '', { message: 'The summary is empty' }),
  resolution: optionalText(8_000),
});
export type TaskResult = z.output<typeof taskResultBody>;

/** What runners publish about a program, with every heartbeat. */
export type PublishedHarness = {
  readonly name: (typeof harnessNames)[number];
  readonly state: 'ready' | 'not_installed' | 'not_signed_in' | 'broken';
  readonly version: string | null;
  readonly detail: string;
  /** The work that this runner gives it. */
  readonly works: readonly ('chat' | 'tickets')[];
  /** Why it was chosen; null when it was not. */
  readonly why: string | null;
};

export type RunnerInstance = {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  readonly isolation: {
    readonly kind: string;
    readonly sentence: string;
    /** Whether it runs what people have approved: not where nothing would keep the program from the platform. */
    readonly runs_plans: boolean;
  };
  readonly harnesses: readonly PublishedHarness[];
  readonly active_runs: readonly string[];
  readonly max_concurrent: number;
  readonly heartbeat_at: Date;
};
