import { setTimeout as sleep } from 'node:timers/promises';
import type { Language } from '../../../api/intake/rules/index.js';
import type { Localised } from '../../../config/localised.js';
import { choosePlan } from '../../../config/matchWorkflow.js';
import type { WorkflowStep } from '../../../config/workflows.js';
import { requestChange } from '../../toolbelt/acts/requestChange.js';
import { unlessRefused } from '../../toolbelt/acts/unlessRefused.js';
import { waitForChange } from '../../toolbelt/acts/waitForChange.js';
import type { ChangeStatus } from '../../toolbelt/platform/shapes.js';
import type { TaskCalls, TaskOutcome } from '../../toolbelt/platform/taskCalls.js';
import type { Report } from '../report.js';
import { fillIn, quotable } from './fillIn.js';
import { outcomeNote, refusedNote } from './outcomeNotes.js';

export interface Ended {
  readonly outcome: TaskOutcome;
  readonly summary: string;
  readonly resolution?: string | undefined;
}

export interface Surroundings {
  readonly calls: TaskCalls;
  readonly report: Report;
  /** Writes a note unless the ticket has it already. */
  readonly writeNote: (body: string, audience: 'internal' | 'user') => Promise<void>;
  readonly taskId: number;
  readonly ticketStatus: string;
  readonly group: string;
  readonly language: Language;
  readonly values: Readonly<Record<string, string | number>>;
  readonly hasProgram: (name: string) => boolean;
}

type Step<Name extends WorkflowStep['do']> = Extract<WorkflowStep, { do: Name }>;

/** What is known so far. A step gives the next state, or the end. */
interface State {
  readonly changeId?: number;
  readonly status?: ChangeStatus;
  readonly values: Readonly<Record<string, string | number | undefined>>;
}
type Stepped = { readonly go: State } | { readonly end: Ended };

const inLanguage = (text: Localised, language: Language): string => text[language] ?? text.en;

async function leaveToPerson(around: Surroundings, note: string, summary: string): Promise<Stepped> {
  await around.writeNote(note, 'user');
  return {
    end: {
      outcome: 'blocked',
      summary: `${summary} The ticket waits for a person of ${around.group}. No model was used.`,
    },
  };
}

async function askForChange(step: Step<'request_change'>, state: State, around: Surroundings): Promise<Stepped> {
  const fill = (text: string): string => fillIn(text, state.values);
  const target = fill(step.target);
  around.report('request-change', `${fill(step.action)}, ${target}`);
  const asked = await unlessRefused(
    requestChange(
      around.calls,
      {
        action: fill(step.action),
        target,
        reason: fill(step.reason),
        risk: step.risk,
        argv: choosePlan(step.plan, around.hasProgram).map(fill),
        timeout: step.plan.timeout,
        rollback: fill(step.rollback),
        blastRadius: fill(step.blast_radius),
      },
      around.taskId,
    ),
  );
  if (!asked.done) {
    const note = refusedNote(asked.reason, around.group, around.language);
    return leaveToPerson(around, note, `The change "${step.action}" could not be asked for: ${asked.reason}`);
  }
  const { change_id: changeId } = asked.answer;
  return { go: { changeId, values: { ...state.values, target, change_id: changeId } } };
}

async function waitForDecision(state: State, around: Surroundings): Promise<Stepped> {
  const { changeId } = state;
  if (changeId === undefined)
    return { end: { outcome: 'failed', summary: 'The workflow waits for a decision and asks for no change.' } };
  around.report('wait-change', `change ${changeId}`);
  // Without an end of our own: the change has one (`expires_at`), and the supervisor has another.
  const status = await waitForChange(around.calls, changeId, Number.POSITIVE_INFINITY, ({ final }) => final, sleep);
  const { execution } = status;
  const ran = status.state === 'completed' || (status.state === 'failed' && typeof execution?.exit_code === 'number');
  if (!ran) {
    const kind = status.state === 'failed' ? 'unknown' : status.state;
    const note = outcomeNote(kind, status, around.group, around.language);
    return leaveToPerson(around, note, `Change ${changeId} ended as ${status.state}.`);
  }
  const values = {
    ...state.values,
    output: quotable(execution?.output ?? status.result ?? ''),
    exit_code: execution?.exit_code ?? undefined,
    duration_ms: execution?.duration_ms ?? undefined,
  };
  return { go: { ...state, status, values } };
}

async function verify(step: Step<'verify'>, state: State, around: Surroundings): Promise<Stepped> {
  const { status } = state;
  if (!status)
    return { end: { outcome: 'failed', summary: 'The workflow verifies a change that it did not wait for.' } };
  const code = status.execution?.exit_code;
  const output = String(state.values['output'] ?? '').trim();
  const failed = typeof code === 'number' ? !step.exit_codes.includes(code) : status.state === 'failed';
  const kind = failed ? 'failed' : step.output_not_empty && output === '' ? 'empty' : undefined;
  around.report('verify', kind ?? 'as expected');
  if (kind === undefined) return { go: { ...state, status: { ...status, state: 'completed' } } };
  const note = outcomeNote(kind, status, around.group, around.language);
  return leaveToPerson(
    around,
    note,
    `Change ${status.id} ran and ${kind === 'failed' ? 'failed' : 'printed nothing'}.`,
  );
}

async function close(step: Step<'close'>, state: State, around: Surroundings): Promise<Stepped> {
  if (state.status?.state === 'failed') {
    const note = outcomeNote('failed', state.status, around.group, around.language);
    return leaveToPerson(around, note, `Change ${state.status.id} ran and failed.`);
  }
  const resolution = fillIn(inLanguage(step.resolution, around.language), state.values);
  if (around.ticketStatus !== 'resolved') {
    around.report('resolve', 'resolved');
    await around.calls.status('resolved', resolution);
  }
  const change = state.changeId === undefined ? '' : ` Change ${state.changeId} was approved and ran.`;
  return {
    end: { outcome: 'done', summary: `The workflow was followed to its end.${change} No model was used.`, resolution },
  };
}

async function take(step: WorkflowStep, state: State, around: Surroundings): Promise<Stepped> {
  switch (step.do) {
    case 'read_context':
      return { go: state };
    case 'note':
      await around.writeNote(fillIn(inLanguage(step.text, around.language), state.values), step.audience);
      return { go: state };
    case 'request_change':
      return askForChange(step, state, around);
    case 'wait_for_decision':
      return waitForDecision(state, around);
    case 'verify':
      return verify(step, state, around);
    case 'close':
      return close(step, state, around);
  }
}

/**
 * Follows the steps of a workflow in order. Every step may be repeated by a second attempt: notes that are there are not written again, a change that
 * stands is not asked for again, a resolved ticket is not resolved again.
 */
export async function followSteps(steps: readonly WorkflowStep[], around: Surroundings): Promise<Ended> {
  let state: State = { values: around.values };
  for (const step of steps) {
    const stepped = await take(step, state, around);
    if ('end' in stepped) return stepped.end;
    state = stepped.go;
  }
  return {
    outcome: 'blocked',
    summary: `The workflow has no closing step; the ticket waits for a person of ${around.group}.`,
  };
}
