import { z } from 'zod';
import { duration, text } from '../fields.js';
import { harnessNames } from './runner.js';

export const chatSection = z
  .strictObject({
    harness: z
      .enum(['auto', ...harnessNames])
      .optional()
      .describe('Program that reads messages. When not set: runner.harness.'),
    model: text().optional().describe('Model that reads messages. When not set: runner.model.'),
    concurrency: z.int().min(1).max(100).default(4).describe('Most chat turns that this runner works at a time.'),
    tool_attempts: z
      .int()
      .min(1)
      .max(5)
      .default(2)
      .describe('How often a turn that left no result is tried before a person is told.'),
    max_turns: z.int().min(1).max(100).default(6).describe('Most steps that a model may take in one chat turn.'),
    typing: duration(2, 120).prefault('30s').describe('How long one typing notice lasts; renewed while a turn works.'),
    status_line: duration(5, 600).prefault('30s').describe('How often the status line of a long turn is edited.'),
    join_question: duration(0, 86_400)
      .prefault('10m')
      .describe('A top-level message this soon after a question to the same person is taken as the answer.'),
    max_body_chars: z
      .int()
      .min(200)
      .max(20_000)
      .default(1400)
      .describe('Longest message to a room, in characters; a longer one is cut, and says where all of it is.'),
    max_attachment_bytes: z
      .int()
      .min(1024)
      .max(104_857_600)
      .default(10_485_760)
      .describe(
        'Largest file that is taken with a message, in bytes; never more than tickets.max_attachment_bytes. Together twice that.',
      ),
  })
  .describe('The conversation in the room.');
