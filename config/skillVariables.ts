import { z } from 'zod';

/** What a value of a prompt can be; a list comes out as one line an entry. */
export const variableTypes = ['string', 'integer', 'number', 'boolean', 'list'] as const;

/** A placeholder of a prompt template, `{name}`, and what may stand for it. */
export const skillVariable = z
  .object({
    name: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/),
    type: z.enum(variableTypes).default('string'),
    required: z.boolean().default(false),
    description: z.string().max(500).default(''),
    /** Stands for one that is not given; as its text comes out. */
    default: z.string().max(4_000).optional(),
  })
  .refine((variable) => !(variable.required && variable.default !== undefined), {
    message: 'a required variable has no default',
  });
export type SkillVariable = z.output<typeof skillVariable>;

/** The names of the placeholders of a template. `{{name}}` and JSON in braces are no placeholders. */
export function placeholdersOf(template: string, form = placeholder): string[] {
  return [...new Set([...template.matchAll(form)].map((match) => match[1] ?? ''))];
}

export const placeholder = /(?<!\{)\{([A-Za-z_][A-Za-z0-9_]{0,63})\}(?!\})/g;

/** The same in a text that may hold commands: `${name}` is a variable of the shell. */
export const prompted = /(?<![{$])\{([A-Za-z_][A-Za-z0-9_]{0,63})\}(?!\})/g;
