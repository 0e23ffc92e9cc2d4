import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { readDataFile } from './dataFile.js';
import { placeholdersOf, skillVariable } from './skillVariables.js';

const skill = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,199}$/),
  description: z.string().min(1),
  category: z.string().min(1).max(100),
  /** Whether every agent has it; else it is given to agents one by one. */
  assigned_to_all: z.boolean(),
  prompt_template: z.string().min(1),
  variables: z.array(skillVariable).default([]),
});
export type SeedSkill = z.output<typeof skill>;

function faults({ name, prompt_template: template, variables }: SeedSkill): string[] {
  const placed = placeholdersOf(template);
  const declared = variables.map((variable) => variable.name);
  return [
    ...placed.filter((one) => !declared.includes(one)).map((one) => `${name}: {${one}} is not declared`),
    ...declared.filter((one) => !placed.includes(one)).map((one) => `${name}: ${one} is declared and not used`),
    ...(new Set(declared).size === declared.length ? [] : [`${name}: a variable is declared twice`]),
  ];
}

const skillFile = z.strictObject({ skills: z.array(skill).min(1) }).superRefine(({ skills }, context) => {
  const twice = new Set(skills.map(({ name }) => name)).size === skills.length ? [] : ['two skills have the same name'];
  for (const message of [...twice, ...skills.flatMap(faults)]) {
    context.addIssue({ code: 'custom', path: ['skills'], message });
  }
});

const shipped = new URL('./data/skills.yaml', import.meta.url);

/** The shipped skills (contract 06). Throws ConfigError. */
export function loadSkills(file: string = fileURLToPath(shipped)): readonly SeedSkill[] {
  return readDataFile(file, skillFile).skills;
}
