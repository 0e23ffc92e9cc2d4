import { z } from 'zod';
import { matchWorkflow } from '../../config/matchWorkflow.js';
import type { SeedWorkflow } from '../../config/workflows.js';
import type { Classification } from '../../config/roles.js';
import type { Queryable } from '../db/index.js';
import { rankIn, rankOf } from '../tickets/index.js';

export type StoredWorkflow = SeedWorkflow & { readonly id: number };

type Row = {
  id: number;
  name: string;
  description: string;
  trigger_type: string;
  workflow_key: string;
  reviewed_by: string;
  blueprint: unknown;
};

type Executable = {
  readonly steps: SeedWorkflow['blueprint'];
  readonly match: SeedWorkflow['match'];
  readonly platforms: SeedWorkflow['platforms'];
};

const words = z.array(z.string());
/** What has to be there to choose and follow it; whether the steps are sound was checked when they were written. */
const executableShape = z.object({
  steps: z.array(z.looseObject({ do: z.string() })).min(1),
  match: z.object({ intents: words, phrases: words, together: z.array(words), unless: words }),
  platforms: words,
});

/** Whether a program can follow it: text and other JSON are for agents that read. */
export function isExecutable(blueprint: unknown): blueprint is Executable {
  return executableShape.safeParse(blueprint).success;
}

/**
 * Workflows that a person has reviewed, that are in force and that a program can follow step by step; none that is more
 * secret than `most`.
 */
export async function activeWorkflows(q: Queryable, most: Classification = 'secret'): Promise<StoredWorkflow[]> {
  const { rows } = await q.query<Row>(
    `select id, name, description, trigger_type, workflow_key, reviewed_by, blueprint from agent_workflows
     where status in ('active', 'approved') and reviewed_by is not null and jsonb_typeof(blueprint) = 'object' and blueprint ? 'steps'
       and ${rankIn('security_classification')} <= $1::integer order by id`,
    [rankOf(most)],
  );
  return rows.flatMap(({ blueprint, ...row }) => {
    if (!isExecutable(blueprint)) return [];
    const { steps, match, platforms } = blueprint;
    return [{ ...row, status: 'active' as const, blueprint: steps, match, platforms }];
  });
}

/**
 * The workflow that fits these words, and the phrase that chose it. By itself only what everybody who works here may read is
 * chosen: its name goes into notes, and its steps to an agent of any ticket.
 */
export async function workflowFor(
  q: Queryable,
  words: { intent: string; text: string },
): Promise<{ workflow: StoredWorkflow; matched: string } | undefined> {
  const workflows = await activeWorkflows(q, 'internal');
  const found = matchWorkflow(workflows, words, process.platform);
  const workflow = workflows.find(({ workflow_key }) => workflow_key === found?.workflow.workflow_key);
  return found && workflow && { workflow, matched: found.matched };
}
