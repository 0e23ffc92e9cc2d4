import { readPage, type Queryable } from '../../db/index.js';
import type { Caller } from '../../http/caller.js';
import { visibleTickets } from '../../tickets/index.js';
import type { ListWorkflows, Workflow } from '../contract.js';
import { reviewState } from '../reviewState.js';
import { visibleWorkflows } from './visibleWorkflows.js';

type Row = Record<string, unknown>;
/** As it is shown: who stands behind it is for the rules. */
type Stored = Omit<Workflow, 'author_person_ids'>;

const columns = `w.id, w.name, w.description, w.ticket_class, w.trigger_type, w.status, w.workflow_key, w.version, w.blueprint,
  w.test_plan, w.test_results, w.approval_policy, w.skill_ids, w.ticket_id, w.security_classification, w.created_by, w.reviewed_by, w.reviewed_at,
  w.review_notes, w.replaces_id, w.created_at, w.updated_at`;

async function find<R extends Stored>(
  q: Queryable,
  id: number,
  caller: Caller,
  selected: string,
): Promise<R | undefined> {
  const visible = visibleWorkflows(caller, 2);
  const { rows } = await q.query<R>(`select ${selected} from agent_workflows w where w.id = $1 and ${visible.sql}`, [
    id,
    ...visible.params,
  ]);
  return rows[0];
}

/** The workflow as it is stored, when the caller may see it. */
export function getWorkflow(q: Queryable, id: number, caller: Caller): Promise<Workflow | undefined> {
  return find<Workflow>(q, id, caller, `${columns}, w.author_person_ids`);
}

type Counts = { run_count: number; completed_run_count: number; failed_run_count: number; latest_run_at: Date | null };
const noRuns: Counts = { run_count: 0, completed_run_count: 0, failed_run_count: 0, latest_run_at: null };

async function runCounts(q: Queryable, ids: readonly number[]): Promise<Map<number, Counts>> {
  const { rows } = await q.query<Counts & { workflow_id: number }>(
    `select workflow_id, count(*) as run_count, count(*) filter (where status in ('completed', 'passed')) as completed_run_count,
       count(*) filter (where status in ('failed', 'error')) as failed_run_count, max(created_at) as latest_run_at
     from workflow_runs where workflow_id = any($1) group by workflow_id`,
    [ids],
  );
  return new Map(rows.map(({ workflow_id: id, ...counts }) => [id, counts]));
}

export type ShownWorkflow = Stored & Row;

function shown(row: Stored, counts: Counts | undefined): ShownWorkflow {
  return { ...row, ...(counts ?? noRuns), review_state: reviewState(row) };
}

/** Contract 18.2: newest update first. */
export async function listWorkflows(
  q: Queryable,
  caller: Caller,
  query: ListWorkflows,
): Promise<{ workflows: ShownWorkflow[]; total: number }> {
  const visible = visibleWorkflows(caller, 4);
  const { rows, total } = await readPage<Row>(
    q,
    `select ${columns}, count(*) over () as total from agent_workflows w
     where ($1::text is null or w.status = $1) and ($2::text is null or w.ticket_class is null or lower(w.ticket_class) = lower($2))
       and ($3::text is null or w.workflow_key = $3) and ${visible.sql}
     order by w.updated_at desc, w.id desc`,
    [query.status, query.ticket_class, query.workflow_key, ...visible.params],
    query,
  );
  const workflows = rows as unknown as Stored[];
  const counts = await runCounts(
    q,
    workflows.map(({ id }) => id),
  );
  return { workflows: workflows.map((row) => shown(row, counts.get(row.id))), total };
}

/** Runs of one workflow that are shown with it, newest first. */
const latestRuns = 25;

/** One workflow with its latest runs, of tickets that the caller may see. */
export async function readWorkflow(q: Queryable, id: number, caller: Caller): Promise<ShownWorkflow | undefined> {
  const row = await find(q, id, caller, columns);
  if (!row) return undefined;
  const visible = visibleTickets(caller, 3);
  const runs = await q.query<Row>(
    `select r.id, r.workflow_id, r.workflow_version, r.ticket_id, r.agent_id, r.task_id, r.status, r.result, r.created_by,
       r.started_at, r.completed_at, r.created_at, t.title as ticket_title, t.status as ticket_status, t.provider, t.provider_ref,
       t.itop_ref, t.itop_class
     from workflow_runs r left join tickets t on t.id = r.ticket_id
     where r.workflow_id = $1 and (r.ticket_id is null or ${visible.sql}) order by r.id desc limit $2`,
    [id, latestRuns, ...visible.params],
  );
  return { ...shown(row, (await runCounts(q, [id])).get(id)), runs: runs.rows };
}
