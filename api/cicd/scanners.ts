/** Scanners and what a pipeline reports of them, under one name each (contract 21.1). */

/** All four have to have run before a gate says "passed". */
export const requiredScanners = ['semgrep', 'trivy', 'owasp_zap', 'nuclei'] as const;

/** Whole words: "zapier" is no ZAP, and "mysemgrep" no semgrep. */
const canonical: readonly (readonly [RegExp, (typeof requiredScanners)[number]])[] = [
  [/^semgrep(_.+)?$/, 'semgrep'],
  [/^(aqua_)?trivy(_.+)?$/, 'trivy'],
  [/^(owasp_)?zap(_.+)?$|^zaproxy(_.+)?$/, 'owasp_zap'],
  [/^(projectdiscovery_)?nuclei(_.+)?$/, 'nuclei'],
];

/** The one name of a tool: zap, owasp-zap and zap_baseline are owasp_zap. Other tools keep theirs. */
export function canonicalTool(given: string): string {
  const name = given
    .trim()
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .slice(0, 80);
  return canonical.find(([pattern]) => pattern.test(name))?.[1] ?? name;
}

export type ToolResult = Readonly<Record<string, unknown>> & { readonly status: string };

/** A scanner that came to its end. Every other word, also one that nobody knows, is one of a scanner that did not. */
const finished = new Set([
  ...['completed', 'complete', 'completed_with_findings', 'passed', 'success', 'succeeded', 'ok', 'clean', 'done'],
  'finished',
]);

export function ran({ status }: ToolResult): boolean {
  return finished.has(status);
}

export const notRecorded: ToolResult = { status: 'not_recorded' };

function exitCode(result: Readonly<Record<string, unknown>>): number | null {
  const value = result['exit_code'] ?? result['exitcode'] ?? result['exitCode'] ?? result['returncode'];
  return typeof value === 'number' ? value : typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : null;
}

function statusWord(result: Readonly<Record<string, unknown>>): string {
  const { status } = result;
  if (typeof status === 'string' && status.trim() !== '') {
    return status
      .trim()
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '_')
      .slice(0, 60);
  }
  return exitCode(result) === 0 ? 'completed' : 'unknown';
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What was reported of one tool: an object, or the shorter forms of a status word and of a list of findings. */
function resultOf(tool: string, value: unknown): ToolResult {
  if (Array.isArray(value)) return { status: 'completed', findings: value };
  const given = isObject(value) ? value : typeof value === 'string' ? { status: value } : undefined;
  if (!given) return notRecorded;
  const status = statusWord(given);
  if (tool === 'owasp_zap' && status === 'error' && exitCode(given) === 2) {
    const note = 'Exit code 2 of ZAP means that it came to its end and has warnings.';
    return { ...given, status: 'completed_with_findings', note };
  }
  return { ...given, status };
}

/** Several reports of one scanner (the file system and the image, say) are as good as the worst of them. */
function together(parts: readonly (readonly [string, ToolResult])[]): ToolResult {
  const results = parts.map(([, result]) => result);
  const worst = results.find((result) => !ran(result)) ?? results.find(({ status }) => status !== 'completed');
  return { status: worst?.status ?? 'completed', parts: Object.fromEntries(parts) };
}

/** The reports under their canonical names, the four required scanners always among them. */
export function canonicalResults(reported: Readonly<Record<string, unknown>>): Record<string, ToolResult> {
  const by = new Map<string, [string, ToolResult][]>(requiredScanners.map((tool) => [tool, []]));
  for (const [name, value] of Object.entries(reported)) {
    const tool = canonicalTool(name);
    if (tool === '') continue;
    by.set(tool, [...(by.get(tool) ?? []), [name.slice(0, 80), resultOf(tool, value)]]);
  }
  return Object.fromEntries(
    [...by].map(([tool, parts]): [string, ToolResult] => {
      const [first] = parts;
      if (first === undefined) return [tool, notRecorded];
      return [tool, parts.length === 1 ? first[1] : together(parts)];
    }),
  );
}

/** The result itself, or the reports that it was put together from. */
export function partsOf(result: ToolResult): readonly Readonly<Record<string, unknown>>[] {
  const { parts } = result;
  return isObject(parts) ? Object.values(parts).filter(isObject) : [result];
}
