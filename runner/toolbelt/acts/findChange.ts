import { z } from 'zod';
import type { ChangeRow } from '../platform/shapes.js';

export interface WantedChange {
  readonly action: string;
  readonly target: string;
  readonly argv?: readonly string[] | undefined;
}

const plan = z.preprocess(
  (value) => (typeof value === 'string' && value.startsWith('{') ? (JSON.parse(value) as unknown) : value),
  z.looseObject({ kind: z.string().optional(), argv: z.array(z.string()).optional() }),
);

/** States in which asking again would ask people for the same thing twice. */
const standing = new Set(['pending', 'approved', 'executing', 'completed']);

function samePlan(row: ChangeRow, argv: readonly string[] | undefined): boolean {
  if (row.plan === null || row.plan === undefined) return true;
  const parsed = plan.safeParse(row.plan);
  if (!parsed.success) return false;
  if (argv === undefined) return parsed.data.argv === undefined;
  return JSON.stringify(parsed.data.argv ?? []) === JSON.stringify(argv);
}

export const sameChange = (row: ChangeRow, wanted: WantedChange): boolean =>
  row.action === wanted.action && row.target === wanted.target && samePlan(row, wanted.argv);

/**
 * A change of this ticket that already asks for exactly this: one that is pending, approved, running or done, whoever asked, and any that `taskId` asked
 * for, so that a second attempt of a task does not ask people again what they refused to the first. Newest first, as the context gives them.
 */
export function findStandingChange(
  rows: readonly ChangeRow[],
  wanted: WantedChange,
  taskId?: number,
): ChangeRow | undefined {
  const stands = (row: ChangeRow): boolean =>
    standing.has(row.state ?? row.status ?? '') || (taskId !== undefined && row.task_id === taskId);
  return rows.find((row) => stands(row) && sameChange(row, wanted));
}
