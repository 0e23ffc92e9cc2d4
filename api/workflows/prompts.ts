import { variablesOfTicket } from '../skills/index.js';
import type { Ticket } from '../tickets/index.js';
import { blueprintText } from './blueprint.js';
import type { Workflow } from './contract.js';
import { renderBlueprint } from './renderBlueprint.js';

const subject = ({ id, title, itop_class }: Ticket): string => `ticket ${id} (${itop_class}): ${title}`;
const added = (context: string): string => (context.trim() === '' ? [] : ['', 'What was added:', context]).join('\n');

/** What an agent is asked that looks back at a ticket (contract 7.13, 19.2). */
export function postmortemPrompt(ticket: Ticket, context: string): string {
  return [
    `Write the postmortem of ${subject(ticket)}.`,
    `1. Read GET /api/postmortems/evidence/${ticket.id} first: notes, gates, tasks, runs, earlier postmortems, reusable workflows.`,
    '2. Say only what the evidence shows; name the note, change or run that shows it.',
    `3. Write it with POST /api/postmortems: ticket_id ${ticket.id}, status ready_for_review, summary, went_well, improvements,`,
    '   workflow_proposal, documentation, skill_proposals, test_cases, guardrails.',
    '4. A person reviews it. You neither review nor promote it, and you leave the status of the ticket as it is.',
    added(context),
  ].join('\n');
}

/** What an agent is asked that turns a ticket into a way of working (contract 7.13, 18). */
export function buildPrompt(ticket: Ticket, key: string, context: string): string {
  return [
    `Build a reusable workflow from ${subject(ticket)}.`,
    `1. Read GET /api/postmortems/evidence/${ticket.id} and GET /api/workflows?workflow_key=${key} first, and go on from what there is.`,
    `2. Save it with POST /api/workflows: name, ticket_class ${ticket.itop_class}, description, blueprint (steps, gates and how each`,
    `   is verified), test_plan, approval_policy {"workflow_key": "${key}"}, status ready_for_review, ticket_id ${ticket.id}.`,
    '3. Everything that changes a system stands behind a gate in it.',
    '4. It comes into force when a person has reviewed it; you do not.',
    added(context),
  ].join('\n');
}

/** What an agent is asked that follows a workflow on a ticket again (contract 18.2, rerun). */
export function rerunPrompt(ticket: Ticket, workflow: Workflow, runId: number): string {
  const { value: blueprint, missing } = renderBlueprint(workflow.blueprint, variablesOfTicket(ticket));
  return [
    `Follow the workflow "${workflow.name}" (${workflow.workflow_key}, version ${workflow.version}) on ${subject(ticket)}.`,
    `1. Read GET /api/tickets/${ticket.id}/context first.`,
    '2. Go through the blueprint below, step by step. Ask for a gate wherever it or the risk says so; skip nothing in silence.',
    `3. At the end POST /api/workflows/runs/${runId}/complete with status passed, completed, failed or error, and the result.`,
    '',
    'Blueprint:',
    blueprintText(blueprint),
    ...(missing.length === 0
      ? []
      : ['', `Nobody has said: ${missing.map(({ name }) => name).join(', ')}. Find it out or ask; do not guess.`]),
  ].join('\n');
}
