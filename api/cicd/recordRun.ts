import { record, recordEvent } from '../audit/index.js';
import { getChange, withdrawChange, type GateRules } from '../changes/index.js';
import { transaction, type Connection, type Database } from '../db/index.js';
import { notFound, ok, problem, type Answer } from '../http/answer.js';
import type { Caller } from '../http/caller.js';
import type { AutoAssignmentRules } from '../intake/index.js';
import { addNote, getTicket, type Ticket } from '../tickets/index.js';
import { cleaned } from './boundedJson.js';
import type { RunBody } from './contract.js';
import { allFindings, countSeverities } from './findings.js';
import { judge, statusOf } from './gate.js';
import { askForDeployment } from './askForDeployment.js';
import { fileTicket } from './fileTicket.js';
import { reportLinks, scannerSummary } from './reports.js';
import { repoUrl } from './repoUrl.js';
import { canonicalResults } from './scanners.js';
import { insertRun, linkChange, openGatesOf } from './sql/insertRun.js';

export type CicdOptions = {
  readonly db: Database;
  readonly rules: GateRules;
  readonly autoAssignment: AutoAssignmentRules;
  readonly gitlabUrl: string | undefined;
};

/** What is made of the reports, before anything is written. */
function readReports(body: RunBody) {
  const findings = (body.findings ?? []).map(cleaned);
  const results = canonicalResults(cleaned(body.tool_results ?? {}) as Record<string, unknown>);
  const found = allFindings(findings, results);
  const judged = judge(found, results);
  return {
    ...{ findings, results, judged, findingCount: found.length, counts: countSeverities(found) },
    status: statusOf(body.status, judged.gate),
  };
}
export type Reports = ReturnType<typeof readReports>;

type Place =
  | { readonly kind: 'found'; readonly ticket: Ticket | undefined; readonly changeId: number | null }
  | { readonly kind: 'refused'; readonly answer: Answer };

const refused = (answer: Answer): Place => ({ kind: 'refused', answer });

async function lockVisible(q: Connection, id: number, caller: Caller): Promise<Ticket | undefined> {
  await q.query('select from tickets where id = $1 for update', [id]);
  return getTicket(q, id, caller);
}

/** Where the run belongs. An agent's runs belong to its own ticket, whatever the body says (27.4). */
async function placeOf(q: Connection, body: RunBody, caller: Caller): Promise<Place> {
  const asked = body.ticket_id ?? null;
  let ticketId = asked;
  if (caller.type === 'agent') {
    const own = caller.run?.kind === 'task' ? caller.run.ticketId : null;
    if (own === null || (asked !== null && asked !== own)) return refused(notFound('Ticket'));
    ticketId = own;
  }
  const changeId = body.change_id ?? null;
  const change = changeId === null ? undefined : await getChange(q, changeId, caller);
  if (changeId !== null && !change) return refused(notFound('Change'));
  if (change && ticketId !== null && change.ticket_id !== ticketId) {
    const message = `is not one of ticket ${ticketId}`;
    return refused(
      problem(422, 'invalid_fields', `Wrong fields: body.change_id (${message}).`, {
        errors: [{ path: 'body.change_id', message }],
      }),
    );
  }
  ticketId ??= change?.ticket_id ?? null;
  const ticket = ticketId === null ? undefined : await lockVisible(q, ticketId, caller);
  if (ticketId !== null && !ticket) return refused(notFound(asked === null ? 'Change' : 'Ticket'));
  return { kind: 'found', ticket, changeId };
}

function noteText(runId: number, body: RunBody, { judged, counts, status }: Reports): string {
  const at = [body.branch, body.commit_sha].filter((value) => value !== null).join(' ');
  const numbers = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([severity, count]) => `${count} ${severity}`);
  return [
    `CI/CD security run ${runId} of ${body.repo_ref}${at === '' ? '' : ` (${at})`}: ${status}.`,
    `Findings: ${numbers.join(', ') || 'none'}.`,
    ...(judged.reasons.length > 0 ? [`Why: ${judged.reasons.slice(0, 20).join('; ')}.`] : []),
    `Report: /api/cicd/runs/${runId}`,
  ].join('\n');
}

