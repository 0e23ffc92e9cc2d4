import { placeholder, type SkillVariable } from '../../config/skillVariables.js';
import type { FieldError } from '../http/answer.js';

export type Rendered =
  | { readonly kind: 'rendered'; readonly text: string }
  | { readonly kind: 'wrong'; readonly errors: readonly FieldError[] };

const scalar = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);

/** The text of a value of this type, or undefined where it is none; numbers may come as text, as agents send them so. */
export function textOf(type: SkillVariable['type'], value: unknown): string | undefined {
  const word = scalar(value) ? String(value).trim() : '';
  switch (type) {
    case 'string':
      return scalar(value) ? String(value) : undefined;
    case 'integer':
      return typeof value !== 'boolean' && /^[+-]?\d{1,15}$/.test(word) ? String(Number(word)) : undefined;
    case 'number':
      return typeof value !== 'boolean' && /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(word) ? word : undefined;
    case 'boolean':
      return /^(true|false)$/i.test(word) ? word.toLowerCase() : undefined;
    case 'list':
      if (!Array.isArray(value)) return undefined;
      return value.every(scalar) ? value.map((entry) => `- ${String(entry)}`).join('\n') : undefined;
  }
}

const article = (type: string): string => `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`;

/** Absent, null and empty are the same: nothing was given. */
export const isGiven = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

/**
 * Puts values into the template (contract 20.2), each placeholder once: a value that looks like a placeholder stays the
 * text that it is, so that nobody's input can reach for another value. A placeholder that the skill does not declare takes
 * any text, and stays as it stands when none is given.
 */
export function render(
  template: string,
  variables: readonly SkillVariable[],
  context: Readonly<Record<string, unknown>>,
): Rendered {
  const errors: FieldError[] = [];
  const texts = new Map<string, string>();
  // Own keys alone: {constructor} in a template names nothing that every object has.
  const value = (name: string): unknown => (Object.hasOwn(context, name) ? context[name] : undefined);
  for (const { name, type, required, default: fallback } of variables) {
    if (!isGiven(value(name))) {
      if (required) errors.push({ path: `body.${name}`, message: `is required (${type})` });
      else texts.set(name, fallback ?? '');
      continue;
    }
    const text = textOf(type, value(name));
    if (text === undefined) errors.push({ path: `body.${name}`, message: `must be ${article(type)}` });
    else texts.set(name, text);
  }
  if (errors.length > 0) return { kind: 'wrong', errors };
  const text = template.replaceAll(placeholder, (whole, name: string) => {
    const known = texts.get(name);
    if (known !== undefined) return known;
    return isGiven(value(name)) ? (textOf('string', value(name)) ?? whole) : whole;
  });
  return { kind: 'rendered', text };
}
