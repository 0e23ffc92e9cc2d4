import { renderEach } from '../skills/index.js';

/**
 * A blueprint as the agent of a ticket is to read it (27.37). Steps that a program follows stay as they were approved: that
 * program fills them in itself.
 */
export function renderBlueprint(
  blueprint: unknown,
  known: Readonly<Record<string, unknown>>,
): ReturnType<typeof renderEach> {
  const steps = typeof blueprint === 'object' && blueprint !== null && 'steps' in blueprint;
  return steps ? { value: blueprint, missing: [] } : renderEach(blueprint, known);
}
