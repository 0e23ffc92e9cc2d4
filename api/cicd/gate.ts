import { statedGrave, type Finding } from './findings.js';
import { ran, requiredScanners, type ToolResult } from './scanners.js';

export type Gate = 'passed' | 'needs_review' | 'failed';
export type Judged = { readonly gate: Gate; readonly reasons: readonly string[] };

const plural = (count: number, what: string): string => `${count} ${what} ${count === 1 ? 'finding' : 'findings'}`;

function graveReasons(findings: readonly Finding[], results: Readonly<Record<string, ToolResult>>): string[] {
  const counted = (['critical', 'high'] as const).flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [plural(count, severity)];
  });
  const stated = Object.entries(results).flatMap(([tool, result]) => {
    const { critical, high } = statedGrave(result);
    const listed = findings.filter((finding) => finding.tool === tool);
    const more = (severity: 'critical' | 'high', number: number): string[] =>
      number > listed.filter((finding) => finding.severity === severity).length
        ? [`${tool} states ${plural(number, severity)}`]
        : [];
    return [...more('critical', critical), ...more('high', high)];
  });
  return [...counted, ...stated];
}

function openReasons(findings: readonly Finding[], results: Readonly<Record<string, ToolResult>>): string[] {
  const missing = requiredScanners.flatMap((tool) => {
    const result = results[tool];
    if (result === undefined || result.status === 'not_recorded') return [`${tool} has not run`];
    return ran(result) ? [] : [`${tool} did not come to its end (${result.status})`];
  });
  const others = Object.entries(results).flatMap(([tool, result]) => {
    const required = requiredScanners.some((one) => one === tool);
    return required || ran(result) || result.status === 'skipped'
      ? []
      : [`${tool} did not come to its end (${result.status})`];
  });
  const unrated = findings.filter(({ severity }) => severity === 'unknown').length;
  return [...missing, ...others, ...(unrated === 0 ? [] : [plural(unrated, 'unrated')])];
}

/**
 * What the records of a run come to (contract 21.1, 27.33). `passed` only when every required scanner came to its end, and
 * nothing critical, high or of unknown severity was found: that nothing was recorded says nothing about the code.
 */
export function judge(findings: readonly Finding[], results: Readonly<Record<string, ToolResult>>): Judged {
  const grave = graveReasons(findings, results);
  const open = openReasons(findings, results);
  const reasons = [...grave, ...open];
  if (grave.length > 0) return { gate: 'failed', reasons };
  return open.length > 0 ? { gate: 'needs_review', reasons } : { gate: 'passed', reasons };
}

const meansPassed = new Set(['passed', 'pass', 'success', 'succeeded', 'ok', 'green', 'clean']);
const rank: readonly string[] = ['passed', 'needs_review', 'failed'];

/** The status that is kept: what was sent, unless the records are worse. Nobody can say "passed" for them. */
export function statusOf(sent: string | null, gate: Gate): string {
  const word = (sent ?? '').trim().toLowerCase();
  if (word === '' || meansPassed.has(word)) return gate;
  if (rank.includes(word)) return rank.indexOf(word) > rank.indexOf(gate) ? word : gate;
  // "running" or "cancelled" say something of their own, but not beside findings that have to be seen.
  return gate === 'failed' ? gate : word.slice(0, 60);
}
