import { notFound, ok, problem } from '../http/answer.js';
import { defineRoute, type Route } from '../http/route.js';
import {
  listAnswer,
  listQuery,
  recordedAnswer,
  reportAnswer,
  reportParams,
  runAnswer,
  runBody,
  runParams,
  templateAnswer,
} from './contract.js';
import { gitlabTemplate, templateNotes } from './gitlabTemplate.js';
import { recordRun, type CicdOptions } from './recordRun.js';
import { externalLinks, reportLinks, scannerSummary, summaryOf, type ScannerSummary } from './reports.js';
import { listRuns, readRun, relatedRuns, shownRun } from './sql/readRuns.js';

const area = 'cicd';
const noRun = problem(404, 'cicd_run_not_found', 'CI/CD security run not found, or you may not see it.');
const noReport = notFound('Scanner report');
const reads = { kind: 'signed-in', permission: 'cicd:read', agents: 'task' } as const;

export type CicdRoutes = CicdOptions & { readonly publicUrl: string | undefined };

function record(options: CicdRoutes): Route {
  return defineRoute({
    method: 'post',
    path: '/api/cicd/runs',
    area,
    summary:
      'Record what the scanners of a pipeline found. The gate is passed only when all of them ran and found nothing grave.',
    access: { kind: 'signed-in', permission: 'cicd:write', agents: 'task' },
    body: runBody,
    answers: { 200: { description: 'The run is recorded', schema: recordedAnswer } },
    handle: ({ body, caller }) => recordRun(options, body, caller),
  });
}

function list({ db, gitlabUrl }: CicdRoutes): Route {
  return defineRoute({
    method: 'get',
    path: '/api/cicd/runs',
    area,
    summary: 'Security runs that the caller may see, newest first.',
    access: reads,
    query: listQuery,
    answers: { 200: { description: 'A page of runs, without their findings', schema: listAnswer } },
    async handle({ query, caller }) {
      const { rows, total } = await listRuns(db, caller, query);
      return ok({ runs: rows.map((row) => shownRun(row, gitlabUrl)), total });
    },
  });
}

/** Of a run beside another one the numbers are enough; its findings are behind its own address. */
function numbersOf(summary: Readonly<Record<string, ScannerSummary>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(summary).map(([tool, { status, finding_count, severity_counts }]) => [
      tool,
      { status, finding_count, severity_counts },
    ]),
  );
}

function get({ db, gitlabUrl }: CicdRoutes): Route {
  return defineRoute({
    method: 'get',
    path: '/api/cicd/runs/{run_id}',
    area,
    summary: 'One run with its findings by scanner, links to reports, and the runs before and after it.',
    access: reads,
    params: runParams,
    answers: { 200: { description: 'The run', schema: runAnswer } },
    async handle({ params, caller }) {
      const run = await readRun(db, params.run_id, caller);
      if (!run) return noRun;
      const summary = scannerSummary(run.findings, run.tool_results);
      const related = await relatedRuns(db, run, caller);
      return ok({
        ...shownRun(run, gitlabUrl),
        scanner_summary: summary,
        report_links: reportLinks(run.id, summary),
        related_runs: related.map((row) => {
          const { findings, tool_results: results, ...rest } = row;
          const numbers = scannerSummary(findings, results);
          return {
            ...shownRun(rest, gitlabUrl),
            scanner_summary: numbersOf(numbers),
            report_links: reportLinks(row.id, numbers),
          };
        }),
      });
    },
  });
}

function report({ db }: CicdRoutes): Route {
  return defineRoute({
    method: 'get',
    path: '/api/cicd/runs/{run_id}/reports/{tool}',
    area,
    summary: 'What one scanner found in a run; nobody needs an account at the pipeline to read it.',
    access: reads,
    params: reportParams,
    answers: { 200: { description: 'The report', schema: reportAnswer } },
    async handle({ params, caller }) {
      const run = await readRun(db, params.run_id, caller);
      if (!run) return noRun;
      const found = summaryOf(scannerSummary(run.findings, run.tool_results), params.tool);
      if (!found) return noReport;
      const silent = found.status === 'not_recorded' && found.finding_count === 0;
      const note = silent
        ? 'The pipeline reported nothing of this scanner: it says nothing about the code.'
        : 'As the pipeline reported it. Links lead into its own system and may ask for an account.';
      return ok({ run_id: run.id, ...found, external_links: externalLinks(found.tool, found.result), note });
    },
  });
}

function template({ publicUrl }: CicdRoutes): Route {
  return defineRoute({
    method: 'get',
    path: '/api/cicd/gitlab/template',
    area,
    summary: 'A GitLab pipeline with the four scanners that posts its run here.',
    access: reads,
    answers: { 200: { description: 'The file, and what to set', schema: templateAnswer } },
    handle: () =>
      Promise.resolve(
        ok({
          provider: 'gitlab',
          filename: '.gitlab-ci.yml',
          template: gitlabTemplate(publicUrl),
          notes: templateNotes,
        }),
      ),
  });
}

export function cicdRoutes(options: CicdRoutes): Route[] {
  return [record(options), list(options), get(options), report(options), template(options)];
}
