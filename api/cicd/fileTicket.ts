import type { Connection } from '../db/index.js';
import type { Caller } from '../http/caller.js';
import { autoAssign, type AutoAssignmentRules } from '../intake/index.js';
import { cardChanged, createTicket, groupNamed, lockTicket, waitForPerson, type Ticket } from '../tickets/index.js';
import type { RunBody } from './contract.js';
import type { Reports } from './recordRun.js';

/** The service group for pipelines and the security of code (config/data/raci.yaml). */
const group = 'DevSecOps';

function priorityOf({ counts }: Reports): string {
  if (counts.critical > 0) return 'P1';
  return counts.high > 0 ? 'P2' : 'P3';
}

function described(body: RunBody, { judged, status }: Reports): string {
  const facts: readonly (readonly [string, string | null])[] = [
    ['Repository', body.repo_ref],
    ['Branch', body.branch],
    ['Commit', body.commit_sha],
    ['Tested at', body.target_url],
    ['For', body.deployment_target],
    ['Gate', status],
  ];
  return [
    ...facts.flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`])),
    ...judged.reasons.slice(0, 50).map((reason) => `- ${reason}`),
    ...(body.summary === null ? [] : ['', body.summary]),
  ].join('\n');
}

/** Contract 21.1: the ticket of a run, for the group that works on pipelines; an agent starts on it where a rule says so. */
export async function fileTicket(
  q: Connection,
  rules: AutoAssignmentRules,
  body: RunBody,
  reports: Reports,
  caller: Caller,
): Promise<Ticket> {
  const owner = (await groupNamed(q, group)) ?? null;
  const none = {
    ...{ provider: null, status: null, opened_by_name: null, opened_by_email: null, requester_name: null },
    ...{ requester_email: null, affected_user_name: null, affected_user_email: null, access_scope: null },
  };
  const { ticket } = await createTicket(
    q,
    caller,
    {
      ...none,
      title: `CI/CD security gate: ${body.repo_ref}`,
      description: described(body, reports),
      ticket_class: body.deployment_target === 'production' ? 'NormalChange' : 'UserRequest',
      priority: priorityOf(reports),
      created_by: body.created_by ?? 'cicd-security-pipeline',
      auto_assign: true,
      assignee_team: owner,
      owning_group: owner,
      security_classification: 'internal',
    },
    { sessionId: null, threadId: null, requesterPersonId: caller.personId, groupByRules: true },
  );
  await cardChanged(q, ticket);
  const started = await autoAssign(q, ticket.id, rules);
  const leftToPeople =
    started.status === 'error' || (started.status === 'skipped' && started.reason === 'waiting_for_person');
  if (started.status !== 'assigned' && !leftToPeople) await waitForPerson(q, ticket);
  return (await lockTicket(q, ticket.id)) ?? ticket;
}
