import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { readDataFile } from './dataFile.js';
import { foldWords } from './foldWords.js';
import { localised } from './localised.js';

const riskLevel = z.enum(['low', 'medium', 'high', 'critical']);
const names = z.array(z.string().min(1)).default([]);

const group = z.strictObject({
  name: z.string().min(1),
  description: z.string().min(1),
  /** The account that the contract's seed names (17.7); people of the group are configured, not seeded. */
  default_assignee: z.string().min(1),
  risk_level: riskLevel,
});

const clarify = z.strictObject({
  question: localised,
  /** At most five: each is a reaction that the bot seeds. `rule` is the id of the rule that holds when it is chosen. */
  choices: z
    .array(z.strictObject({ label: localised, rule: z.int().min(1) }))
    .min(2)
    .max(5),
});

const keyword = z
  .string()
  .refine((word) => word === word.toLowerCase() && foldWords(word) !== '', 'keywords are lower-case words or phrases');

const rule = z
  .strictObject({
    /** Ties go to the lowest id (17.2). The contract's keep theirs, ours start at 101. */
    id: z.int().min(1),
    name: z.string().min(1),
    intent: z.string().regex(/^[a-z0-9-]+$/),
    ticket_class: z.enum(['Incident', 'UserRequest', 'Change']),
    priority: z.enum(['P1', 'P2', 'P3', 'P4']),
    assignment_group: z.string().min(1),
    /** When not set: the assignment group. */
    responsible: z.string().min(1).optional(),
    accountable: z.string().min(1).default('Service Desk Manager'),
    consulted: names,
    informed: names,
    approval_required: z.boolean().default(false),
    /** What the gate of an intake submission says; only with `approval_required`. */
    approval_action: z.string().min(1).max(240).optional(),
    risk_level: riskLevel.default('low'),
    knowledge_tags: names,
    auto_assign_agent: z.boolean().default(false),
    /** Added to the agent's prompt; only with `auto_assign_agent`. */
    auto_agent_prompt: z.string().min(1).optional(),
    /** Words and phrases in English and Portuguese. Compare with `hasPhrase`: whole words, case and accents folded (17.8). In the file: between commas. */
    keywords: z
      .string()
      .transform((text) => text.split(',').flatMap((word) => (word.trim() === '' ? [] : [word.trim()])))
      .pipe(z.array(keyword)),
    /** Factor of the score of this rule's keywords; under 1 for what fits next to any subject ("is down", "need access"). */
    weight: z.number().positive().max(1).default(1),
    /** The one question, with choices, for a request that this rule caught and that says too little. */
    clarify: clarify.optional(),
  })
  .transform((entry) => ({ ...entry, responsible: entry.responsible ?? entry.assignment_group }));

export type RaciGroup = z.output<typeof group>;
export type RaciRule = z.output<typeof rule>;
export type RaciClarify = z.output<typeof clarify>;

function faults(groups: readonly RaciGroup[], rules: readonly RaciRule[]): string[] {
  const known = new Set(groups.map(({ name }) => name));
  const ids = new Set(rules.map(({ id }) => id));
  const found = rules.flatMap((entry) => {
    const folded = entry.keywords.map(foldWords);
    const twice = folded.filter((word, index) => folded.indexOf(word) !== index);
    const unknown = entry.clarify?.choices.filter(({ rule: id }) => !ids.has(id)) ?? [];
    return [
      ...(known.has(entry.assignment_group) ? [] : [`unknown group ${entry.assignment_group}`]),
      ...twice.map((word) => `keyword "${word}" stands there twice`),
      ...unknown.map(({ rule: id }) => `a choice names rule ${id}, which is not there`),
      ...(entry.approval_action !== undefined && !entry.approval_required ? ['approval_action without approval'] : []),
      ...(entry.auto_agent_prompt !== undefined && !entry.auto_assign_agent ? ['a prompt without an agent'] : []),
    ].map((fault) => `rule ${entry.id}: ${fault}`);
  });
  const once = (values: readonly unknown[]) => new Set(values).size === values.length;
  return [
    ...found,
    ...(once(groups.map(({ name }) => name)) ? [] : ['two groups have the same name']),
    ...(ids.size === rules.length && once(rules.map(({ name }) => name)) ? [] : ['two rules have the same id or name']),
    ...(rules.some(({ intent }) => intent === 'general') ? [] : ['the rule of intent general is missing']),
  ];
}

const raciFile = z
  .strictObject({ groups: z.array(group).min(1), rules: z.array(rule).min(1) })
  .superRefine(({ groups, rules }, context) => {
    for (const message of faults(groups, rules)) {
      context.addIssue({ code: 'custom', path: ['rules'], message });
    }
  });

export interface Raci {
  readonly groups: readonly RaciGroup[];
  /** By id; the order matters for ties (17.2). */
  readonly rules: readonly RaciRule[];
}

/** The rules of contract 17.7 with their keywords made whole words and completed, and rules of ours (ids from 101). Throws ConfigError. */
export function loadRaci(file: string = fileURLToPath(new URL('./data/raci.yaml', import.meta.url))): Raci {
  const { groups, rules } = readDataFile(file, raciFile);
  return { groups, rules: [...rules].sort((a, b) => a.id - b.id) };
}
