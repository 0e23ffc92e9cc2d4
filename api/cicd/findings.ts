import { canonicalTool, partsOf, type ToolResult } from './scanners.js';

export const severities = ['critical', 'high', 'medium', 'low', 'info', 'unknown'] as const;
export type Severity = (typeof severities)[number];
export type SeverityCounts = Record<Severity, number>;

/** A finding as it was sent (contract 21.5: free-form), with the two things that are read out of it. */
export type Finding = Readonly<Record<string, unknown>> & {
  readonly tool: string | null;
  readonly severity: Severity;
};

/**
 * Words of scanners for the same thing. Those that leave a doubt count as the graver one: a semgrep "error" is what its rule
 * must not let through.
 */
const words: readonly (readonly [RegExp, Severity])[] = [
  [/^(critical|crit|blocker|fatal|emergency)\b/, 'critical'],
  [/^(high|error|severe|major|important)\b/, 'high'],
  [/^(medium|moderate|warning|warn)\b/, 'medium'],
  [/^(low|minor)\b/, 'low'],
  [/^(info|informational|information|note|none|negligible|style)\b/, 'info'],
];

export function severityOf(given: unknown): Severity {
  const word = typeof given === 'string' ? given.trim().toLowerCase() : '';
  return words.find(([pattern]) => pattern.test(word))?.[1] ?? 'unknown';
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function findingOf(value: unknown, reportedBy: string | null): Finding | undefined {
  const given = typeof value === 'string' ? { title: value } : value;
  if (!isObject(given)) return undefined;
  const named = given['tool'] ?? given['scanner'];
  const tool = typeof named === 'string' && named.trim() !== '' ? canonicalTool(named) : reportedBy;
  const rating = given['severity'] ?? given['risk'] ?? given['riskdesc'];
  return { ...given, tool, severity: severityOf(rating) };
}

/** The same finding in the list and in its tool's report is one. */
function identity(finding: Finding): string {
  const { tool, severity } = finding;
  return JSON.stringify([
    ...[tool, severity],
    ...['rule_id', 'title', 'path', 'line', 'url', 'package'].map((name) => finding[name]),
  ]);
}

/** Every finding of a run: those of the list, and those that stand only in the reports of the tools. */
export function allFindings(
  listed: readonly unknown[],
  results: Readonly<Record<string, ToolResult>>,
): readonly Finding[] {
  const found = listed.flatMap((value) => findingOf(value, null) ?? []);
  const known = new Set(found.map(identity));
  const nested = Object.entries(results).flatMap(([tool, result]) =>
    partsOf(result).flatMap((part) => {
      const { findings } = part;
      return Array.isArray(findings) ? findings.flatMap((value) => findingOf(value, tool) ?? []) : [];
    }),
  );
  return [...found, ...nested.filter((finding) => !known.has(identity(finding)))];
}

export function countSeverities(findings: readonly Finding[]): SeverityCounts {
  const counts: SeverityCounts = { critical: 0, high: 0, medium: 0, low: 0, info: 0, unknown: 0 };
  for (const { severity } of findings) counts[severity] += 1;
  return counts;
}

/** Numbers of grave findings that a tool's report states without listing them, such as {severity_counts: {high: 2}}. */
export function statedGrave(result: ToolResult): Readonly<Record<'critical' | 'high', number>> {
  const stated = { critical: 0, high: 0 };
  for (const part of partsOf(result)) {
    const places = [part, ...['severity_counts', 'counts', 'summary', 'totals'].map((name) => part[name])];
    for (const place of places.filter(isObject)) {
      for (const [name, value] of Object.entries(place)) {
        const severity = name.toLowerCase();
        const number = typeof value === 'string' ? Number(value) : value;
        if ((severity === 'critical' || severity === 'high') && typeof number === 'number' && number > 0) {
          stated[severity] = Math.max(stated[severity], number);
        }
      }
    }
  }
  return stated;
}
