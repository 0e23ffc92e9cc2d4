import { z } from 'zod';
import { executableBlueprint } from '../../config/workflows.js';
import { anyObject, text } from '../http/fields.js';

export type Blueprint = string | Readonly<Record<string, unknown>> | readonly unknown[];

function isEmpty(value: Blueprint): boolean {
  return typeof value === 'string' ? value.trim() === '' : Object.keys(value).length === 0;
}

/**
 * How the work is done: text for an agent that reads, or JSON. An object with `steps` is followed by a program, step for
 * step, so it has to be one that the program knows (config/workflows.ts), or it is refused.
 */
export const blueprintField = z
  .union([text(200_000), anyObject, z.array(z.unknown()).max(500)])
  .transform((value, context): Blueprint => {
    if (isEmpty(value)) context.addIssue('The blueprint is empty');
    if (typeof value !== 'object' || !('steps' in value)) return value;
    const steps = executableBlueprint.safeParse(value);
    if (steps.success) return steps.data;
    for (const { path, message } of steps.error.issues.slice(0, 5)) {
      context.addIssue({ code: 'custom', path: [...path], message });
    }
    return value;
  })
  .meta({
    description: 'Text, or JSON; with "steps", "match" and "platforms" the built-in harness can follow it by itself.',
    example: '1. Read the report.\n2. Ask for a gate to block the sender.\n3. Verify, and tell the requester.',
  });

/** A blueprint as text, for words that are looked for in it and for prompts. */
export function blueprintText(blueprint: unknown): string {
  return typeof blueprint === 'string' ? blueprint : JSON.stringify(blueprint);
}
