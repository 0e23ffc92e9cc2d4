import { matchWorkflow } from '../../config/matchWorkflow.js';
import type { SeedWorkflow } from '../../config/workflows.js';
import type { Queryable } from '../db/index.js';

export type StoredWorkflow = SeedWorkflow & { readonly id: number };

type Row = {
  id: number;
  name: string;
  description: string;
  trigger_type: string;
  workflow_key: string;
  reviewed_by: string;
  blueprint: { steps: SeedWorkflow['blueprint']; match: SeedWorkflow['match']; platforms: SeedWorkflow['platforms'] };
};

/** Workflows that a person has reviewed and that are in force; nothing else is followed by an agent. */
export async function activeWorkflows(q: Queryable): Promise<StoredWorkflow[]> {
  const { rows } = await q.query<Row>(
    `select id, name, description, trigger_type, workflow_key, reviewed_by, blueprint from agent_workflows
     where status in ('active', 'approved') and reviewed_by is not null and blueprint ? 'steps' order by id`,
  );
  return rows.map(({ blueprint, ...row }) => ({
    ...row,
    status: 'active',
    blueprint: blueprint.steps,
    match: blueprint.match,
    platforms: blueprint.platforms,
  }));
}

/** The workflow that fits these words, and the phrase that chose it. */
export async function workflowFor(
  q: Queryable,
  words: { intent: string; text: string },
): Promise<{ workflow: StoredWorkflow; matched: string } | undefined> {
  const workflows = await activeWorkflows(q);
  const found = matchWorkflow(workflows, words, process.platform);
  const workflow = workflows.find(({ workflow_key }) => workflow_key === found?.workflow.workflow_key);
  return found && workflow && { workflow, matched: found.matched };
}
