import { readPage, type Queryable } from '../../db/index.js';
import { wireStatus, type ChangeState } from '../../changes/index.js';
import type { Caller } from '../../http/caller.js';
import type { SeverityCounts } from '../findings.js';
import { repoUrl } from '../repoUrl.js';
import type { ToolResult } from '../scanners.js';
import { visibleRuns } from './visibleRuns.js';

export type RunRow = {
  readonly id: number;
  readonly provider: string;
  readonly repo_ref: string;
  readonly ticket_id: number | null;
  readonly change_id: number | null;
  readonly severity_counts: SeverityCounts;
  readonly change_state: ChangeState | null;
};
/** With what the scanners reported, which a list does not read. */
export type WholeRun = RunRow & {
  readonly findings: readonly unknown[];
  readonly tool_results: Readonly<Record<string, ToolResult>>;
};

const columns = `r.id, r.provider, r.repo_ref, r.branch, r.commit_sha, r.target_url, r.deployment_target, r.status, r.gate, r.gate_reasons,
  r.summary, r.finding_count, r.severity_counts, r.ticket_id, r.change_id, r.created_by, r.created_at, r.completed_at,
  tk.title as ticket_title, c.state as change_state`;
const joins = `from cicd_security_runs r left join tickets tk on tk.id = r.ticket_id left join changes c on c.id = r.change_id`;

/** The row as clients see it, with where its repository is. */
export function shownRun(row: RunRow, gitlabUrl: string | undefined): Record<string, unknown> {
  const { change_state: state, ...rest } = row;
  return {
    ...rest,
    repo_url: repoUrl(row.provider, row.repo_ref, gitlabUrl),
    change_status: state === null ? null : wireStatus(state),
  };
}

export async function listRuns(
  q: Queryable,
  caller: Caller,
  page: { readonly limit: number; readonly offset: number },
): Promise<{ rows: RunRow[]; total: number }> {
  const { sql, params } = visibleRuns(caller, 1);
  return readPage<RunRow>(
    q,
    `select ${columns}, count(*) over () as total ${joins} where ${sql} order by r.id desc`,
    params,
    page,
  );
}

export async function readRun(q: Queryable, id: number, caller: Caller): Promise<WholeRun | undefined> {
  const { sql, params } = visibleRuns(caller, 2);
  const { rows } = await q.query<WholeRun>(
    `select ${columns}, r.findings, r.tool_results ${joins} where r.id = $1 and ${sql}`,
    [id, ...params],
  );
  return rows[0];
}

/** Runs on each side of this one that are shown with it (contract 21.2: at most twenty). */
const eachSide = 10;

/** Runs of the same ticket or repository, the nearest ones before and after, oldest first. */
export async function relatedRuns(
  q: Queryable,
  run: RunRow,
  caller: Caller,
): Promise<(WholeRun & { relation: 'before' | 'after' })[]> {
  const { sql, params } = visibleRuns(caller, 5);
  const side = (relation: 'before' | 'after'): string => {
    const before = relation === 'before';
    return `(select ${columns}, r.findings, r.tool_results, '${relation}' as relation ${joins}
       where r.id ${before ? '<' : '>'} $1 and (r.ticket_id = $2 or (r.repo_ref = $3 and r.repo_ref <> 'unknown')) and ${sql}
       order by r.id ${before ? 'desc' : 'asc'} limit $4)`;
  };
  const { rows } = await q.query<WholeRun & { relation: 'before' | 'after' }>(
    `select * from (${side('before')} union all ${side('after')}) as near order by id`,
    [run.id, run.ticket_id, run.repo_ref, eachSide, ...params],
  );
  return rows;
}
