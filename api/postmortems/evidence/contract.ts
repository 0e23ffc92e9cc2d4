/** What a postmortem is written from (contract 19.2). */
import { z } from 'zod';

const most = (standard: number, maximum: number, least = 1) =>
  z.coerce.number().int().min(least).max(maximum).default(standard);

export const evidenceQuery = z.object({
  task_log_lines: most(0, 100, 0).meta({ description: "Last lines of each task's log; 0 leaves the logs out." }),
  max_notes: most(12, 40),
  max_attachments: most(10, 40),
  max_changes: most(12, 40),
  max_tasks: most(8, 25),
  max_cicd_runs: most(8, 20),
  max_postmortems: most(5, 10),
  max_workflows: most(3, 10),
  max_articles: most(2, 10),
  max_audit: most(8, 15),
});
export type EvidenceLimits = z.output<typeof evidenceQuery>;

const rows = z.array(z.record(z.string(), z.unknown()));
export const evidenceAnswer = z.object({
  ticket: z.record(z.string(), z.unknown()),
  notes: rows,
  attachments: rows,
  change_requests: rows,
  agent_tasks: rows,
  cicd_runs: rows,
  postmortems: rows,
  workflows: rows,
  knowledge_articles: rows,
  audit: rows,
  evidence_terms: z.array(z.string()),
  guidance: z.object({
    use_this_endpoint_first: z.boolean(),
    review_reusable_workflows_before_planning: z.boolean(),
    evidence_ranked_by_ticket_terms: z.boolean(),
    write_result_to: z.string(),
    required_status: z.string(),
  }),
});

export const guidance: z.output<typeof evidenceAnswer>['guidance'] = {
  use_this_endpoint_first: true,
  review_reusable_workflows_before_planning: true,
  evidence_ranked_by_ticket_terms: true,
  write_result_to: 'POST /api/postmortems',
  required_status: 'ready_for_review',
};

export type Row = Record<string, unknown>;

export type Evidence = {
  readonly ticket: Row;
  readonly notes: readonly Row[];
  readonly attachments: readonly Row[];
  readonly change_requests: readonly Row[];
  readonly agent_tasks: readonly Row[];
  readonly cicd_runs: readonly Row[];
  readonly postmortems: readonly Row[];
  readonly workflows: readonly Row[];
  readonly knowledge_articles: readonly Row[];
  readonly audit: readonly Row[];
  readonly evidence_terms: readonly string[];
  readonly guidance: typeof guidance;
};
