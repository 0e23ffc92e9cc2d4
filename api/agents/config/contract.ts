/** The editable runtime configuration of agents: contract 11.5. No secret is ever part of it. */
import { z } from 'zod';
import { harnessNames } from '../../../config/sections/runner.js';
import { text } from '../../http/fields.js';

const harness = z.enum(harnessNames, { error: () => `Unknown harness. Use one of ${harnessNames.join(', ')}` });
const model = z
  .union([z.string(), z.null()])
  .optional()
  .transform((value) => (value === undefined || value === null || value.trim() === '' ? null : value.trim()))
  .pipe(z.string().max(200).nullable());
const slug = text(80)
  .transform((value) => value.trim())
  .pipe(z.string().regex(/^[a-z0-9][a-z0-9._-]*$/i, 'letters, digits, dots, dashes and underscores'));

export const reasoningEfforts = ['low', 'medium', 'high', 'extra-high'] as const;
const effortWords: Readonly<Record<string, string>> = {
  ...{ '': 'medium', none: 'medium', minimal: 'low', xhigh: 'extra-high' },
};
const effort = z
  .string()
  .nullish()
  .transform((value) => effortWords[value ?? ''] ?? value ?? 'medium')
  .pipe(z.enum(reasoningEfforts));

/** Contract 11.5: a number that is too large or too small becomes the nearest one that is not. */
const within = (least: number, most: number) =>
  z.coerce
    .number()
    .int()
    .transform((value) => Math.min(most, Math.max(least, value)));

/** Minutes: models on the own machine are slow. */
const timeoutFor = (name: string | null): number => (/^(local|qwen|lmstudio)\//.test(name ?? '') ? 60 : 10);

const fallback = z.object({ harness, model, route: text(40).default('') });

export const profile = z
  .object({
    id: slug,
    name: text(120).default(''),
    description: text(500).default(''),
    harness,
    model,
    reasoning_effort: effort,
    fast_mode: z.boolean().default(false),
    timeout_minutes: z.coerce.number().int().optional(),
    max_concurrent_agents: within(1, 50).default(5),
    fallbacks: z.array(fallback).max(6).default([]),
    skills: z.array(text(200)).max(40).default([]),
    notes: text(1_000).default(''),
  })
  .transform((value) => ({
    ...value,
    name: value.name === '' ? value.id : value.name,
    timeout_minutes: Math.min(1_440, Math.max(1, value.timeout_minutes ?? timeoutFor(value.model))),
  }));
export type Profile = z.output<typeof profile>;

export const scopeTypes = ['platform_area', 'workflow_key', 'raci_group', 'ticket_class', 'condition'] as const;
export const routeAssignment = z.object({
  scope_type: z.enum(scopeTypes),
  scope_value: text(160).refine((value) => value.trim() !== '', { message: 'The scope is empty' }),
  profile_id: slug,
  enabled: z.boolean().default(true),
  notes: text(500).default(''),
});
export type RouteAssignment = z.output<typeof routeAssignment>;

const setup = z.object({ name: text(80), harness, model });

/** Any part may be sent; what is left out stays as it is. */
export const configBody = z.object({
  active_profile: z.union([slug, z.literal(''), z.null()]).optional(),
  profiles: z.array(profile).max(30).optional(),
  route_assignments: z.array(routeAssignment).max(100).optional(),
  setups: z.array(setup).max(24).optional(),
  models: z.array(text(200)).max(200).optional(),
  default_harness: z.union([harness, z.literal(''), z.null()]).optional(),
  default_model: model,
  max_concurrent_agents: within(1, 50).optional(),
  default_timeout_minutes: within(1, 1_440).optional(),
});
export type ConfigBody = z.output<typeof configBody>;

export type RuntimeConfig = {
  readonly active_profile: string | null;
  readonly profiles: readonly Profile[];
  readonly route_assignments: readonly RouteAssignment[];
  readonly setups: readonly z.output<typeof setup>[];
  readonly models: readonly string[];
  readonly default_harness: (typeof harnessNames)[number] | null;
  readonly default_model: string | null;
  readonly max_concurrent_agents: number;
  readonly default_timeout_minutes: number;
};

export const configAnswer = z.looseObject({
  version: z.number().meta({ description: 'Raised by every change; 0 until somebody made one.' }),
  models: z.array(z.string()),
  default_model: z.string().nullable(),
  default_harness: z.string().nullable(),
  setups: z.array(z.looseObject({ name: z.string() })),
  available_harnesses: z.array(z.object({ name: z.string() })),
  active_profile: z.string().nullable(),
  profiles: z.array(z.looseObject({ id: z.string() })),
  route_assignments: z.array(z.looseObject({ scope_type: z.string() })),
  max_concurrent_agents: z.number(),
  default_timeout_minutes: z.number(),
  reasoning_efforts: z.array(z.string()),
});
