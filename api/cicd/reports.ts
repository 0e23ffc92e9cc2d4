import { allFindings, countSeverities, type Finding, type SeverityCounts } from './findings.js';
import { canonicalTool, notRecorded, partsOf, requiredScanners, type ToolResult } from './scanners.js';

export type ScannerSummary = {
  readonly status: string;
  readonly finding_count: number;
  readonly severity_counts: SeverityCounts;
  readonly findings: readonly Finding[];
  readonly result: ToolResult;
};
export type ReportLink = {
  readonly tool: string;
  readonly label: string;
  readonly url: string;
  readonly internal: boolean;
  readonly requires_external_auth: boolean;
};

/** What was recorded of each scanner, the four required ones first. */
export function scannerSummary(
  listed: readonly unknown[],
  results: Readonly<Record<string, ToolResult>>,
): Record<string, ScannerSummary> {
  const findings = allFindings(listed, results);
  const named = findings.flatMap(({ tool }) => (tool === null ? [] : [tool]));
  const tools = [...new Set([...requiredScanners, ...Object.keys(results), ...named])];
  return Object.fromEntries(
    tools.map((tool): [string, ScannerSummary] => {
      const own = findings.filter((finding) => finding.tool === tool);
      const result = results[tool] ?? notRecorded;
      const counts = countSeverities(own);
      return [
        tool,
        { status: result.status, finding_count: own.length, severity_counts: counts, findings: own, result },
      ];
    }),
  );
}

/** The scanner that an address names; undefined where this run knows none of that name. */
export function summaryOf(summary: Readonly<Record<string, ScannerSummary>>, given: string) {
  const tool = canonicalTool(given);
  const found = Object.hasOwn(summary, tool) ? summary[tool] : undefined;
  return found && { tool, ...found };
}

const linkFields = [
  ['report_url', 'report'],
  ['html_url', 'HTML report'],
  ['json_url', 'JSON report'],
  ['artifact_url', 'artifact'],
] as const;
/** Links of one scanner; a pipeline has a handful. */
const mostLinks = 20;

/** Addresses that a browser may be sent to, and nothing that it would run. */
function isLink(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 2_000 && /^https?:\/\//i.test(value) && URL.canParse(value);
}

function artifactLinks(artifacts: unknown): (readonly [string, string])[] {
  if (!Array.isArray(artifacts)) return [];
  return artifacts.flatMap((artifact: unknown) => {
    if (isLink(artifact)) return [['artifact', artifact] as const];
    if (typeof artifact !== 'object' || artifact === null) return [];
    const { url, label, name } = artifact as Record<string, unknown>;
    const words = [label, name].find((value) => typeof value === 'string' && value.trim() !== '');
    return isLink(url) ? [[typeof words === 'string' ? words.slice(0, 120) : 'artifact', url] as const] : [];
  });
}

/** Links into the pipeline's own system, where the reader needs an account. */
export function externalLinks(tool: string, result: ToolResult): ReportLink[] {
  const found = partsOf(result).flatMap((part) => [
    ...linkFields.flatMap(([field, label]) => {
      const value = part[field];
      return isLink(value) ? [[label, value] as const] : [];
    }),
    ...artifactLinks(part['artifacts']),
  ]);
  return [...new Map(found.map(([label, url]) => [url, label]))]
    .slice(0, mostLinks)
    .map(([url, label]) => ({ tool, label, url, internal: false, requires_external_auth: true }));
}

/** Contract 21.2: for each scanner that recorded something our own report, then the pipeline's. */
export function reportLinks(runId: number, summary: Readonly<Record<string, ScannerSummary>>): ReportLink[] {
  return Object.entries(summary).flatMap(([tool, { status, finding_count: count, result }]) => {
    if (status === 'not_recorded' && count === 0) return [];
    const url = `/api/cicd/runs/${runId}/reports/${tool}`;
    return [
      { tool, label: 'dashboard report', url, internal: true, requires_external_auth: false },
      ...externalLinks(tool, result),
    ];
  });
}
