import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { readDataFile } from './dataFile.js';
import { duration } from './fields.js';
import { localised } from './localised.js';

/**
 * What `{{…}}` may name in the texts and targets of a workflow: `host` is the name of the host that the plan runs on,
 * `matched` the phrase of the ticket that chose the workflow, `output` the plan's standard output.
 */
export const placeholders = [
  'ticket_id',
  'host',
  'matched',
  'target',
  'change_id',
  'output',
  'exit_code',
  'duration_ms',
] as const;

/** A plan is a program and its arguments. A shell would make it a text that nobody can compare with what runs. */
const shells = /^(?:.*\/)?(?:sh|bash|dash|zsh|ksh|fish|env|sudo|su|eval|xargs|perl|python[\d.]*|node|ruby)$/;

const argv = z
  .array(z.string().min(1))
  .min(1)
  .refine(([program = '']) => !shells.test(program), 'a plan names a program, not a shell or an interpreter');

const step = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('read_context') }),
  z.strictObject({
    do: z.literal('note'),
    text: localised,
    audience: z.enum(['internal', 'user']).default('internal'),
  }),
  z.strictObject({
    do: z.literal('request_change'),
    action: z.string().min(1),
    target: z.string().min(1),
    risk: z.enum(['low', 'medium', 'high', 'critical']),
    reason: z.string().min(1),
    rollback: z.string().min(1),
    blast_radius: z.string().min(1),
    plan: z.strictObject({
      kind: z.literal('argv'),
      argv,
      /** In order, for hosts that lack the program of `argv`; chosen before people are asked (`choosePlan`). */
      otherwise: z.array(argv).default([]),
      /** Seconds after which the executor stops the program. */
      timeout: duration(1, 3600),
    }),
  }),
  z.strictObject({ do: z.literal('wait_for_decision') }),
  z.strictObject({
    do: z.literal('verify'),
    /** Exit codes that count as success; the last one is for programs that say so when they may not read everything. */
    exit_codes: z.array(z.int().min(0).max(255)).min(1).default([0]),
    output_not_empty: z.boolean().default(true),
  }),
  z.strictObject({ do: z.literal('close'), resolution: localised }),
]);
export type WorkflowStep = z.output<typeof step>;

const phrase = z
  .string()
  .min(1)
  .refine((text) => text === text.toLowerCase(), 'phrases are lower-case');

const workflow = z.strictObject({
  name: z.string().min(1),
  /** Contract 18.1: `<class-slug>:<family-slug>`. */
  workflow_key: z
    .string()
    .max(160)
    .regex(/^[a-z0-9-]+:[a-z0-9-]+$/),
  description: z.string().min(1),
  trigger_type: z.string().default('ticket'),
  status: z.enum(['draft', 'ready_for_review', 'tested', 'active']),
  reviewed_by: z.string().min(1),
  /** Systems (`process.platform`) that have the programs and files of the plans. */
  platforms: z.array(z.enum(['linux', 'darwin'])).min(1),
  /** What a ticket must be for the workflow; `matchWorkflow` decides. */
  match: z.strictObject({
    /** Intents of RACI rules; the ticket's must be one of them. */
    intents: z.array(z.string().min(1)).min(1),
    /** One of these, or all words of one set of `together`, must stand in the ticket's text as whole words … */
    phrases: z.array(phrase).min(1),
    together: z.array(z.array(phrase).min(2)).default([]),
    /** … and none of these: they name what the report cannot answer, or ask for more than a report. */
    unless: z.array(phrase).default([]),
  }),
  blueprint: z.array(step).min(1),
});
export type SeedWorkflow = z.output<typeof workflow>;

function faults({ blueprint }: Pick<SeedWorkflow, 'blueprint'>): string[] {
  const used = [...JSON.stringify(blueprint).matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '');
  const unknown = used.filter((word) => !placeholders.some((known) => known === word));
  const order = blueprint.map((entry) => entry.do);
  const gates = order.filter((name) => name === 'request_change').length;
  const waits = order.every((name, index) => name !== 'request_change' || order[index + 1] === 'wait_for_decision');
  return [
    ...unknown.map((name) => `unknown placeholder {{${name}}}`),
    ...(waits ? [] : ['a change is asked for and nobody waits for the decision']),
    ...(gates > 0 && !order.includes('verify') ? ['what a plan did is not verified'] : []),
    ...(order.at(-1) === 'close' ? [] : ['the last step must be close']),
  ];
}

/** A blueprint that the built-in harness can follow, as it is stored and as the API takes it. */
export const executableBlueprint = z
  .strictObject({
    steps: workflow.shape.blueprint,
    match: workflow.shape.match,
    platforms: workflow.shape.platforms,
  })
  .superRefine(({ steps }, context) => {
    for (const message of faults({ blueprint: steps })) {
      context.addIssue({ code: 'custom', path: ['steps'], message });
    }
  });

const workflowFile = z.strictObject({ workflows: z.array(workflow) }).superRefine(({ workflows }, context) => {
  for (const [index, entry] of workflows.entries()) {
    const twice = workflows.some((other, at) => at !== index && other.workflow_key === entry.workflow_key);
    for (const message of [...(twice ? [`${entry.workflow_key} stands there twice`] : []), ...faults(entry)]) {
      context.addIssue({ code: 'custom', path: ['workflows', index], message });
    }
  }
});

const shipped = new URL('./data/workflows.yaml', import.meta.url);

/** The shipped workflows: reports that any unprivileged user may make of the host that the runner is on. Throws ConfigError. */
export function loadWorkflows(file: string = fileURLToPath(shipped)): readonly SeedWorkflow[] {
  return readDataFile(file, workflowFile).workflows;
}
