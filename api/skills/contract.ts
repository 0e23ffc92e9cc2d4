/** Skills: the words and shapes of contract 20.2, with typed variables. */
import { z } from 'zod';
import { classifications, type Classification } from '../../config/roles.js';
import { placeholdersOf, skillVariable, variableTypes, type SkillVariable } from '../../config/skillVariables.js';
import { anyObject, flag, id, optionalText, page, text } from '../http/fields.js';

const filled = (max: number) => text(max).refine((value) => value.trim() !== '', { message: 'is empty' });

/** Of one variable each; a second one of the same name could not be told apart in a prompt. */
const variables = z
  .array(skillVariable)
  .max(50)
  .refine((list) => new Set(list.map(({ name }) => name)).size === list.length, {
    message: 'a variable is declared twice',
  });

const template = filled(100_000);

/** A declared variable without its placeholder is a mistake of who wrote it: what is sent for it would go nowhere. */
export function unusedVariable(prompt: string, declared: readonly Pick<SkillVariable, 'name'>[]): string | undefined {
  const placed = placeholdersOf(prompt);
  return declared.find(({ name }) => !placed.includes(name))?.name;
}

export const createBody = z
  .object({
    name: filled(200).transform((value) => value.trim()),
    prompt_template: template,
    description: optionalText(4_000),
    category: optionalText(100),
    variables: variables.nullish(),
    enabled: flag(true),
    assigned_to_all: flag(false),
  })
  .meta({
    examples: [
      {
        name: 'disk-cleanup-plan',
        prompt_template: 'Write a plan that frees {gigabytes} GB on {host}. Delete nothing yourself.',
        variables: [
          { name: 'host', type: 'string', required: true },
          { name: 'gigabytes', type: 'integer', required: true },
        ],
      },
    ],
  });

const given = z.union([z.boolean(), z.stringbool()]).nullish();
export const updateBody = z
  .object({
    name: filled(200)
      .transform((value) => value.trim())
      .nullish(),
    description: text(4_000).nullish(),
    category: optionalText(100),
    prompt_template: template.nullish(),
    variables: variables.nullish(),
    enabled: given,
    assigned_to_all: given,
    security_classification: z
      .enum(classifications)
      .nullish()
      .meta({ description: 'Who may read it: those whose own maximum is not below.' }),
  })
  .refine((body) => Object.values(body).some((value) => value !== null && value !== undefined), {
    message: 'No valid fields to update',
  })
  .meta({ examples: [{ enabled: false }] });

export const listQuery = z.object({ category: optionalText(100), enabled_only: flag(true), ...page(200, 500) });
export type ListSkills = z.output<typeof listQuery>;

export const skillParams = z.object({ id: id().meta({ description: 'Number of the skill', example: 3 }) });
export const agentParams = z.object({ agent_id: id().meta({ description: 'Number of the agent', example: 26 }) });
export const assignmentParams = skillParams.extend(agentParams.shape);
/** The values of the template's variables, by name. */
export const renderBody = anyObject.meta({ examples: [{ ticket_id: 42 }] });

export type Skill = {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly category: string | null;
  readonly prompt_template: string;
  readonly variables: readonly SkillVariable[];
  readonly enabled: boolean;
  readonly assigned_to_all: boolean;
  readonly security_classification: Classification;
  readonly created_at: Date;
  readonly updated_at: Date;
};

const time = z.iso.datetime({ offset: true });
export const skillShape = z.object({
  id: z.int(),
  name: z.string(),
  description: z.string(),
  category: z.string().nullable(),
  prompt_template: z.string(),
  variables: z.array(
    z.object({
      name: z.string(),
      type: z.enum(variableTypes),
      required: z.boolean(),
      description: z.string(),
      default: z.string().optional(),
    }),
  ),
  enabled: z.boolean(),
  assigned_to_all: z.boolean(),
  security_classification: z.enum(classifications),
  created_at: time,
  updated_at: time,
});