type Recorded = {
  readonly kind: 'recorded';
  readonly id: number;
  readonly ticketId: number | null;
  readonly changeId: number | null;
  readonly refused: { readonly code: string; readonly detail: string } | null;
};

async function write(
  q: Connection,
  { rules, autoAssignment }: CicdOptions,
  body: RunBody,
  reports: Reports,
  caller: Caller,
): Promise<Recorded | { readonly kind: 'refused'; readonly answer: Answer }> {
  const place = await placeOf(q, body, caller);
  if (place.kind === 'refused') return place;
  const ticket =
    place.ticket ?? (body.create_ticket ? await fileTicket(q, autoAssignment, body, reports, caller) : undefined);
  const createdBy = body.created_by ?? 'cicd-security-pipeline';
  const principalId = caller.principalId === 0 ? null : caller.principalId;
  const ticketId = ticket?.id ?? null;
  const id = await insertRun(q, { body, ...reports, ticketId, changeId: place.changeId, createdBy, principalId });
  if (ticket) {
    await addNote(q, ticket, caller, {
      source: 'cicd',
      body: noteText(id, body, reports),
      audience: 'internal',
      externalRef: `cicd_run:${id}`,
    });
  }
  const asked = body.require_change
    ? await askForDeployment(q, rules, { body, reports, runId: id, ticket, caller })
    : null;
  const changeId = asked?.kind === 'asked' ? asked.changeId : place.changeId;
  if (asked?.kind === 'asked') await linkChange(q, id, asked.changeId);
  const details = {
    ...{ run_id: id, repo_ref: body.repo_ref, status: reports.status, gate: reports.judged.gate },
    ...{ ticket_id: ticketId, change_id: changeId, findings: reports.findingCount, created_by: createdBy },
  };
  const row = { action: 'cicd_security_run_recorded', target: `cicd_run_${id}`, details };
  await record(q, { actor: caller, ...row, result: reports.judged.gate });
  await recordEvent(q, { category: 'cicd', actor: caller.name, ...row });
  const why = asked?.kind === 'refused' ? { code: asked.code, detail: asked.detail } : null;
  return { kind: 'recorded', id, ticketId, changeId, refused: why };
}

/**
 * A gate that was opened for a clean run does not stand beside a later one with grave findings. Only what the caller asked
 * for itself is taken back: nobody ends another's gate by a report.
 */
async function takeBackGates(db: Database, run: Recorded, body: RunBody, caller: Caller): Promise<number[]> {
  const { repo_ref: repoRef, deployment_target: target } = body;
  const open = await openGatesOf(db, { id: run.id, ticketId: run.ticketId, repoRef, target });
  const withdrawn: number[] = [];
  for (const id of open) {
    const reason = `security run ${run.id} found something critical or high`;
    const outcome = await withdrawChange(db, id, caller, reason);
    if (outcome.kind === 'withdrawn') withdrawn.push(id);
  }
  return withdrawn;
}

/**
 * Contract 21.1. The run is kept whatever became of the gate that was asked for: what scanners found is worth more than a
 * tidy refusal, and the answer says which of the two happened.
 */
export async function recordRun(options: CicdOptions, body: RunBody, caller: Caller): Promise<Answer> {
  const { db, gitlabUrl } = options;
  const reports = readReports(body);
  const outcome = await transaction(db, (q) => write(q, options, body, reports, caller));
  if (outcome.kind === 'refused') return outcome.answer;
  const withdrawn = reports.judged.gate === 'failed' ? await takeBackGates(db, outcome, body, caller) : [];
  return ok({
    id: outcome.id,
    status: reports.status,
    gate: reports.judged.gate,
    gate_reasons: reports.judged.reasons,
    ticket_id: outcome.ticketId,
    change_id: outcome.changeId,
    change_refused: outcome.refused,
    withdrawn_changes: withdrawn,
    repo_url: repoUrl(body.provider, body.repo_ref, gitlabUrl),
    report_links: reportLinks(outcome.id, scannerSummary(reports.findings, reports.results)),
  });
}
