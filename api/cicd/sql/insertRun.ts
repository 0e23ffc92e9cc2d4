import { jsonText, type Queryable } from '../../db/index.js';
import type { RunBody } from '../contract.js';
import type { SeverityCounts } from '../findings.js';
import type { Judged } from '../gate.js';
import type { ToolResult } from '../scanners.js';

export type NewRun = {
  readonly body: RunBody;
  readonly findings: readonly unknown[];
  readonly results: Readonly<Record<string, ToolResult>>;
  readonly findingCount: number;
  readonly counts: SeverityCounts;
  readonly judged: Judged;
  readonly status: string;
  readonly ticketId: number | null;
  readonly changeId: number | null;
  readonly createdBy: string;
  readonly principalId: number | null;
};

export async function insertRun(q: Queryable, run: NewRun): Promise<number> {
  const { body } = run;
  const { rows } = await q.query<{ id: number }>(
    `insert into cicd_security_runs (provider, repo_ref, branch, commit_sha, target_url, deployment_target, status, summary, findings,
       tool_results, gate, gate_reasons, finding_count, severity_counts, ticket_id, change_id, created_by, principal_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) returning id`,
    [
      body.provider,
      body.repo_ref,
      body.branch,
      body.commit_sha,
      body.target_url,
      body.deployment_target,
      run.status,
      body.summary,
      jsonText(run.findings),
      jsonText(run.results),
      run.judged.gate,
      jsonText(run.judged.reasons),
      run.findingCount,
      jsonText(run.counts),
      run.ticketId,
      run.changeId,
      run.createdBy,
      run.principalId,
    ],
  );
  const id = rows[0]?.id;
  if (id === undefined) throw new Error('A run was inserted and did not come back.');
  return id;
}

export async function linkChange(q: Queryable, runId: number, changeId: number): Promise<void> {
  await q.query('update cicd_security_runs set change_id = $2 where id = $1', [runId, changeId]);
}

/** Open gates that earlier runs of the same deployment opened, on the promise that nothing critical or high is found. */
export async function openGatesOf(
  q: Queryable,
  run: { readonly id: number; readonly ticketId: number | null; readonly repoRef: string; readonly target: string },
): Promise<number[]> {
  const { rows } = await q.query<{ id: number }>(
    `select distinct c.id from cicd_security_runs r join changes c on c.id = r.change_id
     where r.id < $1 and r.deployment_target = $4 and (r.ticket_id = $2 or (r.repo_ref = $3 and r.repo_ref <> 'unknown'))
       and c.state = 'pending' and c.approval_policy ->> 'requires_clean_high_critical' = 'true' order by c.id limit 50`,
    [run.id, run.ticketId, run.repoRef, run.target],
  );
  return rows.map(({ id }) => id);
}
