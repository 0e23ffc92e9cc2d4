import { foldWords, hasPhrase } from './foldWords.js';
import type { SeedWorkflow, WorkflowStep } from './workflows.js';

export interface TicketWords {
  /** Intent of the RACI rule that classified the ticket. */
  readonly intent: string;
  /** Title and description. */
  readonly text: string;
}

export interface WorkflowMatch {
  readonly workflow: SeedWorkflow;
  /** What stood in the ticket, for the note that says why this workflow was taken. */
  readonly matched: string;
}

/**
 * The first active workflow that fits the ticket and the system (`process.platform`) that its plans would run on, or
 * undefined: then a person works the ticket. Pure.
 */
export function matchWorkflow(
  workflows: readonly SeedWorkflow[],
  { intent, text }: TicketWords,
  platform: string,
): WorkflowMatch | undefined {
  const folded = foldWords(text);
  const stands = (phrase: string) => hasPhrase(folded, phrase);
  for (const workflow of workflows) {
    const { intents, phrases, together, unless } = workflow.match;
    const runsHere = workflow.platforms.some((known) => known === platform);
    if (workflow.status !== 'active' || !runsHere || !intents.includes(intent) || unless.some(stands)) {
      continue;
    }
    const matched = phrases.find(stands) ?? together.find((words) => words.every(stands))?.join(' … ');
    if (matched !== undefined) {
      return { workflow, matched };
    }
  }
  return undefined;
}

type Plan = Extract<WorkflowStep, { do: 'request_change' }>['plan'];

/**
 * The first of a plan's programs that the host has, as the argv to ask for. It is chosen before people are asked, since
 * what was approved is what runs. With none there, `argv` itself: its failure then names the program that is missing.
 */
export function choosePlan(plan: Plan, hasProgram: (name: string) => boolean): readonly string[] {
  return [plan.argv, ...plan.otherwise].find(([program = '']) => hasProgram(program)) ?? plan.argv;
}
