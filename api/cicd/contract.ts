/** Security runs of pipelines: the words and shapes of contract 21. */
import { z } from 'zod';
import { anyObject, flag, id, optionalText, page, text } from '../http/fields.js';
import { shownLine } from '../http/shownText.js';
import { isShallow, withoutCredentials } from './boundedJson.js';

const levels = { message: 'has too many levels' };

/** One line that ends up in titles and on cards; null where nothing is left of it. */
function line(max: number) {
  return optionalText(max).transform((value) =>
    value === null ? null : (shownLine(max).safeParse(withoutCredentials(value)).data ?? null),
  );
}

export const runBody = z
  .object({
    provider: line(80).transform((value) => value?.trim().toLowerCase() ?? 'gitlab'),
    repo_ref: line(500),
    repo: line(500),
    branch: line(255),
    commit_sha: line(120),
    target_url: line(2_000),
    status: line(60),
    summary: optionalText(20_000).transform((value) => value && withoutCredentials(value)),
    findings: z
      .array(z.union([anyObject, text(4_000)]))
      .max(5_000)
      .refine((value) => isShallow(value), levels)
      .nullish(),
    tool_results: anyObject
      .refine((value) => Object.keys(value).length <= 100, { message: 'names too many tools' })
      .refine((value) => isShallow(value), levels)
      .nullish(),
    create_ticket: flag(false),
    require_change: flag(false),
    deployment_target: line(80).transform((value) => value?.trim().toLowerCase() ?? 'test'),
    ticket_id: id().nullish(),
    change_id: id().nullish(),
    created_by: line(100),
  })
  .transform(({ repo, repo_ref, ...rest }) => ({ ...rest, repo_ref: repo_ref ?? repo ?? 'unknown' }))
  .meta({
    examples: [
      {
        repo_ref: 'demo/shop',
        branch: 'main',
        commit_sha: '4f2c1e0',
        deployment_target: 'production',
        findings: [
          { tool: 'trivy', severity: 'high', rule_id: 'CVE-2026-0001', package: 'openssl', fixed_version: '3.5.1' },
        ],
        tool_results: { semgrep: { status: 'completed' }, trivy: { status: 'completed_with_findings' } },
        create_ticket: true,
      },
    ],
  });
export type RunBody = z.output<typeof runBody>;

export const listQuery = z.object(page(50, 200));
export const runParams = z.object({ run_id: id().meta({ description: 'Number of the run', example: 8 }) });
export const reportParams = runParams.extend({
  tool: z
    .string()
    .max(100)
    .meta({ description: 'semgrep, trivy, owasp_zap or nuclei, also by another name of it', example: 'trivy' }),
});

const time = z.iso.datetime({ offset: true });
const counts = z.object({
  critical: z.int(),
  high: z.int(),
  medium: z.int(),
  low: z.int(),
  info: z.int(),
  unknown: z.int(),
});
const link = z.object({
  tool: z.string(),
  label: z.string(),
  url: z.string(),
  internal: z.boolean(),
  requires_external_auth: z.boolean(),
});
const gate = z.enum(['passed', 'needs_review', 'failed']);
/** Free-form (contract 21.5), with the tool and the severity in our words. */
const finding = z.looseObject({ tool: z.string().nullable(), severity: z.string() });
const result = z.looseObject({ status: z.string() });
const counted = { status: z.string(), finding_count: z.int(), severity_counts: counts };

const runRow = z.object({
  id: z.int(),
  provider: z.string(),
  repo_ref: z.string(),
  repo_url: z.string().nullable(),
  branch: z.string().nullable(),
  commit_sha: z.string().nullable(),
  target_url: z.string().nullable(),
  deployment_target: z.string(),
  status: z.string(),
  gate,
  gate_reasons: z.array(z.string()),
  summary: z.string().nullable(),
  finding_count: z.int(),
  severity_counts: counts,
  ticket_id: z.int().nullable(),
  ticket_title: z.string().nullable(),
  change_id: z.int().nullable(),
  change_status: z.enum(['pending', 'approved', 'rejected', 'completed']).nullable(),
  created_by: z.string(),
  created_at: time,
  completed_at: time,
});

export const listAnswer = z.object({ runs: z.array(runRow), total: z.int() });
export const runAnswer = runRow.extend({
  findings: z.array(z.unknown()),
  tool_results: z.record(z.string(), result),
  scanner_summary: z.record(z.string(), z.object({ ...counted, findings: z.array(finding), result })),
  report_links: z.array(link),
  related_runs: z.array(
    runRow.extend({
      relation: z.enum(['before', 'after']),
      scanner_summary: z.record(z.string(), z.object(counted)),
      report_links: z.array(link),
    }),
  ),
});
export const reportAnswer = z.object({
  run_id: z.int(),
  tool: z.string(),
  ...counted,
  findings: z.array(finding),
  result,
  external_links: z.array(link),
  note: z.string(),
});
export const recordedAnswer = z.object({
  id: z.int(),
  status: z.string(),
  gate,
  gate_reasons: z.array(z.string()),
  ticket_id: z.int().nullable(),
  change_id: z.int().nullable(),
  change_refused: z
    .object({ code: z.string(), detail: z.string() })
    .nullable()
    .meta({ description: 'Why the gate that was asked for did not open; the run itself is recorded' }),
  withdrawn_changes: z
    .array(z.int())
    .meta({ description: 'Open gates of the same deployment that this run took back, because it is not clean' }),
  repo_url: z.string().nullable(),
  report_links: z.array(link),
});
export const templateAnswer = z.object({
  provider: z.literal('gitlab'),
  filename: z.literal('.gitlab-ci.yml'),
  template: z.string(),
  notes: z.array(z.string()),
});
