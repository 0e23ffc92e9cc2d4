import type { Evidence, Row } from '../evidence/contract.js';
import type { Content } from '../sql/writePostmortem.js';
import { kindOf, type Kind } from './kinds.js';

const textOf = (row: Row, name: string): string => {
  const value = row[name];
  return typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';
};
const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
const bullets = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join('\n');

const changeName = (row: Row): string => `${textOf(row, 'action')} on ${textOf(row, 'target')}`;
const inState = (rows: readonly Row[], ...states: string[]): readonly Row[] =>
  rows.filter((row) => states.includes(textOf(row, 'state') || textOf(row, 'status')));

function summaryOf(
  { ticket, notes, change_requests: changes, agent_tasks: tasks, cicd_runs: runs }: Evidence,
  kind: Kind,
): string {
  const resolution = textOf(ticket, 'resolution');
  return [
    `Ticket ${textOf(ticket, 'id')} (${textOf(ticket, 'itop_class')}, ${textOf(ticket, 'priority') || 'no priority'}) was ${kind.what}: ${oneLine(textOf(ticket, 'title'))}.`,
    `It is ${textOf(ticket, 'status')}.${resolution === '' ? '' : ` Resolution: ${oneLine(resolution)}`}`,
    `The evidence has ${counted(notes.length, 'note')}, ${counted(changes.length, 'gate')}, ${counted(tasks.length, 'task of agents', 'tasks of agents')} and ${counted(runs.length, 'run of scanners', 'runs of scanners')}.`,
  ].join(' ');
}

function wentWell({ ticket, change_requests: changes, agent_tasks: tasks }: Evidence): string {
  const lines = [
    ...inState(changes, 'completed').map(
      (row) =>
        `Gate ${textOf(row, 'id')} (${changeName(row)}) was approved by ${textOf(row, 'decided_by') || 'a person'} and carried out.`,
    ),
    ...inState(tasks, 'completed').map(
      (row) => `Task ${textOf(row, 'id')} (${textOf(row, 'task_type')}) was completed.`,
    ),
    ...(ticket['helped'] === true ? ['The requester said that it helped.'] : []),
  ];
  return lines.length === 0 ? 'The evidence shows nothing that was completed.' : bullets(lines);
}

const open = new Set([
  'new',
  'assigned',
  'in_progress',
  'awaiting_user_response',
  'pending_approval',
  'awaiting_access',
  'blocked',
]);

function improvements({ ticket, change_requests: changes, agent_tasks: tasks }: Evidence): string {
  const why = (row: Row): string => {
    const reason = textOf(row, 'rejected_reason') || textOf(row, 'error_message');
    return reason === '' ? '' : ` ${oneLine(reason)}`;
  };
  const lines = [
    ...inState(changes, 'rejected').map(
      (row) => `Gate ${textOf(row, 'id')} (${changeName(row)}) was rejected.${why(row)}`,
    ),
    ...inState(changes, 'expired', 'execution_expired').map(
      (row) => `Gate ${textOf(row, 'id')} (${changeName(row)}) was not decided or carried out in time.`,
    ),
    ...inState(changes, 'failed', 'drifted').map(
      (row) => `Gate ${textOf(row, 'id')} (${changeName(row)}) was approved and did not work.`,
    ),
    ...inState(tasks, 'failed', 'stopped').map(
      (row) => `Task ${textOf(row, 'id')} (${textOf(row, 'task_type')}) was ${textOf(row, 'status')}.${why(row)}`,
    ),
    ...(open.has(textOf(ticket, 'status')) ? [`The ticket is still ${textOf(ticket, 'status')}.`] : []),
    ...(ticket['helped'] === false ? ['The requester said that it did not help.'] : []),
  ];
  return lines.length === 0
    ? 'The evidence shows nothing that failed. Whoever reviews this may know more.'
    : bullets(lines);
}

/** What worked this time, as the way for the next: the gates that were opened, between what its kind begins and ends with. */
function proposal({ change_requests: changes }: Evidence, kind: Kind): string {
  const gates = inState(changes, 'completed', 'approved', 'executing').map(
    (row) =>
      `Ask for a gate (${textOf(row, 'action')}, risk ${textOf(row, 'risk_level') || 'unknown'}), carry it out and verify it.`,
  );
  const steps = [...kind.before, ...new Set(gates.reverse()), ...kind.after];
  return steps.map((step, at) => `${at + 1}. ${step}`).join('\n');
}

const section = (title: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : `${title}\n${bullets(lines)}`;
/** Notes that are shown with a synthesised postmortem (contract 19.6). */
const lastNotes = 8;

function documentation({ notes, change_requests: changes, agent_tasks: tasks, cicd_runs: runs }: Evidence): string {
  return [
    section(
      'Scanner runs',
      runs.map(
        (row) =>
          `Run ${textOf(row, 'id')} of ${textOf(row, 'repo_ref')}: ${textOf(row, 'status')}, ${counted(Number(row['finding_count'] ?? 0), 'finding')}.`,
      ),
    ),
    section(
      'Gates',
      changes.map((row) => `Gate ${textOf(row, 'id')}: ${changeName(row)}, ${textOf(row, 'state')}.`),
    ),
    section(
      'Tasks',
      tasks.map(
        (row) =>
          `Task ${textOf(row, 'id')} (${textOf(row, 'task_type')}, ${textOf(row, 'harness')}): ${textOf(row, 'status')}.`,
      ),
    ),
    section(
      'Last notes',
      notes
        .slice(-lastNotes)
        .map((row) => `${textOf(row, 'author')} (${textOf(row, 'source')}): ${oneLine(textOf(row, 'body'))}`),
    ),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/**
 * A postmortem from what is known of a ticket (contract 19.6), for when no model wrote one. It says what the evidence shows,
 * and of its kind of ticket what holds for that kind: a printer gets nothing about pipelines. Pure.
 */
export function synthesise(evidence: Evidence, workflowKey: string): Required<Content> {
  const kind = kindOf(workflowKey);
  return {
    summary: summaryOf(evidence, kind),
    went_well: wentWell(evidence),
    improvements: improvements(evidence),
    workflow_proposal: proposal(evidence, kind),
    documentation: documentation(evidence),
    skill_proposals: kind.skill === null ? [] : [kind.skill],
    test_cases: [...kind.tests],
    guardrails: [...kind.guardrails],
  };
}
