import { z } from 'zod';
import { duration, text } from '../fields.js';

export const harnessNames = ['hermes', 'claude-code', 'codex', 'builtin'] as const;
export type HarnessName = (typeof harnessNames)[number];

export const runnerSection = z
  .strictObject({
    concurrency: z.int().min(1).max(100).default(5).describe('Most agent tasks that this runner works at a time.'),
    harness: z
      .enum(['auto', ...harnessNames])
      .default('auto')
      .describe('Program that works tickets; "auto" takes the first one installed and signed in, else builtin.'),
    model: text().optional().describe("Model for ticket work. When not set: the harness's own default."),
    hermes_bin: text().optional().describe('Path of the Hermes program, when it is not on PATH.'),
    claude_bin: text().optional().describe('Path of the Claude Code program, when it is not on PATH.'),
    codex_bin: text().optional().describe('Path of the Codex program, when it is not on PATH.'),
    turn_timeout: duration(5, 3600).prefault('1h').describe('Longest that one chat turn may take.'),
    task_timeout: duration(10, 86_400)
      .prefault('1h')
      .describe('Longest that one agent task may work, waiting for people not counted.'),
    stall: duration(10, 86_400).prefault('1h').describe('A child that prints nothing for this long is stopped.'),
    allow_unisolated: z
      .boolean()
      .default(false)
      .describe("Let real harnesses run under the platform's own uid where no isolation works. Every card says so."),
    lease: duration(5, 300)
      .prefault('15s')
      .describe('Work whose runner gave no sign of life for this long goes to another one.'),
    auto_assign_max_per_rule: z
      .int()
      .min(0)
      .max(1000)
      .default(1)
      .describe('Agents that one RACI rule may have at work at a time before new tickets of it wait; 0 for no limit.'),
  })
  .describe('The hands: which program works tickets, how many at a time, how long.');
