/** The value below which `share` of the sample lies (nearest rank). */
export function percentile(sample: readonly number[], share: number): number {
  const sorted = [...sample].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

export type Figure = {
  readonly name: string;
  readonly unit: string;
  /** What the issue asks for, in the same unit. */
  readonly limit: number;
  readonly value: number;
  readonly of: 'p50' | 'p95' | 'mean' | 'once';
  readonly sample: readonly number[];
  /** What stands in place of the spread, where it says more. */
  readonly detail?: string;
};

export function figure(name: string, of: 'p50' | 'p95', limit: number, sample: readonly number[]): Figure {
  return { name, unit: 'ms', limit, of, value: percentile(sample, of === 'p50' ? 0.5 : 0.95), sample };
}
