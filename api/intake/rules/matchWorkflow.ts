import { matchWorkflow as matchWords, type WorkflowMatch } from '../../../config/matchWorkflow.js';
import type { SeedWorkflow } from '../../../config/workflows.js';
import { clausesOf } from './clauses.js';

export type { WorkflowMatch };

/**
 * The active workflow for a request, with the phrase that chose it (contract 18, `config/matchWorkflow.ts`). What the text denies or calls
 * settled does not choose one: "the disk is not full" gets no disk report. `intent` is the classification's; `platform` is that of the
 * host which would run the plan.
 */
export function matchWorkflow(
  text: string,
  workflows: readonly SeedWorkflow[],
  { intent, platform }: { readonly intent: string; readonly platform: string },
): WorkflowMatch | undefined {
  const live = clausesOf(text).filter((clause) => clause.live);
  return matchWords(workflows, { intent, text: live.map((clause) => clause.text).join('\n') }, platform);
}
