import { z } from 'zod';
import { duration } from '../../../config/fields.js';
import { localised } from '../../../config/localised.js';
import type { WorkflowStep } from '../../../config/workflows.js';

const step: z.ZodType<WorkflowStep> = z.discriminatedUnion('do', [
  z.object({ do: z.literal('read_context') }),
  z.object({ do: z.literal('note'), text: localised, audience: z.enum(['internal', 'user']).default('internal') }),
  z.object({
    do: z.literal('request_change'),
    action: z.string(),
    target: z.string(),
    risk: z.enum(['low', 'medium', 'high', 'critical']),
    reason: z.string(),
    rollback: z.string(),
    blast_radius: z.string(),
    plan: z.object({
      kind: z.literal('argv'),
      argv: z.array(z.string()).min(1),
      otherwise: z.array(z.array(z.string()).min(1)).default([]),
      timeout: duration(1, 3600),
    }),
  }),
  z.object({ do: z.literal('wait_for_decision') }),
  z.object({
    do: z.literal('verify'),
    exit_codes: z.array(z.number()).default([0]),
    output_not_empty: z.boolean().default(true),
  }),
  z.object({ do: z.literal('close'), resolution: localised }),
]);

const blueprint = z.preprocess((value) => (typeof value === 'string' ? parse(value) : value), z.array(step).min(1));

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The steps of a workflow as the API stores them; undefined when they are none that this program can follow (a model's free text, say). */
export function readBlueprint(value: unknown): readonly WorkflowStep[] | undefined {
  return blueprint.safeParse(value).data;
}
