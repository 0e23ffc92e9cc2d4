import type { Queryable } from '../../db/index.js';
import { clip, clipJson } from './clip.js';
import type { Row } from './contract.js';

const findingsShown = 10;
const longestField = 180;
const compactFinding = ['id', 'rule_id', 'severity', 'title', 'name', 'message', 'tool', 'path', 'file', 'line', 'url'];
const compactTool = ['status', 'returncode', 'reason', 'duration_seconds', 'artifact'];

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value);

function picked(row: Row, names: readonly string[]): Row {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = row[name];
      if (value === undefined || value === null) return [];
      return [[name, typeof value === 'string' ? clip(value, longestField) : clipJson(value, longestField)]];
    }),
  );
}

/** The end of what a scanner complained about: the cause stands there. */
function stderrTail(tool: Row): Row {
  const stderr = tool['stderr_tail'] ?? tool['stderr'];
  return typeof stderr === 'string' && stderr !== '' ? { stderr_tail: stderr.slice(-longestField) } : {};
}

function severityCounts(findings: readonly unknown[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const finding of findings) {
    const severity = isRow(finding) && typeof finding['severity'] === 'string' ? finding['severity'] : 'unknown';
    const word = severity.toLowerCase().slice(0, 40);
    counts[word] = (counts[word] ?? 0) + 1;
  }
  return counts;
}

/** A run of scanners in few words (contract 19.2). Pure. */
export function compactRun(run: Row): Row {
  const findings = Array.isArray(run['findings']) ? (run['findings'] as unknown[]) : [];
  const tools = isRow(run['tool_results']) ? Object.entries(run['tool_results']).slice(0, 20) : [];
  return {
    ...run,
    summary: typeof run['summary'] === 'string' ? clip(run['summary'], 500) : null,
    finding_count: findings.length,
    severity_counts: severityCounts(findings),
    findings: findings
      .slice(0, findingsShown)
      .map((one) => (isRow(one) ? picked(one, compactFinding) : clipJson(one, longestField))),
    tool_results: Object.fromEntries(
      tools.map(([name, tool]) => [
        name,
        isRow(tool) ? { ...picked(tool, compactTool), ...stderrTail(tool) } : clipJson(tool, longestField),
      ]),
    ),
  };
}

export async function cicdRunsOf(q: Queryable, ticketId: number, most: number): Promise<Row[]> {
  const { rows } = await q.query<Row>(
    `select id, provider, repo_ref, branch, commit_sha, target_url, status, summary, findings, tool_results, change_id,
       created_at, completed_at
     from cicd_security_runs where ticket_id = $1 order by id desc limit $2`,
    [ticketId, most],
  );
  return rows.map(compactRun);
}
