import { requestChange, type GateRules } from '../changes/index.js';
import type { Connection } from '../db/index.js';
import type { Caller } from '../http/caller.js';
import { lockTicket, type Ticket } from '../tickets/index.js';
import type { RunBody } from './contract.js';
import type { Reports } from './recordRun.js';

export type Asked =
  | { readonly kind: 'asked'; readonly changeId: number }
  | { readonly kind: 'refused'; readonly code: string; readonly detail: string };

type Deployment = {
  readonly body: RunBody;
  readonly reports: Reports;
  readonly runId: number;
  readonly ticket: Ticket | undefined;
  readonly caller: Caller;
};

const action = 'Approve production deployment after CI/CD security gate';

/**
 * Contract 21.1: the gate before a deployment. `requires_clean_high_critical` is enforced where it can be: the gate opens
 * only for a run that passed (27.33). People cannot be asked to let through what no policy lets through.
 */
export async function askForDeployment(q: Connection, rules: GateRules, deployment: Deployment): Promise<Asked> {
  const { body, reports, runId, caller } = deployment;
  if (!deployment.ticket) {
    const detail = 'A deployment is approved on a ticket: send ticket_id, or create_ticket with it.';
    return { kind: 'refused', code: 'no_ticket', detail };
  }
  if (reports.status !== 'passed') {
    const why = reports.judged.reasons.slice(0, 10).join('; ');
    const detail = `The security run is ${reports.status}${why === '' ? '' : `: ${why}`}. A deployment is approved after a run that passed.`;
    return { kind: 'refused', code: 'security_gate_not_passed', detail };
  }
  // Its note and its card may have changed the row since it was read.
  const ticket = (await lockTicket(q, deployment.ticket.id)) ?? deployment.ticket;
  const agent = caller.run?.kind === 'task' ? { id: caller.run.agentId, taskId: caller.run.taskId } : null;
  const target = body.repo_ref.slice(0, 255);
  const version = [body.branch, body.commit_sha].filter((value) => value !== null).join(' ');
  const description = `Deploy ${body.repo_ref}${version === '' ? '' : ` (${version})`} to ${body.deployment_target}.`;
  const outcome = await requestChange(
    q,
    rules,
    caller,
    ticket,
    {
      ticket_id: ticket.id,
      action,
      target,
      reason: `Security run ${runId}: all required scanners ran, nothing critical or high was found.`,
      command: null,
      risk_level: body.deployment_target === 'production' ? 'high' : 'medium',
      approval_policy: {
        provider: body.provider,
        deployment_target: body.deployment_target,
        gate_status: reports.status,
        requires_clean_high_critical: true,
      },
    },
    agent,
    {
      plan: {
        kind: 'manual',
        description,
        target,
        rollback: 'Deploy the version before.',
        blast_radius: body.deployment_target,
      },
      origin: 'cicd',
      owner: null,
    },
  );
  return outcome.kind === 'refused'
    ? { kind: 'refused', code: outcome.code, detail: outcome.sentence }
    : { kind: 'asked', changeId: outcome.change.id };
}
